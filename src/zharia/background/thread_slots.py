"""A bounded thread pool: several things worked on at once, each in a slot of its own."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Final

from zharia.background.outages import report

log = logging.getLogger(__name__)

#: what is under way when its slots close is waited for so long, in seconds
PATIENCE: Final = 30.0


class Slots:
    """Up to `count` threads. What is slow, or breaks off, holds up its own slot and no other."""

    def __init__(self, name: str, count: int) -> None:
        self._name = name
        self._free = threading.Semaphore(count)
        self._lock = threading.Lock()
        self._under_way: dict[str, threading.Thread] = {}
        self._closed = threading.Event()

    def work_on(self, keys: Iterable[str], work: Callable[[str], object]) -> None:
        """Have `work` called with each key; returns when the last one has found a slot.

        A key that is under way already is left out. An exception is logged and ends nothing else.
        Raises RuntimeError if no thread can be started.
        """
        for key in keys:
            with self._lock:
                if key in self._under_way:
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
                self._under_way[key] = thread
            try:
                thread.start()
            except RuntimeError:
                # The system has no thread for us now: the slot is for a later turn.
                self._leave(key)
                raise

    def take_nothing_more(self) -> None:
        """Have whoever waits for a slot wait no longer."""
        self._closed.set()

    def close(self) -> None:
        """Take nothing more, and let what is under way end, within `PATIENCE`."""
        self._closed.set()
        with self._lock:
            threads = list(self._under_way.values())
        until = time.monotonic() + PATIENCE
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _run(self, key: str, work: Callable[[str], object]) -> None:
        try:
            work(key)
        except Exception as error:  # noqa: BLE001 - it is logged
            report(log, error, "%s: %s broke off", self._name, key)
        finally:
            self._leave(key)

    def _leave(self, key: str) -> None:
        with self._lock:
            self._under_way.pop(key, None)
        self._free.release()
