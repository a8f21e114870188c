"""Why a visit to TikTok's consent page brought no account, and what to do about it.

ConnectFailed
├─ StateUnknown         not begun here, or long ago
├─ StateExpired         begun more than ten minutes ago
├─ StateReplayed        this visit has ended already
├─ OtherAdministrator   begun by somebody else
├─ PersonRefused        the person said no on TikTok's page
├─ CodeRefused          TikTok does not take the code: spent, or too old
├─ TikTokRefused        TikTok's own text says why
├─ TikTokSilent         no answer, so nobody knows
└─ ScopesMissing        neither posting scope was left ticked; the account is kept, unusable
"""

from typing import ClassVar

from zharia.accounts.errors import AccountError
from zharia.words import Words

_BEGIN_AGAIN = Words(
    kk="«Аккаунт қосу» батырмасын басып, қайтадан бастаңыз.",
    ru="Нажмите «Подключить аккаунт» и начните заново.",
    en="Press “Connect account” and begin again.",
)


class ConnectFailed(AccountError):
    """A visit to TikTok's consent page brought no account."""

    happened: ClassVar[Words]
    remedy: ClassVar[Words]

    def __init_subclass__(cls) -> None:
        said = cls.happened
        said = Words(f"{said.kk}{{detail}}", f"{said.ru}{{detail}}", f"{said.en}{{detail}}")
        cls.template = said.then(cls.remedy)

    def __init__(self, *, detail: str = "", log_id: str = "", **values: str) -> None:
        """`detail`, TikTok's own words or the like, stands between what happened and the remedy."""
        super().__init__(log_id=log_id, detail=detail and f" ({detail})", **values)


class StateUnknown(ConnectFailed):
    code = "state_unknown"
    happened = Words(
        kk="Бұл қосу әрекеті осы жерден басталмаған немесе тым ескі.",
        ru="Это подключение начато не здесь или слишком давно.",
        en="This connection was not begun here, or too long ago.",
    )
    remedy = _BEGIN_AGAIN


class StateExpired(ConnectFailed):
    code = "state_expired"
    happened = Words(
        kk="Қосу басталғаннан бері он минуттан астам уақыт өтті.",
        ru="С начала подключения прошло больше десяти минут.",
        en="More than ten minutes have passed since the connection was begun.",
    )
    remedy = _BEGIN_AGAIN


class StateReplayed(ConnectFailed):
    code = "state_replayed"
    happened = Words(
        kk="Бұл сілтеме бұрын пайдаланылған.",
        ru="Эта ссылка уже использована.",
        en="This link was used already.",
    )
    remedy = Words(
        kk="Аккаунт тізімде болмаса, «Аккаунт қосу» батырмасын басып, қайтадан бастаңыз.",
        ru="Если аккаунта нет в списке, нажмите «Подключить аккаунт» и начните заново.",
        en="If the account is not in the list, press “Connect account” and begin again.",
    )


class OtherAdministrator(ConnectFailed):
    code = "other_administrator"
    happened = Words(
        kk="Бұл қосу әрекетін басқа әкімші бастаған.",
        ru="Это подключение начал другой администратор.",
        en="Another administrator began this connection.",
    )
    remedy = Words(
        kk="Өз атыңыздан қайтадан бастаңыз.",
        ru="Начните заново от своего имени.",
        en="Begin again under your own name.",
    )


class PersonRefused(ConnectFailed):
    code = "access_denied"
    happened = Words(
        kk="TikTok бетінде рұқсат берілмеді.",
        ru="На странице TikTok доступ не разрешён.",
        en="Access was not allowed on TikTok's page.",
    )
    remedy = Words(
        kk="Қайтадан бастап, «Рұқсат беру» батырмасын басыңыз.",
        ru="Начните заново и нажмите «Разрешить».",
        en="Begin again and press “Authorize” there.",
    )


class CodeRefused(ConnectFailed):
    code = "code_refused"
    happened = Words(
        kk="TikTok берген код енді жарамсыз.",
        ru="Код от TikTok больше не действует.",
        en="TikTok's code is no longer good.",
    )
    remedy = Words(
        kk="Қайтадан бастаңыз; қайталанса, TikTok консоліндегі Redirect URI мәні {redirect_uri}"
        " екенін тексеріңіз.",
        ru="Начните заново; если повторится, проверьте, что Redirect URI в консоли TikTok равен"
        " {redirect_uri}.",
        en="Begin again; if it recurs, check that the redirect URI in TikTok's console is"
        " {redirect_uri}.",
    )


class TikTokRefused(ConnectFailed):
    code = "tiktok_refused"
    happened = Words(
        kk="TikTok аккаунтты қосудан бас тартты.",
        ru="TikTok отказал в подключении аккаунта.",
        en="TikTok refused to connect the account.",
    )
    remedy = Words(
        kk="Client Key, Client Secret, Redirect URI және рұқсаттарды TikTok консолімен"
        " салыстырыңыз; sandbox режимінде аккаунт Target Users тізімінде болуы керек.",
        ru="Сверьте Client Key, Client Secret, Redirect URI и разрешения с консолью TikTok; в"
        " режиме sandbox аккаунт должен быть в списке Target Users.",
        en="Compare client key, client secret, redirect URI and scopes with TikTok's console; in"
        " the sandbox the account must be among the target users.",
    )


class TikTokSilent(ConnectFailed):
    code = "tiktok_silent"
    happened = Words(
        kk="TikTok жауап бермеді.",
        ru="TikTok не ответил.",
        en="TikTok did not answer.",
    )
    remedy = Words(
        kk="Бірнеше минуттан кейін қайтадан бастаңыз.",
        ru="Начните заново через несколько минут.",
        en="Begin again in a few minutes.",
    )


class ScopesMissing(ConnectFailed):
    code = "scopes_missing"
    happened = Words(
        kk="Жариялау рұқсаты берілмеді.",
        ru="Не дано разрешение на публикацию.",
        en="Permission to post was not granted.",
    )
    remedy = Words(
        kk="Қайтадан бастап, TikTok бетінде жариялау рұқсаттарының белгісін алмаңыз. Олар"
        " көрінбесе, TikTok консолінде қолданбаға қосыңыз.",
        ru="Начните заново и не снимайте на странице TikTok отметки о публикации. Если их там нет,"
        " добавьте их приложению в консоли TikTok.",
        en="Begin again and leave the posting permissions ticked on TikTok's page. If they are not"
        " shown there, add them to the app in TikTok's console.",
    )
