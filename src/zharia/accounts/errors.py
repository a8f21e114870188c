"""Why an account cannot be connected or used, in words for the administrator.

    AccountError
    ├─ NotConfigured          no client key or secret yet, or an unusable one
    ├─ UnknownAccount
    ├─ ConnectFailed          a visit to TikTok's consent page brought no account
    │  └─ …                   see `connect_errors`
    └─ TokenUnavailable       an account's access token cannot be had
       ├─ NotConnected        a person must connect the account again
       ├─ ScopeNotGranted     the account did not allow what is about to be done
       ├─ SandboxNotRenewed   a sandbox refused: the access token at hand is the last
       └─ RefreshPending      try again after `retry_after` seconds
          ├─ RefreshPaused    the last refresh failed
          ├─ RefreshUnderWay  somebody else is at it
          └─ InstallationPaused  another installation may hold the account's tokens

The English words are the message; `words.text(language)` has the others. No error here quotes a
token, a code, or a secret.
"""

from typing import ClassVar

from zharia.words import Words


class AccountError(Exception):
    """Something about an account. `log_id` is TikTok's number for its answer, if it gave one."""

    code: ClassVar[str]
    template: ClassVar[Words]

    def __init__(self, *, log_id: str = "", **values: str) -> None:
        """`values` fill in the `{names}` in the words."""
        self.words = self.template.with_(**values)
        self.log_id = log_id
        super().__init__(self.words.en)


class NotConfigured(AccountError):
    code = "tiktok_not_configured"
    template = Words(
        kk="TikTok қолданбасының кілті ({environment}) бапталмаған немесе қате: {detail}"
        " «Әлеуметтік желілер» баптауында Client Key мен Client Secret мәндерін енгізіңіз.",
        ru="Ключ приложения TikTok ({environment}) не задан или неверен: {detail}"
        " Укажите Client Key и Client Secret в настройках соцсетей.",
        en="The TikTok app ({environment}) is not set up, or wrongly: {detail}"
        " Enter its client key and client secret in the social media settings.",
    )


class UnknownAccount(AccountError):
    code = "account_unknown"
    template = Words(
        kk="Мұндай аккаунт жоқ: {account_id}.",
        ru="Такого аккаунта нет: {account_id}.",
        en="There is no such account: {account_id}.",
    )


class TokenUnavailable(AccountError):
    """An account's access token cannot be had."""


class NotConnected(TokenUnavailable):
    """`reason` in the words comes from `reasons`, which also says what to do."""

    code = "account_not_connected"
    template = Words(
        kk="«{name}» аккаунты қосылмаған. {reason_kk}",
        ru="Аккаунт «{name}» не подключён. {reason_ru}",
        en="The account “{name}” is not connected. {reason_en}",
    )


class ScopeNotGranted(TokenUnavailable):
    code = "scope_not_granted"
    template = Words(
        kk="«{name}» аккаунты {scopes} рұқсатын бермеген. Аккаунтты қайта қосып, TikTok бетінде"
        " осы рұқсатты белгілеңіз. Ол бетте көрінбесе, оны TikTok консолінде қолданбаға қосыңыз.",
        ru="Аккаунт «{name}» не дал разрешения {scopes}. Подключите аккаунт заново и отметьте его"
        " на странице TikTok. Если его там нет, добавьте его приложению в консоли TikTok.",
        en="The account “{name}” has not granted {scopes}. Connect it again and leave this ticked"
        " on TikTok's page. If it is not shown there, add it to the app in TikTok's console.",
    )


class SandboxNotRenewed(TokenUnavailable):
    code = "sandbox_not_renewed"
    template = Words(
        kk="TikTok құмсалғышы (sandbox) «{name}» рұқсатын жаңартпады. Аккаунт рұқсаты біткенше"
        " ({minutes} мин) жұмыс істейді, содан кейін оны қайта қосыңыз.",
        ru="Песочница TikTok (sandbox) не продлила доступ для «{name}». Аккаунт работает, пока"
        " нынешний доступ не кончится ({minutes} мин); затем подключите его заново.",
        en="TikTok's sandbox did not renew the access for “{name}”. The account works until the"
        " present access ends ({minutes} min); then connect it again.",
    )


class RefreshPending(TokenUnavailable):
    """No token at the moment. Nothing is lost: try again after `retry_after` seconds."""

    def __init__(self, *, retry_after: float, log_id: str = "", **values: str) -> None:
        super().__init__(log_id=log_id, **values)
        self.retry_after = retry_after


class RefreshPaused(RefreshPending):
    code = "refresh_paused"
    template = Words(
        kk="«{name}» үшін TikTok рұқсатын жаңарту сәтсіз болды ({problem}). Zharia өзі қайталайды.",
        ru="Не удалось обновить доступ TikTok для «{name}» ({problem}). Zharia повторит сама.",
        en="Renewing TikTok's access for “{name}” failed ({problem}). Zharia tries again by"
        " itself.",
    )


class RefreshUnderWay(RefreshPending):
    code = "refresh_under_way"
    template = Words(
        kk="«{name}» үшін TikTok рұқсаты дәл қазір жаңартылып жатыр. Zharia өзі қайталайды.",
        ru="Доступ TikTok для «{name}» прямо сейчас обновляется. Zharia повторит сама.",
        en="TikTok's access for “{name}” is being renewed just now. Zharia tries again by itself.",
    )


class InstallationPaused(RefreshPending):
    """A refresh by a copy of the database would kill the tokens of the original."""

    code = "installation_paused"
    template = Words(
        kk="Zharia кідіртілген, сондықтан «{name}» үшін TikTok рұқсаты жаңартылмайды. Дерекқордың"
        " басқа данасы жұмыс істемейтінін әкімші тексеріп, «Жалғастыру» батырмасын бассын.",
        ru="Zharia приостановлена, поэтому доступ TikTok для «{name}» не обновляется."
        " Администратору нужно убедиться, что другая копия базы не работает, и нажать"
        " «Продолжить».",
        en="Zharia is paused, so TikTok's access for “{name}” is not renewed. An administrator"
        " makes sure that no other copy of the database is at work, and presses “Resume”.",
    )
