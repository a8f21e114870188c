"""TikTok fetches an attempt's photos: every fetch leaves a receipt, a revoked attempt is gone.

The pull and the revocation meet on one row. Each is one compare-and-set on the attempt, so
exactly one of them comes first: a pull that has begun makes the attempt accepted, and an
attempt that was revoked before any pull is never served.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from zharia.ids import new_id
from zharia.publishing.ledger import wake
from zharia.publishing.model import Attempt, AttemptState, Publication, PullReceipt
from zharia.publishing.states import TERMINAL, State

#: one client saw TikTok come back for a photo 22 hours later
KEEP = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks for a photo."""

    method: str
    address: str
    user_agent: str


@dataclass(frozen=True, slots=True)
class Pull:
    """What to answer: 200 with the stored photo `key`, 404, or 410."""

    status: int
    key: str = ""
    receipt_id: str = ""


def pull(session: Session, token: str, number: int, visitor: Visitor, now: datetime) -> Pull:
    """Somebody asks for photo `number`, counted from 1, of the attempt with this token."""
    attempt = session.scalar(select(Attempt).where(Attempt.token == token))
    if attempt is None or not 1 <= number <= len(attempt.photos):
        return Pull(404)
    marked = session.execute(
        update(Attempt)
        .where(Attempt.id == attempt.id, Attempt.revoked_at.is_(None), Attempt.swept_at.is_(None))
        .values(first_pulled_at=func.coalesce(Attempt.first_pulled_at, now))
        .execution_options(synchronize_session=False)
    )
    served = isinstance(marked, CursorResult) and marked.rowcount == 1
    receipt = PullReceipt(
        id=new_id(),
        attempt_id=attempt.id,
        photo=number,
        at=now,
        method=visitor.method,
        address=visitor.address,
        user_agent=visitor.user_agent[:300],
        status=200 if served else 410,
    )
    session.add(receipt)
    if not served:
        return Pull(410)
    if attempt.first_pulled_at is None:
        # The first sign of life: whoever waits for evidence looks at once.
        session.flush()
        if _is_unconfirmed(session, attempt):
            wake(session, attempt.publication_id, now)
    return Pull(200, attempt.photos[number - 1]["key"], receipt.id)


def sent(session: Session, receipt_id: str, size: int) -> None:
    """The answer is over: note how many bytes left us."""
    session.execute(update(PullReceipt).where(PullReceipt.id == receipt_id).values(size=size))


def revoke(session: Session, attempt_id: str, now: datetime) -> bool:
    """Take an attempt's photos away for good. False if a pull came first."""
    result = session.execute(
        update(Attempt)
        .where(
            Attempt.id == attempt_id,
            Attempt.first_pulled_at.is_(None),
            Attempt.publish_id.is_(None),
            Attempt.revoked_at.is_(None),
        )
        .values(revoked_at=now, state=AttemptState.REVOKED)
        .execution_options(synchronize_session=False)
    )
    return isinstance(result, CursorResult) and result.rowcount == 1


def sweep(session: Session, now: datetime, limit: int = 500) -> list[str]:
    """Stop serving attempts that nobody can need; answers the stored photos to delete.

    That is: the publication has ended, a day has passed, and no attempt that is still served
    shows the same photo.
    """
    ended = session.scalars(
        select(Attempt)
        .join(Publication, Publication.id == Attempt.publication_id)
        .where(
            Attempt.swept_at.is_(None),
            Attempt.sent_at < now - KEEP,
            Publication.state.in_([*TERMINAL, State.DELIVERED]),
        )
        .limit(limit)
    ).all()
    keys: set[str] = set()
    for attempt in ended:
        attempt.swept_at = now
        keys.update(photo["key"] for photo in attempt.photos)
    session.flush()
    if keys:
        for photos in session.scalars(select(Attempt.photos).where(Attempt.swept_at.is_(None))):
            keys.difference_update(photo["key"] for photo in photos)
    return sorted(keys)


def _is_unconfirmed(session: Session, attempt: Attempt) -> bool:
    return bool(
        session.scalar(
            select(
                exists().where(
                    Publication.id == attempt.publication_id,
                    Publication.state == State.UNCONFIRMED,
                )
            )
        )
    )
