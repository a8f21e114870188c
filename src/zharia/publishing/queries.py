"""Questions about the ledger that pages and programs ask."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from zharia.accounts import Account, AccountState, configuration
from zharia.publishing.model import Publication
from zharia.publishing.states import State


def publications_of(session: Session, article_id: str) -> Sequence[Publication]:
    """Everything that became of an article, newest first, each with its story."""
    return session.scalars(
        _whole().where(Publication.article_id == article_id).order_by(Publication.id.desc())
    ).all()


def publication(session: Session, publication_id: str) -> Publication | None:
    """One publication with its story, as it is now."""
    return session.scalar(
        _whole().where(Publication.id == publication_id).execution_options(populate_existing=True)
    )


def recent_publications(
    session: Session,
    *,
    limit: int,
    before: str | None = None,
    states: Collection[State] | None = None,
    account_id: str | None = None,
) -> Sequence[Publication]:
    """The newest first; `before` is the id of the last one of the page above."""
    page = _whole().order_by(Publication.id.desc()).limit(limit)
    if before is not None:
        page = page.where(Publication.id < before)
    if states is not None:
        page = page.where(Publication.state.in_(states))
    if account_id is not None:
        page = page.where(Publication.account_id == account_id)
    return session.scalars(page).all()


def open_accounts(session: Session) -> Sequence[Account]:
    """The accounts that articles can go to: connected, switched on, of the active environment."""
    return session.scalars(
        select(Account)
        .where(
            Account.enabled,
            Account.state == AccountState.CONNECTED,
            Account.environment == configuration(session).environment,
        )
        .order_by(Account.id)
    ).all()


def _whole() -> Select[Publication]:
    return select(Publication).options(selectinload(Publication.events))
