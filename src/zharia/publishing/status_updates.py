"""Idempotent consumer of what TikTok says of a post after init.

Polling and webhooks say the same things in their own order, more than once. `apply` takes
them all: it moves a publication forward, never back, and ignores what is already known.
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
from zharia.publishing.polling import look_again, next_look
from zharia.publishing.public_posts import PostsAfter
from zharia.publishing.several_posts import apply_to_several, note_further
from zharia.publishing.states import AT_REST, IN_FLIGHT, LIVE, VOID, State, allowed
from zharia.publishing.status_kinds import Effect, StatusKind, StatusUpdate
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
) -> State | Effect:
    """Let a status update of an attempt change its publication.

    Answers the state in which that left it, or what it came to without one.
    """
    if status.kind is StatusKind.PROCESSING:
        return look_again(session, publication, now=now, poll=poll, owner=owner)
    if status.kind is StatusKind.FAILED:
        return apply_failure(session, publication, attempt, status, now=now, owner=owner)
    posts = public_posts.after(publication, attempt.id, status)
    outcome = apply_to_several(session, publication, attempt, status, posts, now=now, owner=owner)
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
    posts: PostsAfter,
    *,
    now: datetime,
    poll: timedelta,
    owner: str | None,
) -> State | Effect:
    """There is a post, or there was one."""
    current = publication.attempt_id == attempt.id
    _became_a_post(session, attempt, status.kind)
    goal, what = _GOAL[status.kind]
    state = State(publication.state)
    if not current and state in IN_FLIGHT and not _call_back(session, publication, attempt, now):
        return Effect.TWO_MAY_BE_LIVE
    other = other_live_attempt(session, attempt) if state in LIVE else None
    if other is not None and goal is State.REMOVED:
        return _one_of_two_is_gone(session, publication, other, posts, status, now=now, owner=owner)
    if other is not None and not current:
        _name_both(session, publication, attempt, other, now)
    # Of several, the first that is public stands for the publication.
    post_id = next(iter(posts.living), status.post_id) if status.post_id else ""
    news = bool(post_id) and publication.post_id != post_id
    still_gone = _is_gone(attempt) and goal is State.PUBLISHED
    if goal is state or not allowed(state, goal) or (still_gone and state is State.REMOVED):
        if not news or state not in {State.PUBLISHED, State.REMOVED}:
            return look_again(session, publication, now=now, poll=poll, owner=owner)
        goal = state
    changes: dict[str, object] = {}
    if post_id:
        changes = {"post_id": post_id, "public_posts": public_posts.written(posts.posts)}
    if not current or publication.publish_id is None:
        # If TikTok published an attempt that was thought dead, that is the one that counts.
        changes |= {"attempt_id": attempt.id, "publish_id": attempt.publish_id}
    if goal is State.PUBLISHED and publication.published_at is None:
        changes["published_at"] = now
    if goal in AT_REST:
        changes |= CLEARED
    if state in VOID and displace_siblings(session, publication, now):
        changes["doubled"] = True
    move(
        session,
        publication,
        goal,
        now=now,
        who="tiktok",
        what=what,
        owner=owner,
        wake_at=next_look(publication, now, poll, goal, status.post_id),
        log_id=status.log_id or None,
        detail={"post_id": status.post_id} if status.post_id else None,
        **changes,
    )
    note_further(session, publication, posts.new_ids[1:], now)
    if still_gone and goal is State.PUBLISHED:
        _take_down(session, publication, now)
    return State(publication.state)


def _became_a_post(session: Session, attempt: Attempt, word: StatusKind) -> None:
    if word is StatusKind.NOT_PUBLIC:
        attempt.state = AttemptState.REMOVED
    elif word is StatusKind.PUBLIC or (word is StatusKind.COMPLETE and not _is_gone(attempt)):
        attempt.state = AttemptState.LIVE
    elif attempt.state not in BECAME_A_POST:
        attempt.state = AttemptState.DELIVERED
    session.flush()


def _take_down(session: Session, publication: Publication, now: datetime) -> None:
    """What TikTok had said before it said that the post was published."""
    move(session, publication, State.REMOVED, now=now, who="tiktok", what=EventType.NOT_PUBLIC)


def _is_gone(attempt: Attempt) -> bool:
    """It was taken down; that it was published says nothing against it, only that it is public."""
    return attempt.state == AttemptState.REMOVED


def _call_back(session: Session, publication: Publication, attempt: Attempt, now: datetime) -> bool:
    """An earlier attempt is live while a later one is in flight: whether that could be stopped."""
    later = session.get_one(Attempt, publication.attempt_id)
    if revoke_in_flight(session, later, now):
        return True
    _name_both(session, publication, attempt, later, now)
    return False


def _name_both(
    session: Session, publication: Publication, attempt: Attempt, other: Attempt, now: datetime
) -> None:
    """Two attempts are live, or may be: people have to know, once."""
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


def _one_of_two_is_gone(
    session: Session,
    publication: Publication,
    other: Attempt,
    posts: PostsAfter,
    status: StatusUpdate,
    *,
    now: datetime,
    owner: str | None,
) -> State | Effect:
    """Of two that were live one was taken down: the publication is what is left."""
    changes: dict[str, object] = {"public_posts": public_posts.written(posts.posts)}
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
    return Effect.OTHER_IS_LIVE
