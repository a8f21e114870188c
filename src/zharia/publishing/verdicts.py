"""What an error means for a publication: who must act, and what the machine may do. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from zharia.accounts import AccountError, RefreshPending
from zharia.publishing.schedule import retry_in
from zharia.tiktok import RetryKind, TikTokError
from zharia.tiktok import errors as tiktok
from zharia.who_acts import WhoActs

#: the machine tries this often before it asks a person
MOST_TRIES = 12
#: more tries than any: a person is asked now
GIVE_UP = 1_000


class Next(StrEnum):
    """What happens to the publication."""

    #: goes back in line; it counts as a try
    AGAIN = "again"
    #: goes back in line until a limit of TikTok allows it
    LATER = "later"
    #: the whole account waits, this publication with it
    ACCOUNT_WAITS = "account waits"
    #: nobody knows whether TikTok took it
    UNCONFIRMED = "unconfirmed"
    #: ends, until a person acts
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`wait` is how long until the next try, for AGAIN and ACCOUNT_WAITS."""

    next: Next
    code: str
    message: str
    who_acts: WhoActs
    retry: RetryKind
    log_id: str = ""
    wait: timedelta = timedelta(0)
    #: TikTok refused a post whose photos it has all fetched
    contradicted: bool = False


_ACCOUNT_WIDE = (tiktok.RateLimited, tiktok.PostCapReached, tiktok.UserCapReached)

_WHO: tuple[tuple[type[TikTokError], WhoActs], ...] = (
    (tiktok.AccessTokenInvalid, WhoActs.ADMIN),
    (tiktok.ScopeNotAuthorized, WhoActs.ADMIN),
    (tiktok.ScopePermissionMissed, WhoActs.ADMIN),
    (tiktok.AuthorizationRemoved, WhoActs.ADMIN),
    (tiktok.UrlNotVerified, WhoActs.ADMIN),
    (tiktok.UnauditedApp, WhoActs.ADMIN),
    (tiktok.CreatorBlocked, WhoActs.ADMIN),
    (tiktok.PullFailed, WhoActs.ADMIN),
    (tiktok.OAuthError, WhoActs.ADMIN),
    (tiktok.InvalidConfiguration, WhoActs.ADMIN),
    (tiktok.UnknownCode, WhoActs.ADMIN),
    (tiktok.UnknownFailure, WhoActs.ADMIN),
    (tiktok.ProcessingFailed, WhoActs.TIKTOK),
    (tiktok.TikTokFault, WhoActs.TIKTOK),
    (tiktok.Unanswered, WhoActs.TIKTOK),
)


def judge(error: TikTokError, tries: int) -> Verdict:
    """What follows from TikTok's answer, or from none, after `tries` earlier tries."""
    kind = error.retry.kind
    code = error.code or _name(error)
    message, log_id = str(error), error.log_id
    if kind is RetryKind.UNKNOWN_OUTCOME:
        return Verdict(Next.UNCONFIRMED, code, message, WhoActs.NOBODY, kind, log_id)
    if kind is RetryKind.AFTER and tries < GIVE_UP and isinstance(error, _ACCOUNT_WIDE):
        wait = timedelta(seconds=error.retry.seconds or 0)
        return Verdict(Next.ACCOUNT_WAITS, code, message, WhoActs.NOBODY, kind, log_id, wait)
    if kind is RetryKind.AFTER and tries < MOST_TRIES:
        wait = retry_in(tries)
        if isinstance(error, tiktok.PostFailed):
            wait = max(wait, timedelta(seconds=error.retry.seconds or 0))
        return Verdict(Next.AGAIN, code, message, WhoActs.NOBODY, kind, log_id, wait)
    return Verdict(Next.FAIL, code, message, _who(error), kind, log_id)


def judge_account(error: AccountError) -> Verdict:
    """No access token: wait for the refresh, or ask the administrator."""
    message, log_id = str(error), error.log_id
    if isinstance(error, RefreshPending):
        wait = timedelta(seconds=error.retry_after)
        return Verdict(
            Next.LATER, error.code, message, WhoActs.NOBODY, RetryKind.AFTER, log_id, wait
        )
    return Verdict(Next.FAIL, error.code, message, WhoActs.ADMIN, RetryKind.NEEDS_A_PERSON, log_id)


def _who(error: TikTokError) -> WhoActs:
    for kind, who in _WHO:
        if isinstance(error, kind):
            return who
    return WhoActs.EDITOR


def _name(error: TikTokError) -> str:
    """An error of ours has no code of TikTok's: its class in snake case serves."""
    name = type(error).__name__
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]
