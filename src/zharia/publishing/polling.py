"""Polling: when a publication's status is asked for next, and when a person is asked instead."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from zharia.errors import ErrorCode
from zharia.errors.book import entry_of
from zharia.publishing.error_columns import CLEARED
from zharia.publishing.event_types import EventType
from zharia.publishing.ledger import add_event, release, set_columns
from zharia.publishing.model import Publication
from zharia.publishing.schedule import PATIENCE, next_look_in, next_status_in
from zharia.publishing.several_posts import is_draft
from zharia.publishing.states import State
from zharia.publishing.status_kinds import Effect


def look_again(
    session: Session, publication: Publication, *, now: datetime, poll: timedelta, owner: str | None
) -> Effect:
    """Nothing new: look again later, ever more slowly."""
    if owner is not None:
        state = State(publication.state)
        if _asks_too_long(publication, now):
            if not publication.needs_resolution:
                ask_a_person(session, publication, now=now)
        elif publication.needs_resolution:
            # TikTok tells of it again: a person who looked now would see no post yet.
            session.execute(
                update(Publication)
                .where(Publication.id == publication.id, Publication.owner == owner)
                .values(**CLEARED)
                .execution_options(synchronize_session=False)
            )
        wake_at = next_look(publication, now, poll, state, publication.post_id or "")
        release(session, publication, owner, wake_at)
    return Effect.NOTHING_NEW


def _asks_too_long(publication: Publication, now: datetime) -> bool:
    sent_at = publication.submitted_at or now
    return publication.state == State.PROCESSING and now - sent_at >= PATIENCE


def ask_a_person(session: Session, publication: Publication, *, now: datetime) -> None:
    """No clear word is to be had: an editor may look at TikTok and say how it ended.

    It is still followed: should TikTok say so after all, nobody needs to be asked any more.
    """
    set_columns(
        session,
        publication,
        needs_resolution=True,
        who_acts=entry_of(ErrorCode.OUTCOME_UNCLEAR).who,
        error_code=ErrorCode.OUTCOME_UNCLEAR,
    )
    add_event(session, publication, now=now, what=EventType.ASKS_A_PERSON)


def next_look(
    publication: Publication, now: datetime, poll: timedelta, state: State, post_id: str
) -> datetime | None:
    """When to ask for the status again of a publication in this state; None: never."""
    # Only a public post gets a public id, so nothing else is worth asking for. Who sees a draft its
    # creator decides, who may also post it once more.
    public = publication.privacy_level == "PUBLIC_TO_EVERYONE"
    known = post_id or publication.post_id
    if state is State.PUBLISHED and not is_draft(publication) and (known or not public):
        return None
    if state not in {State.PROCESSING, State.DELIVERED, State.PUBLISHED}:
        return None
    age = now - (publication.submitted_at or now)
    # How one in processing ends must be known some day; the others have ended well.
    step = (next_look_in if state is State.PROCESSING else next_status_in)(age, poll)
    return None if step is None else now + step
