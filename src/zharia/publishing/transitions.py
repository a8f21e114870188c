"""Transitions that the sender and the follower share: how an answer, or none, moves a publication.

Each is part of a transaction that is open already. An answer is kept with its attempt before
anything moves, so that it is there for whoever goes on if the publication has moved meanwhile.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from zharia.errors import ErrorCode
from zharia.publishing import consent, one_live, rate_limits
from zharia.publishing.error_columns import NO_ERROR, error_columns
from zharia.publishing.event_types import EventType
from zharia.publishing.holds import hold_on
from zharia.publishing.ledger import MACHINE, add_event, move, wake_waiting_for
from zharia.publishing.model import BECAME_A_POST, Attempt, AttemptState, Publication
from zharia.publishing.pulls import revoke
from zharia.publishing.states import WAITING_FOR_AN_END, State
from zharia.publishing.unknown_posts import expect_end, told_by_init
from zharia.publishing.verdicts import Next, Verdict
from zharia.tiktok import Accepted


def ask_again(session: Session, publication: Publication, *, now: datetime, owner: str) -> None:
    """Somebody approved something else: it is not sent, and waits for an editor."""
    move(
        session,
        publication,
        State.DRAFT,
        now=now,
        what=EventType.CHANGED_AFTER_APPROVAL,
        owner=owner,
        **error_columns(
            ErrorCode.CHANGED_AFTER_APPROVAL,
            "Text, photos or choices are not those that were approved. Look at it and approve it"
            " again.",
        ),
        **consent.WITHDRAWN,
    )


def stop(
    session: Session,
    publication: Publication,
    live: one_live.Sibling,
    *,
    now: datetime,
    owner: str,
) -> None:
    """The article is live there by now: this one is not sent."""
    if attempt := one_live.live_attempt(session, publication):
        settle_on(session, publication, attempt, now=now, owner=owner)
        return
    move(
        session,
        publication,
        State.CANCELLED,
        now=now,
        what=EventType.ALREADY_LIVE,
        owner=owner,
        detail={"publication": live.id},
    )


def settle_on(
    session: Session,
    publication: Publication,
    live: Attempt,
    *,
    now: datetime,
    owner: str | None,
) -> None:
    """An earlier attempt is live, so the publication is, whatever became of the later ones."""
    in_inbox = live.state == AttemptState.DELIVERED
    move(
        session,
        publication,
        State.DELIVERED if in_inbox else State.PUBLISHED,
        now=now,
        what=EventType.ALREADY_LIVE,
        owner=owner,
        detail={"attempt": live.number},
        attempt_id=live.id,
        publish_id=live.publish_id,
        published_at=publication.published_at or (None if in_inbox else now),
        needs_resolution=False,
        **NO_ERROR,
    )


def accept(
    session: Session,
    publication: Publication,
    answer: Accepted,
    *,
    now: datetime,
    owner: str,
    poll: timedelta,
) -> None:
    """TikTok has taken it on: from now on its status is asked for."""
    move(
        session,
        publication,
        State.PROCESSING,
        now=now,
        who="tiktok",
        what=EventType.ACCEPTED,
        owner=owner,
        wake_at=now + poll,
        log_id=answer.log_id,
        publish_id=answer.publish_id,
        **NO_ERROR,
    )


def keep_answer(
    session: Session, attempt_id: str, answer: Accepted | Verdict, now: datetime
) -> Accepted | Verdict:
    """Note on the attempt what TikTok said, and answer what to make of it.

    A refusal is believed only with the photos taken away: where TikTok has them all already,
    nobody knows what it did with them.
    """
    attempt = session.get_one(Attempt, attempt_id, with_for_update=True, populate_existing=True)
    attempt.log_id = answer.log_id[:80] or attempt.log_id
    if isinstance(answer, Accepted):
        attempt.publish_id, attempt.answered_at = answer.publish_id, now
        attempt.attributed = False
        if attempt.revoked_at is None and attempt.state not in BECAME_A_POST:
            attempt.state = AttemptState.ACCEPTED
        session.flush()
        told_by_init(session, attempt)
        return answer
    session.flush()
    if answer.next is Next.UNCONFIRMED:
        return answer
    if attempt.revoked_at is None and not revoke(session, attempt_id, now, refused=True):
        return replace(answer, next=Next.UNCONFIRMED, contradicted=True, wait=timedelta(0))
    attempt.answered_at = now
    session.flush()
    rate_limits.refund_day(session, attempt_id)
    return answer


def answered_late(
    session: Session,
    publication: Publication,
    attempt_id: str,
    answer: Accepted | Verdict,
    *,
    now: datetime,
) -> None:
    """The publication has moved on: whoever follows this attempt looks at once."""
    session.refresh(publication)
    attempt = session.get_one(Attempt, attempt_id)
    add_event(
        session,
        publication,
        now=now,
        who="tiktok",
        what=EventType.ANSWERED_LATE,
        log_id=answer.log_id or None,
        detail={"attempt": attempt.number}
        | ({"publish_id": answer.publish_id} if isinstance(answer, Accepted) else {}),
    )
    if publication.attempt_id == attempt_id and publication.state in WAITING_FOR_AN_END:
        wake_waiting_for(session, attempt_id, now)
    elif isinstance(answer, Accepted):
        expect_end(session, attempt, now)


_CONCLUSIONS = {
    Next.AGAIN: (State.SCHEDULED, EventType.TRIES_AGAIN),
    Next.LATER: (State.SCHEDULED, EventType.WAITS),
    Next.ACCOUNT_WAITS: (State.SCHEDULED, EventType.ACCOUNT_WAITS),
    Next.UNCONFIRMED: (State.UNCONFIRMED, EventType.ANSWER_LOST),
    Next.FAIL: (State.FAILED, EventType.FAILED),
}


def conclude(
    session: Session,
    publication: Publication,
    verdict: Verdict,
    *,
    now: datetime,
    owner: str | None,
    unconfirmed_wake: datetime | None = None,
) -> None:
    """Move a publication where a verdict sends it."""
    after, what = _CONCLUSIONS[verdict.next]
    if verdict.contradicted:
        what = EventType.REFUSED_THOUGH_PULLED
    wake_at = now + verdict.wait
    if verdict.next is Next.ACCOUNT_WAITS:
        rate_limits.pause_account(session, publication.account_id, wake_at, verdict.code)
    if verdict.next is Next.LATER and hold_on(session, publication.account_id):
        # What holds the account keeps it waiting, and its place in line is ready for the end.
        wake_at = now
    if verdict.next is Next.UNCONFIRMED:
        wake_at = unconfirmed_wake or now
    move(
        session,
        publication,
        after,
        now=now,
        who="tiktok" if verdict.log_id else MACHINE,
        what=what,
        owner=owner,
        wake_at=None if after is State.FAILED else wake_at,
        log_id=verdict.log_id or None,
        detail={"code": verdict.code, "message": verdict.message},
        tries=publication.tries + (verdict.next is Next.AGAIN),
        # Whatever a person was asked before, TikTok or we have said it by now.
        needs_resolution=False,
        error_code=verdict.code,
        error_message=verdict.message,
        who_acts=verdict.who_acts,
        retry=verdict.retry.value,
    )
