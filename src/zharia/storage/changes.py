"""Change notification: wakes whoever waits once rows of a table were committed, by any process.

Commits of this process are announced at once, those of others by `change_listener`. A change that
is missed costs time and nothing else, so whoever waits also looks by itself now and then.
"""

import re
import threading
from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, event, func, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from zharia.storage.ids import new_id

CHANNEL: Final = "zharia_changes"
#: in a connection's `info`: the tables that its transaction has changed
_CHANGED: Final = "zharia changed tables"
_WRITES: Final = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM)\s+([\w.\"]+)", re.IGNORECASE)


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
        #: tells other processes, for as long as somebody listens here
        self.tell: Callable[[Collection[str]], None] | None = None
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
        """What the session's transaction has changed.

        Other processes are told of it by PostgreSQL, unless `tell` is to do so after the commit.
        """
        session.flush()
        connection = session.connection()
        tables: Collection[str] = connection.info.pop(_CHANGED, ())
        if tables and self.tell is None and connection.dialect.name != "sqlite":
            connection.execute(select(func.pg_notify(CHANNEL, self.payload(tables))))
        return tables

    def committed(self, tables: Collection[str]) -> None:
        """A transaction of this process has changed them."""
        if tables:
            self.announce(tables)
            if self.tell is not None:
                self.tell(tables)

    def payload(self, tables: Collection[str]) -> str:
        """What other processes are sent, at most 8,000 bytes; see `heard`."""
        return f"{self._sender} {' '.join(sorted(tables))}"

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
    table = _written_table(statement)
    if table is not None and cursor.rowcount != 0:
        connection.info.setdefault(_CHANGED, set()).add(table)


@lru_cache(maxsize=1000)
def _written_table(statement: str) -> str | None:
    """The table that a statement writes; None: it only looks."""
    found = _WRITES.match(statement)
    return None if found is None else found[1].rpartition(".")[2].strip('"')
