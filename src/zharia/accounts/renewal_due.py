"""Due renewals: which accounts the worker renews now, and which soon need a person."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from zharia.accounts.model import Account, AccountState
from zharia.texts.message import Message

#: how long before the refresh token expires an administrator is alerted
WARN_AHEAD: Final = timedelta(days=14)

ENDING: Final = Message(
    "TikTok's access for “{name}” ends on {day}. Connect the account again before that day."
)


def due_for_refresh(session: Session, now: datetime) -> list[str]:
    """Ids of accounts to call `TokenVault.renew` for, those that end first at the front."""
    return list(
        session.scalars(
            select(Account.id)
            .where(
                Account.state == AccountState.CONNECTED,
                Account.refresh_due_at <= now,
                or_(Account.refresh_retry_at.is_(None), Account.refresh_retry_at <= now),
                or_(Account.lease_until.is_(None), Account.lease_until <= now),
            )
            .order_by(Account.access_expires_at)
        )
    )


def ending_soon(session: Session, now: datetime) -> list[Account]:
    """Connected accounts whose refresh token ends within 14 days: connect them again in time."""
    return list(
        session.scalars(
            select(Account)
            .where(
                Account.state == AccountState.CONNECTED,
                Account.refresh_expires_at <= now + WARN_AHEAD,
            )
            .order_by(Account.refresh_expires_at)
        )
    )
