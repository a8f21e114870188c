"""Connection pools to SQLite and PostgreSQL: SQLAlchemy engines as `Database` needs them."""

import math
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool
from sqlalchemy.util import queue

from zharia.storage import private_files, storable
from zharia.storage.schema_version import PROGRAM, latest

if TYPE_CHECKING:
    import psycopg

#: connections that a process has at most; to PostgreSQL only while those that it keeps wait for
#: locks
MOST_CONNECTIONS: Final = 20
KEPT_CONNECTIONS: Final = 4
#: seconds that a thread waits for one of those that are kept, before it opens a further one
_PATIENCE: Final = 1.0
#: seconds that a transaction which begins now waits for a lock that another one holds
_LOCK_SECONDS: Final = 30.0
lock_timeout: Final[ContextVar[float]] = ContextVar("lock_timeout", default=_LOCK_SECONDS)
#: seconds until a PostgreSQL that does not answer counts as gone
_CONNECT_SECONDS: Final = 10
#: libpq's: a server that vanished without a word is noticed within a minute, although the system
#: itself would wait for hours (postgresql.org/docs/current/libpq-connect.html)
_WAITS: Final = {
    "connect_timeout": _CONNECT_SECONDS,
    "keepalives_idle": 20,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 50_000,
}
#: seconds without use after which a connection is tried before it is used: the server may have
#: been started anew since
_PING_AFTER: Final = 1.0
_IDLE_SINCE: Final = "zharia idle since"
#: milliseconds. A process that is frozen in the middle of a transaction holds its locks; after this
#: the server takes them from it (postgresql.org/docs/current/runtime-config-client.html)
_SERVER_TIMEOUTS: Final = {
    "lock_timeout": round(_LOCK_SECONDS * 1000),
    "idle_in_transaction_session_timeout": 30_000,
    "statement_timeout": 60_000,
}
#: libpq's and PostgreSQL's own name of each: of a process that vanished without a word, the server
#: would keep every connection for hours, and soon have none left
#: (postgresql.org/docs/current/runtime-config-connection.html)
_SERVER_KEEPALIVE: Final = {
    "keepalives_idle": "tcp_keepalives_idle",
    "keepalives_interval": "tcp_keepalives_interval",
    "keepalives_count": "tcp_keepalives_count",
    "tcp_user_timeout": "tcp_user_timeout",
}


class PatientPool(QueuePool):
    """Grows beyond the size that it keeps only where nobody gives a connection back for a while.

    Transactions take milliseconds, so many threads get along with few connections; a PostgreSQL
    has a hundred for all processes together. But where each of the few waits for a lock, the others
    must not wait along.
    """

    def _do_get(self) -> ConnectionPoolEntry:
        if self._overflow >= 0:
            with suppress(queue.Empty):
                return self._pool.get(block=True, timeout=_PATIENCE)
        return super()._do_get()


def postgres_engine(url: URL) -> Engine:
    """A connection pool to PostgreSQL whose transactions wait as `lock_timeout` says."""
    engine = _postgres_pool(url, json_serializer=storable.dumps, json_deserializer=storable.loads)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
            # It only looks, and waits for no lock.
            return
        if (seconds := lock_timeout.get()) < _LOCK_SECONDS:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {round(seconds * 1000)}")

    return engine


def engine_sharing(engine: Engine) -> Engine:
    """An engine of the same connections to PostgreSQL, which knows nothing of our transactions."""
    return Engine(engine.pool, engine.dialect, engine.url, hide_parameters=True)


def _postgres_pool(url: URL, **more: Any) -> Engine:
    """Connections to PostgreSQL that notice when the server is gone, and hold no lock for long.

    What the URL says itself is left as it is.
    """
    import psycopg  # noqa: PLC0415 - SQLite needs none

    engine = create_engine(
        url,
        poolclass=PatientPool,
        pool_size=KEPT_CONNECTIONS,
        max_overflow=MOST_CONNECTIONS - KEPT_CONNECTIONS,
        # The one that was used last is the one that needs no trial.
        pool_use_lifo=True,
        # What a failed statement carried may be a secret; errors go to the log.
        hide_parameters=True,
        connect_args=_arguments(url),
        **more,
    )

    @event.listens_for(engine, "connect")
    def _limit(connection: Any, _record: object) -> None:
        connection.execute(_set(_SERVER_TIMEOUTS | _server_keepalive(url)))
        connection.commit()

    @event.listens_for(engine, "checkin")
    def _note(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info[_IDLE_SINCE] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _ping(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
        # At each checkout it would be a tenth of what a publication costs.
        if time.monotonic() - record.info.get(_IDLE_SINCE, math.inf) > _PING_AFTER:
            try:
                connection.execute("SELECT 1")
                connection.rollback()
            except psycopg.Error as error:
                raise DisconnectionError("the server has closed it") from error

    return engine


def postgres_listener(url: URL) -> "psycopg.Connection[Any]":
    """A connection outside of any pool, for LISTEN, that notices when the server is gone."""
    import psycopg  # noqa: PLC0415 - SQLite needs none

    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = psycopg.connect(plain, autocommit=True, **_arguments(url))
    connection.execute(_set(_server_keepalive(url)))
    return connection


def _arguments(url: URL) -> dict[str, Any]:
    """Arguments of a connection; what the URL says itself is left as it is."""
    # Whoever finishes an upgrade sees by its name who is at work.
    arguments = _WAITS | {"fallback_application_name": f"{PROGRAM}{latest()}"}
    return {name: value for name, value in arguments.items() if name not in url.query}


def _server_keepalive(url: URL) -> dict[str, int]:
    """The server gives up a connection after the same time as we do."""
    waits: Mapping[str, Any] = _WAITS | url.query
    return {theirs: int(waits[ours]) for ours, theirs in _SERVER_KEEPALIVE.items()}


def _set(settings: Mapping[str, int]) -> bytes:
    """For a session, in one message to the server."""
    return "; ".join(f"SET {name} = {value}" for name, value in settings.items()).encode()


def sqlite_engine(url: URL) -> Engine:
    """A connection pool to SQLite in WAL mode; a transaction that may write locks at its start."""
    engine = sqlite_pool(url, MOST_CONNECTIONS)

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        # The driver's own transactions begin too late; ours begin below.
        connection.isolation_level = None
        # SQLite keeps any bytes as text. What an older version of ours or another program wrote
        # must not make a row, and with it every list that has it, unreadable.
        connection.text_factory = partial(str, encoding="utf-8", errors="replace")
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        seconds = lock_timeout.get()
        if connection.info.get("lock_timeout", _LOCK_SECONDS) != seconds:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {round(seconds * 1000)}")
            connection.info["lock_timeout"] = seconds
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

    arguments: dict[str, Any] = {"timeout": _LOCK_SECONDS, "check_same_thread": False}
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
        private_files.restrict_to_owner(file.with_name(file.name + name))
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
