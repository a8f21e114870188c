"""Signal handling: a graceful end when the system or a person asks for it."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

#: Ctrl+C, a service manager's stop, a terminal that was closed
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequest(threading.Event):
    """Set when the process was asked to end; `by` is the signal that did it."""

    by: signal.Signals | None = None


@contextmanager
def stop_on_signal() -> Iterator[StopRequest]:
    """An event that the first signal sets; a second one interrupts whatever still runs.

    For the main thread only. The handlers that were there before come back at the end.
    """
    stop = StopRequest()

    def handle(number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.by = signal.Signals(number)
        stop.set()

    # Under `nohup` a closed terminal is to be ignored, and stays so.
    handled = [
        one
        for one in _SIGNALS
        if one is not signal.SIGHUP or signal.getsignal(one) is not signal.SIG_IGN
    ]
    before = {one: signal.signal(one, handle) for one in handled}
    try:
        yield stop
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
