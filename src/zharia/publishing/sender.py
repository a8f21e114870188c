"""Sender: does the next step of queued publications: claim, photos, attempt; then calls init.

Every step can be woken twice or interrupted anywhere. Before init is sent, starting over does no
harm. From the moment the attempt is stored, only evidence decides.
"""

import logging
import threading
import time
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from zharia.accounts import Account
from zharia.background.failing_rows import FailingRows
from zharia.background.outages import outage_of
from zharia.journal import JournalError, may_send
from zharia.publishing import account_queue, preconditions, rate_limits, recovery
from zharia.publishing.attempts import new_attempt, photo_post
from zharia.publishing.event_types import EventType
from zharia.publishing.init_calls import InitCall, InitCalls, unwritable
from zharia.publishing.init_turn import UNANSWERED_INIT_WAIT
from zharia.publishing.journaling import attempt_record
from zharia.publishing.leases import claim, lease_owner, release, seconds_to_next
from zharia.publishing.ledger import LostRace, load, move
from zharia.publishing.model import Attempt, Publication
from zharia.publishing.outgoing import claim_next
from zharia.publishing.prepared_cache import Prepared, PreparedCache
from zharia.publishing.preparing import NotReady, prepare
from zharia.publishing.retry_policy import Decision
from zharia.publishing.states import OUTGOING, State
from zharia.publishing.transitions import apply_decision
from zharia.publishing.unconfirmed import decide_at
from zharia.publishing.worker_context import WorkerContext
from zharia.storage.database import after_commit

log = logging.getLogger(__name__)
#: until a paused installation tries again
_WHILE_PAUSED: Final = timedelta(seconds=5)
#: so long before its turn a publication is made ready, so that only init is left for its turn
PREPARE_AHEAD: Final = timedelta(seconds=5)
#: seconds that a thread without work waits for what is due by then
_LINGER: Final = 1.0
#: seconds after which a thread waits for another wake-up, so that none lasts for ever
DRAIN_SECONDS: Final = 300.0
_FAILING: Final = FailingRows("advancing")


class Sender:
    """Advances publications for one worker. `leases` keeps what it holds alive."""

    def __init__(self, context: WorkerContext, leases: set[str]) -> None:
        """`leases` gets the owner of each lease that it holds; whoever renews them reads it."""
        self._context = context
        self._leases = leases
        self._prepared = PreparedCache()
        self._closing = threading.Event()
        self._calls = InitCalls(context, self._closing)
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
            if begin_at == ahead and begin_at - now > UNANSWERED_INIT_WAIT:
                self._look_again_after_commit(session, publication, begin_at)
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

    def _look_again_after_commit(
        self, session: Session, publication: Publication, wake_at: datetime
    ) -> None:
        """Who left the queue while this one was looked at has not woken it, since it did not sleep
        yet. Whoever leaves from now on finds it asleep.
        """

        def look_again() -> None:
            database = self._context.database
            with database.read() as later:
                now = database.now(later)
                free_at = rate_limits.init_free_at(later, publication, self._context.limits, now)
            if free_at + UNANSWERED_INIT_WAIT < wake_at:
                with database.write() as later:
                    account_queue.wake_asleep(later, publication.id, wake_at, now)

        after_commit(session, look_again)

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
            self._requeue(publication_id, owner, unwritable(error))
            return
        if call is not None:
            self._calls.make(call, owner, prepared.access_token, publication.tries)

    def _requeue(self, publication_id: str, owner: str, decision: Decision) -> None:
        """Nothing was sent: back in the queue, or failed with a reason."""
        with self._context.database.write() as session:
            publication = load(session, publication_id)
            now = self._context.database.now(session)
            apply_decision(session, publication, decision, now=now, owner=owner)

    def _begin_attempt(
        self, publication_id: str, account: Account, owner: str, prepared: Prepared
    ) -> InitCall | None:
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
        return InitCall(attempt.id, account, post, line)
