"""Outages: errors which mean that the database, a disk or the journal is unavailable for now.

An outage passes: whoever meets one answers "later" or waits, logs one line, and goes on by itself.
"""

import errno
import logging
import threading
import time
from enum import StrEnum
from typing import Any, Final

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from zharia.errors import ErrorCode
from zharia.journal import JournalError
from zharia.media.errors import StoreUnavailable, StoreUnwritable

#: seconds between two log lines about the same outage
_LOG_EVERY: Final = 600.0

#: SQLite's primary result codes (sqlite.org/rescode.html)
_SQLITE_BUSY: Final = {5, 6}
_SQLITE_FULL: Final = 13
#: no permission, no memory, read-only, I/O, corrupt, cannot open, locking protocol, no database
_SQLITE_GONE: Final = {3, 7, 8, 10, 11, 14, 15, 26}

#: PostgreSQL's error codes (appendix A): deadlock, serialization, a lock that was not to be had
_POSTGRES_BUSY: Final = {"40001", "40P01", "55P03"}
_POSTGRES_FULL: Final = "53100"
#: by their class: connection, authorization, catalog, resources, intervention, system, corruption
_POSTGRES_GONE: Final = ("08", "28", "3D", "53", "57P", "58", "XX")
_POSTGRES_READ_ONLY: Final = "25006"

_NO_ROOM: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
#: the disk, or this process's own share of open files
_NO_STORAGE: Final = {errno.EROFS, errno.EIO, errno.ESTALE, errno.EMFILE, errno.ENFILE}


class Outage(StrEnum):
    """Stable: the `code` of a 503, and of a log line."""

    DATABASE_UNAVAILABLE = ErrorCode.DATABASE_UNAVAILABLE
    DATABASE_BUSY = ErrorCode.DATABASE_BUSY
    DISK_FULL = ErrorCode.DISK_FULL
    STORAGE_UNAVAILABLE = ErrorCode.STORAGE_UNAVAILABLE
    JOURNAL_UNWRITABLE = ErrorCode.JOURNAL_UNWRITABLE
    PHOTO_STORE_UNAVAILABLE = ErrorCode.PHOTO_STORE_UNAVAILABLE


MESSAGES: Final = {
    Outage.DATABASE_UNAVAILABLE: "The database cannot be used",
    Outage.DATABASE_BUSY: "Another program keeps the database locked",
    Outage.DISK_FULL: "The disk is full",
    Outage.STORAGE_UNAVAILABLE: "The data folder cannot be used",
    Outage.JOURNAL_UNWRITABLE: "The attempt journal cannot be written",
    Outage.PHOTO_STORE_UNAVAILABLE: "The storage of photos cannot be used",
}


def outage_of(error: BaseException) -> Outage | None:
    """Which outage an error comes from; None for any other error."""
    if isinstance(error, DBAPIError):
        return _database_outage(error)
    if isinstance(error, PoolTimeout):
        return Outage.DATABASE_BUSY
    if isinstance(error, JournalError):
        return Outage.JOURNAL_UNWRITABLE
    if isinstance(error, StoreUnavailable):
        return Outage.PHOTO_STORE_UNAVAILABLE
    if isinstance(error, StoreUnwritable):
        cause = error.__cause__
        return (outage_of(cause) if cause else None) or Outage.STORAGE_UNAVAILABLE
    return _system_outage(error) if isinstance(error, OSError) else None


def _system_outage(error: OSError) -> Outage | None:
    if error.errno in _NO_ROOM:
        return Outage.DISK_FULL
    return Outage.STORAGE_UNAVAILABLE if error.errno in _NO_STORAGE else None


def _database_outage(error: DBAPIError) -> Outage | None:
    sqlite: int | None = getattr(error.orig, "sqlite_errorcode", None)
    if sqlite is not None:
        # The lower byte is the primary code, the others say more.
        return _sqlite_outage(sqlite & 0xFF, str(error.orig))
    state: str = getattr(error.orig, "sqlstate", None) or ""
    if state in _POSTGRES_BUSY:
        return Outage.DATABASE_BUSY
    if state == _POSTGRES_FULL:
        return Outage.DISK_FULL
    if state == _POSTGRES_READ_ONLY or state.startswith(_POSTGRES_GONE):
        return Outage.DATABASE_UNAVAILABLE
    # A connection that broke, or was never made, has no code.
    lost = error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)
    return Outage.DATABASE_UNAVAILABLE if lost and not state else None


def _sqlite_outage(code: int, text: str) -> Outage | None:
    if code in _SQLITE_BUSY:
        return Outage.DATABASE_BUSY
    if code == _SQLITE_FULL:
        return Outage.DISK_FULL
    # An empty file is in its place.
    if code in _SQLITE_GONE or text.startswith("no such table"):
        return Outage.DATABASE_UNAVAILABLE
    return None


def cause_text(error: BaseException) -> str:
    """The system's or the database's own message, in one line, without the statement."""
    cause = getattr(error, "orig", None) or error.__cause__ or error
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror
    if isinstance(cause, StoreUnavailable):
        return cause.detail
    return str(cause).strip().partition("\n")[0]


_lock = threading.Lock()
#: outage → when it was last logged, on the monotonic clock
_last_logged: dict[Outage, float] = {}


def report(log: logging.Logger, error: BaseException, what: str, *values: Any) -> Outage | None:
    """Log an error: an outage in one line and not again for a while, whoever meets it; any other
    with its traceback.
    """
    outage = outage_of(error)
    if outage is None:
        log.error(what, *values, exc_info=error)
        return None
    now = time.monotonic()
    with _lock:
        silent = now - _last_logged.get(outage, -_LOG_EVERY) < _LOG_EVERY
        if not silent:
            _last_logged[outage] = now
    if not silent:
        log.error(
            "%s (%s): %s. What needs it waits, and goes on by itself.",
            MESSAGES[outage],
            outage,
            cause_text(error),
        )
    return outage


def report_recovery(log: logging.Logger, outage: Outage) -> None:
    """Log that an outage has passed, once for all who met it."""
    with _lock:
        known = _last_logged.pop(outage, None) is not None
    if known:
        log.info("%s no longer: going on", MESSAGES[outage])
