"""Periodic tasks: a function called in a thread, at a pace or after changes, with backoff."""

import logging
import threading
import traceback
from collections.abc import Callable
from typing import Final

from zharia.background.outages import Outage, report, report_recovery
from zharia.storage.changes import Watch

log = logging.getLogger(__name__)

#: seconds between two tries of what fails again and again, unless its own pace is slower
LONGEST_PAUSE: Final = 5.0
#: seconds between two runs of what waits for changes, should it miss one
IDLE_SECONDS: Final = 5.0


class PeriodicTask:
    """Calls `work` again and again, `every` seconds apart, in a thread, until closed.

    With `watch` it runs once something has changed, never sooner than after `every` seconds. Where
    `work` returns a number, it runs after so many seconds although nothing has changed.

    An exception ends nothing: the database may be back in a moment. But the pauses grow, and an
    error that repeats itself is logged once.
    """

    def __init__(
        self, name: str, every: float, work: Callable[[], object], watch: Watch | None = None
    ) -> None:
        self._name, self._every, self._work, self._watch = name, every, work, watch
        self._pause = every
        #: of the last run; empty if it succeeded
        self._outage: Outage | None = None
        self._last_error = ""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End after the work at hand."""
        self._stop.set()
        if self._watch is not None:
            self._watch.set()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                next_in = self._work()
            except Exception as error:  # noqa: BLE001 - it is logged below
                self._failed(error)
                self._stop.wait(self._pause)
                continue
            self._succeeded()
            self._stop.wait(self._pause)
            if self._watch is not None and not self._stop.is_set():
                longest = next_in if isinstance(next_in, float) else IDLE_SECONDS
                self._watch.wait(min(longest, IDLE_SECONDS) - self._pause)

    def _failed(self, error: Exception) -> None:
        self._pause = min(self._pause * 2, max(self._every, LONGEST_PAUSE))
        error_key = _error_location(error)
        if self._outage is None and error_key == self._last_error:
            return
        self._last_error = error_key
        self._outage = report(log, error, "%s broke off, and is tried again", self._name)

    def _succeeded(self) -> None:
        if self._outage is not None:
            report_recovery(log, self._outage)
        elif self._last_error:
            log.info("%s goes on", self._name)
        self._outage, self._last_error, self._pause = None, "", self._every


def _error_location(error: Exception) -> str:
    """The kind of an error and the line that raised it: its text may name another row each time."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__qualname__} {frames[-1].filename}:{frames[-1].lineno}"
