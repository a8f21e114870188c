"""Bounded pool of daemon threads, at most one for each key."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Final

from zharia.background.outages import report

log = logging.getLogger(__name__)

#: seconds that closing waits for running threads
CLOSE_TIMEOUT: Final = 30.0


class BoundedThreadPool:
    """Up to `count` threads. What is slow, or fails, holds up its own thread and no other."""

    def __init__(self, name: str, count: int) -> None:
        self._name = name
        self._free = threading.Semaphore(count)
        self._lock = threading.Lock()
        self._running: dict[str, threading.Thread] = {}
        self._closed = threading.Event()

    def run_each(self, keys: Iterable[str], work: Callable[[str], object]) -> None:
        """Call `work` with each key; returns when the last one has got a thread.

        A key that is running already is left out. An exception is logged and ends nothing else.
        Raises RuntimeError if no thread can be started.
        """
        for key in keys:
            with self._lock:
                if key in self._running:
                    continue
            while not self._free.acquire(timeout=0.2):
                if self._closed.is_set():
                    return
            if self._closed.is_set():
                self._free.release()
                return
            # Daemons: a server that drips its answer must not keep the process from ending.
            thread = threading.Thread(
                target=self._run, args=(key, work), name=f"{self._name} {key}", daemon=True
            )
            with self._lock:
                self._running[key] = thread
            try:
                thread.start()
            except RuntimeError:
                # The system has no thread for us now: the key is for a later call.
                self._release(key)
                raise

    def stop_accepting(self) -> None:
        """Have whoever waits for a thread wait no longer."""
        self._closed.set()

    def close(self) -> None:
        """Accept nothing more, and let running threads end, within `CLOSE_TIMEOUT`."""
        self._closed.set()
        with self._lock:
            threads = list(self._running.values())
        until = time.monotonic() + CLOSE_TIMEOUT
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _run(self, key: str, work: Callable[[str], object]) -> None:
        try:
            work(key)
        except Exception as error:  # noqa: BLE001 - it is logged
            report(log, error, "%s: %s broke off", self._name, key)
        finally:
            self._release(key)

    def _release(self, key: str) -> None:
        with self._lock:
            self._running.pop(key, None)
        self._free.release()
