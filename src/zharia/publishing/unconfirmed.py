"""Lost answers of init: evidence decides whether one is followed, revoked or asked about.

Nothing is ever sent blindly: see `evidence` for what each trace proves.
"""

import logging
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from zharia.errors import ErrorCode
from zharia.journal import JournalError
from zharia.publishing import rate_limits, restoring
from zharia.publishing.error_columns import error_columns
from zharia.publishing.event_types import EventType
from zharia.publishing.evidence import Finding, Traces, weigh
from zharia.publishing.ledger import move, release
from zharia.publishing.model import Attempt, AttemptState, Publication
from zharia.publishing.polling import ask_a_person
from zharia.publishing.pulls import revoke
from zharia.publishing.retry_policy import MAX_TRIES
from zharia.publishing.schedule import next_look_in
from zharia.publishing.states import State
from zharia.publishing.transitions import settle_on_live_attempt
from zharia.publishing.uniqueness import live_attempt
from zharia.publishing.worker_context import WorkerContext

log = logging.getLogger(__name__)
#: until an attempt is looked at again whose pulls may be in a journal that cannot be read
_WHILE_UNKNOWING: Final = timedelta(seconds=20)


def decide_at(attempt: Attempt, now: datetime, patience: timedelta) -> datetime:
    """When to decide about an unanswered attempt: once patience ends, or now if it is proved."""
    if attempt.publish_id is not None or attempt.all_pulled_at is not None:
        return now
    return max(now, _traces(attempt).last_sign + patience)


def _traces(attempt: Attempt) -> Traces:
    return Traces(
        attempt.sent_at, attempt.publish_id, attempt.last_pulled_at, attempt.all_pulled_at
    )


def decide(
    context: WorkerContext, session: Session, publication: Publication, owner: str, now: datetime
) -> None:
    """Init's answer was lost: follow the evidence, and never send blindly."""
    attempt = session.get_one(Attempt, publication.attempt_id, populate_existing=True)
    if attempt.revoked_at is not None:
        _send_anew(session, publication, owner, now, EventType.ATTEMPT_VOID)
        return
    patience = context.unconfirmed_after
    traces = _traces(attempt)
    finding = weigh(traces, now, patience)
    if finding is Finding.REVOKE:
        if not _knows_all(context, session):
            release(session, publication, owner, now + _WHILE_UNKNOWING)
        elif revoke(session, attempt.id, now):
            rate_limits.refund_day(session, attempt.id)
            _send_anew(session, publication, owner, now, EventType.REVOKED)
        else:
            # The last photo was handed over in this very moment: look again.
            release(session, publication, owner, now)
    elif finding is Finding.WAIT:
        release(session, publication, owner, traces.last_sign + patience)
    elif publication.state == State.PROCESSING and attempt.publish_id is None:
        _wait_for_word(context, session, publication, owner, now, may_ask=finding is Finding.ASK)
    else:
        _accepted(session, publication, attempt, owner, now)


def _knows_all(context: WorkerContext, session: Session) -> bool:
    """Whether the ledger is as new as the journal, which may tell of pulls beyond it.

    Raises `DatabaseIsOlder`.
    """
    if context.installation is None:
        return True
    try:
        return restoring.check(session, context.installation)
    except JournalError as error:
        log.error("%s", error)  # noqa: TRY400 - the words say it all
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


def _send_anew(
    session: Session, publication: Publication, owner: str, now: datetime, what: EventType
) -> None:
    """Nothing can become of the attempt any more: in line again, but not for ever."""
    if live := live_attempt(session, publication):
        settle_on_live_attempt(session, publication, live, now=now, owner=owner)
        return
    rate_limits.wake_next(session, publication.account_id, now)
    again = publication.tries < MAX_TRIES
    ending = error_columns(
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
        **({} if again else ending),
    )


def _wait_for_word(
    context: WorkerContext,
    session: Session,
    publication: Publication,
    owner: str,
    now: datetime,
    *,
    may_ask: bool,
) -> None:
    """TikTok has all photos, we have no publish id: only a webhook or a person tells more."""
    if may_ask and not publication.needs_resolution:
        ask_a_person(session, publication, now=now)
    step = next_look_in(now - (publication.submitted_at or now), context.poll)
    release(session, publication, owner, None if step is None else now + step)
