"""Single-flight: what several threads want at once is done once; a failure is cached a while."""

import threading
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

from zharia.media.errors import MediaError

Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")


class SingleFlight(Generic[Key, Result]):
    """One piece of work per key at a time; whoever asks meanwhile waits for the same answer.

    `seconds`: for so long a `MediaError` is the answer to everybody else who asks for that key.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._running: dict[Key, Future[Result]] = {}
        #: until when, and what went wrong
        self._failed: dict[Key, tuple[float, MediaError]] = {}

    def do(self, key: Key, work: Callable[[], Result], *, again: bool = False) -> Result:
        """The result of `work`, called by whichever thread came first.

        `again` tries what failed a moment ago. Raises what `work` raises.
        """
        with self._lock:
            until, error = self._failed.get(key, (0.0, None))
            if error is not None and not again and self._clock() < until:
                raise error.copy()
            running = self._running.get(key)
            own: Future[Result] = Future()
            if running is None:
                self._running[key] = own
        if running is not None:
            return _answer(running)
        try:
            made = work()
        except BaseException as error:
            self._end(key, error)
            own.set_exception(error)
            raise
        self._end(key, None)
        own.set_result(made)
        return made

    def _end(self, key: Key, error: BaseException | None) -> None:
        with self._lock:
            del self._running[key]
            now = self._clock()
            self._failed = {one: (t, e) for one, (t, e) in self._failed.items() if now < t}
            self._failed.pop(key, None)
            if isinstance(error, MediaError):
                self._failed[key] = (now + self._seconds, error)


def _answer(running: "Future[Result]") -> Result:
    error = running.exception()
    if isinstance(error, MediaError):
        # Raising one exception in several threads would mix up their tracebacks.
        raise error.copy()
    return running.result()
