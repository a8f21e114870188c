"""Lost answers of init: evidence decides whether an attempt is polled, revoked or resolved.

Nothing is ever resent without evidence: see `evidence` for what proves what.
"""

import logging
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from zharia.errors import ErrorCode
from zharia.journal import JournalError
from zharia.publishing import account_queue, rate_limits, recovery
from zharia.publishing.error_columns import error_columns
from zharia.publishing.event_types import EventType
from zharia.publishing.evidence import Evidence, Finding, assess
from zharia.publishing.leases import release
from zharia.publishing.ledger import move
from zharia.publishing.model import Attempt, AttemptState, Publication
from zharia.publishing.polling import request_resolution
from zharia.publishing.pulls import revoke
from zharia.publishing.retry_policy import MAX_TRIES
from zharia.publishing.schedule import long_status_interval
from zharia.publishing.states import State
from zharia.publishing.transitions import settle_on_live_attempt
from zharia.publishing.uniqueness import live_attempt
from zharia.publishing.worker_context import WorkerContext

log = logging.getLogger(__name__)
#: until an attempt is checked again whose pulls may be in a journal that cannot be read
_JOURNAL_RETRY: Final = timedelta(seconds=20)


def decide_at(attempt: Attempt, now: datetime, patience: timedelta) -> datetime:
    """When to decide about an unanswered attempt: after `patience`, or now if it is proved."""
    if attempt.publish_id is not None or attempt.all_pulled_at is not None:
        return now
    return max(now, _evidence(attempt).last_activity_at + patience)


def _evidence(attempt: Attempt) -> Evidence:
    return Evidence(
        attempt.sent_at, attempt.publish_id, attempt.last_pulled_at, attempt.all_pulled_at
    )


def decide(
    context: WorkerContext, session: Session, publication: Publication, owner: str, now: datetime
) -> None:
    """Init's answer was lost: act on the evidence, and never resend without."""
    attempt = session.get_one(Attempt, publication.attempt_id, populate_existing=True)
    if attempt.revoked_at is not None:
        _resend(session, publication, owner, now, EventType.ATTEMPT_VOID)
        return
    patience = context.unconfirmed_after
    evidence = _evidence(attempt)
    finding = assess(evidence, now, patience)
    if finding is Finding.REVOKE:
        if not _is_up_to_date(context, session):
            release(session, publication, owner, now + _JOURNAL_RETRY)
        elif revoke(session, attempt.id, now):
            rate_limits.refund_day(session, attempt.id, now)
            _resend(session, publication, owner, now, EventType.REVOKED)
        else:
            # The last photo was pulled in this very moment: decide again.
            release(session, publication, owner, now)
    elif finding is Finding.WAIT:
        release(session, publication, owner, evidence.last_activity_at + patience)
    elif publication.state == State.PROCESSING and attempt.publish_id is None:
        _wait_for_webhook(context, session, publication, owner, now, may_ask=finding is Finding.ASK)
    else:
        _accepted(session, publication, attempt, owner, now)


def _is_up_to_date(context: WorkerContext, session: Session) -> bool:
    """Whether the ledger has all that is in the journal, which may have pulls beyond it.

    Raises `DatabaseIsOlder`.
    """
    if context.installation is None:
        return True
    try:
        return recovery.check_current(session, context.installation)
    except JournalError as error:
        log.error("%s", error)  # noqa: TRY400 - the message is enough
        return False


def _accepted(
    session: Session,
    publication: Publication,
    attempt: Attempt,
    owner: str,
    now: datetime,
) -> None:
    attempt.state = AttemptState.ACCEPTED
    session.flush()
    move(
        session,
        publication,
        State.PROCESSING,
        now=now,
        what=EventType.PROVED_ACCEPTED,
        owner=owner,
        publish_id=attempt.publish_id,
        detail={"by": "publish id" if attempt.publish_id else "pull"},
    )


def _resend(
    session: Session, publication: Publication, owner: str, now: datetime, what: EventType
) -> None:
    """The attempt can no longer become a post: queue again, up to `MAX_TRIES`."""
    if live := live_attempt(session, publication):
        settle_on_live_attempt(session, publication, live, now=now, owner=owner)
        return
    account_queue.wake_next(session, publication.account_id, now)
    again = publication.tries < MAX_TRIES
    error = error_columns(
        ErrorCode.INIT_NEVER_ANSWERED,
        "TikTok did not answer any of many attempts; each was withdrawn.",
    )
    move(
        session,
        publication,
        State.SCHEDULED if again else State.FAILED,
        now=now,
        what=what,
        owner=owner,
        tries=publication.tries + 1,
        **({} if again else error),
    )


def _wait_for_webhook(
    context: WorkerContext,
    session: Session,
    publication: Publication,
    owner: str,
    now: datetime,
    *,
    may_ask: bool,
) -> None:
    """TikTok has all photos, we have no publish id: only a webhook or a person can tell more."""
    if may_ask and not publication.needs_resolution:
        request_resolution(session, publication, now=now)
    step = long_status_interval(now - (publication.submitted_at or now), context.poll)
    release(session, publication, owner, None if step is None else now + step)
