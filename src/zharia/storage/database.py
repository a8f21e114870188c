"""One database, two sizes: SQLite for one machine, PostgreSQL for several.

>>> database = Database("sqlite:///var/zharia.db")
>>> database.upgrade()
>>> with database.write() as session:
...     session.add(article)
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    MetaData,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from zharia.storage import private_files, storable

#: in a session's `info`: what waits for the commit
_AFTER: Final = "zharia after commit"

#: seconds that a transaction which begins now waits for a lock that another one holds
_PATIENCE: Final = 30.0
lock_patience: Final[ContextVar[float]] = ContextVar("lock_patience", default=_PATIENCE)
#: seconds until a PostgreSQL that does not answer counts as gone
_CONNECT_SECONDS: Final = 10


class DatabaseUnknown(Exception):
    """The tables are of a newer version, or of another program; the message says so."""


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
    """Opens the database that a URL names. `pool_size` counts connections per process."""

    def __init__(self, url: str, *, pool_size: int = 20) -> None:
        self.url = make_url(url)
        #: what every session of ours finds in its `info`
        self.session_info: dict[str, Any] = {}
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.engine = _sqlite_engine(self.url, pool_size)
        else:
            self.engine = _postgres_engine(self.url, pool_size)
        event.listen(self.engine, "before_cursor_execute", _storable_parameters, retval=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session to look with; nothing is committed."""
        with Session(self.engine, expire_on_commit=False, info=self.session_info) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed at the end, undone by an exception. See `after_commit`."""
        engine = self.engine.execution_options(zharia_write=True)
        session = Session(engine, expire_on_commit=False, info=self.session_info)
        with session, session.begin():
            yield session
        for work in session.info.pop(_AFTER, ()):
            work()

    def now(self, session: Session) -> datetime:
        """The database's own clock, the one that several machines share."""
        return clock(session)

    def upgrade(self, revision: str = "head") -> None:
        """Bring the tables to a revision; several processes may do so at once.

        Raises `DatabaseUnknown`.
        """
        try:
            command.upgrade(self.migrations(), revision)
        except CommandError as error:
            shown = self.url.render_as_string(hide_password=True)
            raise DatabaseUnknown(
                f"The database {shown} was last used by a newer version of Zharia, or belongs to"
                " another program. Install that version, or name another database in"
                " ZHARIA_DATABASE_URL."
            ) from error

    def downgrade(self, revision: str) -> None:
        command.downgrade(self.migrations(), revision)

    def migrations(self) -> Config:
        """Alembic's configuration for this database."""
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.attributes["engine"] = self.engine.execution_options(zharia_write=True)
        return config

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
    if session.get_bind().dialect.name == "sqlite":
        return datetime.now(UTC)
    now = func.clock_timestamp(type_=DateTime(timezone=True))
    return session.execute(select(now)).scalar_one().astimezone(UTC)


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


def _postgres_engine(url: URL, pool_size: int) -> Engine:
    waits = {} if "connect_timeout" in url.query else {"connect_timeout": _CONNECT_SECONDS}
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=True,
        # What a failed statement carried may be a secret; errors go to the log.
        hide_parameters=True,
        json_serializer=storable.dumps,
        json_deserializer=storable.loads,
        connect_args=waits,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if (patience := lock_patience.get()) < _PATIENCE:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {round(patience * 1000)}")

    return engine


def _sqlite_engine(url: URL, pool_size: int) -> Engine:
    engine = sqlite_pool(url, pool_size)

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        # The driver's own transactions begin too late; ours begin below.
        connection.isolation_level = None
        # SQLite keeps any bytes as text. What an older version of ours or another program wrote
        # must not make a row, and with it every list that it stands in, unreadable.
        connection.text_factory = partial(str, encoding="utf-8", errors="replace")
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        patience = lock_patience.get()
        if connection.info.get("patience", _PATIENCE) != patience:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {round(patience * 1000)}")
            connection.info["patience"] = patience
        # A writer takes its lock at once: one that upgrades from reading can fail at the
        # first write instead of waiting for its turn.
        write = connection.get_execution_options().get("zharia_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def sqlite_pool(url: URL, size: int) -> Engine:
    """Connections to an SQLite file that is ours alone (0600), and stays the same one.

    The file is made here and never again: a connection to one that was deleted or moved away would
    write what nobody finds, and a new connection would begin an empty database in its place.
    """
    # The system's SQLite 3.40 can corrupt a database in WAL mode (fixed in 3.51.3);
    # the wheel carries a newer one.
    from pysqlite3 import dbapi2  # noqa: PLC0415 - PostgreSQL needs no SQLite

    arguments: dict[str, Any] = {"timeout": _PATIENCE, "check_same_thread": False}
    options: dict[str, Any] = {
        "module": dbapi2,
        "hide_parameters": True,
        "json_serializer": storable.dumps,
        "json_deserializer": storable.loads,
    }
    if not url.database or url.database == ":memory:":
        return create_engine(url, connect_args=arguments, **options)
    file = Path(url.database).absolute()
    private_files.make_folder(file.parent)
    private_files.make_file(file)
    # SQLite gives the files beside it the database's own permissions.
    for name in ("-wal", "-shm"):
        private_files.tighten(file.with_name(file.name + name))
    there = f"file:{quote(str(file))}?mode=rw"
    engine = create_engine(
        url,
        creator=lambda: dbapi2.connect(there, uri=True, **arguments),
        pool_size=size,
        max_overflow=0,
        **options,
    )

    @event.listens_for(engine, "connect")
    def _remember(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["file"] = _identity(file)

    @event.listens_for(engine, "checkout")
    def _look(_connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
        if record.info["file"] != _identity(file):
            # The pool then tries to connect anew, and says what is wrong if it cannot.
            raise DisconnectionError(f"{file} is gone, or is another file")

    return engine


def _identity(file: Path) -> tuple[int, int] | None:
    """Device and inode; None if there is no such file."""
    try:
        found = os.stat(file)  # noqa: PTH116 - at each checkout: a third of the time of Path.stat
    except OSError:
        return None
    return found.st_dev, found.st_ino
