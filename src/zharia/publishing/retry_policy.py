"""Retry policy: what follows from an error for a publication, and who must act. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from zharia.accounts import AccountError, RefreshPending
from zharia.errors import ErrorCode, WhoActs
from zharia.errors.book import entry_of, explain
from zharia.journal import JournalError
from zharia.media.errors import StoreUnavailable, StoreUnwritable
from zharia.publishing.schedule import backoff
from zharia.tiktok import RetryKind, TikTokError, codes
from zharia.tiktok import errors as tiktok

#: automatic tries before a person is asked
MAX_TRIES = 12
#: until a write that failed is tried again
UNWRITABLE_PAUSE: Final = timedelta(seconds=20)


class Action(StrEnum):
    """What happens to the publication."""

    #: goes back in the queue; it counts as a try
    AGAIN = "again"
    #: goes back in the queue until a limit, or something of the account, allows it
    LATER = "later"
    #: the whole account waits, this publication with it; it does not count as a try
    ACCOUNT_WAITS = "account waits"
    #: nobody knows whether TikTok took it
    UNCONFIRMED = "unconfirmed"
    #: ends, until a person acts
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do after an error. `wait` is the time to the next try, except for FAIL."""

    action: Action
    code: str
    message: str
    who_acts: WhoActs
    retry: RetryKind
    log_id: str = ""
    wait: timedelta = timedelta(0)
    #: TikTok refused a post whose photos it has all fetched
    contradicted: bool = False

    @classmethod
    def from_code(
        cls, action: Action, code: ErrorCode, message: str, wait: timedelta, log_id: str = ""
    ) -> "Decision":
        """For an error of ours, by the table of errors."""
        known = entry_of(code)
        retry = known.retry or RetryKind.NEVER
        return cls(action, code, message, known.who, retry, log_id, wait)


#: pause of an account where a person has to fix something
ACCOUNT_PAUSE: Final = timedelta(hours=1)
#: TikTok's ban ends after days, if it does
BAN_PAUSE: Final = timedelta(days=1)
#: for what may pass by itself, or costs no call to TikTok
RETRY_SOON: Final = timedelta(minutes=5)
BANNED: Final = "spam_risk_user_banned_from_posting"


#: the cause is the account or the app, not the post: its whole queue waits so long, and one try
#: then shows whether it is fixed
_PAUSES: Final[Mapping[type[TikTokError], timedelta]] = {
    tiktok.RateLimited: timedelta(seconds=tiktok.RATE_WINDOW),
    tiktok.PostCapReached: timedelta(seconds=tiktok.CAP_WINDOW),
    tiktok.UserCapReached: timedelta(seconds=tiktok.CAP_WINDOW),
    # A token may have expired between two refreshes: the next one fixes that.
    tiktok.AccessTokenInvalid: RETRY_SOON,
    tiktok.ScopeNotAuthorized: ACCOUNT_PAUSE,
    tiktok.ScopePermissionMissed: ACCOUNT_PAUSE,
    tiktok.AuthorizationRemoved: ACCOUNT_PAUSE,
    tiktok.UrlNotVerified: ACCOUNT_PAUSE,
    tiktok.UnauditedApp: ACCOUNT_PAUSE,
}

#: a code of TikTok's for each of its errors that has any
_CODES: Final[Mapping[type[TikTokError], str]] = {
    kind: code
    for table in (codes.OAUTH_CODES, codes.FAIL_REASONS, codes.API_CODES)
    for code, kind in table.items()
}


def decide_on_error(error: TikTokError, tries: int, *, last: bool = False) -> Decision:
    """Decide on an error of TikTok's, or on a lost answer, after `tries` earlier tries.

    With `last` there is no further automatic try, whatever the number: a person is asked.
    """
    kind = error.retry.kind
    code = error.code or _name(error)
    message, log_id = str(error), error.log_id
    if kind is RetryKind.UNKNOWN_OUTCOME:
        return Decision(Action.UNCONFIRMED, code, message, WhoActs.NOBODY, kind, log_id)
    # TikTok may return a code that is new: the error's class says what it means.
    known = explain(_CODES.get(type(error)) or _name(error))
    pause = BAN_PAUSE if error.code == BANNED else _PAUSES.get(type(error))
    if pause is not None and not last:
        return Decision(Action.ACCOUNT_WAITS, code, message, known.who, kind, log_id, pause)
    if kind is RetryKind.AFTER and tries < MAX_TRIES and not last:
        wait = backoff(tries)
        if isinstance(error, tiktok.PostFailed):
            wait = max(wait, timedelta(seconds=error.retry.seconds or 0))
        return Decision(Action.AGAIN, code, message, WhoActs.NOBODY, kind, log_id, wait)
    return Decision(Action.FAIL, code, message, known.who_after_giving_up, kind, log_id)


def decide_on_account_error(error: AccountError) -> Decision:
    """No access token: nothing of this is the publication's, so it waits."""
    message, log_id = str(error), error.log_id
    if isinstance(error, RefreshPending):
        wait = timedelta(seconds=error.retry_after)
        return Decision(
            Action.LATER, error.code, message, WhoActs.NOBODY, RetryKind.AFTER, log_id, wait
        )
    # The other posts of the account may need another permission, or none that is missing; where
    # none can be sent, a hold keeps the queue.
    return Decision.from_code(Action.LATER, error.code, message, RETRY_SOON, log_id)


def decide_on_unwritable(error: JournalError | StoreUnwritable | StoreUnavailable) -> Decision:
    """A disk is full, or a bucket is away: it waits until that has passed, or somebody fixed it."""
    return Decision.from_code(Action.LATER, error.code, str(error), UNWRITABLE_PAUSE)


def needs_person(code: str) -> bool:
    """Whether an account that was paused for this code of TikTok's waits for a person."""
    kind = codes.API_CODES.get(code) or codes.FAIL_REASONS.get(code)
    return kind is not None and decide_on_error(kind(code=code), 0).who_acts is not WhoActs.NOBODY


def _name(error: TikTokError) -> str:
    """An error of ours has no code of TikTok's: its class in snake case serves."""
    name = type(error).__name__
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]
