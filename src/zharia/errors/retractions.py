"""An article that its source has taken back, and a WordPress site that cannot be read in full."""

from typing import Final

from zharia.errors.entry import Entry, Source
from zharia.errors.who_acts import WhoActs
from zharia.tiktok import RetryKind
from zharia.words import Words

_STOPPED: Final = Words(
    kk="Жіберілмеген жазбалар тоқтатылады, ал TikTok-та тұрғандары белгіленеді.",
    ru="Неотправленные записи останавливаются, а те, что уже в TikTok, помечаются.",
    en="Posts that were not sent are stopped, and those that are on TikTok are marked.",
)
_IF_BY_MISTAKE: Final = Words(
    kk="Қате болса, мақаланы сайтта қайта ашыңыз: Zharia оны келесі тексеруде көреді.",
    ru="Если это ошибка, откройте статью на сайте снова: Zharia увидит её при следующей проверке.",
    en="If that is a mistake, open the article on the site again: Zharia sees it at the next look.",
)
_AT_THE_NEXT_LOOK: Final = Words(
    kk="Zharia келесі тексеруде қайта сұрайды.",
    ru="Zharia спросит снова при следующей проверке.",
    en="Zharia asks again at the next look.",
)
_LOOK_AT_SITE: Final = Words(
    kk="Бұл қайталана берсе, сайтқа жауапты адам WordPress интерфейсінің қауіпсіздік плагинімен"
    " немесе кешпен жабылмағанын тексерсін.",
    ru="Если это повторяется, пусть тот, кто обслуживает сайт, проверит, не закрывают ли интерфейс"
    " WordPress плагин безопасности или кеш.",
    en="If it recurs, ask whoever runs the site whether a security plugin or a cache closes"
    " WordPress's interface.",
)


def _retraction(code: str, title: Words, happened: Words) -> Entry:
    return Entry(
        code=code,
        source=Source.FEEDS,
        who=WhoActs.NOBODY,
        retry=None,
        title=title,
        happened=happened.then(_STOPPED),
        remedy=_IF_BY_MISTAKE,
    )


ENTRIES: Final[tuple[Entry, ...]] = (
    _retraction(
        "protected",
        Words(
            kk="Мақала құпиясөзбен жабылған",
            ru="Статья закрыта паролем",
            en="The article is closed by a password",
        ),
        Words(
            kk="Сайт мақаланы құпиясөзді білетіндерге ғана көрсетеді, сондықтан ол алынбайды.",
            ru="Сайт показывает статью только тем, кто знает пароль, поэтому она не берётся.",
            en="The site shows the article only to those who know a password, so it is not taken.",
        ),
    ),
    _retraction(
        "unpublished",
        Words(
            kk="Мақала енді көпшілікке ашық емес",
            ru="Статья больше не открыта для всех",
            en="The article is no longer open to everybody",
        ),
        Words(
            kk="Сайт мақаланы көпшілікке көрсетпейді: ол себетте, жеке, қайтадан қаралама немесе"
            " кейінге қойылған.",
            ru="Сайт не показывает статью всем: она в корзине, личная, снова черновик или"
            " отложена.",
            en="The site does not show the article to everybody: it is in the trash, private, a"
            " draft again or scheduled again.",
        ),
    ),
    _retraction(
        "deleted",
        Words(
            kk="Мақала сайттан жойылған",
            ru="Статья удалена с сайта",
            en="The article was deleted from the site",
        ),
        Words(
            kk="Сайт мұндай мақала енді жоқ дейді.",
            ru="Сайт отвечает, что такой статьи больше нет.",
            en="The site says that there is no such article any more.",
        ),
    ),
    Entry(
        code="still-missing",
        source=Source.FEEDS,
        who=WhoActs.NOBODY,
        retry=None,
        title=Words(
            kk="Қайтарып алынған мақала тізімде қалып тұр",
            ru="Отозванная статья осталась в списке",
            en="A retracted article is still on the list",
        ),
        happened=Words(
            kk="Сайттың тізімі мақаланы көрсетеді, ал сайттың өзі оны ашпайды: тізім ескі болуы"
            " мүмкін. Мақала алынбады.",
            ru="Список сайта называет статью, а сам сайт её не открывает: список может быть старым."
            " Статья не взята.",
            en="The site's list names the article, and the site itself does not show it: the list"
            " may be an old one. The article was not taken.",
        ),
        remedy=_AT_THE_NEXT_LOOK,
    ),
    Entry(
        code="missing-unclear",
        source=Source.FEEDS,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Мақала тізімнен жоғалды, себебі белгісіз",
            ru="Статья пропала из списка, причина неизвестна",
            en="An article is off the list, the reason is unknown",
        ),
        happened=Words(
            kk="Zharia сайттан жоғалған мақала туралы сұрады, бірақ анық жауап алмады. Ештеңе"
            " тоқтатылған жоқ.",
            ru="Zharia спросила сайт о пропавшей статье и не получила ясного ответа. Ничего не"
            " остановлено.",
            en="Zharia asked the site about the missing article and got no clear answer. Nothing"
            " was stopped.",
        ),
        remedy=_AT_THE_NEXT_LOOK.then(_LOOK_AT_SITE),
    ),
    Entry(
        code="all-missing",
        source=Source.FEEDS,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Сайттағы белгілі мақалалар бірден жоғалды",
            ru="Известные статьи пропали с сайта все сразу",
            en="The known articles are missing all at once",
        ),
        happened=Words(
            kk="Zharia білетін мақалалардың ешқайсысы сайтта жоқ: сайт көшкен немесе жаңадан"
            " орнатылған болуы мүмкін. Сондықтан ештеңе тоқтатылған жоқ.",
            ru="На сайте нет ни одной из известных статей: возможно, он переехал или установлен"
            " заново. Поэтому ничего не остановлено.",
            en="None of the known articles is on the site: it may have moved, or been set up anew."
            " So nothing was stopped.",
        ),
        remedy=Words(
            kk="Баптауларда лентаның мекенжайын тексеріңіз. Мақалалар шынымен жойылса, күтіп тұрған"
            " жазбаларды өзіңіз қайтарып алыңыз.",
            ru="Проверьте адрес ленты в настройках. Если статьи действительно удалены, отзовите"
            " ожидающие записи сами.",
            en="Check the feed's address in the settings. If the articles are really deleted,"
            " withdraw the waiting posts yourself.",
        ),
    ),
    Entry(
        code="pages-missed",
        source=Source.FEEDS,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Тізімнің келесі беттері оқылмады",
            ru="Следующие страницы списка не прочитаны",
            en="Further pages of the list were not read",
        ),
        happened=Words(
            kk="Сайтта жаңа мақалалар көп, бірақ тізімнің бірінші бетінен кейінгісін сайт бермеді."
            " Ескірек жаңа мақалалар алынбай қалуы мүмкін.",
            ru="На сайте много новых статей, но страницы списка после первой он не отдал. Более"
            " ранние из новых статей могли быть пропущены.",
            en="The site has many new articles, and did not give the pages of its list after the"
            " first. The earlier ones of the new articles may be missed.",
        ),
        remedy=_LOOK_AT_SITE,
    ),
    Entry(
        code="too-many-new",
        source=Source.FEEDS,
        who=WhoActs.NOBODY,
        retry=None,
        title=Words(
            kk="Сайтта бірден тым көп жаңа мақала шықты",
            ru="На сайте сразу слишком много новых статей",
            en="The site has too many new articles at once",
        ),
        happened=Words(
            kk="Соңғы тексеруден бері 500-ден көп мақала шыққан; Zharia ең жаңаларын ғана алды.",
            ru="После прошлой проверки вышло больше 500 статей; Zharia взяла только самые новые.",
            en="More than 500 articles came out since the last look; Zharia took the newest only.",
        ),
        remedy=Words(
            kk="Әдетте бұл сайтқа мұрағат көшірілгенде болады, ештеңе істеудің қажеті жоқ.",
            ru="Обычно так бывает, когда на сайт переносят архив; делать ничего не нужно.",
            en="As a rule an archive was moved to the site, and there is nothing to do.",
        ),
    ),
    Entry(
        code="retracted",
        source=Source.SENDING,
        who=WhoActs.NOBODY,
        retry=RetryKind.NEVER,
        title=Words(
            kk="Дереккөз мақаланы қайтарып алды",
            ru="Источник отозвал статью",
            en="The source has taken the article back",
        ),
        happened=Words(
            kk="Жазба жіберілгенге дейін сайт мақаланы көрсетуді тоқтатты, сондықтан ол"
            " жіберілмеді.",
            ru="Сайт перестал показывать статью до отправки записи, поэтому она не отправлена.",
            en="The site stopped showing the article before the post was sent, so it was not sent.",
        ),
        remedy=Words(
            kk="Ештеңе істеудің қажеті жоқ: мақала сайтта қайта ашылса, Zharia оған қайта қарайды."
            " Оған қарамастан жариялау керек болса, мақаланың бетінде қайта жариялаңыз.",
            ru="Делать ничего не нужно: если статья снова откроется на сайте, Zharia рассмотрит её"
            " заново. Чтобы всё же опубликовать её, сделайте это на странице статьи.",
            en="Nothing to do: if the site shows the article again, Zharia looks at it anew. To"
            " publish it all the same, do so on the article's page.",
        ),
    ),
    Entry(
        code="retracted_live",
        source=Source.SENDING,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Мақала қайтарып алынды, ал жазба TikTok-та",
            ru="Статья отозвана, а запись в TikTok",
            en="The article was taken back, the post is on TikTok",
        ),
        happened=Words(
            kk="Сайт мақаланы енді көрсетпейді, бірақ жазба жіберіліп қойған. Zharia TikTok-тағы"
            " жазбаны жоя алмайды.",
            ru="Сайт больше не показывает статью, но запись уже отправлена. Удалить запись в TikTok"
            " Zharia не может.",
            en="The site no longer shows the article, and the post was sent already. Zharia cannot"
            " delete a post on TikTok.",
        ),
        remedy=Words(
            kk="Сайтты қарап, жазба қалсын ба, шешіңіз. Қалмауы керек болса, оны TikTok"
            " қолданбасында жойыңыз.",
            ru="Посмотрите на сайт и решите, оставить ли запись. Если нет, удалите её в приложении"
            " TikTok.",
            en="Look at the site, and decide whether the post may stay. If not, delete it in the"
            " TikTok app.",
        ),
    ),
    Entry(
        code="shown_again",
        source=Source.SENDING,
        who=WhoActs.NOBODY,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Мақала сайтта қайта ашылды",
            ru="Статья снова открыта на сайте",
            en="The site shows the article again",
        ),
        happened=Words(
            kk="Бұл жазба мақала жабық кезде тоқтатылған, бірақ мақала қайта ашылды.",
            ru="Эта запись остановлена, пока статья была закрыта, но теперь статья снова открыта.",
            en="This post was stopped while the article was closed, and now the article is open"
            " again.",
        ),
        remedy=Words(
            kk="Өздігінен шығатын мақала өзі қайта кезекке тұрады. Қалғанын мақаланың бетінде қайта"
            " жариялаңыз.",
            ru="Статья, которая выходит сама, встаёт в очередь сама. Остальные опубликуйте заново"
            " на странице статьи.",
            en="An article that goes out by itself is put in line by itself. Publish others anew on"
            " the article's page.",
        ),
    ),
)
