"""Why what is in line does not go: its account may not send, or it is no news any more."""

from typing import Final

from zharia.errors.entry import Entry, Source
from zharia.errors.phrases import RECONNECT, SAFE
from zharia.errors.who_acts import WhoActs
from zharia.tiktok import RetryKind
from zharia.words import Words

_GOES_ON: Final = Words(
    kk="Содан кейін кезектегі жазбалар өздігінен, ретімен кетеді.",
    ru="После этого записи уйдут сами, по порядку.",
    en="Then what waits leaves by itself, in its order.",
)


def _hold(code: str, title: Words, happened: Words, remedy: Words) -> Entry:
    return Entry(
        code=code,
        source=Source.ACCOUNTS,
        who=WhoActs.ADMIN,
        retry=RetryKind.NEEDS_A_PERSON,
        title=title,
        happened=happened,
        remedy=remedy.then(_GOES_ON).then(SAFE),
    )


ENTRIES: Final[tuple[Entry, ...]] = (
    _hold(
        "platform_off",
        Words(kk="TikTok өшірулі", ru="TikTok выключен", en="TikTok is switched off"),
        Words(
            kk="Әкімші TikTok-қа жариялауды тұтас өшірген, сондықтан бүкіл кезек күтіп тұр.",
            ru="Администратор выключил публикацию в TikTok целиком, поэтому вся очередь ждёт.",
            en="An administrator has switched off publishing to TikTok as a whole, so the whole"
            " queue waits.",
        ),
        Words(
            kk="Оны «Баптаулар → Әлеуметтік желілер» бетінде қосыңыз.",
            ru="Включите его в разделе «Настройки → Соцсети».",
            en="Switch it on under Settings → Social media.",
        ),
    ),
    _hold(
        "other_environment",
        Words(
            kk="Аккаунт басқа режимге тиесілі",
            ru="Аккаунт относится к другому режиму",
            en="The account belongs to the other environment",
        ),
        Words(
            kk="Аккаунт sandbox немесе production режимінде қосылған, ал қазір басқасы"
            " қолданылады.",
            ru="Аккаунт подключён в режиме sandbox или production, а сейчас действует другой.",
            en="The account was connected in the sandbox or in production, and the other one is"
            " active now.",
        ),
        Words(
            kk="Режимді «Баптаулар → Әлеуметтік желілер» бетінде ауыстырыңыз немесе күтіп тұрған"
            " жазбаларды қайтарып алыңыз.",
            ru="Смените режим в разделе «Настройки → Соцсети» или отзовите ожидающие записи.",
            en="Change the environment under Settings → Social media, or withdraw what waits.",
        ),
    ),
    _hold(
        "account_off",
        Words(kk="Аккаунт өшірулі", ru="Аккаунт выключен", en="The account is switched off"),
        Words(
            kk="Әкімші бұл аккаунтты өшірген, сондықтан оның кезегі күтіп тұр.",
            ru="Администратор выключил этот аккаунт, поэтому его очередь ждёт.",
            en="An administrator has switched this account off, so its line waits.",
        ),
        Words(
            kk="Аккаунттың баптауларында оны қосыңыз немесе күтіп тұрған жазбаларды қайтарып"
            " алыңыз.",
            ru="Включите его в настройках аккаунта или отзовите ожидающие записи.",
            en="Switch it on in the account's settings, or withdraw what waits.",
        ),
    ),
    _hold(
        "needs_reconnect",
        Words(
            kk="Аккаунтты қайта қосу керек",
            ru="Аккаунт нужно подключить заново",
            en="The account has to be connected again",
        ),
        Words(
            kk="TikTok аккаунттың рұқсатын енді қабылдамайды, сондықтан оның кезегі күтіп тұр.",
            ru="TikTok больше не принимает доступ аккаунта, поэтому его очередь ждёт.",
            en="TikTok no longer takes the account's access, so its line waits.",
        ),
        RECONNECT,
    ),
    _hold(
        "disconnected",
        Words(
            kk="Аккаунт ажыратылған",
            ru="Аккаунт отключён",
            en="The account is disconnected",
        ),
        Words(
            kk="Аккаунтты әкімші немесе иесі ажыратқан, сондықтан кезекте қалғандары күтіп тұр.",
            ru="Аккаунт отключил администратор или владелец, поэтому то, что стояло в очереди,"
            " ждёт.",
            en="An administrator or the owner has disconnected the account, so what was in its"
            " line waits.",
        ),
        RECONNECT,
    ),
    Entry(
        code="looks_like_another",
        source=Source.SENDING,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Бұрынғы мақалаға ұқсайды",
            ru="Похожа на уже известную статью",
            en="Looks like an article that is there already",
        ),
        happened=Words(
            kk="Тақырыбы, беті, фотосы не күні басқа бір мақаланікіндей. Сайт мекенжайды өзгерткен"
            " немесе оқиғаны екінші рет жіберген болуы мүмкін, сондықтан ол өздігінен шықпайды.",
            ru="Заголовок, страница, фото или дата те же, что у другой статьи. Возможно, сайт"
            " сменил адрес или прислал материал второй раз, поэтому сама она не выходит.",
            en="Its headline, page, photo or date are those of another article. The site may have"
            " changed an address or delivered the story twice, so it does not go out by itself.",
        ),
        remedy=Words(
            kk="Мақаланы ашып, екеуін салыстырыңыз: бір оқиға болса, олар біріктіріледі, басқа"
            " оқиға болса, мақала әдеттегідей шығады.",
            ru="Откройте статью и сравните обе: если материал один, они станут одной, если другой,"
            " статья выйдет как обычно.",
            en="Open the article and compare the two: if the story is the same, they become one; if"
            " it is another, the article goes out as usual.",
        ),
    ),
    Entry(
        code="language_doubted",
        source=Source.SENDING,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Мәтін басқа тілде сияқты",
            ru="Текст, похоже, на другом языке",
            en="The text looks like another language",
        ),
        happened=Words(
            kk="Лента мәтінді бір тілде деді, ал әріптері басқа тілге ұқсайды. Қате аккаунтқа"
            " шықпас үшін ол редакторды күтеді.",
            ru="Лента назвала один язык, а буквы похожи на другой. Чтобы текст не вышел не в том"
            " аккаунте, он ждёт редактора.",
            en="The feed named one language, and the letters look like another. It waits for an"
            " editor, so that it does not go out on the wrong account.",
        ),
        remedy=Words(
            kk="Мақаланы ашып, тілін таңдаңыз. Лента үнемі қателессе, әкімші оның тілін лентаның"
            " баптауынан түзете алады.",
            ru="Откройте статью и выберите язык. Если лента ошибается всегда, администратор может"
            " исправить язык в её настройках.",
            en="Open the article and choose the language. If the feed is always wrong, an"
            " administrator can correct the language in its settings.",
        ),
    ),
    Entry(
        code="sponsored",
        source=Source.SENDING,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Жарнама: редактор шешеді",
            ru="Реклама: решает редактор",
            en="Advertising: an editor decides",
        ),
        happened=Words(
            kk="Мақала ақысы төленген деп белгіленген, ал ондай жазбаны Zharia ешқашан өздігінен"
            " жібермейді: жазбада жарнама екенін қалай көрсетуді адам шешеді.",
            ru="Статья отмечена как оплаченная, и такую Zharia никогда не отправляет сама: как"
            " указать это в записи, решает человек.",
            en="The article is marked as paid for, and Zharia never sends such a post by itself: a"
            " person decides how the post discloses that.",
        ),
        remedy=Words(
            kk="Жазбаны ашып, жарнама екенін көрсету-көрсетпеуді таңдаңыз да, жариялаңыз. Белгі"
            " қате болса, оны мақаланың өзінен алып тастаңыз.",
            ru="Откройте запись, выберите, указывать ли, что это реклама, и опубликуйте. Если"
            " отметка ошибочна, снимите её в самой статье.",
            en="Open the post, choose whether it discloses that, and publish it. If the mark is"
            " wrong, take it off in the article itself.",
        ),
    ),
    Entry(
        code="too_old_to_go",
        source=Source.SENDING,
        who=WhoActs.EDITOR,
        retry=RetryKind.NEEDS_A_PERSON,
        title=Words(
            kk="Өздігінен шығуға тым ескі",
            ru="Слишком старая, чтобы выйти самой",
            en="Too old to go by itself",
        ),
        happened=Words(
            kk="Кезегі келгенде не мақала түскенде жаңалыққа бір тәуліктен көп болған екен, ал"
            " ондайды Zharia адамсыз жібермейді.",
            ru="Когда подошла очередь или пришла статья, новости было больше суток, а такие Zharia"
            " без человека не отправляет.",
            en="When its turn came, or the article came in, the news was older than a day, and"
            " Zharia sends none such without a person.",
        ),
        remedy=Words(
            kk="Жазбаны қараңыз: әлі жаңалық болса, мақұлдаңыз, болмаса, қайтарып алыңыз.",
            ru="Посмотрите запись: если это ещё новость, одобрите её, если нет, отзовите.",
            en="Look at the post: approve it if it is still news, and withdraw it if not.",
        ),
    ),
)
