"""Photo downloads by TikTok: each leaves a receipt, and a revoked attempt answers 410.

The last byte of a photo and the revocation are each one compare-and-set on the attempt's row, so
exactly one of them comes first: an attempt of which every photo was pulled is never revoked, and of
a revoked one no photo is ever pulled completely. Headers, a HEAD, a response that broke off: none
of them hands over a photo, so none of them proves anything.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import String, bindparam, cast, func, select, update
from sqlalchemy.orm import Session

from zharia.media.uploads import UPLOAD_PREFIX, stored_key
from zharia.publishing.ledger import wake_by_attempt
from zharia.publishing.model import Attempt, AttemptState, Publication, PullReceipt
from zharia.publishing.states import TERMINAL, State
from zharia.storage.compare_and_set import compare_and_set
from zharia.storage.ids import new_id

#: no further attempt follows; a failed one may be sent again
_ENDED = TERMINAL - {State.FAILED}

#: one client saw TikTok come back for a photo 22 hours later
KEEP_FOR = timedelta(hours=24)


_BY_TOKEN: Final = select(Attempt.id, Attempt.photos, Attempt.revoked_at, Attempt.swept_at).where(
    Attempt.token == bindparam("photo_token")
)
_PULLED: Final = select(func.count(func.distinct(PullReceipt.photo))).where(
    PullReceipt.attempt_id == bindparam("of_attempt"), PullReceipt.complete
)


@dataclass(frozen=True, slots=True)
class Requester:
    """Client and method of an HTTP request for a photo."""

    method: str
    address: str
    user_agent: str


@dataclass(frozen=True, slots=True)
class PhotoLookup:
    """Status of the response: 200 with the stored photo `key`, 404, or 410.

    `attempt_id` is empty where there is no such token: such a request leaves no receipt.
    """

    status: int
    key: str = ""
    attempt_id: str = ""


def find_photo(session: Session, token: str, number: int) -> PhotoLookup:
    """Photo `number`, counted from 1, of the attempt with this token."""
    attempt = session.execute(_BY_TOKEN, {"photo_token": token}).one_or_none()
    if attempt is None or not 1 <= number <= len(attempt.photos):
        return PhotoLookup(404)
    if attempt.revoked_at is not None or attempt.swept_at is not None:
        return PhotoLookup(410, attempt_id=attempt.id)
    return PhotoLookup(200, attempt.photos[number - 1]["key"], attempt.id)


def complete_pull(
    session: Session, attempt_id: str, number: int, visitor: Requester, *, size: int, now: datetime
) -> str | None:
    """Record a complete pull, before its last byte is sent: the receipt's id, or None if revoked.

    `size` are the bytes of the whole response. To be committed before that byte is sent.
    """
    attempt = session.execute(
        update(Attempt)
        .where(Attempt.id == attempt_id, Attempt.revoked_at.is_(None), Attempt.swept_at.is_(None))
        .values(first_pulled_at=func.coalesce(Attempt.first_pulled_at, now), last_pulled_at=now)
        .returning(Attempt.photos, Attempt.all_pulled_at)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if attempt is None:
        return None
    receipt_id = add_receipt(
        session, attempt_id, number, visitor, status=200, now=now, size=size, complete=True
    )
    session.flush()
    if attempt.all_pulled_at is None and _pulled(session, attempt_id) == len(attempt.photos):
        first_time = (
            update(Attempt)
            .where(Attempt.id == attempt_id, Attempt.all_pulled_at.is_(None))
            .values(all_pulled_at=now)
        )
        if compare_and_set(session, first_time):
            # Now it may become a post: wake the publication that waits for evidence.
            wake_by_attempt(session, attempt_id, now)
    return receipt_id


def add_receipt(
    session: Session,
    attempt_id: str,
    number: int,
    visitor: Requester,
    *,
    status: int,
    now: datetime,
    size: int = 0,
    complete: bool = False,
) -> str:
    """Add a receipt: who requested which photo, and how many bytes of it were sent."""
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


def abort_pull(session: Session, receipt_id: str, size: int) -> None:
    """The connection broke before the last byte was sent: the pull was not complete."""
    receipt = session.get_one(PullReceipt, receipt_id)
    # Locked first, so that no pull completes between counting and writing.
    session.get_one(Attempt, receipt.attempt_id, with_for_update=True)
    receipt.size, receipt.complete = size, False
    session.flush()
    if not all_pulled(session, receipt.attempt_id):
        session.execute(
            update(Attempt).where(Attempt.id == receipt.attempt_id).values(all_pulled_at=None)
        )


def all_pulled(session: Session, attempt_id: str) -> bool:
    """Whether every photo of an attempt has a receipt of a complete pull."""
    photos = session.scalars(select(Attempt.photos).where(Attempt.id == attempt_id)).one()
    return _pulled(session, attempt_id) == len(photos)


def _pulled(session: Session, attempt_id: str) -> int | None:
    """How many of an attempt's photos were pulled completely."""
    return session.scalar(_PULLED, {"of_attempt": attempt_id})


def revoke(
    session: Session,
    attempt_id: str,
    now: datetime,
    *,
    refused: bool = False,
    accepted: bool = False,
) -> bool:
    """Revoke an attempt: its photos answer 410 from now on. False if TikTok has them all.

    `refused` means that TikTok refused init; then this makes sure of it. One whose publish id is
    known is polled, and revoked only with `accepted`.
    """
    statement = update(Attempt).where(
        Attempt.id == attempt_id, Attempt.all_pulled_at.is_(None), Attempt.revoked_at.is_(None)
    )
    if not accepted:
        statement = statement.where(Attempt.publish_id.is_(None))
    state = AttemptState.REFUSED if refused else AttemptState.REVOKED
    return compare_and_set(session, statement.values(revoked_at=now, state=state))


def sweep(session: Session, now: datetime, limit: int = 500) -> None:
    """Stop serving photos of attempts that have ended and were sent more than a day ago."""
    ended = session.scalars(
        select(Attempt)
        .join(Publication, Publication.id == Attempt.publication_id)
        .where(
            Attempt.swept_at.is_(None),
            Attempt.sent_at < now - KEEP_FOR,
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
            cast(Publication.photo_urls, String).contains(UPLOAD_PREFIX, autoescape=True),
        )
    )
    named |= {stored_key(url) for urls in waiting for url in urls}
    return named.intersection(keys)
