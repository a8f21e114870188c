"""Why what is in line does not go: its account may not send, or it is no news any more."""

from typing import Final

from zharia.errorbook.entry import Entry, Source
from zharia.errorbook.phrases import RECONNECT, SAFE
from zharia.tiktok import RetryKind
from zharia.who_acts import WhoActs
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
