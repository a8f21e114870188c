"""Worker process: hears wake-ups, watches over the ledger, follows what was sent, sweeps."""

import logging
from datetime import timedelta

from zharia.background.outages import report
from zharia.background.periodic import PeriodicTask
from zharia.journal import JournalError, may_send
from zharia.publishing import pulls, rate_limits
from zharia.publishing.clock_skew import repair_timestamps
from zharia.publishing.engine import Engine
from zharia.publishing.follower import Follower
from zharia.publishing.ledger import LEASE, expire_leases, renew
from zharia.publishing.restoring import watch
from zharia.publishing.sender import Sender
from zharia.publishing.webhooks import process_pending
from zharia.publishing.worker_context import WorkerContext

log = logging.getLogger(__name__)

#: deliveries worked on in one transaction
HOOKS_AT_ONCE = 100


class Worker:
    """Publishes until closed."""

    def __init__(self, context: WorkerContext) -> None:
        """Begin at once."""
        self._context = context
        #: what is the matter with the journal, said once
        self._trouble = ""
        self._leases: set[str] = set()
        if context.database.is_sqlite:
            # It takes one worker at a time, so whoever held a lease is gone.
            with context.database.write() as session:
                expire_leases(session)
        self._follower = Follower(context, self._leases)
        self.engine = Engine(context.database, Sender(context, self._leases).advance)
        self._loops = [
            PeriodicTask("leases", LEASE.total_seconds() / 4, self._renew),
            PeriodicTask("watchdog", 0.5, self._watch),
            PeriodicTask("hooks", 0.5, self._hooks),
            PeriodicTask("follow", 0.5, self._follow),
            PeriodicTask("journal", 2.0, self._watch_journal),
            PeriodicTask("sweep", timedelta(minutes=10).total_seconds(), self._sweep),
        ]

    def close(self) -> None:
        """End in order: what is being sent is sent to its end."""
        # The leases' loop goes last, so that a step which takes its time stays ours.
        for loop in self._loops[1:]:
            loop.close()
        self._follower.close()
        self.engine.close(patience=40 if self._leases else 0)
        self._loops[0].close()

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

    def _watch_journal(self) -> None:
        """Whether the database went back underneath us, before the next article comes in."""
        if self._context.installation is None:
            return
        trouble = ""
        try:
            self._context.installation.journal.flush()
            if not self._is_paused():
                watch(self._context.database, self._context.installation)
        except JournalError as error:
            trouble = str(error)
            if trouble != self._trouble:
                log.error("%s", trouble)  # noqa: TRY400 - the words say it all
        self._trouble = trouble

    def _follow(self) -> None:
        """A paused installation asks TikTok nothing: the posts are another one's."""
        if not self._is_paused():
            self._follower.tick()

    def _watch(self) -> None:
        with self._context.database.write() as session:
            self.engine.send_due(session, self._context.database.now(session))

    def _hooks(self) -> None:
        handled = self._handle_hooks()
        while handled == HOOKS_AT_ONCE:
            handled = self._handle_hooks()

    def _handle_hooks(self) -> int:
        with self._context.database.write() as session:
            now = self._context.database.now(session)
            return process_pending(session, now, self._context.poll, HOOKS_AT_ONCE)

    def _sweep(self) -> None:
        """Each by itself: one that breaks off keeps no other from its work for ever."""
        for what in (pulls.sweep, rate_limits.delete_old_slots, repair_timestamps):
            try:
                with self._context.database.write() as session:
                    what(session, self._context.database.now(session))
            except Exception as error:  # noqa: BLE001 - it is logged
                report(log, error, "%s broke off", what.__qualname__)
