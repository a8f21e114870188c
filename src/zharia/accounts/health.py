"""Account health: its level, what is wrong, and what to do about it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from zharia.accounts.model import Account, AccountState, Mode, StateReason
from zharia.accounts.renewal_due import ENDING, WARN_AHEAD
from zharia.accounts.scopes import REQUESTED, Scope, missing, scope_for
from zharia.accounts.state_reasons import MESSAGES
from zharia.errors import ErrorCode
from zharia.texts.message import Message


class Level(StrEnum):
    #: it posts
    OK = "ok"
    #: it still posts, but a person has to act soon
    SOON = "soon"
    #: it does not post until a person acts
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class MissingScope:
    """A permission that the account's owner has not given, and what it would be for."""

    scope: Scope
    purpose: Message
    #: the account's mode cannot do without it
    needed: bool


@dataclass(frozen=True, slots=True)
class Health:
    """An account's state at a moment."""

    level: Level
    #: stable: `ok`, `ending_soon`, `access_ended`, `renewing_fails`, `renewal_late`,
    #: `scope_missing`, or a `StateReason`
    code: str
    #: what is the matter, who acts, what to do
    message: Message
    #: renewed by itself ahead of this moment
    access_expires_at: datetime
    #: only the owner's consent on TikTok's page leads beyond it; None when TikTok named none
    refresh_expires_at: datetime | None
    #: in TikTok's order; those that the mode needs and those that it does not
    missing: tuple[MissingScope, ...]


PURPOSES: Final = {
    Scope.USER_INFO: Message("to show the account's name and picture"),
    Scope.PUBLISH: Message("to post directly, in the modes “Review” and “Automatic”"),
    Scope.UPLOAD: Message("to send drafts to TikTok, in the mode “TikTok inbox”"),
}

_OK: Final = Message("All is well: access renews itself.")
_ENDED: Final = Message(
    "TikTok's access has ended. Connect the account again; its settings are kept."
)
_FAILS: Final = Message(
    "Renewing access fails ({problem}). Zharia keeps trying; if it lasts for an hour, an"
    " administrator should check the client key, the client secret and TikTok's own state."
)
_SANDBOX: Final = Message(
    "TikTok's sandbox does not renew the access. The account works until the present access ends"
    " ({minutes} min); then connect it again, its settings are kept."
)
_LATE: Final = Message(
    "Access was not renewed in time. An administrator should check that Zharia's worker runs."
)
_SCOPE: Final = Message(
    "The chosen mode needs the scope {scope}, which was not granted. Choose another mode, or"
    " connect the account again and leave everything ticked on TikTok's page."
)


def health_of(account: Account, now: datetime) -> Health:
    """How the account is at this moment. Whether it is switched on plays no part."""
    level, code, message = next(_findings(account, now))
    needed = scope_for(Mode(account.mode))
    return Health(
        level,
        code,
        message,
        account.access_expires_at,
        account.refresh_expires_at,
        tuple(
            MissingScope(scope, PURPOSES[scope], needed=scope == needed)
            for scope in missing(account.scopes, REQUESTED)
        ),
    )


def _findings(account: Account, now: datetime) -> Iterator[tuple[Level, str, Message]]:
    """All that there is to say, the gravest first."""
    if account.state != AccountState.CONNECTED:
        reason = StateReason(account.state_reason or StateReason.REFUSED)
        yield Level.BAD, reason, MESSAGES[reason]
    scope = scope_for(Mode(account.mode))
    if scope not in account.scopes:
        yield Level.BAD, "scope_missing", _SCOPE.with_(scope=scope)
    ends = account.refresh_expires_at
    expired = account.access_expires_at <= now
    if ends is not None and ends <= now:
        yield Level.BAD, "access_ended", _ENDED
    if account.is_not_renewable and not expired:
        minutes = (account.access_expires_at - now) // timedelta(minutes=1) + 1
        yield Level.SOON, StateReason.SANDBOX_NOT_RENEWED, _SANDBOX.with_(minutes=str(minutes))
    if account.refresh_failures:
        # Until the access token ends, posts go out with it.
        level = Level.BAD if expired else Level.SOON
        yield level, "renewing_fails", _FAILS.with_(problem=account.refresh_problem or "?")
    if ends is not None and ends <= now + WARN_AHEAD:
        message = ENDING.with_(name=account.name, day=f"{ends:%Y-%m-%d}")
        yield Level.SOON, ErrorCode.ENDING_SOON, message
    if expired:
        # Whoever posts next renews it, so nothing is lost yet.
        yield Level.SOON, "renewal_late", _LATE
    yield Level.OK, "ok", _OK
