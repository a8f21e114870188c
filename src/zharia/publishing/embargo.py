"""Embargo: a post is not sent before the date of its article."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from zharia.articles.model import Article
from zharia.background.failing_rows import FailingRows
from zharia.publishing.event_types import EventType
from zharia.publishing.ledger import MACHINE, each_publication, move
from zharia.publishing.model import Publication
from zharia.publishing.review_rules import was_edited
from zharia.publishing.states import State

_FAILING: Final = FailingRows("moving to its article's date publication")

#: a date less far ahead is taken for a wrong clock or time zone
MIN_EMBARGO: Final = timedelta(days=1)
#: not sent yet, and not held by a worker
_WAIT: Final = (State.DRAFT, State.SCHEDULED)


def embargo(published_at: datetime, delivered_at: datetime) -> datetime | None:
    """The moment that an article delivered then waits for; None: it need not wait. Pure."""
    return published_at if published_at - delivered_at >= MIN_EMBARGO else None


def rescheduled_to(
    due_at: datetime, created_at: datetime, published_at: datetime, delivered_at: datetime
) -> datetime | None:
    """The new due moment of a post that only its article's date has scheduled; None: unchanged.

    Pure. `created_at` is the post's, `delivered_at` when its article was last delivered. One that
    still waited for its article's date follows it, however near that comes; any other begins to
    wait if the date is moved a day or more ahead.
    """
    if published_at == due_at:
        return None
    if due_at > max(created_at, delivered_at):
        moment = max(published_at, created_at)
        return moment if moment != due_at else None
    moment_ahead = embargo(published_at, delivered_at)
    return moment_ahead if moment_ahead is not None and moment_ahead > due_at else None


def apply_date_changes(session: Session, now: datetime) -> int:
    """Reschedule automatic posts that were not sent to their articles' dates; returns how many."""
    # Only what moves is loaded: many are unchanged, with a date of today in a wrong time zone.
    rows = session.execute(
        select(
            Publication.id,
            Publication.due_at,
            Publication.created_at,
            Article.published_at,
            Article.updated_at,
        )
        .join(Article, Article.id == Publication.article_id)
        .where(
            Publication.state.in_(_WAIT),
            Publication.requested_by == MACHINE,
            Publication.id.not_in(_FAILING.excluded()),
            Article.published_at != Publication.due_at,
            or_(Publication.due_at > now, Article.published_at > now),
        )
    ).all()
    dates = {row.id: (row.published_at, row.updated_at) for row in rows}
    moving = [
        row.id
        for row in rows
        if rescheduled_to(row.due_at, row.created_at, row.published_at, row.updated_at) is not None
    ]
    moved = 0

    def follow(publication: Publication) -> None:
        nonlocal moved
        if publication.state in _WAIT:
            moved += _apply(session, publication, *dates[publication.id], now, owner=None)

    each_publication(session, moving, follow, _FAILING)
    return moved


def apply_date_change(
    session: Session, publication: Publication, now: datetime, owner: str
) -> bool:
    """As `apply_date_changes`, for one that a worker holds. Whether it was moved and released.

    Raises `LostRace` where it is to move and is no longer this worker's.
    """
    if publication.requested_by != MACHINE:
        return False
    article = session.execute(
        select(Article.published_at, Article.updated_at).where(Article.id == publication.article_id)
    ).one()
    return _apply(session, publication, article.published_at, article.updated_at, now, owner=owner)


def _apply(
    session: Session,
    publication: Publication,
    published_at: datetime,
    delivered_at: datetime,
    now: datetime,
    *,
    owner: str | None,
) -> bool:
    due_at = rescheduled_to(publication.due_at, publication.created_at, published_at, delivered_at)
    if due_at is None or was_edited(session, publication.id, "due_at"):
        return False
    move(
        session,
        publication,
        State.DRAFT if publication.state == State.DRAFT else State.SCHEDULED,
        now=now,
        what=EventType.DATE_MOVED,
        owner=owner,
        detail={"due_at": due_at.isoformat()},
        wake_at=None if publication.state == State.DRAFT else max(due_at, now),
        due_at=due_at,
    )
    return True
