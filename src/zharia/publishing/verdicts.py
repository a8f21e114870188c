"""Retry policy: what an error means for a publication, and who must act. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from zharia.accounts import AccountError, RefreshPending
from zharia.errors import ErrorCode, WhoActs
from zharia.errors.book import entry_of, explain
from zharia.journal import JournalError
from zharia.media.errors import StoreUnwritable
from zharia.publishing.schedule import retry_in
from zharia.tiktok import RetryKind, TikTokError, codes
from zharia.tiktok import errors as tiktok

#: the machine tries this often before it asks a person
MOST_TRIES = 12
#: until what found no room is tried again
WHILE_UNWRITABLE: Final = timedelta(seconds=20)


class Next(StrEnum):
    """What happens to the publication."""

    #: goes back in line; it counts as a try
    AGAIN = "again"
    #: goes back in line until a limit, or something of the account, allows it
    LATER = "later"
    #: the whole account waits, this publication with it; it does not count as a try
    ACCOUNT_WAITS = "account waits"
    #: nobody knows whether TikTok took it
    UNCONFIRMED = "unconfirmed"
    #: ends, until a person acts
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`wait` is how long until the next try, for AGAIN, LATER and ACCOUNT_WAITS."""

    next: Next
    code: str
    message: str
    who_acts: WhoActs
    retry: RetryKind
    log_id: str = ""
    wait: timedelta = timedelta(0)
    #: TikTok refused a post whose photos it has all fetched
    contradicted: bool = False

    @classmethod
    def ours(
        cls, then: Next, code: ErrorCode, message: str, wait: timedelta, log_id: str = ""
    ) -> "Verdict":
        """What the table of errors says of an error of ours."""
        known = entry_of(code)
        retry = known.retry or RetryKind.NEVER
        return cls(then, code, message, known.who, retry, log_id, wait)


#: so long an account waits before the next try, where a person has to put something right
PAUSE: Final = timedelta(hours=1)
#: TikTok's ban ends after days, if it does
BAN_PAUSE: Final = timedelta(days=1)
#: what may well mend itself, or costs TikTok no call, is looked at again soon
LOOK_AGAIN: Final = timedelta(minutes=5)
BANNED: Final = "spam_risk_user_banned_from_posting"


#: the reason is the account's or the app's, not the post's: its whole line waits so long, and one
#: try then tells whether it is mended
_PAUSES: Final[Mapping[type[TikTokError], timedelta]] = {
    tiktok.RateLimited: timedelta(seconds=tiktok.RATE_WINDOW),
    tiktok.PostCapReached: timedelta(seconds=tiktok.CAP_WINDOW),
    tiktok.UserCapReached: timedelta(seconds=tiktok.CAP_WINDOW),
    # A token may have died between two refreshes: that mends itself.
    tiktok.AccessTokenInvalid: LOOK_AGAIN,
    tiktok.ScopeNotAuthorized: PAUSE,
    tiktok.ScopePermissionMissed: PAUSE,
    tiktok.AuthorizationRemoved: PAUSE,
    tiktok.UrlNotVerified: PAUSE,
    tiktok.UnauditedApp: PAUSE,
}

#: a code of TikTok's for each of its errors that has any
_CODES: Final[Mapping[type[TikTokError], str]] = {
    kind: code
    for table in (codes.OAUTH_CODES, codes.FAIL_REASONS, codes.API_CODES)
    for code, kind in table.items()
}


def judge(error: TikTokError, tries: int, *, last: bool = False) -> Verdict:
    """What follows from TikTok's answer, or from none, after `tries` earlier tries.

    With `last` the machine has done what it can, whatever the number: a person is asked.
    """
    kind = error.retry.kind
    code = error.code or _name(error)
    message, log_id = str(error), error.log_id
    if kind is RetryKind.UNKNOWN_OUTCOME:
        return Verdict(Next.UNCONFIRMED, code, message, WhoActs.NOBODY, kind, log_id)
    # TikTok may answer a code that is new: its kind says what it means.
    known = explain(_CODES.get(type(error)) or _name(error))
    pause = BAN_PAUSE if error.code == BANNED else _PAUSES.get(type(error))
    if pause is not None and not last:
        return Verdict(Next.ACCOUNT_WAITS, code, message, known.who, kind, log_id, pause)
    if kind is RetryKind.AFTER and tries < MOST_TRIES and not last:
        wait = retry_in(tries)
        if isinstance(error, tiktok.PostFailed):
            wait = max(wait, timedelta(seconds=error.retry.seconds or 0))
        return Verdict(Next.AGAIN, code, message, WhoActs.NOBODY, kind, log_id, wait)
    return Verdict(Next.FAIL, code, message, known.who_after_giving_up, kind, log_id)


def judge_account(error: AccountError) -> Verdict:
    """No access token: nothing of this is the publication's, so it waits."""
    message, log_id = str(error), error.log_id
    if isinstance(error, RefreshPending):
        wait = timedelta(seconds=error.retry_after)
        return Verdict(
            Next.LATER, error.code, message, WhoActs.NOBODY, RetryKind.AFTER, log_id, wait
        )
    # The other posts of the account may need another permission, or none that is missing; where
    # none can be sent, a hold keeps the line.
    return Verdict.ours(Next.LATER, error.code, message, LOOK_AGAIN, log_id)


def judge_unwritable(error: JournalError | StoreUnwritable) -> Verdict:
    """A disk is full, or not ours to write: it waits until an administrator has helped."""
    return Verdict.ours(Next.LATER, error.code, str(error), WHILE_UNWRITABLE)


def asks_a_person(code: str) -> bool:
    """Whether an account that was paused for this code of TikTok's waits for a person."""
    kind = codes.API_CODES.get(code) or codes.FAIL_REASONS.get(code)
    return kind is not None and judge(kind(code=code), 0).who_acts is not WhoActs.NOBODY


def _name(error: TikTokError) -> str:
    """An error of ours has no code of TikTok's: its class in snake case serves."""
    name = type(error).__name__
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]
