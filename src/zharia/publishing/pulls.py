"""Photo downloads by TikTok: each leaves a receipt, and a revoked attempt answers 410.

The last byte of a photo and the revocation meet on one row. Each is one compare-and-set on the
attempt, so exactly one of them comes first: an attempt of which every photo was handed over is
never revoked, and of a revoked one no photo is ever handed over to its end. Headers, a HEAD, an
answer that broke off: none of them gives a photo away, so none of them proves anything.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, cast, func, select, update
from sqlalchemy.orm import Session

from zharia.media.uploads import STORED, stored_key
from zharia.publishing.ledger import wake_by_attempt
from zharia.publishing.model import Attempt, AttemptState, Publication, PullReceipt
from zharia.publishing.states import TERMINAL, State
from zharia.storage.compare_and_set import compare_and_set
from zharia.storage.ids import new_id

#: nothing leads from here to another attempt; a failed one may be sent again
_ENDED = TERMINAL - {State.FAILED}

#: one client saw TikTok come back for a photo 22 hours later
KEEP = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks for a photo, by which HTTP method."""

    method: str
    address: str
    user_agent: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What to answer: 200 with the stored photo `key`, 404, or 410.

    `attempt_id` is empty where the token is nobody's: such a request leaves no receipt.
    """

    status: int
    key: str = ""
    attempt_id: str = ""


def find(session: Session, token: str, number: int) -> Offer:
    """What is offered at photo `number`, counted from 1, of the attempt with this token."""
    attempt = session.scalar(select(Attempt).where(Attempt.token == token))
    if attempt is None or not 1 <= number <= len(attempt.photos):
        return Offer(404)
    if attempt.revoked_at is not None or attempt.swept_at is not None:
        return Offer(410, attempt_id=attempt.id)
    return Offer(200, attempt.photos[number - 1]["key"], attempt.id)


def hand_over(
    session: Session, attempt_id: str, number: int, visitor: Visitor, *, size: int, now: datetime
) -> str | None:
    """The last byte of a photo is about to leave: may it? The receipt's id, or None if revoked.

    `size` are the bytes of the whole answer. To be committed before that byte leaves.
    """
    marked = (
        update(Attempt)
        .where(Attempt.id == attempt_id, Attempt.revoked_at.is_(None), Attempt.swept_at.is_(None))
        .values(first_pulled_at=func.coalesce(Attempt.first_pulled_at, now), last_pulled_at=now)
    )
    if not compare_and_set(session, marked):
        return None
    receipt_id = add_receipt(
        session, attempt_id, number, visitor, status=200, now=now, size=size, complete=True
    )
    session.flush()
    if _all_handed_over(session, attempt_id):
        first_time = (
            update(Attempt)
            .where(Attempt.id == attempt_id, Attempt.all_pulled_at.is_(None))
            .values(all_pulled_at=now)
        )
        if compare_and_set(session, first_time):
            # Now it may become a post: whoever waits for evidence looks at once.
            wake_by_attempt(session, attempt_id, now)
    return receipt_id


def add_receipt(
    session: Session,
    attempt_id: str,
    number: int,
    visitor: Visitor,
    *,
    status: int,
    now: datetime,
    size: int = 0,
    complete: bool = False,
) -> str:
    """Leave a receipt: who asked for which photo, and how many bytes of it left us."""
    receipt = PullReceipt(
        id=new_id(),
        attempt_id=attempt_id,
        photo=number,
        at=now,
        method=visitor.method,
        address=visitor.address,
        user_agent=visitor.user_agent[:300],
        status=status,
        size=size,
        complete=complete,
    )
    session.add(receipt)
    return receipt.id


def broke_off(session: Session, receipt_id: str, size: int) -> None:
    """Whoever asked was gone before the last byte left: the photo was not handed over."""
    receipt = session.get_one(PullReceipt, receipt_id)
    # Locked first, so that no photo is handed over between counting and writing.
    session.get_one(Attempt, receipt.attempt_id, with_for_update=True)
    receipt.size, receipt.complete = size, False
    session.flush()
    if not _all_handed_over(session, receipt.attempt_id):
        session.execute(
            update(Attempt).where(Attempt.id == receipt.attempt_id).values(all_pulled_at=None)
        )


def _all_handed_over(session: Session, attempt_id: str) -> bool:
    photos = session.scalars(select(Attempt.photos).where(Attempt.id == attempt_id)).one()
    handed_over = session.scalar(
        select(func.count(func.distinct(PullReceipt.photo))).where(
            PullReceipt.attempt_id == attempt_id, PullReceipt.complete
        )
    )
    return handed_over == len(photos)


def revoke(
    session: Session,
    attempt_id: str,
    now: datetime,
    *,
    refused: bool = False,
    accepted: bool = False,
) -> bool:
    """Take an attempt's photos away for good. False if TikTok has them all.

    `refused` notes that TikTok said no; then this makes sure of it. One whose publish id is known
    is followed, and revoked only with `accepted`.
    """
    statement = update(Attempt).where(
        Attempt.id == attempt_id, Attempt.all_pulled_at.is_(None), Attempt.revoked_at.is_(None)
    )
    if not accepted:
        statement = statement.where(Attempt.publish_id.is_(None))
    state = AttemptState.REFUSED if refused else AttemptState.REVOKED
    return compare_and_set(session, statement.values(revoked_at=now, state=state))


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
