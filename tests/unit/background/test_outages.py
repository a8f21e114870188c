"""What is an outage and what a mistake; and how work that comes round waits for its end."""

import errno
import logging
import threading
import time
from itertools import pairwise
from typing import Any

import psycopg
import pytest
from pysqlite3 import dbapi2
from sqlalchemy.exc import DataError, IntegrityError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tests.support.waiting import until
from zharia.background import outages
from zharia.background.outages import Outage, outage_of
from zharia.background.periodic import PeriodicTask
from zharia.journal import JournalReplaced, JournalUnwritable
from zharia.media.errors import StoreUnwritable


def sqlite(code: int, text: str = "broken") -> OperationalError:
    error = dbapi2.OperationalError(text)
    error.sqlite_errorcode = code
    return OperationalError("SELECT 1", None, error)


def postgres(kind: type[psycopg.Error], wrapped: Any = OperationalError) -> Any:
    return wrapped("SELECT 1", None, kind("broken"))


def stored(number: int) -> StoreUnwritable:
    error = StoreUnwritable("x")
    error.__cause__ = OSError(number, "x")
    return error


GONE, BUSY = Outage.DATABASE_UNAVAILABLE, Outage.DATABASE_BUSY
FULL, STORAGE = Outage.DISK_FULL, Outage.STORAGE_UNAVAILABLE


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (sqlite(dbapi2.SQLITE_BUSY), BUSY),
        (sqlite(dbapi2.SQLITE_BUSY | 2 << 8), BUSY),
        (sqlite(dbapi2.SQLITE_FULL), FULL),
        (sqlite(dbapi2.SQLITE_CANTOPEN), GONE),
        (sqlite(dbapi2.SQLITE_READONLY | 4 << 8), GONE),
        (sqlite(dbapi2.SQLITE_IOERR), GONE),
        (sqlite(dbapi2.SQLITE_CORRUPT), GONE),
        (sqlite(dbapi2.SQLITE_NOTADB), GONE),
        (sqlite(dbapi2.SQLITE_ERROR, "no such table: articles"), GONE),
        (sqlite(dbapi2.SQLITE_ERROR, "no such column: x"), None),
        (sqlite(dbapi2.SQLITE_CONSTRAINT), None),
        (postgres(psycopg.OperationalError), GONE),
        (postgres(psycopg.errors.AdminShutdown), GONE),
        (postgres(psycopg.errors.CannotConnectNow), GONE),
        (postgres(psycopg.errors.TooManyConnections), GONE),
        (postgres(psycopg.errors.ReadOnlySqlTransaction, InternalError), GONE),
        (postgres(psycopg.errors.DiskFull), FULL),
        (postgres(psycopg.errors.LockNotAvailable), BUSY),
        (postgres(psycopg.errors.DeadlockDetected), BUSY),
        (postgres(psycopg.errors.UniqueViolation, IntegrityError), None),
        (postgres(psycopg.errors.NumericValueOutOfRange, DataError), None),
        (PoolTimeout(), BUSY),
        (OSError(errno.ENOSPC, "x"), FULL),
        (OSError(errno.EDQUOT, "x"), FULL),
        (OSError(errno.EROFS, "x"), STORAGE),
        (OSError(errno.ENOENT, "x"), None),
        (ConnectionResetError(errno.ECONNRESET, "x"), None),
        (stored(errno.ENOSPC), FULL),
        (stored(errno.EACCES), STORAGE),
        (JournalUnwritable(path="x", problem="x"), Outage.JOURNAL_UNWRITABLE),
        (JournalReplaced(path="x"), Outage.JOURNAL_UNWRITABLE),
        (ValueError("x"), None),
    ],
    ids=repr,
)
def test_an_outage_is_told_from_a_mistake(error: Exception, outage: Outage | None) -> None:
    assert outage_of(error) is outage


@pytest.mark.parametrize("error", [sqlite(dbapi2.SQLITE_BUSY), ValueError("x")], ids=repr)
def test_work_that_fails_again_and_again_is_said_once_and_tried_less_often(
    error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(outages, "_last_logged", {})
    times: list[float] = []
    healed = threading.Event()

    def work() -> None:
        times.append(time.monotonic())
        if not healed.is_set():
            raise error

    with caplog.at_level(logging.INFO):
        loop = PeriodicTask("bees", 0.001, work)
        until(lambda: len(times) >= 5, "five tries")
        pauses = [after - before for before, after in pairwise(times)]
        said = [one for one in caplog.records if one.levelno >= logging.ERROR]
        healed.set()
        # Back at its own pace, and by itself.
        seen = len(times)
        until(lambda: len(times) > seen + 3, "more turns")
        loop.close()
    assert pauses[3] > 0.008
    assert len(said) == 1
    assert bool(said[0].exc_info) is (outage_of(error) is None)
    over = [one.getMessage() for one in caplog.records if one.levelno == logging.INFO]
    assert len([text for text in over if "going on" in text or "goes on" in text]) == 1
