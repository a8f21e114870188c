"""Polling schedule of a publication, and when a person is asked to resolve it instead."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from zharia.errors import ErrorCode
from zharia.errors.book import entry_of
from zharia.publishing.error_columns import CLEARED
from zharia.publishing.event_types import EventType
from zharia.publishing.leases import release
from zharia.publishing.ledger import add_event, set_columns
from zharia.publishing.model import Publication
from zharia.publishing.reposts import is_inbox_draft
from zharia.publishing.schedule import STATUS_TIMEOUT, long_status_interval, status_interval
from zharia.publishing.states import State
from zharia.publishing.status_kinds import UpdateOutcome


def poll_later(
    session: Session, publication: Publication, *, now: datetime, poll: timedelta, owner: str | None
) -> UpdateOutcome:
    """Nothing new: poll again later, ever more slowly."""
    if owner is not None:
        state = State(publication.state)
        if _is_overdue(publication, now):
            if not publication.needs_resolution:
                request_resolution(session, publication, now=now)
        elif publication.needs_resolution:
            # TikTok gives its status again: there is no post yet for a person to find.
            session.execute(
                update(Publication)
                .where(Publication.id == publication.id, Publication.owner == owner)
                .values(**CLEARED)
                .execution_options(synchronize_session=False)
            )
        wake_at = next_poll_at(publication, now, poll, state, publication.post_id or "")
        release(session, publication, owner, wake_at)
    return UpdateOutcome.NOTHING_NEW


def _is_overdue(publication: Publication, now: datetime) -> bool:
    sent_at = publication.submitted_at or now
    return publication.state == State.PROCESSING and now - sent_at >= STATUS_TIMEOUT


def request_resolution(session: Session, publication: Publication, *, now: datetime) -> None:
    """The outcome is unclear: an editor may look at TikTok and say how it ended.

    It is still polled: should TikTok give a final status after all, nobody is asked any more.
    """
    set_columns(
        session,
        publication,
        needs_resolution=True,
        who_acts=entry_of(ErrorCode.OUTCOME_UNCLEAR).who,
        error_code=ErrorCode.OUTCOME_UNCLEAR,
    )
    add_event(session, publication, now=now, what=EventType.ASKS_A_PERSON)


def next_poll_at(
    publication: Publication, now: datetime, poll: timedelta, state: State, post_id: str
) -> datetime | None:
    """When to ask for the status again of a publication in this state; None: never."""
    # Only a public post gets a public id, so no other is polled for it. Who sees a draft is decided
    # by its creator, who may also post it once more.
    public = publication.privacy_level == "PUBLIC_TO_EVERYONE"
    known = post_id or publication.post_id
    if state is State.PUBLISHED and not is_inbox_draft(publication) and (known or not public):
        return None
    if state not in {State.PROCESSING, State.DELIVERED, State.PUBLISHED}:
        return None
    age = now - (publication.submitted_at or now)
    # Of one in processing the outcome must become known; the others have ended well.
    step = (long_status_interval if state is State.PROCESSING else status_interval)(age, poll)
    return None if step is None else now + step
