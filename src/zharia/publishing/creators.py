"""Creator info: queried from TikTok within its rate limit.

The worker asks before each direct post, the publish form whenever it is opened
(`content-sharing-guidelines`). Both take their calls from the same minute of the account.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from zharia.accounts import (
    Account,
    AccountError,
    Environment,
    Scope,
    SocialMediaConfig,
    TokenVault,
    configuration,
    held_to_self_only,
    privacy_choices,
)
from zharia.errors import ErrorCode, WhoActs
from zharia.errors.book import explain
from zharia.publishing import rate_limits
from zharia.publishing.rate_limits import Limits
from zharia.publishing.retry_policy import Decision, decide_on_account_error, decide_on_error
from zharia.storage.database import Database
from zharia.tiktok import CreatorInfo, PostMode, PrivacyLevel, TikTokError

if TYPE_CHECKING:
    from zharia.tiktok import Client

#: our own cap of the account's direct posts in 24 hours is used up
DAY_FULL: Final = ErrorCode.DAY_FULL
#: the creator was asked for as often as TikTok allows in a minute
MINUTE_FULL: Final = ErrorCode.MINUTE_FULL
#: TikTok's own code, which it would answer to the post itself
PRIVATE_ACCOUNTS_ONLY: Final = "unaudited_client_can_only_post_to_private_accounts"
#: TikTok offers no privacy level that this app may use
NO_PRIVACY_LEVEL: Final = ErrorCode.NO_PRIVACY_LEVEL


class MinuteLimitReached(Exception):
    """This minute's calls are used up; the next one is allowed at `until`."""

    def __init__(self, until: datetime, now: datetime) -> None:
        """`now` is the database's clock, by which `until` was reckoned."""
        super().__init__("TikTok allows this account no more calls within this minute.")
        self.until, self.now = until, now


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why nobody can post directly on an account now."""

    #: TikTok's, an `AccountError`'s, or one of this module's
    code: str
    #: in English; pages have their own words for the code
    message: str
    who_acts: WhoActs
    log_id: str = ""
    #: when it is worth another try, as far as one can tell
    until: datetime | None = None


def creator_options(
    account: Account,
    *,
    database: Database,
    client: Callable[[Account], "Client"],
    tokens: TokenVault,
    limits: Limits,
) -> CreatorInfo | Blocked:
    """What the publish form may offer, or why it offers nothing.

    The privacy levels are those of TikTok's that this app may use. No transaction may be open:
    it calls TikTok.
    """
    with database.read() as session:
        now = database.now(session)
        free_at = rate_limits.day_free_at(session, account.id, PostMode.DIRECT_POST, limits, now)
        config = configuration(session)
    if free_at > now:
        return Blocked(
            DAY_FULL,
            f"{account.name} has had its {limits.direct_posts.limit} direct posts of 24 hours.",
            explain(DAY_FULL).who,
            until=free_at,
        )
    try:
        info = creator_info(
            account,
            tokens.access_token(account.id, Scope.PUBLISH),
            database=database,
            client=client,
            renew=lambda stale: tokens.refresh(account.id, stale),
            limits=limits,
        )
    except MinuteLimitReached as full:
        return Blocked(MINUTE_FULL, str(full), explain(MINUTE_FULL).who, until=full.until)
    except TikTokError as error:
        return _blocked(decide_on_error(error, 0), now)
    except AccountError as error:
        return _blocked(decide_on_account_error(error), now)
    return _usable(info, config)


def creator_info(
    account: Account,
    access_token: str,
    *,
    database: Database,
    client: Callable[[Account], "Client"],
    renew: Callable[[str], str],
    limits: Limits,
) -> CreatorInfo:
    """Ask TikTok, as one of the account's calls of this minute. `renew` as the client's.

    Raises `NoCallLeft`, `TikTokError`, and `AccountError` if a refused token cannot be renewed.
    """
    with database.write() as session:
        rate_limits.lock_account(session, account.id)
        now = database.now(session)
        free_at = rate_limits.reserve(session, account.id, "creator info", limits.creator_info, now)
    if free_at > now:
        raise MinuteLimitReached(free_at, now)
    return client(account).creator_info(access_token, renew=renew)


def _usable(info: CreatorInfo, config: SocialMediaConfig) -> CreatorInfo | Blocked:
    """With the privacy levels that TikTok accepts from this app."""
    environment, audited = Environment(config.environment), config.audited
    public = PrivacyLevel.PUBLIC_TO_EVERYONE in info.privacy_level_options
    if public and held_to_self_only(environment, audited=audited):
        return Blocked(
            PRIVATE_ACCOUNTS_ONLY,
            "Until TikTok has audited this app, it posts to private accounts only. Make the account"
            " private in TikTok; or, if the audit is passed, say so in the settings.",
            explain(PRIVATE_ACCOUNTS_ONLY).who,
            info.log_id,
        )
    options = privacy_choices(info.privacy_level_options, environment, audited=audited)
    if not options:
        return Blocked(
            NO_PRIVACY_LEVEL,
            "TikTok offers this account no privacy level that this app may use.",
            explain(NO_PRIVACY_LEVEL).who,
            info.log_id,
        )
    return replace(info, privacy_level_options=options)


def _blocked(decision: Decision, now: datetime) -> Blocked:
    # What a person fixes may be fixed at any moment.
    passes = decision.who_acts is WhoActs.NOBODY and decision.wait > timedelta(0)
    until = now + decision.wait if passes else None
    return Blocked(decision.code, decision.message, decision.who_acts, decision.log_id, until)
