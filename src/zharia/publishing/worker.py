"""Worker: receives wake-ups, and runs the periodic tasks of publishing."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Final, TypeVar

from zharia.background.outages import report
from zharia.background.periodic import PeriodicTask
from zharia.journal import JournalError, may_send
from zharia.publishing import pulls, rate_limits, unknown_posts
from zharia.publishing.clock_skew import repair_timestamps
from zharia.publishing.engine import THREADS, Engine
from zharia.publishing.leases import LEASE, expire_leases, hand_over, renew, seconds_to_next
from zharia.publishing.recovery import check_and_recover
from zharia.publishing.sender import Sender
from zharia.publishing.states import OUTGOING, POLLED
from zharia.publishing.status_poller import StatusPoller
from zharia.publishing.webhook_processing import process_pending
from zharia.publishing.webhooks import count_waiting
from zharia.publishing.worker_context import WorkerContext
from zharia.storage.connection_pools import lock_timeout

log = logging.getLogger(__name__)
Result = TypeVar("Result")

#: tables that decide what is due: rows, pauses and switches of accounts
_DECIDE_WHAT_IS_DUE: Final = ("publications", "accounts", "social_media_configs", "journal_mark")
#: seconds that a step under way gets to end when the worker stops
_CLOSE_SECONDS: Final = 20
#: seconds that a loop waits for a row's lock on PostgreSQL: it has others to look after
_ROW_LOCK_SECONDS: Final = 2.0
#: seconds until a delivery is tried again that could not be processed just now
_WEBHOOK_RETRY_SECONDS: Final = 0.5
#: deliveries processed in one transaction
WEBHOOK_BATCH = 100


class Worker:
    """Publishes until closed."""

    def __init__(self, context: WorkerContext) -> None:
        """Begin at once."""
        self._context = context
        #: the journal's last error, to log it once
        self._journal_error = ""
        self._leases: set[str] = set()
        if context.database.is_sqlite:
            # It takes one worker at a time, so the holders of all leases are gone.
            with context.database.write() as session:
                expire_leases(session)
        self._poller = StatusPoller(context, self._leases)
        self._sender = Sender(context, self._leases)
        self.engine = Engine(context.database, self._sender.drain)
        watch = context.database.changes.watch
        self._loops = [
            PeriodicTask("leases", LEASE.total_seconds() / 4, self._renew),
            PeriodicTask(
                "watchdog", 0.5, self._impatient(self._wake_due), watch(*_DECIDE_WHAT_IS_DUE)
            ),
            PeriodicTask(
                "hooks", 0.1, self._impatient(self._process_webhooks), watch("incoming_webhooks")
            ),
            PeriodicTask("follow", 0.5, self._poll_status, watch("publications", "unknown_posts")),
            PeriodicTask("journal", self._journal_interval(), self._watch_journal),
            PeriodicTask("sweep", timedelta(minutes=10).total_seconds(), self._sweep),
            PeriodicTask("wake-ups", 60.0, self._delete_old_wakeups),
        ]
        self._listener = context.database.listen()

    def close(self) -> None:
        """Shut down: what is being sent is sent to its end."""
        # The renewal of leases ends last, so that a slow step stays ours.
        self._sender.close()
        for loop in self._loops[1:]:
            loop.close()
        self._listener.close()
        self._poller.close()
        self.engine.close(patience=_CLOSE_SECONDS if self._leases else 0)
        self._loops[0].close()
        if self._leases:
            self._hand_over()

    def _hand_over(self) -> None:
        """What took too long is another worker's now; without the database, once its lease ends."""
        try:
            with self._context.database.write() as session:
                hand_over(session, list(self._leases), self._context.database.now(session))
        except Exception as error:  # noqa: BLE001 - it is logged
            report(log, error, "handing over broke off")

    def _impatient(self, work: Callable[[], Result]) -> Callable[[], Result]:
        """The work, waiting for no row that another process has locked: it comes again soon."""

        def run() -> Result:
            if not self._context.database.is_sqlite:
                lock_timeout.set(_ROW_LOCK_SECONDS)
            return work()

        return run

    def _renew(self) -> None:
        owners = list(self._leases)
        if owners:
            with self._context.database.write() as session:
                renew(session, owners, self._context.database.now(session))

    def _is_paused(self) -> bool:
        if self._context.installation is None:
            return False
        with self._context.database.read() as session:
            return not may_send(session, self._context.installation)

    def _journal_interval(self) -> float:
        installation = self._context.installation
        return installation.journal.look_every if installation is not None else 60.0

    def _watch_journal(self) -> None:
        """Check whether the database went back, before the next article comes in."""
        if self._context.installation is None:
            return
        message = ""
        try:
            self._context.installation.journal.flush()
            if not self._is_paused():
                check_and_recover(self._context.database, self._context.installation)
        except JournalError as error:
            message = str(error)
            if message != self._journal_error:
                log.error("%s", message)  # noqa: TRY400 - the message is enough
        self._journal_error = message

    def _poll_status(self) -> float | None:
        """A paused installation polls nothing: the posts are another one's."""
        if not self._is_paused():
            self._poller.poll_due()
        with self._context.database.read() as session:
            now = self._context.database.now(session)
            moments = (
                seconds_to_next(session, POLLED, now),
                unknown_posts.seconds_to_next(session, now),
            )
        return min((one for one in moments if one is not None), default=None)

    def _wake_due(self) -> float | None:
        if self._sender.draining >= THREADS:
            # They go on with what is due, and could take no wake-up. Other workers send their own.
            return 0.5
        with self._context.database.write() as session:
            now = self._context.database.now(session)
            self.engine.send_due(session, now)
            return seconds_to_next(session, OUTGOING, now)

    def _delete_old_wakeups(self) -> None:
        with self._context.database.read() as session:
            now = self._context.database.now(session)
        self.engine.delete_old_wakeups(now)

    def _process_webhooks(self) -> float | None:
        while self._process_batch() == WEBHOOK_BATCH:
            pass
        with self._context.database.read() as session:
            # A worker may hold the publication of one just now.
            return _WEBHOOK_RETRY_SECONDS if count_waiting(session) else None

    def _process_batch(self) -> int:
        with self._context.database.write() as session:
            now = self._context.database.now(session)
            return process_pending(session, now, self._context.poll, WEBHOOK_BATCH)

    def _sweep(self) -> None:
        """Each by itself: one that fails must not keep the others from running."""
        for what in (pulls.sweep, rate_limits.delete_old_slots, repair_timestamps):
            try:
                with self._context.database.write() as session:
                    what(session, self._context.database.now(session))
            except Exception as error:  # noqa: BLE001 - it is logged
                report(log, error, "%s broke off", what.__qualname__)
