"""Periodic tasks at a pace, and those that run after changes."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support.waiting import until
from zharia.background import periodic
from zharia.background.periodic import PeriodicTask
from zharia.storage.changes import Watch


class Work:
    """Counts its runs; says when it has to run again."""

    def __init__(self, next_in: float | None = None) -> None:
        self.runs = 0
        self.next_in = next_in
        self._lock = threading.Lock()

    def __call__(self) -> float | None:
        with self._lock:
            self.runs += 1
        return self.next_in


@contextmanager
def running(work: Work, watch: Watch | None, every: float = 0.001) -> Iterator[None]:
    task = PeriodicTask("bees", every, work, watch)
    try:
        yield
    finally:
        task.close()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a change nothing runs for longer than any test takes."""
    monkeypatch.setattr(periodic, "IDLE_SECONDS", 600.0)


def test_what_watches_runs_once_and_then_after_each_change(patient: None) -> None:
    work, watch = Work(), Watch(["bees"])
    with running(work, watch):
        until(lambda: work.runs == 1, "the first run")
        watch.set()
        until(lambda: work.runs == 2, "the run after a change")
        watch.set()
        until(lambda: work.runs == 3, "the run after another")
    assert work.runs == 3


def test_it_runs_again_when_its_work_says_so(patient: None) -> None:
    work = Work(next_in=0.01)
    with running(work, Watch(["bees"])):
        until(lambda: work.runs > 3, "runs of its own")


def test_a_change_that_was_missed_costs_a_while_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(periodic, "IDLE_SECONDS", 0.01)
    work = Work()
    with running(work, Watch(["bees"])):
        until(lambda: work.runs > 3, "runs without a change")


def test_closing_waits_for_no_change(patient: None) -> None:
    work = Work()
    with running(work, Watch(["bees"])):
        until(lambda: work.runs == 1, "the first run")
        begun = time.monotonic()
    assert time.monotonic() - begun < 30
