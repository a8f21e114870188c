import os
import signal
from collections.abc import Iterator

import pytest

from zharia.cli.signals import stop_on_signal


@pytest.fixture
def handled() -> Iterator[None]:
    """Signals as in a terminal, though the tests themselves may run under `nohup`."""
    before = {one: signal.signal(one, signal.SIG_DFL) for one in (signal.SIGINT, signal.SIGHUP)}
    yield
    for one, handler in before.items():
        signal.signal(one, handler)


@pytest.mark.usefixtures("handled")
@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_first_signal_asks_and_the_handlers_come_back(which: signal.Signals) -> None:
    before = signal.getsignal(which)
    with stop_on_signal() as stop:
        assert not stop.is_set()
        os.kill(os.getpid(), which)
        assert stop.wait(60)
        assert stop.by is which
    assert signal.getsignal(which) == before


def test_the_second_signal_interrupts_what_still_runs() -> None:
    with stop_on_signal() as stop:
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.wait(60)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGTERM)


def test_a_closed_terminal_does_not_end_what_was_started_with_nohup() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stop_on_signal() as stop:
            os.kill(os.getpid(), signal.SIGHUP)
            assert not stop.wait(0.05)
    finally:
        signal.signal(signal.SIGHUP, before)
