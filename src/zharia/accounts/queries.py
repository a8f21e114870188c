"""Queries of accounts: by id, all of them, those that can do something, how many there are."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from zharia.accounts.app_config import configuration
from zharia.accounts.errors import UnknownAccount
from zharia.accounts.model import Account, AccountState


def account(session: Session, account_id: str) -> Account | None:
    """An account by its id; None if there is none."""
    return session.get(Account, account_id)


def known_account(session: Session, account_id: str) -> Account:
    """An account by its id. Raises `UnknownAccount`."""
    known = account(session, account_id)
    if known is None:
        raise UnknownAccount(account_id=account_id)
    return known


def accounts_by_id(session: Session, ids: Collection[str]) -> dict[str, Account]:
    """Those of these accounts that there are, by id, in one query."""
    if not ids:
        return {}
    found = session.scalars(select(Account).where(Account.id.in_(ids)))
    return {one.id: one for one in found}


def all_accounts(session: Session) -> Sequence[Account]:
    """Every account by id, those that are no longer connected too."""
    return session.scalars(select(Account).order_by(Account.id)).all()


def active_accounts(session: Session) -> Sequence[Account]:
    """Every account of the active environment, whether it may send now or not."""
    return session.scalars(
        select(Account)
        .where(Account.environment == configuration(session).environment)
        .order_by(Account.id)
    ).all()


def renewable_accounts(session: Session) -> Sequence[Account]:
    """Every account that is not disconnected, by id: of the others we hold no tokens."""
    held = select(Account).where(Account.state != AccountState.DISCONNECTED)
    return session.scalars(held.order_by(Account.id)).all()


def first_connected(session: Session) -> Account | None:
    """The active environment's first account that is connected; None if there is none."""
    return session.scalar(
        select(Account)
        .where(
            Account.state == AccountState.CONNECTED,
            Account.environment == configuration(session).environment,
        )
        .order_by(Account.id)
        .limit(1)
    )


def accounts_by_state(session: Session) -> dict[str, int]:
    """How many accounts are in each state; states without accounts are left out."""
    counted = select(Account.state, func.count()).group_by(Account.state)
    return {str(row[0]): row[1] for row in session.execute(counted)}


def newest_account(session: Session) -> Account | None:
    """The account that somebody connected last, whatever became of it since."""
    return session.scalar(select(Account).order_by(Account.connected_at.desc()).limit(1))
