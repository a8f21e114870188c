"""Poison rows: each row in a savepoint; one that breaks off is quarantined and stops no other."""

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable
from typing import Final

from sqlalchemy.orm import Session

from zharia.background.outages import Outage, outage_of

log = logging.getLogger(__name__)

#: seconds that a row is left out after it broke off first; they double each time
FIRST: Final = 2.0
LONGEST: Final = 300.0


class FailingRows:
    """Which rows broke off, and until when they are left out. One for each kind of work.

    Kept in this process alone: after a restart each is tried again at once.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self._lock = threading.Lock()
        #: until when by the monotonic clock, and for how long it was
        self._rows: dict[str, tuple[float, float]] = {}

    def away(self) -> Collection[str]:
        """The rows to leave out now."""
        now = time.monotonic()
        with self._lock:
            return frozenset(row for row, (until, _) in self._rows.items() if until > now)

    def broke_off(self, row: str, error: Exception) -> None:
        """Note it, and log the error."""
        with self._lock:
            pause = min(2 * self._rows[row][1], LONGEST) if row in self._rows else FIRST
            self._rows[row] = time.monotonic() + pause, pause
        words = "%s %s broke off; it is set aside for %.0f s"
        log.error(words, self.what, row, pause, exc_info=error)

    def went_well(self, row: str) -> None:
        with self._lock:
            self._rows.pop(row, None)


def each_alone(
    session: Session, rows: Iterable[str], work: Callable[[str], None], aside: FailingRows
) -> int:
    """Call `work` with each row, in a savepoint of its own; answers how many went well.

    Raises while the database or a disk is away, since no row fares better then.
    """
    done = 0
    for row in rows:
        try:
            with session.begin_nested():
                work(row)
        except Exception as error:
            if outage_of(error) not in {None, Outage.DATABASE_BUSY}:
                raise
            aside.broke_off(row, error)
        else:
            aside.went_well(row)
            done += 1
    return done
