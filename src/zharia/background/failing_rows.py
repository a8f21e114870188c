"""Quarantine for rows that fail: each in a savepoint, so that one which fails stops no other."""

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable
from typing import Final

from sqlalchemy.orm import Session

from zharia.background.outages import Outage, outage_of

log = logging.getLogger(__name__)

#: seconds that a row is left out after its first failure; they double each time
FIRST_PAUSE: Final = 2.0
LONGEST_PAUSE: Final = 300.0


class FailingRows:
    """Which rows failed, and until when they are left out. One for each kind of work.

    Kept in this process alone: after a restart each is tried again at once.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self._lock = threading.Lock()
        #: until when by the monotonic clock, and for how long it was
        self._rows: dict[str, tuple[float, float]] = {}

    def excluded(self) -> Collection[str]:
        """The rows to leave out now."""
        now = time.monotonic()
        with self._lock:
            return frozenset(row for row, (until, _) in self._rows.items() if until > now)

    def record_failure(self, row: str, error: Exception) -> None:
        """Leave the row out for a while, and log the error."""
        with self._lock:
            pause = min(2 * self._rows[row][1], LONGEST_PAUSE) if row in self._rows else FIRST_PAUSE
            self._rows[row] = time.monotonic() + pause, pause
        message = "%s %s broke off; it is set aside for %.0f s"
        log.error(message, self.what, row, pause, exc_info=error)

    def record_success(self, row: str) -> None:
        with self._lock:
            self._rows.pop(row, None)


def process_each(
    session: Session, rows: Iterable[str], work: Callable[[str], None], failing: FailingRows
) -> None:
    """Call `work` with each row, in a savepoint of its own.

    Raises while the database or a disk is unavailable, since every row would fail then.
    """
    for row in rows:
        try:
            with session.begin_nested():
                work(row)
        except Exception as error:
            if outage_of(error) not in {None, Outage.DATABASE_BUSY}:
                raise
            failing.record_failure(row, error)
        else:
            failing.record_success(row)
