"""Change notification: wakes whoever waits once rows of a table were committed, by any process.

Commits of this process are announced at once. Those of others come by LISTEN and NOTIFY
(postgresql.org/docs/current/sql-notify.html), or from `PRAGMA data_version`, which an SQLite
connection sees change after a commit of any other (sqlite.org/pragma.html). A change that is missed
costs time and nothing else, so whoever waits also looks by itself now and then.
"""

import logging
import re
import threading
from collections.abc import Collection
from contextlib import closing
from typing import Any, Final

from sqlalchemy import Connection, event, func, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from zharia.storage.connection_pools import postgres_listener
from zharia.storage.ids import new_id

log = logging.getLogger(__name__)

_CHANNEL: Final = "zharia_changes"
#: in a connection's `info`: the tables that its transaction has changed
_CHANGED: Final = "zharia changed tables"
_WRITES: Final = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM)\s+([\w.\"]+)", re.IGNORECASE)
#: seconds between two looks at an SQLite file, and between two tries to connect
_LOOK_SECONDS: Final = 0.25
_RETRY_SECONDS: Final = 1.0


class Watch:
    """Wakes its one waiting thread when any of some tables has changed."""

    def __init__(self, tables: Collection[str]) -> None:
        self.tables = frozenset(tables)
        self._changed = threading.Event()

    def set(self) -> None:
        """Wake it."""
        self._changed.set()

    def wait(self, seconds: float) -> bool:
        """Wait for a change since the last call, for so long; whether there was one."""
        changed = self._changed.wait(seconds)
        self._changed.clear()
        return changed


class Changes:
    """Commits of one database, announced to the watches of this process."""

    def __init__(self, engine: Engine) -> None:
        self._watches: list[Watch] = []
        #: tells our own notifications from those of other processes
        self._sender = new_id()
        event.listen(engine, "after_cursor_execute", _note_table)

    def watch(self, *tables: str) -> Watch:
        """A watch of these tables, for as long as the database is open."""
        watch = Watch(tables)
        self._watches.append(watch)
        return watch

    def announce(self, tables: Collection[str] | None) -> None:
        """Wake whoever watches one of these tables; None: whoever watches anything."""
        for watch in self._watches:
            if tables is None or not watch.tables.isdisjoint(tables):
                watch.set()

    def before_commit(self, session: Session) -> Collection[str]:
        """What the session's transaction has changed; PostgreSQL is to tell other processes."""
        session.flush()
        connection = session.connection()
        tables: Collection[str] = connection.info.pop(_CHANGED, ())
        if tables and connection.dialect.name != "sqlite":
            payload = f"{self._sender} {' '.join(sorted(tables))}"
            connection.execute(select(func.pg_notify(_CHANNEL, payload)))
        return tables

    def heard(self, payload: str) -> None:
        """A notification of PostgreSQL."""
        sender, *tables = payload.split()
        if sender != self._sender:
            self.announce(tables)


def _note_table(
    connection: Connection,
    cursor: Any,
    statement: str,
    _parameters: Any,
    _context: Any,
    _many: bool,  # noqa: FBT001 - SQLAlchemy's signature
) -> None:
    # An UPDATE that found no row has changed nothing; -1 is a count that the driver does not know.
    found = _WRITES.match(statement)
    if found is not None and cursor.rowcount != 0:
        connection.info.setdefault(_CHANGED, set()).add(found[1].rpartition(".")[2].strip('"'))


class ChangeListener:
    """Announces the commits of other processes, in a thread, until closed."""

    def __init__(self, engine: Engine, changes: Changes) -> None:
        self._engine, self._changes = engine, changes
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="changes", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End within a second or so."""
        self._stop.set()
        self._thread.join(10)

    def _run(self) -> None:
        sqlite = self._engine.dialect.name == "sqlite"
        listen = self._poll_sqlite if sqlite else self._listen_postgres
        while not self._stop.is_set():
            try:
                listen()
            except Exception as error:  # noqa: BLE001 - whoever uses the database reports it
                log.debug("cannot listen for changes: %s", error)
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

    def _listen_postgres(self) -> None:
        with closing(postgres_listener(self._engine.url)) as connection:
            connection.execute(f"LISTEN {_CHANNEL}".encode())
            # What was committed before may be unknown yet.
            self._changes.announce(None)
            while not self._stop.is_set():
                for notification in connection.notifies(timeout=_RETRY_SECONDS):
                    self._changes.heard(notification.payload)
                    if self._stop.is_set():
                        return
