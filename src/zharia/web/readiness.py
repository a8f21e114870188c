"""Whether a process can work: it writes to all that it needs, and sees whether that was taken."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from zharia.database import Database
from zharia.journal import Installation, pause_of
from zharia.media.store import PhotoStore
from zharia.outages import WORDS, reason, report
from zharia.web import idempotency

log = logging.getLogger(__name__)

#: seconds for which an answer stands: whoever asks without pause causes no more than this
_STANDS: Final = 0.25
#: bytes of the row that is written: more than the free room of a page that is half full
_SIZE: Final = 20_000
#: whose keys stand for these rows; no principal has such a name
_NOBODY: Final = "zharia readiness"


class Readiness:
    """One for each process; threads may share it."""

    def __init__(self, database: Database, installation: Installation, store: PhotoStore) -> None:
        self._database, self._installation, self._store = database, installation, store
        self._turn = threading.Lock()
        self._looked_at = float("-inf")
        self._checks: dict[str, str] = {}
        self._pause: str | None = None

    def look(self) -> tuple[dict[str, str], str | None]:
        """What each part says, `ok` or a sentence, and why nothing is sent, if it is paused."""
        with self._turn:
            if time.monotonic() - self._looked_at > _STANDS:
                self._pause = None
                self._checks = {
                    "database": _said(self._write_to_database),
                    "journal": _said(self._installation.journal.try_to_write),
                    "photos": _said(self._store.try_to_write),
                }
                self._looked_at = time.monotonic()
            return self._checks, self._pause

    def _write_to_database(self) -> None:
        """A row that is committed, and one that is gone again."""
        with self._database.write() as session:
            now = self._database.now(session)
            idempotency.claim(session, _NOBODY, "", "", now)
            idempotency.keep(session, _NOBODY, "", ["x" * _SIZE])
            session.flush()
            idempotency.forget(session, _NOBODY, "")
            pause = pause_of(session, self._installation)
        self._pause = pause.why if pause else None


def _said(write: Callable[[], None]) -> str:
    try:
        write()
    except Exception as error:  # noqa: BLE001 - it is logged, and the answer says so
        outage = report(log, error, "not ready")
        return f"{WORDS[outage]}: {reason(error)}" if outage else "broken: see the log"
    return "ok"
