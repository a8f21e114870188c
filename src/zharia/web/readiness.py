"""Readiness check: a process writes to all that it needs, and sees whether that was taken."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from zharia.background.outages import MESSAGES, cause_text, report
from zharia.journal import Installation, pause_of
from zharia.media.store import PhotoStore
from zharia.storage import idempotency
from zharia.storage.database import Database

log = logging.getLogger(__name__)

#: bytes of the row that is written: more than the free room of a page that is half full
_SIZE: Final = 20_000
#: whose keys stand for these rows; no principal has such a name
_NOBODY: Final = "zharia readiness"


class Readiness:
    """One for each process; threads may share it."""

    def __init__(self, database: Database, installation: Installation, store: PhotoStore) -> None:
        self._database, self._installation, self._store = database, installation, store
        self._lock = threading.Lock()
        #: when the last look began
        self._began = float("-inf")
        self._checks: dict[str, str] = {}
        self._pause: str | None = None

    def check(self) -> tuple[dict[str, str], str | None]:
        """What each part says, `ok` or a sentence, and why nothing is sent, if it is paused.

        However many ask at once, there is one look at a time, and those who waited share the next.
        """
        asked = time.monotonic()
        with self._lock:
            if self._began < asked:
                self._began = time.monotonic()
                self._pause = None
                self._checks = {
                    "database": _result(self._write_to_database),
                    "journal": _result(self._installation.journal.try_to_write),
                    "photos": _result(self._store.try_to_write),
                }
            return self._checks, self._pause

    def _write_to_database(self) -> None:
        """A row that is committed, and one that is gone again."""
        with self._database.write() as session:
            now = self._database.now(session)
            idempotency.claim(session, _NOBODY, "", "", now)
            idempotency.store_answer(session, _NOBODY, "", ["x" * _SIZE])
            session.flush()
            idempotency.release(session, _NOBODY, "")
            pause = pause_of(session, self._installation)
        self._pause = pause.reason if pause else None


def _result(write: Callable[[], None]) -> str:
    try:
        write()
    except Exception as error:  # noqa: BLE001 - it is logged, and the answer says so
        outage = report(log, error, "not ready")
        return f"{MESSAGES[outage]}: {cause_text(error)}" if outage else "broken: see the log"
    return "ok"
