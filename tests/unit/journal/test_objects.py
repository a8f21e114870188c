"""The log in a bucket, in a store that the S3 client's library keeps in memory."""

from datetime import timedelta

import pytest
from obstore.store import MemoryStore

from zharia.journal import JournalDamaged, JournalReplaced, JournalUnwritable, objects
from zharia.journal.bucket import JournalBucket
from zharia.journal.log import BEGINNING
from zharia.journal.objects import ObjectLog
from zharia.journal.segments import name_of
from zharia.storage.bucket import BucketUnavailable, BucketUnusable
from zharia.storage.s3_address import S3Address

ADDRESS = S3Address("news", "kz")
KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "hush"}


class InMemory(JournalBucket):
    """One bucket for all that open it."""

    store: MemoryStore

    def __init__(self, address: S3Address) -> None:
        super().__init__(address, KEYS)

    def _open(self, _timeout: timedelta, _retry_for: timedelta | None) -> MemoryStore:  # type: ignore[override]
        return self.store


@pytest.fixture(autouse=True)
def bucket(monkeypatch: pytest.MonkeyPatch) -> JournalBucket:
    monkeypatch.setattr(InMemory, "store", MemoryStore(), raising=False)
    monkeypatch.setattr(objects, "JournalBucket", InMemory)
    return InMemory(ADDRESS)


def path(number: int) -> str:
    return f"journal/{name_of(number)}"


def lines(log: ObjectLog, position: int = BEGINNING) -> list[bytes]:
    return [line for _, line in log.since(position).lines]


def test_what_each_appends_all_read_in_one_order() -> None:
    mine, other = ObjectLog.open(ADDRESS), ObjectLog.open(ADDRESS)
    assert mine.id == other.id
    assert mine.home == "s3://news/kz"
    mine.append(b"1\n")
    other.append(b"2\n3\n")
    mine.append(b"4\n")
    assert lines(mine) == lines(other) == [b"1\n", b"2\n", b"3\n", b"4\n"]
    assert mine.end() == other.end() == 4
    part = other.since(2)
    assert [line for _, line in part.lines] == [b"2\n", b"3\n", b"4\n"]
    assert (part.before, part.after) == (mine.fingerprint(2), mine.fingerprint(4))
    mine.look()
    mine.try_to_write()
    assert lines(ObjectLog.open(ADDRESS)) == lines(mine)


def test_one_that_slept_goes_on_behind_the_last() -> None:
    mine, other = ObjectLog.open(ADDRESS), ObjectLog.open(ADDRESS)
    mine.append(b"first\n")
    for number in range(40):
        other.append(b"%d\n" % number)
    mine.append(b"mine\n")
    assert lines(other)[-1] == b"mine\n"
    assert len(lines(other)) == 42
    assert mine.end() == 43


def test_one_that_others_are_always_ahead_of_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    mine, other = ObjectLog.open(ADDRESS), ObjectLog.open(ADDRESS)
    mine.append(b"first\n")
    other.append(b"second\n")
    monkeypatch.setattr(objects, "_PATIENCE", 0.0)
    with pytest.raises(JournalUnwritable):
        mine.append(b"mine\n")
    assert lines(other) == [b"first\n", b"second\n"]


def test_an_answer_that_was_lost_is_read_back(
    bucket: JournalBucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = ObjectLog.open(ADDRESS)
    put_new = InMemory.put_new

    def lost(self: InMemory, name: str, content: bytes) -> str | None:
        put_new(self, name, content)
        raise BucketUnavailable("no answer in time")

    monkeypatch.setattr(InMemory, "put_new", lost)
    log.append(b"1\n")
    assert lines(log) == [b"1\n"]

    def away(self: InMemory, name: str, content: bytes) -> str | None:
        raise BucketUnavailable("no connection")

    monkeypatch.setattr(InMemory, "put_new", away)
    monkeypatch.setattr(objects, "_PATIENCE", 0.0)
    with pytest.raises(JournalUnwritable):
        log.append(b"2\n")
    assert lines(log) == [b"1\n"]
    assert bucket.get(path(3)) is None


@pytest.mark.parametrize("number", [1, 2, 3])
def test_one_that_is_missing_or_changed_is_named(bucket: JournalBucket, number: int) -> None:
    log = ObjectLog.open(ADDRESS)
    for line in (b"1\n", b"2\n", b"3\n"):
        log.append(line)
    content = bucket.get(path(number))
    assert content is not None
    bucket.put(path(number), content.replace(b"\n", b"\n ", 1), "text/plain")
    with pytest.raises((JournalDamaged, JournalReplaced)):
        lines(ObjectLog.open(ADDRESS))
    bucket.delete(path(number))
    with pytest.raises(JournalDamaged, match=name_of(number)):
        lines(ObjectLog.open(ADDRESS))


def test_another_journal_in_its_place_is_noticed(bucket: JournalBucket) -> None:
    log = ObjectLog.open(ADDRESS)
    log.append(b"1\n")
    fingerprint = log.fingerprint(2)
    bucket.delete(path(1), path(2))
    for ask in (log.end, lambda: log.since(2), lambda: log.fingerprint(2)):
        with pytest.raises(JournalReplaced):
            ask()
    another = ObjectLog.open(ADDRESS)
    assert another.id != log.id
    with pytest.raises(JournalReplaced):
        log.append(b"2\n")
    another.append(b"other\n")
    assert another.fingerprint(2) != fingerprint


def test_one_that_puts_over_what_is_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(InMemory, "put_new", lambda *_: "tag")
    with pytest.raises(BucketUnusable, match="ZHARIA_JOURNAL"):
        ObjectLog.open(ADDRESS)
