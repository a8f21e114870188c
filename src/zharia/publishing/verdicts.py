"""Retry policy: what an error means for a publication, and who must act. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from zharia.accounts import AccountError, RefreshPending
from zharia.errors.who_acts import WhoActs
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


#: so long an account waits before the next try, where a person has to put something right
PAUSE: Final = timedelta(hours=1)
#: TikTok's ban ends after days, if it does
BAN_PAUSE: Final = timedelta(days=1)
#: what may well mend itself, or costs TikTok no call, is looked at again soon
LOOK_AGAIN: Final = timedelta(minutes=5)
BANNED: Final = "spam_risk_user_banned_from_posting"


@dataclass(frozen=True, slots=True)
class _Rule:
    """What an error means beyond its own `retry`. The first that fits counts."""

    kind: type[TikTokError]
    #: once the machine has done what it can
    who: WhoActs
    #: the reason is the account's or the app's, not the post's: its whole line waits so long, and
    #: one try then tells whether it is mended; None: it is this publication's alone
    pause: timedelta | None = None
    #: only with this code of TikTok's
    code: str = ""


_RULES: tuple[_Rule, ...] = (
    _Rule(tiktok.RateLimited, WhoActs.EDITOR, timedelta(seconds=tiktok.RATE_WINDOW)),
    _Rule(tiktok.PostCapReached, WhoActs.EDITOR, timedelta(seconds=tiktok.CAP_WINDOW)),
    _Rule(tiktok.UserCapReached, WhoActs.EDITOR, timedelta(seconds=tiktok.CAP_WINDOW)),
    # A token may have died between two refreshes: that mends itself.
    _Rule(tiktok.AccessTokenInvalid, WhoActs.ADMIN, LOOK_AGAIN),
    _Rule(tiktok.ScopeNotAuthorized, WhoActs.ADMIN, PAUSE),
    _Rule(tiktok.ScopePermissionMissed, WhoActs.ADMIN, PAUSE),
    _Rule(tiktok.AuthorizationRemoved, WhoActs.ADMIN, PAUSE),
    _Rule(tiktok.UrlNotVerified, WhoActs.ADMIN, PAUSE),
    _Rule(tiktok.UnauditedApp, WhoActs.ADMIN, PAUSE),
    _Rule(tiktok.CreatorBlocked, WhoActs.ADMIN, BAN_PAUSE, BANNED),
    _Rule(tiktok.CreatorBlocked, WhoActs.ADMIN),
    _Rule(tiktok.PullFailed, WhoActs.ADMIN),
    _Rule(tiktok.OAuthError, WhoActs.ADMIN),
    _Rule(tiktok.InvalidConfiguration, WhoActs.ADMIN),
    _Rule(tiktok.UnknownCode, WhoActs.ADMIN),
    _Rule(tiktok.UnknownFailure, WhoActs.ADMIN),
    _Rule(tiktok.ProcessingFailed, WhoActs.TIKTOK),
    _Rule(tiktok.TikTokFault, WhoActs.TIKTOK),
    _Rule(tiktok.Unanswered, WhoActs.TIKTOK),
    # Text, photos or choices of the post.
    _Rule(TikTokError, WhoActs.EDITOR),
)


def judge(error: TikTokError, tries: int, *, last: bool = False) -> Verdict:
    """What follows from TikTok's answer, or from none, after `tries` earlier tries.

    With `last` the machine has done what it can, whatever the number: a person is asked.
    """
    kind = error.retry.kind
    code = error.code or _name(error)
    message, log_id = str(error), error.log_id
    if kind is RetryKind.UNKNOWN_OUTCOME:
        return Verdict(Next.UNCONFIRMED, code, message, WhoActs.NOBODY, kind, log_id)
    rule = next(one for one in _RULES if _fits(one, error))
    if rule.pause is not None and not last:
        # A limit passes by itself; everything else does not before somebody has acted.
        who = WhoActs.NOBODY if kind is RetryKind.AFTER else rule.who
        return Verdict(Next.ACCOUNT_WAITS, code, message, who, kind, log_id, rule.pause)
    if kind is RetryKind.AFTER and tries < MOST_TRIES and not last:
        wait = retry_in(tries)
        if isinstance(error, tiktok.PostFailed):
            wait = max(wait, timedelta(seconds=error.retry.seconds or 0))
        return Verdict(Next.AGAIN, code, message, WhoActs.NOBODY, kind, log_id, wait)
    return Verdict(Next.FAIL, code, message, rule.who, kind, log_id)


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
    return Verdict(
        Next.LATER,
        error.code,
        message,
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        log_id,
        LOOK_AGAIN,
    )


def judge_unwritable(error: JournalError | StoreUnwritable) -> Verdict:
    """A disk is full, or not ours to write: it waits until an administrator has helped."""
    return Verdict(
        Next.LATER,
        error.code,
        str(error),
        WhoActs.ADMIN,
        RetryKind.AFTER,
        wait=WHILE_UNWRITABLE,
    )


def asks_a_person(code: str) -> bool:
    """Whether an account that was paused for this code of TikTok's waits for a person."""
    kind = codes.API_CODES.get(code) or codes.FAIL_REASONS.get(code)
    return kind is not None and judge(kind(code=code), 0).who_acts is not WhoActs.NOBODY


def _fits(rule: _Rule, error: TikTokError) -> bool:
    return isinstance(error, rule.kind) and rule.code in {"", error.code}


def _name(error: TikTokError) -> str:
    """An error of ours has no code of TikTok's: its class in snake case serves."""
    name = type(error).__name__
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]
