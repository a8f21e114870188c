"""Unmatched webhooks: posts without a known attempt, polled and attributed by proof.

Such a post may be an attempt's whose answer was lost, or another program's that posts with the
same app. TikTok's status says how many bytes it pulled; `attribution` says what that proves.
Until then, and where it proves nothing, the ledger is not changed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from zharia.accounts import Account
from zharia.publishing.attribution import Attribution, Candidate, UnmatchedPost, attribute
from zharia.publishing.init_waits import unanswered
from zharia.publishing.model import Attempt, Publication, PullReceipt
from zharia.publishing.schedule import STATUS_TIMEOUT
from zharia.publishing.states import State
from zharia.publishing.status_kinds import SUCCESSES, StatusKind, StatusUpdate
from zharia.publishing.webhook_model import PostOrigin, UnknownPost
from zharia.tiktok import PostEvent

#: an init whose answer is on its way may name this very post
_INIT_GRACE: Final = timedelta(seconds=3)
#: status calls about a post that TikTok does not know
_MAX_ASKS: Final = 10
_ASK_AGAIN: Final = timedelta(seconds=30)
_MAX_INTERVAL: Final = timedelta(minutes=30)
#: how long people are told of a post of somebody else
REPORTED_FOR: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Attributed:
    """An attempt that a post was attributed to, and the post's status."""

    attempt: Attempt
    status: StatusUpdate


def record_webhook(session: Session, event: PostEvent, status: StatusUpdate, now: datetime) -> str:
    """Store a webhook about a publish id that no attempt has; returns its outcome."""
    account_id = session.scalar(select(Account.id).where(Account.open_id == event.user_openid))
    if account_id is None:
        return "unknown publish id"
    known = session.get(UnknownPost, event.publish_id)
    if known is None:
        known = UnknownPost(
            publish_id=event.publish_id,
            account_id=account_id,
            received_at=now,
            created_at=datetime.fromtimestamp(event.create_time, UTC),
            kind=status.kind,
            ask_at=now + (_INIT_GRACE if _is_sending(session, account_id) else timedelta(0)),
        )
        session.add(known)
    elif known.origin == PostOrigin.NOBODYS and status.kind in SUCCESSES:
        # It had failed, and is a post after all: find out whose.
        known.origin, known.ask_at, known.asks = PostOrigin.OPEN, now, 0
    _update(known, status)
    session.flush()
    return f"unknown publish id, {known.origin}"


def track(session: Session, attempt: Attempt, now: datetime) -> None:
    """Poll an accepted attempt that is no longer its publication's current one."""
    if attempt.publish_id is None:
        return
    known = session.get(UnknownPost, attempt.publish_id)
    if known is None:
        known = UnknownPost(
            publish_id=attempt.publish_id,
            account_id=attempt.account_id,
            received_at=now,
            created_at=now,
            kind=StatusKind.PROCESSING,
        )
        session.add(known)
    known.origin, known.attempt_id, known.ask_at = PostOrigin.OURS, attempt.id, now
    session.flush()


def due(
    session: Session, now: datetime, limit: int, leave_out: Collection[str] = ()
) -> Sequence[UnknownPost]:
    """The posts to poll now."""
    return session.scalars(
        select(UnknownPost)
        .where(UnknownPost.ask_at <= now, UnknownPost.publish_id.not_in(leave_out))
        .order_by(UnknownPost.ask_at)
        .limit(limit)
    ).all()


def seconds_to_next(session: Session, now: datetime) -> float | None:
    """Seconds until the next one is to be polled; None if there is none."""
    earliest = session.scalar(select(func.min(UnknownPost.ask_at)))
    return None if earliest is None else max((earliest - now).total_seconds(), 0.0)


def claim(session: Session, publish_id: str, now: datetime) -> bool:
    """Claim a due post for this caller: others leave it alone for a while."""
    taken = session.execute(
        update(UnknownPost)
        .where(UnknownPost.publish_id == publish_id, UnknownPost.ask_at <= now)
        .values(ask_at=now + _ASK_AGAIN)
        .returning(UnknownPost.publish_id)
        .execution_options(synchronize_session=False)
    )
    return taken.first() is not None


def postpone(session: Session, publish_id: str, until: datetime) -> None:
    """This minute's status calls are used up."""
    _locked(session, publish_id).ask_at = until


def record_status(
    session: Session, publish_id: str, status: StatusUpdate, downloaded_bytes: int, now: datetime
) -> list[Attributed]:
    """Store a status, and attribute what can be: the statuses returned are yet to be applied."""
    post = _locked(session, publish_id)
    _update(post, status)
    if status.kind is StatusKind.PROCESSING:
        # Not final, whatever a webhook said: these are the bytes that were pulled so far.
        _ask_again(post, now)
    else:
        post.downloaded_bytes, post.ask_at = downloaded_bytes, None
    session.flush()
    named = session.scalar(select(Attempt).where(Attempt.publish_id == publish_id))
    if named is not None:
        # Its init was answered in the moment in which the webhook came.
        post.origin, post.attempt_id = PostOrigin.OURS, named.id
    if post.origin == PostOrigin.OURS and post.attempt_id is not None:
        return [Attributed(session.get_one(Attempt, post.attempt_id), status)]
    return _attribute(session, post.account_id)


def record_error(session: Session, publish_id: str, now: datetime, *, unknown: bool) -> None:
    """The status call failed, or (`unknown`) TikTok does not know the post for this account."""
    post = _locked(session, publish_id)
    _ask_again(post, now)
    if unknown and post.asks >= _MAX_ASKS:
        post.ask_at = None
        if post.origin == PostOrigin.OPEN:
            post.origin = PostOrigin.FOREIGN


def mark_as_ours(session: Session, attempt: Attempt) -> None:
    """An attempt's publish id is known by now: a webhook may have told of it before."""
    session.execute(_MARK_AS_OURS, {"told_of": attempt.publish_id, "is_attempt": attempt.id})


_MARK_AS_OURS: Final = (
    update(UnknownPost)
    .where(UnknownPost.publish_id == bindparam("told_of"))
    .values(origin=PostOrigin.OURS, attempt_id=bindparam("is_attempt"))
    .execution_options(synchronize_session=False)
)


def foreign_posts(session: Session, since: datetime) -> dict[str, int]:
    """Account id → how many posts somebody else made there with this app, where there are any."""
    rows = session.execute(
        select(UnknownPost.account_id, func.count())
        .where(UnknownPost.origin == PostOrigin.FOREIGN, UnknownPost.received_at >= since)
        .group_by(UnknownPost.account_id)
    )
    return {row[0]: row[1] for row in rows}


def unknown_posts_by_origin(session: Session) -> dict[str, int]:
    """How many posts are known by webhook alone, by whose they are."""
    counted = select(UnknownPost.origin, func.count()).group_by(UnknownPost.origin)
    return {str(row[0]): row[1] for row in session.execute(counted)}


def _locked(session: Session, publish_id: str) -> UnknownPost:
    return session.get_one(UnknownPost, publish_id, with_for_update=True, populate_existing=True)


def _update(post: UnknownPost, status: StatusUpdate) -> None:
    """Take over a status; no later one undoes a success."""
    if status.kind is StatusKind.PROCESSING or (
        status.kind is StatusKind.FAILED and post.kind in SUCCESSES
    ):
        return
    post.kind = status.kind
    post.post_id = status.post_id or post.post_id or ""
    post.fail_reason = status.failure.code if status.failure else ""


def _ask_again(post: UnknownPost, now: datetime) -> None:
    """Poll ever more slowly, up to `STATUS_TIMEOUT`."""
    post.asks += 1
    pause = min(_ASK_AGAIN * post.asks, _MAX_INTERVAL)
    post.ask_at = now + pause if now - post.received_at < STATUS_TIMEOUT else None


def _is_sending(session: Session, account_id: str) -> bool:
    sending = select(Publication.id).where(
        Publication.account_id == account_id, Publication.state == State.SUBMITTING
    )
    return session.scalar(sending.limit(1)) is not None


def _attribute(session: Session, account_id: str) -> list[Attributed]:
    posts = {
        post.publish_id: post
        for post in session.scalars(
            select(UnknownPost).where(
                UnknownPost.account_id == account_id,
                UnknownPost.origin == PostOrigin.OPEN,
                UnknownPost.kind != StatusKind.PROCESSING,
            )
        )
    }
    found: Attribution = attribute(
        _candidates(session, account_id),
        [
            UnmatchedPost(
                post.publish_id, post.created_at, post.kind in SUCCESSES, post.downloaded_bytes
            )
            for post in posts.values()
        ],
    )
    for publish_id in found.foreign:
        post = posts[publish_id]
        post.origin = PostOrigin.FOREIGN if post.kind in SUCCESSES else PostOrigin.NOBODYS
    attributed = []
    for publish_id, attempt_id in found.ours.items():
        post, attempt = posts[publish_id], session.get_one(Attempt, attempt_id)
        post.origin, post.attempt_id = PostOrigin.OURS, attempt_id
        attempt.publish_id, attempt.attributed = publish_id, True
        session.flush()
        attributed.append(
            Attributed(attempt, StatusUpdate.from_stored(post.kind, post.post_id, post.fail_reason))
        )
    return attributed


def _candidates(session: Session, account_id: str) -> list[Candidate]:
    attempts = session.scalars(
        select(Attempt)
        .join(Publication, Publication.attempt_id == Attempt.id)
        .where(unanswered(account_id))
    ).all()
    left = dict(
        session.execute(
            select(PullReceipt.attempt_id, func.sum(PullReceipt.size))
            .where(
                PullReceipt.attempt_id.in_([one.id for one in attempts]),
                PullReceipt.method == "GET",
            )
            .group_by(PullReceipt.attempt_id)
        ).all()
    )
    return [
        Candidate(
            one.id,
            one.sent_at,
            one.all_pulled_at is not None,
            frozenset(
                size
                for size in (
                    sum(photo.get("size") or 0 for photo in one.photos),
                    left.get(one.id, 0),
                )
                if size
            ),
        )
        for one in attempts
    ]
