"""Errors of accounts: why one cannot be connected or used, in words for the administrator.

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

`str()` is the message in English; `message.text(language)` has the others. No error here quotes a
token, a code, or a secret.
"""

from typing import ClassVar, Final

from zharia.errors import ErrorCode
from zharia.texts.message import Message

#: what people call TikTok's environments
_ENVIRONMENTS: Final = {"production": Message("Production"), "sandbox": Message("Sandbox")}


class AccountError(Exception):
    """Something about an account. `log_id` is TikTok's number for its answer, if it gave one."""

    code: ClassVar[ErrorCode]
    template: Message

    def __init__(self, *, log_id: str = "", **values: str | Message) -> None:
        """`values` fill in the `{names}` in the message."""
        self.message = self.template.with_(**values)
        self.log_id = log_id
        super().__init__(str(self.message))


class NotConfigured(AccountError):
    code = ErrorCode.TIKTOK_NOT_CONFIGURED
    template = Message(
        "The TikTok app ({environment}) is not set up, or wrongly: {detail} Enter its "
        "client key and client secret under [[social-media]]."
    )

    def __init__(self, *, environment: str, detail: str) -> None:
        """`environment` is TikTok's: `production` or `sandbox`."""
        name = _ENVIRONMENTS.get(environment, environment)
        super().__init__(environment=name, detail=detail)


class UnknownAccount(AccountError):
    code = ErrorCode.ACCOUNT_UNKNOWN
    template = Message("There is no such account: {account_id}.")


class TokenUnavailable(AccountError):
    """An account's access token cannot be had."""


class NotConnected(TokenUnavailable):
    """`reason` in the message comes from `state_reasons`, which also says what to do."""

    code = ErrorCode.ACCOUNT_NOT_CONNECTED
    template = Message("The account “{name}” is not connected. {reason}")


class ScopeNotGranted(TokenUnavailable):
    code = ErrorCode.SCOPE_NOT_GRANTED
    template = Message(
        "The account “{name}” has not granted {scopes}. Connect it again and leave this ticked"
        " on TikTok's page. If it is not shown there, add it to the app in TikTok's console."
    )


class SandboxNotRenewed(TokenUnavailable):
    code = ErrorCode.SANDBOX_NOT_RENEWED
    template = Message(
        "TikTok's sandbox did not renew the access for “{name}”. The account works until the"
        " present access ends ({minutes} min); then connect it again."
    )


class RefreshPending(TokenUnavailable):
    """No token at the moment. Nothing is lost: try again after `retry_after` seconds."""

    def __init__(self, *, retry_after: float, log_id: str = "", **values: str | Message) -> None:
        super().__init__(log_id=log_id, **values)
        self.retry_after = retry_after


class RefreshPaused(RefreshPending):
    code = ErrorCode.REFRESH_PAUSED
    template = Message(
        "Renewing TikTok's access for “{name}” failed ({problem}). Zharia tries again by itself."
    )


class RefreshUnderWay(RefreshPending):
    code = ErrorCode.REFRESH_UNDER_WAY
    template = Message(
        "TikTok's access for “{name}” is being renewed just now. Zharia tries again by itself."
    )


class InstallationPaused(RefreshPending):
    """A refresh by a copy of the database would kill the tokens of the original."""

    code = ErrorCode.INSTALLATION_PAUSED
    template = Message(
        "Zharia is paused, so TikTok's access for “{name}” is not renewed. An administrator"
        " makes sure that no other copy of the database is at work, and presses “Resume”."
    )
