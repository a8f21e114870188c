"""The database, through SQLAlchemy: SQLite for one machine, PostgreSQL for several.

>>> database = Database("sqlite:///var/zharia.db")
>>> database.upgrade()
>>> with database.write() as session:
...     session.add(article)
"""

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    MetaData,
    bindparam,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import TimeoutError as LockTimeout
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from zharia.storage import schema_version, storable
from zharia.storage.change_listener import ChangeListener
from zharia.storage.changes import Changes
from zharia.storage.connection_pools import lock_timeout, postgres_engine, sqlite_engine
from zharia.storage.server_clock import ServerClock

#: in a session's `info`: what waits for the commit, and the clock of a server
_AFTER: Final = "zharia after commit"
_CLOCK: Final = "zharia clock"


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets time zones, so they are put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


#: the moment of a statement that is built once, and gets it as its parameter `at_now`
AT_NOW: Final = bindparam("at_now", type_=UtcDateTime())


class Base(DeclarativeBase):
    """Every table of ours; constraints get names, so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - read once by SQLAlchemy
        datetime: UtcDateTime,
        dict[str, Any]: JSON().with_variant(JSONB(), "postgresql"),
        list[Any]: JSON().with_variant(JSONB(), "postgresql"),
    }


class Database:
    """Opens the database that a URL names."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        #: what every session of ours finds in its `info`
        self.session_info: dict[str, Any] = {}
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if not self.is_sqlite:
            self.session_info[_CLOCK] = ServerClock()
        if self.is_sqlite:
            self.engine = sqlite_engine(self.url)
        else:
            self.engine = postgres_engine(self.url)
        event.listen(self.engine, "before_cursor_execute", _storable_parameters, retval=True)
        self._reader = self.engine
        self._writer_engine = self.engine.execution_options(zharia_write=True)
        if not self.is_sqlite:
            # PostgreSQL shows each statement what is committed by then, within a transaction or
            # not; without one, two of three messages to the server are saved.
            self._reader = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self.changes = Changes(self.engine)
        # SQLite has one writer. Whoever waits for it in SQLite itself sleeps in steps of up to a
        # tenth of a second, however soon it is free; a lock of ours is handed over at once.
        self._writer = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session to look with; nothing is committed."""
        with Session(self._reader, expire_on_commit=False, info=self.session_info) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed at the end, undone by an exception. See `after_commit`."""
        session = Session(self._writer_engine, expire_on_commit=False, info=self.session_info)
        changed: Collection[str] = ()
        with self._one_writer(), session, session.begin() as transaction:
            yield session
            # Whoever undid it inside has nothing left to announce.
            if transaction.is_active:
                changed = self.changes.before_commit(session)
        self.changes.committed(changed)
        for work in session.info.pop(_AFTER, ()):
            work()

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        seconds = lock_timeout.get()
        if not self._writer.acquire(timeout=seconds):
            raise LockTimeout(f"the database was not to be had within {seconds:g} s")
        try:
            yield
        finally:
            self._writer.release()

    def listen(self) -> ChangeListener:
        """Have `changes` announce what other processes commit too, until it is closed."""
        return ChangeListener(self.engine, self.changes)

    def now(self, session: Session) -> datetime:
        """The database's own clock, the one that several machines share."""
        return clock(session)

    def upgrade(self, revision: str = "") -> None:
        """Bring the tables to a revision, or to what this program needs of them.

        Several processes may do so at once, and older ones may be at work. Raises
        `DatabaseUnknown`.
        """
        if not revision and schema_version.is_usable(self.engine):
            return
        from zharia.storage import schema_migrations  # noqa: PLC0415 - see that module

        if revision:
            schema_migrations.upgrade(self.engine, revision)
        else:
            schema_migrations.start_upgrade(self.engine)

    def finish_upgrade(self) -> None:
        """Take away, too, what only the former version needed.

        Raises `OlderAtWork` and `DatabaseUnknown`.
        """
        from zharia.storage import schema_migrations  # noqa: PLC0415 - see that module

        schema_migrations.finish_upgrade(self.engine)

    def downgrade(self, revision: str) -> None:
        from zharia.storage.schema_migrations import downgrade  # noqa: PLC0415 - see that module

        downgrade(self.engine, revision)

    def close(self) -> None:
        close(self.engine)


def close(engine: Engine) -> None:
    """Close a pool's connections; one that a thread still works with, as soon as it comes back.

    Disposing of a pool forgets those: the server would keep them until the process ends.
    """
    event.listen(engine, "checkin", _close_returned)
    engine.dispose()


def _close_returned(_connection: Any, entry: ConnectionPoolEntry) -> None:
    entry.invalidate()


def after_commit(session: Session, work: Callable[[], None]) -> None:
    """Do it once the transaction of `Database.write` at hand is committed; never if it is not."""
    session.info.setdefault(_AFTER, []).append(work)


def clock(session: Session) -> datetime:
    """The clock of a session's database: for what notes its own moment."""
    server: ServerClock | None = session.info.get(_CLOCK)
    return datetime.now(UTC) if server is None else server.now(session)


def _storable_parameters(
    _connection: Connection,
    _cursor: Any,
    statement: str,
    parameters: Any,
    _context: Any,
    _many: bool,  # noqa: FBT001 - SQLAlchemy's signature
) -> tuple[str, Any]:
    """The last place that every text passes, whoever brought it: a statement never breaks on one.

    Where a sender can be told, the text was refused before (`zharia.web.storable_requests`).
    """
    return statement, _with_storable_texts(parameters)


def _with_storable_texts(parameters: Any) -> Any:
    if isinstance(parameters, str):
        return storable.storable(parameters)
    if isinstance(parameters, dict):
        if any(map(_may_need_care, parameters.values())):
            return {name: _with_storable_texts(one) for name, one in parameters.items()}
    elif isinstance(parameters, (list, tuple)) and any(map(_may_need_care, parameters)):
        return type(parameters)(map(_with_storable_texts, parameters))
    return parameters


def _may_need_care(value: Any) -> bool:
    if isinstance(value, str):
        return not storable.is_storable(value)
    return isinstance(value, (dict, list, tuple))
