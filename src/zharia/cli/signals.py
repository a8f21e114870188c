"""Ending in order when the system or a person asks for it."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

#: Ctrl+C, a service manager's stop, a terminal that was closed
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Asked(threading.Event):
    """Set when the process was asked to end; `by` is the signal that did it."""

    by: signal.Signals | None = None


@contextmanager
def on_signal() -> Iterator[Asked]:
    """An event that the first signal sets; a second one interrupts whatever still runs.

    For the main thread only. The handlers that were there before come back at the end.
    """
    asked = Asked()

    def handle(number: int, _frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.by = signal.Signals(number)
        asked.set()

    # Under `nohup` a closed terminal is to be ignored, and stays so.
    heeded = [
        one
        for one in _SIGNALS
        if one is not signal.SIGHUP or signal.getsignal(one) is not signal.SIG_IGN
    ]
    before = {one: signal.signal(one, handle) for one in heeded}
    try:
        yield asked
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
