"""State of a publication whose newest attempt was restored from the journal.

    it became a post            published, delivered or removed
    a publish id                processing: its status is polled
    failed for good             failed
    refused, or revoked         scheduled: the attempt cannot become a post
    none of these               unconfirmed: pulls are the evidence, as after any lost answer

What was created of the article since the database went back, and not sent, is cancelled.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from zharia.errors import ErrorCode, WhoActs
from zharia.publishing import ledger
from zharia.publishing.error_columns import CLEARED
from zharia.publishing.journal_history import AttemptHistory
from zharia.publishing.model import Attempt, Publication
from zharia.publishing.states import CANCELLABLE, POSTED, UNDER_WAY, State
from zharia.publishing.uniqueness import cancel_sibling, siblings_of
from zharia.tiktok import RetryKind

_NOT_POLLED: Final = frozenset({State.FAILED, State.REMOVED, State.CANCELLED})


def apply_state(
    session: Session,
    publication: Publication,
    attempt: Attempt,
    history: AttemptHistory,
    now: datetime,
) -> None:
    """Set the state, whatever it is in the older database."""
    state = _state(attempt, history)
    doubled = _cancel_siblings(session, publication, state, now)
    if state is State.SCHEDULED and doubled:
        # It would be sent again, but another one is out or on its way: that one is enough.
        state, doubled = State.CANCELLED, False
    values: dict[str, Any] = {
        "state": state,
        "doubled": doubled or publication.doubled,
        "attempt_id": attempt.id,
        "publish_id": attempt.publish_id,
        "submitted_at": attempt.sent_at,
        "owner": None,
        "lease_until": None,
        # TikTok's status still tells of the newer ones whether they are public, and their id.
        "wake_at": None if state in _NOT_POLLED else now,
    } | CLEARED
    ended = history.ended
    if state in POSTED and ended is not None:
        values["post_id"] = ended.post_id or publication.post_id
        if state is not State.DELIVERED:
            values["published_at"] = publication.published_at or ended.at
    elif state is State.FAILED and ended is not None:
        values |= {
            "error_code": ended.code or ErrorCode.UNKNOWN_CODE,
            "error_message": "",
            "who_acts": WhoActs.EDITOR,
            "retry": RetryKind.NEEDS_A_PERSON.value,
        }
    elif state is State.SCHEDULED:
        values |= {"publish_id": None, "wake_at": max(now, publication.due_at)}
    ledger.set_columns(session, publication, **values)


def _state(attempt: Attempt, history: AttemptHistory) -> State:
    ended = State(history.ended.how) if history.ended is not None else None
    if ended is not None and ended in POSTED:
        return ended
    if ended is State.FAILED:
        return State.FAILED
    if attempt.publish_id is not None and attempt.revoked_at is None:
        return State.PROCESSING
    return State.SCHEDULED if attempt.revoked_at is not None else State.UNCONFIRMED


def _cancel_siblings(
    session: Session, publication: Publication, after: State, now: datetime
) -> bool:
    """Cancel siblings that were not sent; whether there is one that was: then both are kept."""
    doubled = False
    for sibling in siblings_of(
        session, publication.article_id, publication.account_id, exclude=publication.id
    ):
        same = sibling.repeat == publication.repeat and after is not State.FAILED
        if sibling.state in CANCELLABLE and (same or after in UNDER_WAY):
            cancel_sibling(session, sibling, publication, now)
        elif (same and sibling.state in UNDER_WAY | POSTED) or (
            after in UNDER_WAY and sibling.state in UNDER_WAY
        ):
            doubled = True
    return doubled
