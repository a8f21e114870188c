"""Reposts: a draft that its creator has posted several times; how further posts come and go.

`status_updates` applies what concerns the first post, this what concerns the others.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from zharia.publishing import public_posts
from zharia.publishing.event_types import EventType
from zharia.publishing.ledger import add_event, move, wake
from zharia.publishing.model import Attempt, Publication
from zharia.publishing.public_posts import PostChanges
from zharia.publishing.states import State
from zharia.publishing.status_kinds import StatusKind, StatusUpdate, UpdateOutcome
from zharia.tiktok import PostMode


def apply_repost(
    session: Session,
    publication: Publication,
    attempt: Attempt,
    status: StatusUpdate,
    posts: PostChanges,
    *,
    now: datetime,
    owner: str | None,
) -> UpdateOutcome | None:
    """Apply what concerns one of several posts of a published draft. None: it concerns none."""
    if publication.attempt_id != attempt.id or publication.state != State.PUBLISHED:
        return None
    gone = status.kind is StatusKind.NOT_PUBLIC
    first_is_known = publication.post_id in posts.public_ids
    if gone and status.post_id and posts.public_ids:
        what, post_id, effect = (
            EventType.NOT_PUBLIC,
            status.post_id,
            UpdateOutcome.OTHER_POST_IS_PUBLIC,
        )
    elif not gone and posts.new_ids and first_is_known:
        what, post_id, effect = EventType.FURTHER_POST, posts.new_ids[0], UpdateOutcome.FURTHER_POST
    elif not gone and posts.changed and first_is_known:
        what, post_id, effect = EventType.PUBLIC, status.post_id, UpdateOutcome.PUBLIC_AGAIN
    else:
        if status.kind is StatusKind.COMPLETE and owner is None and is_inbox_draft(publication):
            # Complete once more: it may be a further post, whose id the status will name.
            wake(session, publication.id, now)
        return None
    move(
        session,
        publication,
        State.PUBLISHED,
        now=now,
        who="tiktok",
        what=what,
        owner=owner,
        wake_at=now,
        log_id=status.log_id or None,
        detail={"post_id": post_id},
        post_id=posts.public_ids[0],
        public_posts=public_posts.to_json(posts.posts),
    )
    record_reposts(session, publication, posts.new_ids[1:], now)
    return effect


def record_reposts(
    session: Session, publication: Publication, post_ids: Iterable[str], now: datetime
) -> None:
    """Add an event for each post that was named together with another."""
    for post_id in post_ids:
        detail = {"post_id": post_id}
        add_event(
            session, publication, now=now, who="tiktok", what=EventType.FURTHER_POST, detail=detail
        )


def is_inbox_draft(publication: Publication) -> bool:
    """Its creator decides in TikTok who sees it, and may post it more than once."""
    return publication.post_mode == PostMode.MEDIA_UPLOAD
