"""Work that comes round again."""

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class Loop:
    """Calls `work` again and again, `every` seconds apart, in a thread, until closed.

    An exception is logged and ends nothing: the database may be back in a moment.
    """

    def __init__(self, name: str, every: float, work: Callable[[], object]) -> None:
        self._name, self._every, self._work = name, every, work
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End after the work at hand."""
        self._stop.set()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._work()
            except Exception:
                log.exception("%s broke off; goes on in %s s", self._name, self._every)
            self._stop.wait(self._every)
