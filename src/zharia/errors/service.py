"""What Zharia cannot do, or not now."""

from typing import Final

from zharia.errors.entry import Entry, Source
from zharia.errors.phrases import RELOAD
from zharia.errors.who_acts import WhoActs
from zharia.words import Words

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        code="platform_disabled",
        source=Source.SERVICE,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="TikTok-қа жариялау өшірулі",
            ru="Публикация в TikTok выключена",
            en="Publishing to TikTok is switched off",
        ),
        happened=Words(
            kk="Әкімші баптауларда TikTok-қа жариялауды өшіріп қойған.",
            ru="Администратор выключил публикацию в TikTok в настройках.",
            en="An administrator switched TikTok off in the settings.",
        ),
        remedy=Words(
            kk="«Баптаулар → Әлеуметтік желілер» бетінде TikTok-қа жариялауды қосып, мақаланы"
            " қайта жариялаңыз.",
            ru="Включите публикацию в TikTok в разделе «Настройки → Соцсети» и опубликуйте статью"
            " заново.",
            en="Switch publishing to TikTok on under Settings → Social media, and publish the"
            " article again.",
        ),
    ),
    Entry(
        code="no_account",
        source=Source.SERVICE,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Бірде-бір TikTok аккаунты қосылмаған",
            ru="Не подключено ни одного аккаунта TikTok",
            en="No TikTok account is connected",
        ),
        happened=Words(
            kk="Мақаланы жариялайтын аккаунт жоқ.",
            ru="Нет аккаунта, в который можно опубликовать статью.",
            en="There is no account to publish the article on.",
        ),
        remedy=Words(
            kk="«Баптаулар → Әлеуметтік желілер» бетінде «Аккаунт қосу» батырмасын басып, мақаланы"
            " қайта жариялаңыз.",
            ru="В разделе «Настройки → Соцсети» нажмите «Подключить аккаунт» и опубликуйте статью"
            " заново.",
            en="Under Settings → Social media press “Connect account”, and publish the article"
            " again.",
        ),
    ),
    Entry(
        code="article_unknown",
        source=Source.SERVICE,
        who=WhoActs.EDITOR,
        retry=None,
        title=Words(
            kk="Мұндай мақала жоқ",
            ru="Такой статьи нет",
            en="There is no such article",
        ),
        happened=Words(
            kk="Мақала табылмады: сілтеме ескі немесе қате.",
            ru="Статья не найдена: ссылка старая или неверная.",
            en="The article was not found: the link is old, or wrong.",
        ),
        remedy=RELOAD,
    ),
    Entry(
        code="publication_unknown",
        source=Source.SERVICE,
        who=WhoActs.EDITOR,
        retry=None,
        title=Words(
            kk="Мұндай жарияланым жоқ",
            ru="Такой публикации нет",
            en="There is no such publication",
        ),
        happened=Words(
            kk="Жарияланым табылмады: сілтеме ескі немесе қате.",
            ru="Публикация не найдена: ссылка старая или неверная.",
            en="The publication was not found: the link is old, or wrong.",
        ),
        remedy=RELOAD,
    ),
    Entry(
        code="not_possible",
        source=Source.SERVICE,
        who=WhoActs.EDITOR,
        retry=None,
        title=Words(
            kk="Қазір бұл әрекет мүмкін емес",
            ru="Сейчас это невозможно",
            en="This is not possible now",
        ),
        happened=Words(
            kk="Жарияланымның күйі бұл әрекетке келмейді немесе ол осы сәтте өзгеріп кетті.",
            ru="Состояние публикации не допускает этого, или она только что изменилась.",
            en="The publication's state does not allow this, or it has just moved on.",
        ),
        remedy=Words(
            kk="Бетті жаңартып, жарияланымның қазіргі күйін қараңыз да, содан кейін шешіңіз.",
            ru="Обновите страницу, посмотрите на состояние публикации и тогда решайте.",
            en="Reload the page, look at the publication's state, and decide then.",
        ),
    ),
    Entry(
        code="choice_refused",
        source=Source.SERVICE,
        who=WhoActs.EDITOR,
        retry=None,
        title=Words(
            kk="Бұл таңдауды TikTok қабылдамайды",
            ru="TikTok не примет такой выбор",
            en="TikTok does not take this choice",
        ),
        happened=Words(
            kk="Таңдалған мән бұл режимде жіберілмейді немесе TikTok ережелеріне қайшы: мысалы,"
            " ақылы серіктестік жабық жазба бола алмайды.",
            ru="Выбранное не отправляется в этом режиме или противоречит правилам TikTok:"
            " например, платное партнёрство не может быть закрытой записью.",
            en="What was chosen is not sent in this mode, or breaks TikTok's rules: for example, a"
            " paid partnership cannot be private.",
        ),
        remedy=Words(
            kk="Хабарда аталған өрісті өзгертіп, қайта жіберіңіз.",
            ru="Измените поле, названное в сообщении, и отправьте снова.",
            en="Change the field that the message names, and send it again.",
        ),
    ),
    Entry(
        code="unexpected",
        source=Source.SERVICE,
        who=WhoActs.ADMIN,
        retry=None,
        title=Words(
            kk="Zharia-да күтпеген қате болды",
            ru="В Zharia неожиданная ошибка",
            en="An unexpected error in Zharia",
        ),
        happened=Words(
            kk="Ешкім күтпеген жағдай болды; толығырақ Zharia журналында сұрау нөмірімен бірге"
            " жазылған.",
            ru="Случилось то, чего никто не предвидел; подробности в журнале Zharia рядом с"
            " номером запроса.",
            en="Something happened that nobody foresaw; Zharia's log says more beside the"
            " request's number.",
        ),
        remedy=Words(
            kk="Біраз күтіп, қайталап көріңіз: жіберілген жазбалар жоғалмайды. Қайталанса, сұрау"
            " нөмірін Zharia-ға жауапты адамға беріңіз.",
            ru="Подождите и попробуйте снова: отправленные записи не потеряются. Если повторится,"
            " сообщите номер запроса тому, кто обслуживает Zharia.",
            en="Wait a moment and try again: posts that were sent are not lost. If it recurs, give"
            " the request's number to whoever runs Zharia.",
        ),
    ),
)
