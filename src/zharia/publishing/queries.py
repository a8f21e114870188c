"""Queries of the ledger that pages and programs need."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import Session, selectinload

from zharia.accounts import Account, AccountState, configuration
from zharia.articles.model import ArticleRetraction, ArticleTranslation
from zharia.publishing.article_status import is_latest
from zharia.publishing.model import Attempt, Publication, PullReceipt
from zharia.publishing.retracting import RETRACTED_LIVE
from zharia.publishing.states import GROUPS, LIVE, Group, State
from zharia.storage.textsearch import contains_words

#: a failure that nobody fixed for so long is no longer listed as open
OPEN_FAILURE_FOR: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class PublicationFilter:
    """Filter of a list of publications; None, or an empty text, does not filter."""

    states: Collection[State] | None = None
    account_id: str | None = None
    language: str | None = None
    article_id: str | None = None
    ids: Collection[str] | None = None
    #: whether only a person can say how it ended
    needs_resolution: bool | None = None
    #: failed and, at this moment, still to be fixed by somebody
    open_failure_at: datetime | None = None
    #: on TikTok, and its article was retracted at this moment or later
    retracted_since: datetime | None = None
    #: published at this moment or later, or delivered and made since
    out_since: datetime | None = None
    #: words of the post's title or the article's, in any case
    text: str = ""
    #: created at this moment or later
    since: datetime | None = None
    #: created before this moment
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListedPublication:
    """One row of a list."""

    publication: Publication
    account: Account
    #: the article's current title in the publication's language; else the post's
    headline: str


@dataclass(frozen=True, slots=True)
class PhotoPulls:
    """Pulls of one photo of an attempt."""

    #: counts from 1
    photo: int
    count: int
    #: of these, answered with 410 because the attempt had been revoked
    refused: int
    #: bytes that left us
    size: int
    first: datetime
    last: datetime
    #: address and user agent of each
    visitors: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AttemptPulls:
    """An attempt, with the pulls of its photos."""

    attempt: Attempt
    pulls: tuple[PhotoPulls, ...]


def publications_of(session: Session, article_id: str) -> Sequence[Publication]:
    """All publications of an article, newest first, each with its events."""
    return session.scalars(
        _with_events().where(Publication.article_id == article_id).order_by(Publication.id.desc())
    ).all()


def publication(session: Session, publication_id: str) -> Publication | None:
    """One publication with its events, as it is now."""
    return session.scalar(
        _with_events()
        .where(Publication.id == publication_id)
        .execution_options(populate_existing=True)
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
    wanted = _matches(session, PublicationFilter(states=states, account_id=account_id))
    return session.scalars(_page(_with_events().where(wanted), limit, before)).all()


def find_publications(
    session: Session, wanted: PublicationFilter, *, limit: int, before: str | None = None
) -> list[ListedPublication]:
    """A page of a list, the newest first; `before` is the id of the last one of the page above."""
    found = _joined(select(Publication, Account, ArticleTranslation.title))
    page = _page(found.where(_matches(session, wanted)), limit, before)
    return [
        ListedPublication(one, account, headline or one.title)
        for one, account, headline in session.execute(page)
    ]


def count_publications(session: Session, wanted: PublicationFilter) -> dict[Group, int]:
    """How many there are in each group under the same filters, except that of state."""
    everywhere = _matches(session, replace(wanted, states=None))
    counted: Select[*tuple[Any, ...]] = select(Publication.state, func.count())
    if wanted.text:
        counted = _joined(counted)
    counted = counted.where(everywhere).group_by(Publication.state)
    by_state = {row[0]: row[1] for row in session.execute(counted)}
    return {
        group: sum(by_state.get(state, 0) for state in states) for group, states in GROUPS.items()
    }


def publications_by_state(session: Session) -> dict[str, int]:
    """How many publications are in each state that there are any in."""
    counted = select(Publication.state, func.count()).group_by(Publication.state)
    return {str(row[0]): row[1] for row in session.execute(counted)}


def count_drafts(session: Session) -> int:
    """How many publications wait for approval."""
    drafts = select(func.count()).select_from(Publication)
    return session.scalar(drafts.where(Publication.state == State.DRAFT)) or 0


def is_open_failure(now: datetime) -> ColumnElement[bool]:
    """Failed within `OPEN_FAILURE_FOR`, and there is no later one."""
    return and_(
        Publication.state == State.FAILED, Publication.due_at > now - OPEN_FAILURE_FOR, is_latest()
    )


def _retracted(session: Session, since: datetime) -> ColumnElement[bool]:
    # From the few retractions to their posts, and not through all that was ever posted.
    retracted = select(ArticleRetraction.article_id, ArticleRetraction.language).where(
        ArticleRetraction.noticed_at >= since
    )
    article_ids = {row[0] for row in session.execute(retracted)}
    if not article_ids:
        return false()
    return and_(
        Publication.article_id.in_(article_ids),
        tuple_(Publication.article_id, Publication.language).in_(retracted),
        Publication.error_code == RETRACTED_LIVE,
        Publication.state.in_(LIVE),
    )


def attempt(session: Session, attempt_id: str) -> Attempt | None:
    """An attempt by its id; None if there is none."""
    return session.get(Attempt, attempt_id)


def attempts_of(session: Session, publication_id: str) -> list[AttemptPulls]:
    """Every attempt of a publication, oldest first, with the receipts of its photos by photo."""
    attempts = session.scalars(
        select(Attempt).where(Attempt.publication_id == publication_id).order_by(Attempt.number)
    ).all()
    by = (PullReceipt.attempt_id, PullReceipt.photo, PullReceipt.address, PullReceipt.user_agent)
    receipts = session.execute(
        select(
            *by,
            func.count().label("count"),
            func.sum(case((PullReceipt.status == 410, 1), else_=0)).label("refused"),
            func.sum(PullReceipt.size).label("size"),
            func.min(PullReceipt.at).label("first"),
            func.max(PullReceipt.at).label("last"),
        )
        .where(PullReceipt.attempt_id.in_([one.id for one in attempts]))
        .group_by(*by)
        .order_by(*by)
    )
    by_photo: dict[str, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in receipts:
        by_photo[row.attempt_id][row.photo].append(row)
    return [
        AttemptPulls(one, tuple(_pulls(photo, rows) for photo, rows in by_photo[one.id].items()))
        for one in attempts
    ]


def _pulls(photo: int, rows: Sequence[Any]) -> PhotoPulls:
    return PhotoPulls(
        photo=photo,
        count=sum(row.count for row in rows),
        refused=sum(row.refused for row in rows),
        size=sum(row.size for row in rows),
        first=min(row.first for row in rows),
        last=max(row.last for row in rows),
        visitors=tuple((row.address, row.user_agent) for row in rows),
    )


def anything_published(session: Session) -> bool:
    """Whether any post has ever gone out."""
    return bool(session.scalar(select(exists().where(Publication.published_at.is_not(None)))))


def accounts_for_article(session: Session, made: Collection[Publication]) -> Sequence[Account]:
    """The accounts that an article's page is about: of the active environment, not disconnected.

    `made` are the article's publications: an account that is switched off is shown if it has one.
    """
    return session.scalars(
        select(Account)
        .where(
            or_(Account.enabled, Account.id.in_({one.account_id for one in made})),
            Account.state != AccountState.DISCONNECTED,
            Account.environment == configuration(session).environment,
        )
        .order_by(Account.id)
    ).all()


def _with_events() -> Select[Publication]:
    return select(Publication).options(selectinload(Publication.events))


def _page(
    statement: Select[*tuple[Any, ...]], limit: int, before: str | None
) -> Select[*tuple[Any, ...]]:
    """The newest first, or those after the publication `before`."""
    if before is not None:
        statement = statement.where(Publication.id < before)
    return statement.order_by(Publication.id.desc()).limit(limit)


def _joined(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """With account, and the article's current title in the publication's language."""
    return (
        statement.select_from(Publication)
        .join(Account, Account.id == Publication.account_id)
        .outerjoin(
            ArticleTranslation,
            and_(
                ArticleTranslation.article_id == Publication.article_id,
                ArticleTranslation.language == Publication.language,
            ),
        )
    )


def _matches(session: Session, wanted: PublicationFilter) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.states is not None:
        conditions.append(Publication.state.in_(wanted.states))
    for column, value in (
        (Publication.account_id, wanted.account_id),
        (Publication.language, wanted.language),
        (Publication.article_id, wanted.article_id),
    ):
        if value is not None:
            conditions.append(column == value)
    if wanted.ids is not None:
        conditions.append(Publication.id.in_(wanted.ids))
    if wanted.needs_resolution is not None:
        conditions.append(Publication.needs_resolution.is_(wanted.needs_resolution))
    if wanted.retracted_since is not None:
        conditions.append(_retracted(session, wanted.retracted_since))
    if wanted.open_failure_at is not None:
        conditions.append(is_open_failure(wanted.open_failure_at))
    if wanted.out_since is not None:
        delivered = Publication.state == State.DELIVERED
        conditions.append(
            or_(
                Publication.published_at >= wanted.out_since,
                and_(delivered, Publication.created_at >= wanted.out_since),
            )
        )
    if wanted.text:
        titles = (Publication.title, ArticleTranslation.title)
        conditions.append(or_(*(contains_words(session, title, wanted.text) for title in titles)))
    if wanted.since is not None:
        conditions.append(Publication.created_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(Publication.created_at < wanted.until)
    return and_(true(), *conditions)
