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

from zharia.accounts.errors import AccountError
from zharia.accounts.words import Words


class ConnectFailed(AccountError):
    """A visit to TikTok's consent page brought no account."""


class StateUnknown(ConnectFailed):
    code = "state_unknown"
    template = Words(
        kk="Бұл қосу әрекеті осы жерден басталмаған немесе тым ескі. «Аккаунт қосу» батырмасын"
        " басып, қайтадан бастаңыз.",
        ru="Это подключение начато не здесь или слишком давно. Нажмите «Подключить аккаунт» и"
        " начните заново.",
        en="This connection was not begun here, or too long ago. Press “Connect account” and begin"
        " again.",
    )


class StateExpired(ConnectFailed):
    code = "state_expired"
    template = Words(
        kk="Он минут өтіп кетті. «Аккаунт қосу» батырмасын басып, қайтадан бастаңыз.",
        ru="Прошло больше десяти минут. Нажмите «Подключить аккаунт» и начните заново.",
        en="More than ten minutes have passed. Press “Connect account” and begin again.",
    )


class StateReplayed(ConnectFailed):
    code = "state_replayed"
    template = Words(
        kk="Бұл сілтеме бұрын пайдаланылған. Аккаунт тізімде болмаса, «Аккаунт қосу» батырмасын"
        " басып, қайтадан бастаңыз.",
        ru="Эта ссылка уже использована. Если аккаунта нет в списке, нажмите «Подключить аккаунт»"
        " и начните заново.",
        en="This link was used already. If the account is not in the list, press “Connect account”"
        " and begin again.",
    )


class OtherAdministrator(ConnectFailed):
    code = "other_administrator"
    template = Words(
        kk="Бұл қосу әрекетін басқа әкімші бастаған. Өз атыңыздан қайтадан бастаңыз.",
        ru="Это подключение начал другой администратор. Начните заново от своего имени.",
        en="Another administrator began this connection. Begin again under your own name.",
    )


class PersonRefused(ConnectFailed):
    code = "access_denied"
    template = Words(
        kk="TikTok бетінде рұқсат берілмеді. Қайтадан бастап, «Рұқсат беру» батырмасын басыңыз.",
        ru="На странице TikTok доступ не разрешён. Начните заново и нажмите «Разрешить».",
        en="Access was not allowed on TikTok's page. Begin again and press “Authorize” there.",
    )


class CodeRefused(ConnectFailed):
    code = "code_refused"
    template = Words(
        kk="TikTok берген код енді жарамсыз ({detail}). Қайтадан бастаңыз; қайталанса, TikTok"
        " консоліндегі Redirect URI мәні {redirect_uri} екенін тексеріңіз.",
        ru="Код от TikTok больше не действует ({detail}). Начните заново; если повторится,"
        " проверьте, что Redirect URI в консоли TikTok равен {redirect_uri}.",
        en="TikTok's code is no longer good ({detail}). Begin again; if it recurs, check that the"
        " redirect URI in TikTok's console is {redirect_uri}.",
    )


class TikTokRefused(ConnectFailed):
    code = "tiktok_refused"
    template = Words(
        kk="TikTok бас тартты: {detail} Client Key, Client Secret, Redirect URI және рұқсаттарды"
        " TikTok консолімен салыстырыңыз; sandbox режимінде аккаунт Target Users тізімінде"
        " болуы керек.",
        ru="TikTok отказал: {detail} Сверьте Client Key, Client Secret, Redirect URI и разрешения с"
        " консолью TikTok; в режиме sandbox аккаунт должен быть в списке Target Users.",
        en="TikTok refused: {detail} Compare client key, client secret, redirect URI and scopes"
        " with TikTok's console; in the sandbox the account must be among the target users.",
    )


class TikTokSilent(ConnectFailed):
    code = "tiktok_silent"
    template = Words(
        kk="TikTok жауап бермеді ({detail}). Бірнеше минуттан кейін қайтадан бастаңыз.",
        ru="TikTok не ответил ({detail}). Начните заново через несколько минут.",
        en="TikTok did not answer ({detail}). Begin again in a few minutes.",
    )


class ScopesMissing(ConnectFailed):
    code = "scopes_missing"
    template = Words(
        kk="Жариялау рұқсаты берілмеді: {scopes}. Қайтадан бастап, TikTok бетінде осы"
        " рұқсаттардың белгісін алмаңыз. Олар көрінбесе, TikTok консолінде қолданбаға қосыңыз.",
        ru="Не дано разрешение на публикацию: {scopes}. Начните заново и не снимайте эти отметки на"
        " странице TikTok. Если их там нет, добавьте их приложению в консоли TikTok.",
        en="Permission to post was not granted: {scopes}. Begin again and leave these ticked on"
        " TikTok's page. If they are not shown there, add them to the app in TikTok's console.",
    )
