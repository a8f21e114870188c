import os
import signal
from collections.abc import Iterator

import pytest

from zharia.cli.signals import on_signal


@pytest.fixture
def heeded() -> Iterator[None]:
    """Signals as in a terminal, though the tests themselves may run under `nohup`."""
    before = {one: signal.signal(one, signal.SIG_DFL) for one in (signal.SIGINT, signal.SIGHUP)}
    yield
    for one, handler in before.items():
        signal.signal(one, handler)


@pytest.mark.usefixtures("heeded")
@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_first_signal_asks_and_the_handlers_come_back(which: signal.Signals) -> None:
    before = signal.getsignal(which)
    with on_signal() as asked:
        assert not asked.is_set()
        os.kill(os.getpid(), which)
        assert asked.wait(60)
        assert asked.by is which
    assert signal.getsignal(which) == before


def test_the_second_signal_interrupts_what_still_runs() -> None:
    with on_signal() as asked:
        os.kill(os.getpid(), signal.SIGTERM)
        assert asked.wait(60)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGTERM)


def test_a_closed_terminal_does_not_end_what_was_started_with_nohup() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with on_signal() as asked:
            os.kill(os.getpid(), signal.SIGHUP)
            assert not asked.wait(0.05)
    finally:
        signal.signal(signal.SIGHUP, before)
