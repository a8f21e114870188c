"""Holds: why an account may not send now. Its line waits, and goes on by itself once that ends.

A hold ends by a person: a switch, or a visit to TikTok's consent page. What TikTok itself asked
for is no hold but a pause, see `turns.pause_account`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from zharia.accounts import Account, AccountState, Environment, SocialMediaConfig
from zharia.errors import ErrorCode
from zharia.publishing.model import Publication


class HoldReason(StrEnum):
    """In the order in which they are told: the widest first. Stable: the error book knows each."""

    #: TikTok is switched off for everybody
    PLATFORM_OFF = ErrorCode.PLATFORM_OFF
    #: the account belongs to the other set of credentials
    OTHER_ENVIRONMENT = ErrorCode.OTHER_ENVIRONMENT
    ACCOUNT_OFF = ErrorCode.ACCOUNT_OFF
    #: TikTok no longer takes our tokens
    NEEDS_RECONNECT = ErrorCode.NEEDS_RECONNECT
    #: ended by an administrator, or by the account's owner
    DISCONNECTED = ErrorCode.DISCONNECTED


#: in English, for programs; pages have words of their own
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


@dataclass(frozen=True, slots=True)
class Switches:
    """What decides whether an account may send."""

    platform_on: bool
    active: Environment
    environment: Environment
    enabled: bool
    state: AccountState


def hold_of(switches: Switches) -> HoldReason | None:
    """The one reason why the account may not send now; None if it may. Pure."""
    if not switches.platform_on:
        return HoldReason.PLATFORM_OFF
    if switches.environment is not switches.active:
        return HoldReason.OTHER_ENVIRONMENT
    if not switches.enabled:
        return HoldReason.ACCOUNT_OFF
    if switches.state is AccountState.NEEDS_RECONNECT:
        return HoldReason.NEEDS_RECONNECT
    if switches.state is AccountState.DISCONNECTED:
        return HoldReason.DISCONNECTED
    return None


def holds(session: Session, account_id: str | None = None) -> dict[str, HoldReason]:
    """Every account that may not send now, or the one named if it may not, with its reason."""
    # Columns and no rows: a row may have been read before somebody threw a switch.
    query = select(
        Account.id,
        SocialMediaConfig.enabled.label("platform_on"),
        SocialMediaConfig.environment.label("active"),
        Account.environment,
        Account.enabled,
        Account.state,
    ).join(SocialMediaConfig, SocialMediaConfig.platform == Account.platform)
    if account_id is not None:
        query = query.where(Account.id == account_id)
    found = {}
    for row in session.execute(query):
        reason = hold_of(
            Switches(
                row.platform_on,
                Environment(row.active),
                Environment(row.environment),
                row.enabled,
                AccountState(row.state),
            )
        )
        if reason is not None:
            found[row.id] = reason
    return found


def hold_on(session: Session, account_id: str) -> HoldReason | None:
    """Why this account may not send now."""
    return holds(session, account_id).get(account_id)


def not_held() -> ColumnElement[bool]:
    """Of a publication: nothing holds its account. The same as `hold_of`, for a query."""
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
