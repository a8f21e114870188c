"""What is slow, or breaks off, holds up its own slot and no other."""

import logging
import threading
from collections.abc import Iterator

import pytest
from pysqlite3 import dbapi2
from sqlalchemy.exc import OperationalError

from tests.support.waiting import until
from zharia.background import outages
from zharia.background.thread_pool import BoundedThreadPool


@pytest.fixture
def pool() -> Iterator[BoundedThreadPool]:
    pool = BoundedThreadPool("feeds", 2)
    yield pool
    pool.close()


def test_a_slow_one_and_a_broken_one_hold_up_no_other(pool: BoundedThreadPool) -> None:
    done: list[str] = []
    go_on = threading.Event()

    def work(key: str) -> None:
        if key == "slow":
            go_on.wait(30)
        if key == "broken":
            raise ValueError(key)
        done.append(key)

    pool.run_each(["slow", "broken", *map(str, range(20))], work)
    until(lambda: len(done) == 20, "all others")
    # It is in hand still, so it is not begun a second time.
    pool.run_each(["slow", "slow", "again"], work)
    until(lambda: "again" in done, "another turn")
    go_on.set()
    until(lambda: "slow" in done, "the slow one")
    pool.close()
    assert sorted(done) == sorted([*map(str, range(20)), "again", "slow"])


def test_no_more_at_once_than_there_are_slots_and_nothing_after_the_end(
    pool: BoundedThreadPool,
) -> None:
    begun: list[str] = []
    go_on = threading.Event()

    def work(key: str) -> None:
        begun.append(key)
        go_on.wait(30)

    feeding = threading.Thread(target=pool.run_each, args=("abc", work))
    feeding.start()
    until(lambda: len(begun) == 2, "two at once")
    closing = threading.Thread(target=pool.close)
    closing.start()
    feeding.join(30)
    assert begun == ["a", "b"]
    go_on.set()
    closing.join(30)
    pool.run_each("d", work)
    assert begun == ["a", "b"]


def test_an_outage_is_one_line_however_many_meet_it(
    pool: BoundedThreadPool, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outages, "_last_logged", {})
    met: list[str] = []

    def work(key: str) -> None:
        met.append(key)
        full = dbapi2.OperationalError("database or disk is full")
        full.sqlite_errorcode = dbapi2.SQLITE_FULL
        raise OperationalError("UPDATE feeds", None, full)

    with caplog.at_level(logging.ERROR):
        pool.run_each(map(str, range(10)), work)
        until(lambda: len(met) == 10, "all of them")
        pool.close()
    [line] = caplog.records
    assert "disk_full" in line.getMessage()
    assert line.exc_info is None


def test_what_no_thread_could_be_had_for_gets_its_turn_later(
    pool: BoundedThreadPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def start(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", start)
        for _ in range(3):
            with pytest.raises(RuntimeError):
                pool.run_each("a", done.append)
    pool.run_each("a", done.append)
    until(lambda: done == ["a"], "its turn")
