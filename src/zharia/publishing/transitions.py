"""Transitions that the sender and the poller share: how an answer, or none, moves a publication.

Each is part of a transaction that is open already. An answer is stored with its attempt before
anything moves, so that it is not lost if the publication has moved meanwhile.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import String, and_, bindparam, case, func, update
from sqlalchemy.orm import Session

from zharia.errors import ErrorCode
from zharia.publishing import consent, rate_limits, uniqueness
from zharia.publishing.error_columns import NO_ERROR, error_columns
from zharia.publishing.event_types import EventType
from zharia.publishing.holds import hold_reason
from zharia.publishing.ledger import MACHINE, add_event, move, wake_by_attempt
from zharia.publishing.model import BECAME_A_POST, Attempt, AttemptState, Publication
from zharia.publishing.pulls import revoke
from zharia.publishing.retry_policy import Action, Decision
from zharia.publishing.states import AWAITING_OUTCOME, State
from zharia.publishing.unknown_posts import mark_as_ours, track
from zharia.storage.database import AT_NOW
from zharia.tiktok import Accepted


def return_for_approval(
    session: Session, publication: Publication, *, now: datetime, owner: str
) -> None:
    """It is not what was approved: it is not sent, and becomes a draft."""
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
        **consent.NO_APPROVAL,
    )


def cancel_as_duplicate(
    session: Session,
    publication: Publication,
    live: uniqueness.Sibling,
    *,
    now: datetime,
    owner: str,
) -> None:
    """The article is live there by now: this one is not sent."""
    if attempt := uniqueness.live_attempt(session, publication):
        settle_on_live_attempt(session, publication, attempt, now=now, owner=owner)
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


def settle_on_live_attempt(
    session: Session,
    publication: Publication,
    live: Attempt,
    *,
    now: datetime,
    owner: str | None,
) -> None:
    """An earlier attempt is live, so the publication is, whatever the later ones came to."""
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
    """TikTok has accepted it: from now on its status is polled."""
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


def record_answer(
    session: Session, attempt_id: str, answer: Accepted | Decision, now: datetime
) -> Accepted | Decision:
    """Store TikTok's answer with the attempt, and return what to do about it.

    A refusal counts only once the photos are revoked: where TikTok has them all already, the
    outcome is unknown.
    """
    if isinstance(answer, Accepted):
        mark_as_ours(session, _accepted(session, attempt_id, answer, now))
        return answer
    attempt = session.get_one(Attempt, attempt_id, with_for_update=True, populate_existing=True)
    attempt.log_id = answer.log_id[:80] or attempt.log_id
    session.flush()
    if answer.action is Action.UNCONFIRMED:
        return answer
    if attempt.revoked_at is None and not revoke(session, attempt_id, now, refused=True):
        return replace(answer, action=Action.UNCONFIRMED, contradicted=True, wait=timedelta(0))
    attempt.answered_at = now
    session.flush()
    rate_limits.refund_day(session, attempt_id, now)
    return answer


def _accepted(session: Session, attempt_id: str, answer: Accepted, now: datetime) -> Attempt:
    """The attempt with its publish id; one that is revoked, or became a post, stays so."""
    values = {
        "of_attempt": attempt_id,
        "by_answer": answer.publish_id,
        "at_now": now,
        "by_log": answer.log_id[:80] if answer.log_id else None,
    }
    return session.scalars(_ACCEPTED, values).one()


_ACCEPTED: Final = (
    update(Attempt)
    .where(Attempt.id == bindparam("of_attempt"))
    .values(
        publish_id=bindparam("by_answer"),
        answered_at=AT_NOW,
        attributed=False,
        log_id=func.coalesce(bindparam("by_log", type_=String()), Attempt.log_id),
        state=case(
            (
                and_(Attempt.revoked_at.is_(None), Attempt.state.not_in(BECAME_A_POST)),
                AttemptState.ACCEPTED,
            ),
            else_=Attempt.state,
        ),
    )
    .returning(Attempt)
    .execution_options(populate_existing=True, synchronize_session=False)
)


def record_late_answer(
    session: Session,
    publication: Publication,
    attempt_id: str,
    answer: Accepted | Decision,
    *,
    now: datetime,
) -> None:
    """The publication has moved on: whatever polls this attempt is woken at once."""
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
    if publication.attempt_id == attempt_id and publication.state in AWAITING_OUTCOME:
        wake_by_attempt(session, attempt_id, now)
    elif isinstance(answer, Accepted):
        track(session, attempt, now)


_TRANSITIONS = {
    Action.AGAIN: (State.SCHEDULED, EventType.TRIES_AGAIN),
    Action.LATER: (State.SCHEDULED, EventType.WAITS),
    Action.ACCOUNT_WAITS: (State.SCHEDULED, EventType.ACCOUNT_WAITS),
    Action.UNCONFIRMED: (State.UNCONFIRMED, EventType.ANSWER_LOST),
    Action.FAIL: (State.FAILED, EventType.FAILED),
}


def apply_decision(
    session: Session,
    publication: Publication,
    decision: Decision,
    *,
    now: datetime,
    owner: str | None,
    unconfirmed_wake: datetime | None = None,
) -> None:
    """Move a publication as a decision says."""
    after, what = _TRANSITIONS[decision.action]
    if decision.contradicted:
        what = EventType.REFUSED_THOUGH_PULLED
    wake_at = now + decision.wait
    if decision.action is Action.ACCOUNT_WAITS:
        rate_limits.pause_account(session, publication.account_id, wake_at, decision.code)
    if decision.action is Action.LATER and hold_reason(session, publication.account_id):
        # The hold keeps it waiting; once that ends it is due at once.
        wake_at = now
    if decision.action is Action.UNCONFIRMED:
        wake_at = unconfirmed_wake or now
    move(
        session,
        publication,
        after,
        now=now,
        who="tiktok" if decision.log_id else MACHINE,
        what=what,
        owner=owner,
        wake_at=None if after is State.FAILED else wake_at,
        log_id=decision.log_id or None,
        detail={"code": decision.code, "message": decision.message},
        tries=publication.tries + (decision.action is Action.AGAIN),
        # A person no longer has to resolve it.
        needs_resolution=False,
        error_code=decision.code,
        error_message=decision.message,
        who_acts=decision.who_acts,
        retry=decision.retry.value,
    )
