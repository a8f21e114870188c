"""Errors of connecting an account: why TikTok's consent page brought none, and what to do.

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
from zharia.errors import ErrorCode
from zharia.errors.book import explain
from zharia.texts.message import Message

_IN_BRACKETS = Message("({detail})")


class ConnectFailed(AccountError):
    """A visit to TikTok's consent page brought no account. The error book says what to do."""

    def __init__(self, *, detail: str = "", log_id: str = "", **values: str) -> None:
        """`detail`, TikTok's own words or the like, is put between what happened and the remedy."""
        known = explain(self.code)
        happened = known.happened.then(_IN_BRACKETS) if detail else known.happened
        self.template = happened.then(known.remedy)
        super().__init__(log_id=log_id, detail=detail, **values)


class StateUnknown(ConnectFailed):
    code = ErrorCode.STATE_UNKNOWN


class StateExpired(ConnectFailed):
    code = ErrorCode.STATE_EXPIRED


class StateReplayed(ConnectFailed):
    code = ErrorCode.STATE_REPLAYED


class OtherAdministrator(ConnectFailed):
    code = ErrorCode.OTHER_ADMINISTRATOR


class PersonRefused(ConnectFailed):
    code = ErrorCode.ACCESS_DENIED


class CodeRefused(ConnectFailed):
    code = ErrorCode.CODE_REFUSED


class TikTokRefused(ConnectFailed):
    code = ErrorCode.TIKTOK_REFUSED


class TikTokSilent(ConnectFailed):
    code = ErrorCode.TIKTOK_SILENT


class ScopesMissing(ConnectFailed):
    code = ErrorCode.SCOPES_MISSING
