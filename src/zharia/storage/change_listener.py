"""Change listener: announces the commits of other processes, and tells them of ours.

PostgreSQL does so by LISTEN and NOTIFY (postgresql.org/docs/current/sql-notify.html). A process
that listens sends its own notifications behind its commits, many in one: as part of each
transaction they would cost a message of it, and a lock that lets only one of all commit at a time.
SQLite has `PRAGMA data_version`, which a connection sees change after a commit of any other
(sqlite.org/pragma.html).
"""

import logging
import threading
from collections.abc import Callable, Collection
from contextlib import closing
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from zharia.storage.changes import CHANNEL, Changes
from zharia.storage.connection_pools import postgres_listener

log = logging.getLogger(__name__)

#: seconds between two looks at an SQLite file, and between two tries to connect
_LOOK_SECONDS: Final = 0.25
_RETRY_SECONDS: Final = 1.0
#: seconds in which further changes go with the first
_GATHER_SECONDS: Final = 0.02


class ChangeListener:
    """Listens in a thread, and tells others in a second one on PostgreSQL, until closed."""

    def __init__(self, engine: Engine, changes: Changes) -> None:
        self._engine, self._changes = engine, changes
        self._stop = threading.Event()
        self._untold: set[str] = set()
        self._lock = threading.Lock()
        self._has_news = threading.Event()
        if engine.dialect.name == "sqlite":
            work: dict[str, Callable[[], None]] = {"changes": self._poll_sqlite}
        else:
            work = {"changes": self._listen, "notifications": self._notify}
            changes.tell = self._tell
        self._threads = [
            threading.Thread(target=self._run, args=(one,), name=name, daemon=True)
            for name, one in work.items()
        ]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """End within a second or so."""
        self._changes.tell = None
        self._stop.set()
        self._has_news.set()
        for thread in self._threads:
            thread.join(10)

    def _run(self, work: Callable[[], None]) -> None:
        while not self._stop.is_set():
            try:
                work()
            except Exception as error:  # noqa: BLE001 - whoever uses the database reports it
                log.debug("cannot exchange changes: %s", error)
            # Meanwhile everything may have changed.
            self._changes.announce(None)
            self._stop.wait(_RETRY_SECONDS)

    def _poll_sqlite(self) -> None:
        with self._engine.connect() as connection:
            raw = connection.connection.driver_connection
            if raw is None:
                return
            known = None
            while not self._stop.is_set():
                version = raw.execute("PRAGMA data_version").fetchone()
                if known is not None and version != known:
                    self._changes.announce(None)
                known = version
                self._stop.wait(_LOOK_SECONDS)

    def _listen(self) -> None:
        with closing(postgres_listener(self._engine.url)) as connection:
            connection.execute(f"LISTEN {CHANNEL}".encode())
            # What was committed before may be unknown yet.
            self._changes.announce(None)
            while not self._stop.is_set():
                for notification in connection.notifies(timeout=_RETRY_SECONDS):
                    self._changes.heard(notification.payload)
                    if self._stop.is_set():
                        return

    def _tell(self, tables: Collection[str]) -> None:
        with self._lock:
            self._untold.update(tables)
        self._has_news.set()

    def _notify(self) -> None:
        while not self._stop.is_set():
            self._has_news.wait()
            self._stop.wait(_GATHER_SECONDS)
            self._has_news.clear()
            with self._lock:
                tables, self._untold = self._untold, set()
            if not tables:
                continue
            try:
                with self._engine.connect() as connection, connection.begin():
                    payload = self._changes.payload(tables)
                    connection.execute(select(func.pg_notify(CHANNEL, payload)))
            except Exception:
                # By the next try.
                self._tell(tables)
                raise
