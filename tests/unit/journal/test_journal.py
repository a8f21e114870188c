"""Group commit: what threads append while a write is under way goes with the next one."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from tests.support.waiting import until

from zharia.journal import AttemptRevoked, Journal, JournalUnwritable, journal
from zharia.journal.log import Part
from zharia.journal.records import encode

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def revoked(name: str) -> AttemptRevoked:
    return AttemptRevoked(name, NOW)


def line(name: str) -> bytes:
    return encode(revoked(name))


class SlowLog:
    """A log whose writes wait until they are let go; `is_full` refuses them."""

    id, home, look_every = "01kb", "memory", 1.0

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.go = threading.Event()
        self.begun = 0
        self.is_full = False

    def append(self, lines: bytes) -> None:
        self.begun += 1
        assert self.go.wait(60)
        if self.is_full:
            raise JournalUnwritable(path="memory", problem="full")
        self.written.append(lines)

    def end(self) -> int:
        return len(self.written)

    def fingerprint(self, position: int) -> str:
        return str(position)

    def since(self, position: int) -> Part:
        found = [one for lines in self.written[position:] for one in lines.splitlines(True)]
        return Part(iter([("", one) for one in found]), self.end(), "", "")

    def look(self) -> None:
        pass

    def try_to_write(self) -> None:
        pass


@pytest.fixture
def slow() -> SlowLog:
    return SlowLog()


def test_what_waits_goes_together_and_all_return_only_then(slow: SlowLog) -> None:
    written = Journal(slow)
    with ThreadPoolExecutor() as threads:
        first = threads.submit(written.append, revoked("first"))
        until(lambda: slow.begun, "the first write")
        rest = [threads.submit(written.append, revoked(str(n))) for n in range(3)]
        until(lambda: len(written._waiting) == 3, "three to wait")
        assert not any(one.done() for one in (first, *rest))
        slow.go.set()
        for one in (first, *rest):
            one.result()
    assert len(slow.written) == 2
    assert sorted(slow.written[1].splitlines(True)) == sorted(line(str(n)) for n in range(3))


def test_each_of_them_hears_of_the_error(slow: SlowLog) -> None:
    written = Journal(slow)
    slow.is_full = True
    with ThreadPoolExecutor() as threads:
        first = threads.submit(written.append, revoked("first"))
        until(lambda: slow.begun, "the first write")
        rest = [
            threads.submit(written.append, revoked("not done")),
            threads.submit(written.append_or_buffer, revoked("happened")),
        ]
        until(lambda: len(written._waiting) == 2, "two to wait")
        slow.go.set()
        errors = [one.exception() for one in (first, *rest)]
    assert [str(one) for one in errors] == [str(errors[0])] * 3
    assert len({id(one) for one in errors}) == 3
    assert isinstance(errors[0], JournalUnwritable)
    slow.is_full = False
    written.flush()
    written.flush()
    assert slow.written == [line("happened")]


def test_many_buffered_lines_are_written_in_pieces_and_none_again(
    slow: SlowLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_PIECE_BYTES", 3 * len(line("0")))
    written = Journal(slow)
    slow.go.set()
    slow.is_full = True
    for n in range(7):
        with pytest.raises(JournalUnwritable):
            written.append_or_buffer(revoked(str(n)))
    slow.is_full = False
    written.append(revoked("x"))
    assert [len(one.splitlines()) for one in slow.written] == [3, 3, 2]
    assert b"".join(slow.written) == b"".join(line(name) for name in "0123456x")


def test_of_too_many_buffered_lines_the_oldest_go(
    slow: SlowLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_BUFFER_LIMIT", 2)
    written = Journal(slow)
    slow.go.set()
    slow.is_full = True
    for n in range(3):
        with pytest.raises(JournalUnwritable):
            written.append_or_buffer(revoked(str(n)))
    slow.is_full = False
    written.flush()
    assert slow.written == [line("1") + line("2")]
