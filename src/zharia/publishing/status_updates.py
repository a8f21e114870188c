"""What becomes of a post after init: asked of TikTok, or told by it.

Polling and webhooks say the same things in their own order, more than once. `hear` takes
them all: it moves a publication forward, never back, and ignores what is already known.
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from zharia.errors import ErrorCode
from zharia.errors.book import entry_of, explain
from zharia.publishing import public_posts
from zharia.publishing.error_columns import NO_ERROR
from zharia.publishing.event_types import EventType
from zharia.publishing.ledger import MACHINE, move, note, release
from zharia.publishing.model import (
    BECAME_A_POST,
    Attempt,
    AttemptState,
    Publication,
    PullReceipt,
)
from zharia.publishing.one_live import call_back, live_attempt, make_room, other_live
from zharia.publishing.public_posts import Told
from zharia.publishing.rate_limits import refund_day
from zharia.publishing.schedule import (
    PATIENCE,
    next_look_in,
    next_status_in,
    pause_of_hosting,
    retry_in,
)
from zharia.publishing.several_posts import hear_of_several, is_draft, note_further
from zharia.publishing.states import AT_REST, IN_FLIGHT, LIVE, VOID, State, allowed
from zharia.publishing.status_kinds import StatusKind, StatusUpdate
from zharia.publishing.transitions import conclude, settle_on
from zharia.publishing.verdicts import GIVE_UP, Next, Verdict, judge
from zharia.tiktok import post_failure

log = logging.getLogger(__name__)

#: a machine sends a post that failed at TikTok again this often
MOST_ATTEMPTS = 3
PULL_FAILED: Final = "photo_pull_failed"


#: what a publication no longer says once it is known how it ended
CLEARED = {
    **NO_ERROR,
    "needs_resolution": False,
    "status_failing_since": None,
}

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
    heard: StatusUpdate,
    *,
    now: datetime,
    poll: timedelta,
    owner: str | None = None,
) -> str:
    """Let TikTok's word about an attempt change its publication; answers what was done."""
    if heard.word is StatusKind.PROCESSING:
        return _wait(session, publication, now=now, poll=poll, owner=owner)
    if heard.word is StatusKind.FAILED:
        return _hear_failure(session, publication, attempt, heard, now=now, owner=owner)
    told = public_posts.told(publication, attempt.id, heard)
    outcome = hear_of_several(session, publication, attempt, heard, told, now=now, owner=owner)
    if outcome is not None:
        return outcome
    return _hear_success(
        session, publication, attempt, heard, told, now=now, poll=poll, owner=owner
    )


def _hear_success(
    session: Session,
    publication: Publication,
    attempt: Attempt,
    heard: StatusUpdate,
    told: Told,
    *,
    now: datetime,
    poll: timedelta,
    owner: str | None,
) -> str:
    """There is a post, or there was one."""
    current = publication.attempt_id == attempt.id
    _became_a_post(session, attempt, heard.word)
    goal, what = _GOAL[heard.word]
    state = State(publication.state)
    if not current and state in IN_FLIGHT and not _call_back(session, publication, attempt, now):
        return "two attempts may be live"
    other = other_live(session, attempt) if state in LIVE else None
    if other is not None and goal is State.REMOVED:
        return _one_of_two_is_gone(session, publication, other, told, heard, now=now, owner=owner)
    if other is not None and not current:
        _name_both(session, publication, attempt, other, now)
    # Of several, the first that is public stands for the publication.
    post_id = next(iter(told.living), heard.post_id) if heard.post_id else ""
    news = bool(post_id) and publication.post_id != post_id
    still_gone = _is_gone(attempt) and goal is State.PUBLISHED
    if goal is state or not allowed(state, goal) or (still_gone and state is State.REMOVED):
        if not news or state not in {State.PUBLISHED, State.REMOVED}:
            return _wait(session, publication, now=now, poll=poll, owner=owner)
        goal = state
    changes: dict[str, object] = {}
    if post_id:
        changes = {"post_id": post_id, "public_posts": public_posts.written(told.posts)}
    if not current or publication.publish_id is None:
        # If TikTok published an attempt that was thought dead, that is the one that counts.
        changes |= {"attempt_id": attempt.id, "publish_id": attempt.publish_id}
    if goal is State.PUBLISHED and publication.published_at is None:
        changes["published_at"] = now
    if goal in AT_REST:
        changes |= CLEARED
    if state in VOID and make_room(session, publication, now):
        changes["doubled"] = True
    move(
        session,
        publication,
        goal,
        now=now,
        who="tiktok",
        what=what,
        owner=owner,
        wake_at=next_look(publication, now, poll, goal, heard.post_id),
        log_id=heard.log_id or None,
        detail={"post_id": heard.post_id} if heard.post_id else None,
        **changes,
    )
    note_further(session, publication, told.new_ids[1:], now)
    if still_gone and goal is State.PUBLISHED:
        _take_down(session, publication, now)
    return str(publication.state)


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
    if call_back(session, later, now):
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
        session.execute(
            update(Publication).where(Publication.id == publication.id).values(doubled=True)
        )
        note(
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
    told: Told,
    heard: StatusUpdate,
    *,
    now: datetime,
    owner: str | None,
) -> str:
    """Of two that were live one was taken down: the publication is what is left."""
    changes: dict[str, object] = {"public_posts": public_posts.written(told.posts)}
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
        log_id=heard.log_id or None,
        detail={"post_id": heard.post_id} if heard.post_id else None,
        **changes,
    )
    return "the other one is live"


def _wait(
    session: Session, publication: Publication, *, now: datetime, poll: timedelta, owner: str | None
) -> str:
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
    return "nothing new"


def _asks_too_long(publication: Publication, now: datetime) -> bool:
    sent_at = publication.submitted_at or now
    return publication.state == State.PROCESSING and now - sent_at >= PATIENCE


def ask_a_person(session: Session, publication: Publication, *, now: datetime) -> None:
    """No clear word is to be had: an editor may look at TikTok and say how it ended.

    It is still followed: should TikTok say so after all, nobody needs to be asked any more.
    """
    session.execute(
        update(Publication)
        .where(Publication.id == publication.id)
        .values(
            needs_resolution=True,
            who_acts=entry_of(ErrorCode.OUTCOME_UNCLEAR).who,
            error_code=ErrorCode.OUTCOME_UNCLEAR,
        )
        .execution_options(synchronize_session=False)
    )
    note(session, publication, now=now, who=MACHINE, what=EventType.ASKS_A_PERSON)


def next_look(
    publication: Publication, now: datetime, poll: timedelta, state: State, post_id: str
) -> datetime | None:
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


def _hear_failure(
    session: Session,
    publication: Publication,
    attempt: Attempt,
    heard: StatusUpdate,
    *,
    now: datetime,
    owner: str | None,
) -> str:
    failure = heard.failure
    if failure is None:
        return "nothing new"
    if publication.attempt_id != attempt.id:
        if attempt.revoked_at is None and attempt.state not in BECAME_A_POST:
            attempt.state, attempt.revoked_at = AttemptState.REFUSED, now
        note(
            session,
            publication,
            now=now,
            who="tiktok",
            what=EventType.EARLIER_ATTEMPT_FAILED,
            log_id=heard.log_id or None,
            detail={"attempt": attempt.number, "code": failure.code},
        )
        return "noted"
    state = State(publication.state)
    if state not in {State.PROCESSING, State.UNCONFIRMED, State.DELIVERED}:
        return "nothing new"
    verdict = judge(failure, publication.tries)
    if attempt.attributed or state is State.DELIVERED:
        # That it is this attempt's is proved by evidence only, or TikTok has it already.
        verdict = judge(failure, GIVE_UP)
    elif verdict.next is Next.AGAIN:
        verdict = _again(session, publication, attempt, verdict, now)
    attempt.state, attempt.revoked_at = AttemptState.REFUSED, now
    session.flush()
    # Nothing was posted: an hour without hosting must not use up the day.
    refund_day(session, attempt.id)
    if live := live_attempt(session, publication):
        settle_on(session, publication, live, now=now, owner=owner)
        return str(publication.state)
    conclude(session, publication, verdict, now=now, owner=owner)
    return str(publication.state)


def _again(
    session: Session, publication: Publication, attempt: Attempt, verdict: Verdict, now: datetime
) -> Verdict:
    """TikTok took it on, failed it, and it may be sent anew: when, and how often?"""
    pull_failed = verdict.code == PULL_FAILED and attempt.all_pulled_at is None
    if pull_failed and not _was_asked_for(session, attempt):
        # Nobody came to our door: that is our hosting, and every post of the account would fail so.
        return replace(
            verdict,
            next=Next.ACCOUNT_WAITS,
            who_acts=explain(verdict.code).who,
            wait=pause_of_hosting(_unreached_for(session, attempt, now)),
        )
    before = _failed(session, Attempt.publication_id == publication.id)
    if before + 1 >= MOST_ATTEMPTS:
        return judge(post_failure(verdict.code, log_id=verdict.log_id), GIVE_UP)
    if pull_failed:
        # TikTok did not get everything from us: we were down for a moment. Soon known.
        return replace(verdict, wait=retry_in(before + 1))
    return verdict


def _unreached_for(session: Session, attempt: Attempt, now: datetime) -> timedelta:
    """How long TikTok has come to our door in vain, as far as one can tell: since the first
    attempt that failed so after the last photo that it fetched of any.
    """
    last = session.scalar(select(func.max(Attempt.last_pulled_at)))
    failed = select(func.min(Attempt.sent_at)).where(
        Attempt.publish_id.is_not(None),
        Attempt.state == AttemptState.REFUSED,
        Attempt.first_pulled_at.is_(None),
    )
    first = session.scalar(failed.where(Attempt.sent_at > last) if last else failed)
    since = min(first or attempt.sent_at, attempt.sent_at)
    return now - max(since, last or since)


def _was_asked_for(session: Session, attempt: Attempt) -> bool:
    """Whether anybody ever came for one of its photos."""
    asked = select(PullReceipt.id).where(PullReceipt.attempt_id == attempt.id).limit(1)
    return session.scalar(asked) is not None


def _failed(session: Session, *which: ColumnElement[bool]) -> int:
    """How many attempts TikTok took on and then failed."""
    failed = select(func.count()).where(
        Attempt.publish_id.is_not(None), Attempt.state == AttemptState.REFUSED, *which
    )
    return session.scalar(failed) or 0
