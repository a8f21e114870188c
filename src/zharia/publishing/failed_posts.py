"""Retry after TikTok failed an accepted post: whether, when and how often."""

from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from zharia.errors.book import explain
from zharia.publishing.event_types import EventType
from zharia.publishing.ledger import add_event
from zharia.publishing.model import BECAME_A_POST, Attempt, AttemptState, Publication, PullReceipt
from zharia.publishing.rate_limits import refund_day
from zharia.publishing.retry_policy import Action, Decision, decide_on_error
from zharia.publishing.schedule import backoff, hosting_pause
from zharia.publishing.states import State
from zharia.publishing.status_kinds import StatusUpdate, UpdateOutcome
from zharia.publishing.transitions import apply_decision, settle_on_live_attempt
from zharia.publishing.uniqueness import live_attempt
from zharia.tiktok import post_failure

#: how often a post is sent that TikTok keeps failing, without a person
MAX_ATTEMPTS: Final = 3
PULL_FAILED: Final = "photo_pull_failed"


def apply_failure(
    session: Session,
    publication: Publication,
    attempt: Attempt,
    status: StatusUpdate,
    *,
    now: datetime,
    owner: str | None,
) -> State | UpdateOutcome:
    """TikTok accepted an attempt and failed it: queued again, or failed with a reason.

    Of one that is no longer the publication's current attempt there is only an event.
    """
    failure = status.failure
    if failure is None:
        return UpdateOutcome.NOTHING_NEW
    if publication.attempt_id != attempt.id:
        if attempt.revoked_at is None and attempt.state not in BECAME_A_POST:
            attempt.state, attempt.revoked_at = AttemptState.REFUSED, now
        add_event(
            session,
            publication,
            now=now,
            who="tiktok",
            what=EventType.EARLIER_ATTEMPT_FAILED,
            log_id=status.log_id or None,
            detail={"attempt": attempt.number, "code": failure.code},
        )
        return UpdateOutcome.NOTED
    state = State(publication.state)
    if state not in {State.PROCESSING, State.UNCONFIRMED, State.DELIVERED}:
        return UpdateOutcome.NOTHING_NEW
    decision = decide_on_error(failure, publication.tries)
    if attempt.attributed or state is State.DELIVERED:
        # It is this attempt's by evidence only, or TikTok has it already.
        decision = decide_on_error(failure, publication.tries, last=True)
    elif decision.action is Action.AGAIN:
        decision = _retry_decision(session, publication, attempt, decision, now)
    attempt.state, attempt.revoked_at = AttemptState.REFUSED, now
    session.flush()
    # Nothing was posted: an hour without hosting must not use up the day.
    refund_day(session, attempt.id, now)
    if live := live_attempt(session, publication):
        settle_on_live_attempt(session, publication, live, now=now, owner=owner)
        return State(publication.state)
    apply_decision(session, publication, decision, now=now, owner=owner)
    return State(publication.state)


def _retry_decision(
    session: Session, publication: Publication, attempt: Attempt, decision: Decision, now: datetime
) -> Decision:
    """The failure may pass: whether and when to send again."""
    pull_failed = decision.code == PULL_FAILED and attempt.all_pulled_at is None
    if pull_failed and not _was_requested(session, attempt):
        # Nobody got an answer: that is our hosting, and all posts of the account would fail so.
        return replace(
            decision,
            action=Action.ACCOUNT_WAITS,
            who_acts=explain(decision.code).who,
            wait=hosting_pause(_unreached_for(session, attempt, now)),
        )
    before = _failures(session, publication)
    if before + 1 >= MAX_ATTEMPTS:
        failure = post_failure(decision.code, log_id=decision.log_id)
        return decide_on_error(failure, publication.tries, last=True)
    if pull_failed:
        # TikTok did not get everything from us: we were down for a moment.
        return replace(decision, wait=backoff(before + 1))
    return decision


def _unreached_for(session: Session, attempt: Attempt, now: datetime) -> timedelta:
    """How long TikTok has not reached us, as far as is known: since the first attempt that failed
    so after the last photo that was pulled of any.
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


def _was_requested(session: Session, attempt: Attempt) -> bool:
    """Whether anybody ever requested one of its photos, and met us able to answer."""
    asked = select(PullReceipt.id).where(
        PullReceipt.attempt_id == attempt.id, PullReceipt.status < HTTPStatus.INTERNAL_SERVER_ERROR
    )
    return session.scalar(asked.limit(1)) is not None


def _failures(session: Session, publication: Publication) -> int:
    """How many of its attempts TikTok accepted and then failed."""
    failed = select(func.count()).where(
        Attempt.publication_id == publication.id,
        Attempt.publish_id.is_not(None),
        Attempt.state == AttemptState.REFUSED,
    )
    return session.scalar(failed) or 0
