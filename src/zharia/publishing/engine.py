"""Durable queue that carries wake-ups (an outbox). Nothing else knows that it is DBOS.

A wake-up may be lost or come twice; both are harmless, because the ledger's compare-and-set
decides. So every workflow is short, keeps nothing, and is woken again by the watchdog if it
vanished with its worker.
"""

import logging
import os
import secrets
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions
from sqlalchemy import Engine as SqlEngine
from sqlalchemy import event, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import ForUpdateArg

from zharia.background.failing_rows import FailingRows, process_each
from zharia.background.outages import report
from zharia.publishing.model import Publication
from zharia.publishing.outgoing import due_to_send
from zharia.storage.compare_and_set import compare_and_set
from zharia.storage.connection_pools import engine_sharing, sqlite_pool
from zharia.storage.database import Database, close

QUEUE = "publications"
WORKFLOW = "advance"
#: threads that publish; fewer than the connections that they need
THREADS = 8
#: a wake-up that has been pending for so long is sent once more
WAKEUP_TIMEOUT = timedelta(minutes=10)
#: wake-ups that wait at most: enough for a dozen workers to begin at once
MOST_PENDING = 100
#: seconds between two looks at the queue, which are most of what an idle worker does
_POLL_SECONDS = 0.5
# Constant, so that workflows of an older start are not stranded: they carry no steps.
_VERSION = "1"
_UNLOCKED: Final = ForUpdateArg(skip_locked=True, of=Publication)
_FINISHED: Final = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
#: a wake-up that ended is kept for so long, for whoever looks into the tables
_KEEP_FINISHED: Final = timedelta(minutes=1)
#: whatever is older belongs to a worker that is gone
_ORPHANED: Final = timedelta(hours=1)
#: rows that are deleted at once
_DELETED_AT_ONCE: Final = 500
_NAME = "zharia"
_FAILING = FailingRows("waking publication")

# While the database is unavailable it warns ten times a second; our own loops log that once.
logging.getLogger("dbos").setLevel(logging.ERROR)


class Engine:
    """Sends wake-ups; in a worker, also receives them.

    `advance` takes a publication's id, does its next step and that of whatever else is due.
    Without it the engine only sends, as a web process does.
    """

    def __init__(self, database: Database, advance: Callable[[str], None] | None = None) -> None:
        """With `advance`, begin to receive at once."""
        self._database = database
        self._store = _engine_store(database)
        self._runs_workflows = advance is not None
        if advance is not None:
            _register(advance)
            DBOS(config=_config(self._store))
            DBOS.launch()
            DBOS.register_queue(
                QUEUE, worker_concurrency=THREADS, polling_interval_sec=_POLL_SECONDS
            )
        elif not database.is_sqlite:
            DBOS.migrate(
                database.url.set(drivername="postgresql").render_as_string(hide_password=False)
            )
        # Callers have their own way to wait for a database that is unavailable.
        self._client = DBOSClient(
            system_database_engine=self._store, lazy=True, retry_connection_errors=False
        )

    def send(self, session: Session, publication: Publication) -> None:
        """Wake a publication, in the transaction that made it due.

        The workflow's id names publication, its number and wake-up, so that sending the same
        one twice runs it once.
        """
        options: EnqueueOptions = {
            "queue_name": QUEUE,
            "workflow_name": WORKFLOW,
            "workflow_id": f"{publication.id}.{publication.number}.{publication.wakes}",
            "app_version": _VERSION,
            "priority": publication.precedence + 1,
        }
        self._client.enqueue_in_transaction(session, options, publication.id)

    def send_due(self, session: Session, now: datetime) -> int:
        """The watchdog: wake the first outgoing publications whose time or lease has passed.

        Not more than `MOST_PENDING` wait in the queue, since a worker that was woken goes on
        with whatever else is due.

        Counting the wake-up in a compare-and-set keeps several watchdogs from waking the same one.
        One whose wake-up is still pending is not woken again: with more due than the workers can
        take at once, they would soon receive nothing but duplicates.
        """
        waiting = session.scalars(due_to_send(now, _FAILING.excluded()).limit(MOST_PENDING)).all()
        if not waiting:
            return 0
        pending_wakeups = self.pending_wakeups(now)
        room = MOST_PENDING - len(pending_wakeups)
        sent = 0

        def wake(publication_id: str) -> None:
            nonlocal sent
            publication = session.get(Publication, publication_id, with_for_update=_UNLOCKED)
            if publication is None:
                # Somebody holds the row just now; this look must not wait for them.
                return
            wakes = publication.wakes
            counted = (
                update(Publication)
                .where(Publication.id == publication.id, Publication.wakes == wakes)
                .values(wakes=wakes + 1)
            )
            if compare_and_set(session, counted):
                session.refresh(publication)
                self.send(session, publication)
                sent += 1

        asleep = [one for one in waiting if one not in pending_wakeups]
        process_each(session, asleep[: max(room, 0)], wake, _FAILING)
        return sent

    def pending_wakeups(self, now: datetime) -> frozenset[str]:
        """Publications whose wake-up waits in the queue; one that a worker took is not among them,
        since that worker may have died.
        """
        waiting = self._client.list_queued_workflows(
            queue_name=QUEUE,
            status="ENQUEUED",
            start_time=(now - WAKEUP_TIMEOUT).isoformat(),
            load_input=False,
            load_output=False,
        )
        return frozenset(one.workflow_id.partition(".")[0] for one in waiting)

    def delete_old_wakeups(self, now: datetime) -> int:
        """Delete the wake-ups that have ended, and those whose worker is gone; returns how many.

        A wake-up's id is never used again, so that none runs twice for want of its row.
        """
        kinds: tuple[dict[str, Any], ...] = (
            {"status": _FINISHED, "completed_before": (now - _KEEP_FINISHED).isoformat()},
            {"end_time": (now - _ORPHANED).isoformat()},
        )
        deleted = 0
        for kind in kinds:
            while True:
                found = self._client.list_workflows(
                    name=WORKFLOW,
                    limit=_DELETED_AT_ONCE,
                    load_input=False,
                    load_output=False,
                    **kind,
                )
                self._client.delete_workflows([one.workflow_id for one in found])
                deleted += len(found)
                if len(found) < _DELETED_AT_ONCE:
                    break
        return deleted

    def close(self, *, patience: int = 0) -> None:
        """Let running steps end, for `patience` seconds; another worker takes over the rest."""
        self._client.destroy()
        if self._runs_workflows:
            DBOS.destroy(workflow_completion_timeout_sec=patience)
        if self._database.is_sqlite:
            close(self._store)


_advance: Callable[[str], None] | None = None


def _register(advance: Callable[[str], None]) -> None:
    """DBOS keeps its workflows for the whole process, so ours is registered once."""
    global _advance  # noqa: PLW0603
    first = _advance is None
    _advance = advance
    if first:
        DBOS.workflow(name=WORKFLOW)(_run)


def _run(publication_id: str) -> None:
    # An exception would end the workflow for good, silently: the log gets it, and the
    # watchdog brings the publication back.
    try:
        if _advance is not None:
            _advance(publication_id)
    except Exception as error:  # noqa: BLE001 - it is logged
        report(logging.getLogger(__name__), error, "advancing %s broke off", publication_id)


def _config(store: SqlEngine) -> DBOSConfig:
    return {
        "name": _NAME,
        "system_database_engine": store,
        "application_version": _VERSION,
        # Two processes with one id would both run everything.
        "executor_id": f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}",
        "max_executor_threads": THREADS,
        # We send no messages, and listening for them takes a connection.
        "use_listen_notify": False,
        "log_level": "ERROR",
        "enable_otlp": False,
    }


def _engine_store(database: Database) -> SqlEngine:
    """DBOS begins transactions in its own way; SQLite's connections have ours built in."""
    if not database.is_sqlite:
        return engine_sharing(database.engine)
    store = sqlite_pool(database.url, THREADS + 4)

    @event.listens_for(store, "connect")
    def _configure(connection: Any, _record: object) -> None:
        connection.isolation_level = "IMMEDIATE"
        connection.execute("PRAGMA foreign_keys=ON")

    return store
