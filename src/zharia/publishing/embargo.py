"""Articles that are dated ahead: a post does not go out before its article's own time."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from zharia.articles.model import Article
from zharia.background.failing_rows import FailingRows
from zharia.publishing.asking import is_chosen
from zharia.publishing.event_types import EventType
from zharia.publishing.ledger import MACHINE, each_publication, move
from zharia.publishing.model import Publication
from zharia.publishing.states import State

_FAILING: Final = FailingRows("moving to its article's date publication")

#: a date less far ahead is a clock or a time zone that is wrong
AHEAD: Final = timedelta(days=1)
#: not sent yet, and not in a worker's hand
_WAIT: Final = (State.DRAFT, State.SCHEDULED)


def embargo(published_at: datetime, said_at: datetime) -> datetime | None:
    """The moment that an article waits for, told of at `said_at`; None: it need not wait. Pure."""
    return published_at if published_at - said_at >= AHEAD else None


def moved_to(
    due_at: datetime, made_at: datetime, published_at: datetime, said_at: datetime
) -> datetime | None:
    """The new moment of a post that nobody but its article's date has timed. Pure.

    `made_at` is when the post was made, `said_at` when its article was last delivered. None:
    it stays. One that still waited for its article's date follows it, however near that comes; any
    other begins to wait if the date is moved a day or more ahead.
    """
    if published_at == due_at:
        return None
    if due_at > max(made_at, said_at):
        return max(published_at, made_at) if max(published_at, made_at) != due_at else None
    waits_for = embargo(published_at, said_at)
    return waits_for if waits_for is not None and waits_for > due_at else None


def follow_dates(session: Session, now: datetime) -> int:
    """Move what goes out by itself and was not sent to its articles' dates; answers how many."""
    # Only what moves is loaded: many stay as they are, with a date of today in a wrong time zone.
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
    said = {row.id: (row.published_at, row.updated_at) for row in rows}
    moving = [
        row.id
        for row in rows
        if moved_to(row.due_at, row.created_at, row.published_at, row.updated_at) is not None
    ]
    moved = 0

    def follow(publication: Publication) -> None:
        nonlocal moved
        if publication.state in _WAIT:
            moved += _follow(session, publication, *said[publication.id], now, owner=None)

    each_publication(session, moving, follow, _FAILING)
    return moved


def follow_date(session: Session, publication: Publication, now: datetime, owner: str) -> bool:
    """As `follow_dates`, for one whose turn has come. Whether it was moved, and so let go.

    Raises `LostRace` where it is to move and is no longer this worker's.
    """
    if publication.requested_by != MACHINE:
        return False
    said = session.execute(
        select(Article.published_at, Article.updated_at).where(Article.id == publication.article_id)
    ).one()
    return _follow(session, publication, said.published_at, said.updated_at, now, owner=owner)


def _follow(
    session: Session,
    publication: Publication,
    published_at: datetime,
    said_at: datetime,
    now: datetime,
    *,
    owner: str | None,
) -> bool:
    due_at = moved_to(publication.due_at, publication.created_at, published_at, said_at)
    if due_at is None or is_chosen(session, publication.id, "due_at"):
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
