"""What becomes of a post after init: asked of TikTok, or told by it.

Polling and webhooks say the same things in their own order, more than once. `hear` takes
them all: it moves a publication forward, never back, and ignores what is already known.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from zharia.publishing.advance import conclude
from zharia.publishing.happenings import Happening
from zharia.publishing.ledger import move, note, release
from zharia.publishing.model import Attempt, AttemptState, Publication
from zharia.publishing.schedule import next_status_in, retry_in
from zharia.publishing.states import State, allowed
from zharia.publishing.verdicts import GIVE_UP, Next, judge
from zharia.tiktok import PostStatus, PublishStatus
from zharia.tiktok.errors import PullFailed, Refused

#: a machine sends a post that failed at TikTok again this often
MOST_ATTEMPTS = 3


class Word(StrEnum):
    """What TikTok said about a post."""

    PROCESSING = "processing"
    DELIVERED = "delivered"
    COMPLETE = "complete"
    FAILED = "failed"
    PUBLIC = "publicly available"
    NOT_PUBLIC = "no longer publicly available"


@dataclass(frozen=True, slots=True)
class Heard:
    """One word of TikTok's about one post. `failure` is set where it failed."""

    word: Word
    post_id: str = ""
    failure: Refused | None = None
    log_id: str = ""

    @classmethod
    def from_status(cls, status: PostStatus) -> "Heard":
        """Read a status answer; an unknown status is processing."""
        word = {
            PublishStatus.SEND_TO_USER_INBOX: Word.DELIVERED,
            PublishStatus.PUBLISH_COMPLETE: Word.COMPLETE,
            PublishStatus.FAILED: Word.FAILED,
        }.get(status.status, Word.PROCESSING)
        return cls(word, next(iter(status.post_ids), ""), status.failure, status.log_id)


_GOAL = {
    Word.DELIVERED: (State.DELIVERED, Happening.DELIVERED),
    Word.COMPLETE: (State.PUBLISHED, Happening.COMPLETE),
    Word.PUBLIC: (State.PUBLISHED, Happening.PUBLIC),
    Word.NOT_PUBLIC: (State.REMOVED, Happening.NOT_PUBLIC),
}


def hear(
    session: Session,
    publication: Publication,
    attempt: Attempt,
    heard: Heard,
    *,
    now: datetime,
    poll: timedelta,
    owner: str | None = None,
) -> str:
    """Let TikTok's word about an attempt change its publication; answers what was done."""
    current = publication.attempt_id == attempt.id
    if heard.word is Word.PROCESSING:
        return _wait(session, publication, now=now, poll=poll, owner=owner)
    if heard.word is Word.FAILED:
        return _failed(session, publication, attempt, heard, now=now, owner=owner)
    goal, what = _GOAL[heard.word]
    changes: dict[str, object] = {}
    if heard.post_id:
        changes["post_id"] = heard.post_id
    state = State(publication.state)
    news = bool(heard.post_id) and publication.post_id != heard.post_id
    if goal is state or not allowed(state, goal):
        if not news or state not in {State.PUBLISHED, State.REMOVED}:
            return _wait(session, publication, now=now, poll=poll, owner=owner)
        goal = state
    if not current:
        # TikTok published an attempt that was thought dead: it is the one that counts.
        changes |= {"attempt_id": attempt.id, "publish_id": attempt.publish_id}
    if goal is State.PUBLISHED and publication.published_at is None:
        changes["published_at"] = now
    if goal in {State.PUBLISHED, State.DELIVERED}:
        changes |= {"error_code": None, "error_message": None, "who_acts": None, "retry": None}
        changes["needs_word"] = False
    move(
        session,
        publication,
        goal,
        now=now,
        who="tiktok",
        what=what,
        owner=owner,
        wake_at=_next_look(publication, now, poll, goal, heard.post_id),
        log_id=heard.log_id or None,
        detail={"post_id": heard.post_id} if heard.post_id else None,
        **changes,
    )
    return str(goal)


def _wait(
    session: Session, publication: Publication, *, now: datetime, poll: timedelta, owner: str | None
) -> str:
    """Nothing new: look again later, ever more slowly."""
    if owner is not None:
        state = State(publication.state)
        wake_at = _next_look(publication, now, poll, state, publication.post_id or "")
        if wake_at is None and state is State.PROCESSING:
            ask_a_person(session, publication, now=now, owner=owner)
        else:
            release(session, publication, owner, wake_at)
    return "nothing new"


def ask_a_person(session: Session, publication: Publication, *, now: datetime, owner: str) -> None:
    """Two days without a clear word: an editor looks at TikTok and says how it ended."""
    session.execute(
        update(Publication)
        .where(Publication.id == publication.id)
        .values(needs_word=True, who_acts="editor", error_code="outcome_unclear")
    )
    release(session, publication, owner, None)
    note(session, publication, now=now, who="zharia", what=Happening.ASKS_A_PERSON)


def _next_look(
    publication: Publication, now: datetime, poll: timedelta, state: State, post_id: str
) -> datetime | None:
    # Only a public post gets a public id, so nothing else is worth asking for.
    public = publication.privacy_level == "PUBLIC_TO_EVERYONE"
    if state is State.PUBLISHED and (post_id or publication.post_id or not public):
        return None
    if state not in {State.PROCESSING, State.DELIVERED, State.PUBLISHED}:
        return None
    step = next_status_in(now - (publication.submitted_at or now), poll)
    return None if step is None else now + step


def _failed(
    session: Session,
    publication: Publication,
    attempt: Attempt,
    heard: Heard,
    *,
    now: datetime,
    owner: str | None,
) -> str:
    failure = heard.failure
    if failure is None or publication.attempt_id != attempt.id:
        note(
            session,
            publication,
            now=now,
            who="tiktok",
            what=Happening.EARLIER_ATTEMPT_FAILED,
            log_id=heard.log_id or None,
            detail={"attempt": attempt.number, "code": failure.code if failure else ""},
        )
        return "noted"
    state = State(publication.state)
    if state not in {State.PROCESSING, State.UNCONFIRMED, State.DELIVERED}:
        return "nothing new"
    verdict = judge(failure, publication.tries)
    if verdict.next in {Next.AGAIN, Next.ACCOUNT_WAITS}:
        if state is State.DELIVERED or _failed_before(session, publication) + 1 >= MOST_ATTEMPTS:
            verdict = judge(failure, GIVE_UP)
        elif isinstance(failure, PullFailed) and attempt.first_pulled_at is None:
            # TikTok did not reach us: we were down, or are hosted wrongly. Soon known.
            verdict = replace(verdict, wait=retry_in(publication.tries + 1))
    attempt.state, attempt.revoked_at = AttemptState.REFUSED, now
    conclude(session, publication, verdict, now=now, owner=owner)
    return str(publication.state)


def _failed_before(session: Session, publication: Publication) -> int:
    """Attempts that TikTok took on and then failed."""
    failed = session.scalar(
        select(func.count()).where(
            Attempt.publication_id == publication.id,
            Attempt.publish_id.is_not(None),
            Attempt.state == AttemptState.REFUSED,
        )
    )
    return failed or 0
