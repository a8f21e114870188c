"""Idempotent consumer of status updates, from polling and webhooks.

Both say the same things in their own order, more than once. `apply` takes them all: it moves a
publication forward, never back, and ignores what is already known.
"""

import logging
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from zharia.publishing import public_posts
from zharia.publishing.error_columns import CLEARED
from zharia.publishing.event_types import EventType
from zharia.publishing.failed_posts import apply_failure
from zharia.publishing.ledger import add_event, move, set_columns
from zharia.publishing.model import BECAME_A_POST, Attempt, AttemptState, Publication
from zharia.publishing.polling import next_poll_at, poll_later
from zharia.publishing.public_posts import PostChanges
from zharia.publishing.reposts import apply_repost, record_reposts
from zharia.publishing.states import IN_FLIGHT, LIVE, NOT_POSTED, POSTED, State, allowed
from zharia.publishing.status_kinds import StatusKind, StatusUpdate, UpdateOutcome
from zharia.publishing.uniqueness import displace_siblings, other_live_attempt, revoke_in_flight

log = logging.getLogger(__name__)

_GOAL = {
    StatusKind.DELIVERED: (State.DELIVERED, EventType.DELIVERED),
    StatusKind.COMPLETE: (State.PUBLISHED, EventType.COMPLETE),
    StatusKind.PUBLIC: (State.PUBLISHED, EventType.PUBLIC),
    StatusKind.NOT_PUBLIC: (State.REMOVED, EventType.NOT_PUBLIC),
}


def apply(
    session: Session,
    publication: Publication,
    attempt: Attempt,
    status: StatusUpdate,
    *,
    now: datetime,
    poll: timedelta,
    owner: str | None = None,
) -> State | UpdateOutcome:
    """Apply a status update of an attempt to its publication.

    Returns the publication's new state, or the outcome where that did not change.
    """
    if status.kind is StatusKind.PROCESSING:
        return poll_later(session, publication, now=now, poll=poll, owner=owner)
    if status.kind is StatusKind.FAILED:
        return apply_failure(session, publication, attempt, status, now=now, owner=owner)
    posts = public_posts.apply_update(publication, attempt.id, status)
    outcome = apply_repost(session, publication, attempt, status, posts, now=now, owner=owner)
    if outcome is not None:
        return outcome
    return _apply_success(
        session, publication, attempt, status, posts, now=now, poll=poll, owner=owner
    )


def _apply_success(
    session: Session,
    publication: Publication,
    attempt: Attempt,
    status: StatusUpdate,
    posts: PostChanges,
    *,
    now: datetime,
    poll: timedelta,
    owner: str | None,
) -> State | UpdateOutcome:
    """The status says that there is a post, or that there was one."""
    current = publication.attempt_id == attempt.id
    _became_a_post(session, attempt, status.kind)
    goal, what = _GOAL[status.kind]
    state = State(publication.state)
    if not current and state in IN_FLIGHT and not _revoke_later(session, publication, attempt, now):
        return UpdateOutcome.TWO_MAY_BE_LIVE
    other = other_live_attempt(session, attempt) if state in LIVE else None
    if other is not None and goal is State.REMOVED:
        return _apply_removal_of_one(
            session, publication, other, posts, status, now=now, owner=owner
        )
    if other is not None and not current:
        _report_both_live(session, publication, attempt, other, now)
    # Of several, the first that is public is the publication's.
    post_id = next(iter(posts.public_ids), status.post_id) if status.post_id else ""
    is_new_id = bool(post_id) and publication.post_id != post_id
    still_removed = _was_removed(attempt) and goal is State.PUBLISHED
    if goal is state or not allowed(state, goal) or (still_removed and state is State.REMOVED):
        if not is_new_id or state not in {State.PUBLISHED, State.REMOVED}:
            return poll_later(session, publication, now=now, poll=poll, owner=owner)
        goal = state
    changes: dict[str, object] = {}
    if post_id:
        changes = {"post_id": post_id, "public_posts": public_posts.to_json(posts.posts)}
    if not current or publication.publish_id is None:
        # If TikTok published an attempt that was thought dead, that is the one that counts.
        changes |= {"attempt_id": attempt.id, "publish_id": attempt.publish_id}
    if goal is State.PUBLISHED and publication.published_at is None:
        changes["published_at"] = now
    if goal in POSTED:
        changes |= CLEARED
    if state in NOT_POSTED and displace_siblings(session, publication, now):
        changes["doubled"] = True
    move(
        session,
        publication,
        goal,
        now=now,
        who="tiktok",
        what=what,
        owner=owner,
        wake_at=next_poll_at(publication, now, poll, goal, status.post_id),
        log_id=status.log_id or None,
        detail={"post_id": status.post_id} if status.post_id else None,
        **changes,
    )
    record_reposts(session, publication, posts.new_ids[1:], now)
    if still_removed and goal is State.PUBLISHED:
        # TikTok had said so before it said that the post was published.
        move(session, publication, State.REMOVED, now=now, who="tiktok", what=EventType.NOT_PUBLIC)
    return State(publication.state)


def _became_a_post(session: Session, attempt: Attempt, kind: StatusKind) -> None:
    if kind is StatusKind.NOT_PUBLIC:
        attempt.state = AttemptState.REMOVED
    elif kind is StatusKind.PUBLIC or (kind is StatusKind.COMPLETE and not _was_removed(attempt)):
        attempt.state = AttemptState.LIVE
    elif attempt.state not in BECAME_A_POST:
        attempt.state = AttemptState.DELIVERED
    session.flush()


def _was_removed(attempt: Attempt) -> bool:
    """It was taken down, which "published" does not undo, only "publicly available"."""
    return attempt.state == AttemptState.REMOVED


def _revoke_later(
    session: Session, publication: Publication, attempt: Attempt, now: datetime
) -> bool:
    """An earlier attempt is live while a later one is in flight: revoke that, if still possible."""
    later = session.get_one(Attempt, publication.attempt_id)
    if revoke_in_flight(session, later, now):
        return True
    _report_both_live(session, publication, attempt, later, now)
    return False


def _report_both_live(
    session: Session, publication: Publication, attempt: Attempt, other: Attempt, now: datetime
) -> None:
    """Two attempts are live, or may be: log it and add one event."""
    log.error("publication %s may be live twice: %s and %s", publication.id, attempt.id, other.id)
    detail = {"attempt": attempt.number, "other": other.number}
    known = select(func.count()).where(
        Publication.id == publication.id, Publication.doubled.is_(True)
    )
    if not session.scalar(known):
        set_columns(session, publication, doubled=True)
        add_event(
            session,
            publication,
            now=now,
            who="tiktok",
            what=EventType.EARLIER_ATTEMPT_LIVE,
            detail=detail,
        )


def _apply_removal_of_one(
    session: Session,
    publication: Publication,
    other: Attempt,
    posts: PostChanges,
    status: StatusUpdate,
    *,
    now: datetime,
    owner: str | None,
) -> State | UpdateOutcome:
    """Of two that were live one was taken down: the other one is the publication's now."""
    changes: dict[str, object] = {"public_posts": public_posts.to_json(posts.posts)}
    if publication.attempt_id != other.id:
        changes |= {"attempt_id": other.id, "publish_id": other.publish_id, "post_id": None}
    move(
        session,
        publication,
        State(publication.state),
        now=now,
        who="tiktok",
        what=EventType.NOT_PUBLIC,
        owner=owner,
        wake_at=now,
        log_id=status.log_id or None,
        detail={"post_id": status.post_id} if status.post_id else None,
        **changes,
    )
    return UpdateOutcome.OTHER_IS_LIVE
