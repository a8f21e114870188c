"""Sender: does the next step of queued publications: claim, photos, attempt, init.

Every step can be woken twice or interrupted anywhere. Before init is sent, starting over does no
harm. From the moment the attempt is stored, only evidence decides.
"""

import logging
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from zharia.accounts import Account, AccountError
from zharia.background.failing_rows import FailingRows
from zharia.background.outages import outage_of, report
from zharia.journal import AttemptAnswered, AttemptSent, JournalError, may_send
from zharia.publishing import preconditions, rate_limits, recovery
from zharia.publishing.attempts import new_attempt, photo_post
from zharia.publishing.event_types import EventType
from zharia.publishing.journaling import attempt_record
from zharia.publishing.leases import claim, lease_owner, release, seconds_to_next
from zharia.publishing.ledger import LostRace, load, move
from zharia.publishing.model import Attempt, Publication
from zharia.publishing.outgoing import claim_next
from zharia.publishing.prepared_cache import Prepared, PreparedCache
from zharia.publishing.preparing import NotReady, prepare
from zharia.publishing.retry_policy import (
    Decision,
    decide_on_account_error,
    decide_on_error,
    decide_on_unwritable,
)
from zharia.publishing.states import OUTGOING, State
from zharia.publishing.transitions import accept, apply_decision, record_answer, record_late_answer
from zharia.publishing.unconfirmed import decide_at
from zharia.publishing.worker_context import WorkerContext
from zharia.tiktok import Accepted, PhotoPost, TikTokError

log = logging.getLogger(__name__)
#: until a paused installation tries again
_WHILE_PAUSED: Final = timedelta(seconds=5)
#: so long before its turn a publication is made ready, so that only init is left for its turn
PREPARE_AHEAD: Final = timedelta(seconds=5)
#: seconds until an answer is stored that the database did not take
_ANSWER_RETRY_SECONDS: Final = 1.0
#: seconds that a thread without work waits for what is due by then
_LINGER: Final = 1.0
#: seconds after which a thread waits for another wake-up, so that none lasts for ever
DRAIN_SECONDS: Final = 300.0
_FAILING: Final = FailingRows("advancing")
#: a publication by one of its attempts, as it is then
_OF_ATTEMPT: Final = (
    select(Publication)
    .join(Attempt, Attempt.publication_id == Publication.id)
    .where(Attempt.id == bindparam("attempt_id"))
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True, slots=True)
class _InitCall:
    """An attempt that is stored, and its call of init."""

    attempt_id: str
    account: Account
    post: PhotoPost
    #: for the journal, before the call
    line: AttemptSent | None


class Sender:
    """Advances publications for one worker. `leases` keeps what it holds alive."""

    def __init__(self, context: WorkerContext, leases: set[str]) -> None:
        """`leases` gets the owner of each lease that it holds; whoever renews them reads it."""
        self._context = context
        self._leases = leases
        self._prepared = PreparedCache()
        self._closing = threading.Event()
        self._draining: set[int] = set()
        #: held by the thread that waits for what is due within moments
        self._lingering = threading.Lock()
        self._changes = context.database.changes.watch(Publication.__tablename__)

    def close(self) -> None:
        """Take up nothing more; what is being sent is sent to its end."""
        self._closing.set()
        self._changes.set()

    def drain(self, publication_id: str) -> None:
        """Advance a publication, then whatever else is due, until nothing is.

        So a worker that has work needs no further wake-ups, however long the queue.
        """
        until = time.monotonic() + DRAIN_SECONDS
        thread = threading.get_ident()
        self._draining.add(thread)
        try:
            self._guarded(publication_id)
            while not self._closing.is_set() and (self._guarded(None) or self._linger()):
                if time.monotonic() > until:
                    return
        finally:
            self._draining.discard(thread)

    @property
    def draining(self) -> int:
        """How many threads are at work."""
        return len(self._draining)

    def _guarded(self, publication_id: str | None) -> bool:
        """As `advance`; one that fails is set aside for a while, and stops no other."""
        claimed: list[str] = []
        try:
            return self._advance(publication_id, claimed)
        except Exception as error:
            if outage_of(error) or not claimed:
                raise
            _FAILING.record_failure(claimed[0], error)
            return True

    def _linger(self) -> bool:
        """Wait for what is due within moments, in one thread; False: there is none."""
        if not self._lingering.acquire(blocking=False):
            return False
        try:
            with self._context.database.read() as session:
                now = self._context.database.now(session)
                seconds = seconds_to_next(session, OUTGOING, now)
            if seconds is None or seconds > _LINGER:
                return False
            self._changes.wait(seconds)
            return True
        finally:
            self._lingering.release()

    def advance(self, publication_id: str) -> bool:
        """Do the next step of a publication, if it is due and nobody else does; whether it was."""
        return self._advance(publication_id, [])

    def _advance(self, publication_id: str | None, claimed: list[str]) -> bool:
        """Do the next step of this publication, or of the first that is due.

        `claimed` gets its id. False if there is none, or nothing can be sent now.
        """
        with lease_owner(self._leases) as owner:
            try:
                with self._context.database.write() as session:
                    now = self._context.database.now(session)
                    publication = (
                        claim(session, publication_id, owner, OUTGOING, now)
                        if publication_id is not None
                        else claim_next(session, owner, now, _FAILING.excluded())
                    )
                    if publication is None:
                        return False
                    claimed.append(publication.id)
                    if publication.state != State.SUBMITTING and self._is_paused(session):
                        release(session, publication, owner, now + _WHILE_PAUSED)
                        return False
                    turn = self._turn(session, publication, owner, now)
                    if turn is None:
                        return True
                    account = session.get_one(Account, publication.account_id)
                self._publish(publication, account, owner, turn if turn > now else None)
            except LostRace as lost:
                log.info("%s", lost)
            except recovery.DatabaseIsOlder:
                # Its own lease ends soon; by then the ledger has what was sent already.
                recovery.recover_running(self._context.database, self._context.installation)
            return True

    def _is_paused(self, session: Session) -> bool:
        installation = self._context.installation
        return installation is not None and not may_send(session, installation)

    def _turn(
        self, session: Session, publication: Publication, owner: str, now: datetime
    ) -> datetime | None:
        """When to send one that is to be prepared now; None: it is not."""
        if publication.state == State.SUBMITTING:
            self._mark_unconfirmed(session, publication, owner, now)
            return None
        if preconditions.blocked(session, publication, now=now, owner=owner):
            return None
        free_at = rate_limits.init_free_at(session, publication, self._context.limits, now)
        ahead = free_at if self._prepared.has(publication) else free_at - PREPARE_AHEAD
        begin_at = max(publication.due_at, ahead)
        if begin_at > now:
            release(session, publication, owner, begin_at)
            return None
        if publication.state == State.SCHEDULED:
            move(
                session,
                publication,
                State.PREPARING,
                now=now,
                what=EventType.PREPARING,
                owner=owner,
            )
        return free_at

    def _mark_unconfirmed(
        self, session: Session, publication: Publication, owner: str, now: datetime
    ) -> None:
        """The worker that was sending this one died: TikTok may have received it or not."""
        attempt = session.get_one(Attempt, publication.attempt_id)
        move(
            session,
            publication,
            State.UNCONFIRMED,
            now=now,
            what=EventType.SENDER_DIED,
            owner=owner,
            wake_at=decide_at(attempt, now, self._context.unconfirmed_after),
        )

    def _publish(
        self, publication: Publication, account: Account, owner: str, later: datetime | None
    ) -> None:
        """Prepare one and send it; or leave it prepared until its turn, `later`."""
        publication_id = publication.id
        prepared = self._prepared.take(publication)
        if prepared is None:
            try:
                prepared = prepare(self._context, publication, account)
            except NotReady as unready:
                self._context.creators.forget(account.id)
                self._requeue(publication_id, owner, unready.decision)
                return
        if later is not None or self._closing.is_set():
            # Prepared ahead of its turn; or another worker is to go on with it at once.
            self._prepared.keep(publication, prepared)
            with self._context.database.write() as session:
                now = self._context.database.now(session)
                release(session, publication, owner, later or now)
            return
        try:
            call = self._begin_attempt(publication_id, account, owner, prepared)
        except JournalError as error:
            self._requeue(publication_id, owner, _unwritable(error))
            return
        if call is None:
            return
        answer = self._journal_attempt(call) or self._send(
            call, prepared.access_token, publication.tries
        )
        if not isinstance(answer, Accepted):
            # It may be about the creator.
            self._context.creators.forget(account.id)
        self._keep_answer(owner, call, answer)

    def _journal_attempt(self, call: _InitCall) -> Decision | None:
        """Append the attempt to the journal; what is not in there is not sent.

        A line that cannot be written is buffered, so that the next attempt is not begun in vain.
        """
        if self._context.installation is None or call.line is None:
            return None
        try:
            self._context.installation.journal.append_or_buffer(call.line)
        except JournalError as error:
            return _unwritable(error)
        return None

    def _requeue(self, publication_id: str, owner: str, decision: Decision) -> None:
        """Nothing was sent: back in the queue, or failed with a reason."""
        with self._context.database.write() as session:
            publication = load(session, publication_id)
            now = self._context.database.now(session)
            apply_decision(session, publication, decision, now=now, owner=owner)

    def _begin_attempt(
        self, publication_id: str, account: Account, owner: str, prepared: Prepared
    ) -> _InitCall | None:
        """The point of no return: slot, attempt and state in one transaction, before the call."""
        if self._context.installation is not None:
            # No lock is held while a journal that is away is waited for.
            self._context.installation.journal.look()
        with self._context.database.write() as session:
            publication = load(session, publication_id)
            rate_limits.lock_account(session, publication.account_id)
            now = self._context.database.now(session)
            installation = self._context.installation
            if installation is not None and not recovery.check_current(session, installation):
                release(session, publication, owner, now + _WHILE_PAUSED)
                return None
            if preconditions.blocked_before_init(session, publication, now=now, owner=owner):
                return None
            free_at = rate_limits.init_free_at(session, publication, self._context.limits, now)
            if free_at > now:
                self._prepared.keep(publication, prepared)
                release(session, publication, owner, free_at)
                return None
            attempt = new_attempt(session, publication, prepared.photos, now)
            rate_limits.reserve_init(session, publication, attempt.id, now)
            move(
                session,
                publication,
                State.SUBMITTING,
                now=now,
                what=EventType.SENDING,
                owner=owner,
                detail={"attempt": attempt.number},
                attempt_id=attempt.id,
                publish_id=None,
                submitted_at=now,
            )
            post = photo_post(self._context, publication, attempt, prepared.cover_index)
            line = attempt_record(session, publication, attempt, account) if installation else None
        return _InitCall(attempt.id, account, post, line)

    def _send(self, call: _InitCall, access_token: str, tries: int) -> Accepted | Decision:
        account_id = call.account.id
        try:
            client = self._context.client(call.account)
            return client.init(
                access_token,
                call.post,
                renew=lambda stale: self._context.tokens.refresh(account_id, stale),
            )
        except TikTokError as error:
            return decide_on_error(error, tries)
        except AccountError as error:
            # The token was refused and cannot be renewed: so TikTok did not accept the post.
            return decide_on_account_error(error)

    def _keep_answer(self, owner: str, call: _InitCall, answer: Accepted | Decision) -> None:
        """Store the answer once the database can be used: nobody else has it.

        Meanwhile the lease may end, and others decide on evidence; then it comes late.
        """
        while True:
            try:
                self._record_answer(owner, call, answer)
            except Exception as error:
                if outage_of(error) is None or self._closing.is_set():
                    raise
                report(log, error, "storing an answer of TikTok broke off")
            else:
                return
            self._closing.wait(_ANSWER_RETRY_SECONDS)

    def _record_answer(self, owner: str, call: _InitCall, answer: Accepted | Decision) -> None:
        """Store the answer. It is kept even if the row has moved on meanwhile."""
        with self._context.database.write() as session:
            now = self._context.database.now(session)
            publication = session.scalar(_OF_ATTEMPT, {"attempt_id": call.attempt_id})
            if publication is None:
                # The database went back while TikTok answered.
                self._journal_answer(call.attempt_id, answer, now)
                raise recovery.DatabaseIsOlder
            rate_limits.lock_account(session, publication.account_id)
            rate_limits.set_slot_time(session, call.attempt_id, now)
            answer = record_answer(session, call.attempt_id, answer, now)
            try:
                self._apply_answer(session, publication, call, answer, now=now, owner=owner)
            except LostRace as lost:
                log.info("%s; its late answer is kept", lost)
                record_late_answer(session, publication, call.attempt_id, answer, now=now)
            rate_limits.wake_next(session, publication.account_id, now)

    def _journal_answer(self, attempt_id: str, answer: Accepted | Decision, now: datetime) -> None:
        """Keep the publish id of an attempt that the database has lost: it is replayed with it.
        Without a publish id, pulls decide.
        """
        if self._context.installation is None or not isinstance(answer, Accepted):
            return
        try:
            self._context.installation.journal.append_or_buffer(
                AttemptAnswered(attempt_id, now, publish_id=answer.publish_id)
            )
        except JournalError as error:
            log.error("%s", error)  # noqa: TRY400 - the message is enough

    def _apply_answer(
        self,
        session: Session,
        publication: Publication,
        call: _InitCall,
        answer: Accepted | Decision,
        *,
        now: datetime,
        owner: str,
    ) -> None:
        if isinstance(answer, Accepted):
            accept(session, publication, answer, now=now, owner=owner, poll=self._context.poll)
            return
        # TikTok may have come for a photo while its answer was still awaited.
        attempt = session.get_one(Attempt, call.attempt_id, populate_existing=True)
        apply_decision(
            session,
            publication,
            answer,
            now=now,
            owner=owner,
            unconfirmed_wake=decide_at(attempt, now, self._context.unconfirmed_after),
        )


def _unwritable(error: JournalError) -> Decision:
    """What cannot be journaled is not sent."""
    log.error("%s", error)
    return decide_on_unwritable(error)
