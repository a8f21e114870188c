"""Holds: why an account may not send now. Its queue waits, and goes on by itself afterwards.

A hold is ended by a person: a switch, or a visit to TikTok's consent page. A wait that TikTok asks
for is not a hold but a pause, see `rate_limits.pause_account`.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from zharia.accounts import Account, AccountState, SocialMediaConfig
from zharia.errors import ErrorCode
from zharia.publishing.model import Publication


class HoldReason(StrEnum):
    """Why an account may not send, the widest reason first. Stable: each is in the error book."""

    #: TikTok is switched off for everybody
    PLATFORM_OFF = ErrorCode.PLATFORM_OFF
    #: the account belongs to the other set of credentials
    OTHER_ENVIRONMENT = ErrorCode.OTHER_ENVIRONMENT
    ACCOUNT_OFF = ErrorCode.ACCOUNT_OFF
    #: TikTok no longer takes our tokens
    NEEDS_RECONNECT = ErrorCode.NEEDS_RECONNECT
    #: ended by an administrator, or by the account's owner
    DISCONNECTED = ErrorCode.DISCONNECTED


#: in English, for programs; pages have texts of their own
MESSAGES: Final[Mapping[HoldReason, str]] = {
    HoldReason.PLATFORM_OFF: "TikTok is switched off: an administrator can switch it on in the"
    " social media settings.",
    HoldReason.OTHER_ENVIRONMENT: "Its account belongs to the other environment, which is not"
    " active: an administrator can change that in the social media settings.",
    HoldReason.ACCOUNT_OFF: "Its account is switched off: an administrator can switch it on.",
    HoldReason.NEEDS_RECONNECT: "TikTok no longer takes the account's access: an administrator"
    " has to connect it again.",
    HoldReason.DISCONNECTED: "Its account is disconnected: an administrator can connect it again.",
}


#: what decides it, of accounts joined with the platform's configuration
HOLD_COLUMNS: Final[tuple[ColumnElement[Any], ...]] = (
    Account.id.label("account_id"),
    SocialMediaConfig.enabled.label("platform_on"),
    SocialMediaConfig.environment.label("active"),
    Account.environment.label("environment"),
    Account.enabled.label("enabled"),
    Account.state.label("state"),
)


def held_accounts(session: Session, account_id: str | None = None) -> dict[str, HoldReason]:
    """Every account that may not send now, or the one named if it may not, with its reason."""
    # Columns and no rows: a row may have been read before somebody threw a switch.
    query = select(*HOLD_COLUMNS).join(
        SocialMediaConfig, SocialMediaConfig.platform == Account.platform
    )
    if account_id is not None:
        query = query.where(Account.id == account_id)
    reasons = {row.account_id: reason_of(row) for row in session.execute(query)}
    return {account_id: reason for account_id, reason in reasons.items() if reason is not None}


def reason_of(row: Row[*tuple[Any, ...]]) -> HoldReason | None:
    """The widest reason why the account of a row with `HOLD_COLUMNS` may not send now."""
    if not row.platform_on:
        return HoldReason.PLATFORM_OFF
    if row.environment != row.active:
        return HoldReason.OTHER_ENVIRONMENT
    if not row.enabled:
        return HoldReason.ACCOUNT_OFF
    if row.state == AccountState.NEEDS_RECONNECT:
        return HoldReason.NEEDS_RECONNECT
    if row.state == AccountState.DISCONNECTED:
        return HoldReason.DISCONNECTED
    return None


def hold_reason(session: Session, account_id: str) -> HoldReason | None:
    """Why this account may not send now."""
    return held_accounts(session, account_id).get(account_id)


def not_held() -> ColumnElement[bool]:
    """Of a publication: nothing holds its account. The same as `held_accounts`, for a query."""
    free = (
        select(Account.id)
        .join(SocialMediaConfig, SocialMediaConfig.platform == Account.platform)
        .where(
            SocialMediaConfig.enabled,
            SocialMediaConfig.environment == Account.environment,
            Account.enabled,
            Account.state == AccountState.CONNECTED,
        )
    )
    return Publication.account_id.in_(free)
