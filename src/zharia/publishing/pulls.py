"""TikTok fetches an attempt's photos: every fetch leaves a receipt, a revoked attempt is gone.

The pull and the revocation meet on one row. Each is one compare-and-set on the attempt, so
exactly one of them comes first: a pull that has begun makes the attempt accepted, and an
attempt that was revoked before any pull is never served.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, cast, exists, func, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from zharia.ids import new_id
from zharia.media.uploads import STORED, stored_key
from zharia.publishing.ledger import wake
from zharia.publishing.model import Attempt, AttemptState, Publication, PullReceipt
from zharia.publishing.states import TERMINAL, State

#: nothing leads from here to another attempt; a failed one may be sent again
_ENDED = TERMINAL - {State.FAILED}

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


def sweep(session: Session, now: datetime, limit: int = 500) -> None:
    """Stop serving attempts that nobody can need: ended, and sent more than a day ago."""
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
    for attempt in ended:
        attempt.swept_at = now


def photos_in_use(session: Session, keys: Collection[str]) -> set[str]:
    """Those stored photos that an attempt still serves, or that a publication may yet send."""
    served = session.scalars(select(Attempt.photos).where(Attempt.swept_at.is_(None)))
    named = {str(photo["key"]) for photos in served for photo in photos}
    waiting = session.scalars(
        select(Publication.photo_urls).where(
            Publication.state.not_in(_ENDED),
            cast(Publication.photo_urls, String).contains(STORED, autoescape=True),
        )
    )
    named |= {stored_key(url) for urls in waiting for url in urls}
    return named.intersection(keys)


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
