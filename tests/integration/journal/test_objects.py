"""A journal in a bucket: lost answers, other writers, holes, and a bucket that is away."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from itertools import pairwise

import httpx2
import pytest

from tests.integration.journal.places import BucketPlace, open_at
from tests.support.buckets import BUCKET_NAME, Fault, Request, answering, hanging
from tests.support.waiting import until
from zharia.chaos.s3 import SIGNED
from zharia.journal import (
    AttemptRevoked,
    Journal,
    JournalAway,
    JournalDamaged,
    JournalReplaced,
    JournalUnwritable,
    Record,
    objects,
)
from zharia.journal.segments import Segment
from zharia.storage.bucket import BucketUnusable
from zharia.storage.s3_address import S3Address

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def revoked(name: str) -> AttemptRevoked:
    return AttemptRevoked(name, NOW)


def held(journal: Journal) -> list[Record]:
    return list(journal.tail(0).records)


@pytest.fixture
def place(bucket_place: BucketPlace) -> BucketPlace:
    return bucket_place


def test_the_server_of_these_tests_puts_nothing_over_an_object(place: BucketPlace) -> None:
    """Else they could not fail."""
    url = f"{place.proxy.server}/{BUCKET_NAME}/{place.where.prefix}/once"
    only_new = {**SIGNED, "If-None-Match": "*"}
    statuses = [
        httpx2.put(url, content=content, headers=only_new, trust_env=False).status_code
        for content in (b"first", b"second")
    ]
    assert statuses == [200, 412]
    assert httpx2.get(url, headers=SIGNED, trust_env=False).content == b"first"


def test_a_server_that_puts_one_object_over_another_is_refused(place: BucketPlace) -> None:
    place.proxy.loses = "If-None-Match"
    with pytest.raises(BucketUnusable, match=r"ZHARIA_JOURNAL.*If-None-Match"):
        open_at(place)
    assert place.keys() == []


def test_each_object_is_put_once_and_names_the_one_before(place: BucketPlace) -> None:
    journal = open_at(place)
    for name in "123":
        journal.append(revoked(name))
    segments = [Segment.read(place.content(number)) for number in (1, 2, 3, 4)]
    assert place.keys() == [place.key(number) for number in (1, 2, 3, 4)]
    for before, after in pairwise(segments):
        assert after.follows(before)
    assert place.proxy.count("PUT", "/journal/") == 4


def test_an_append_is_one_request_and_a_look_another(place: BucketPlace) -> None:
    journal = open_at(place)
    journal.append(revoked("1"))
    position = journal.end()
    place.proxy.asked.clear()
    journal.append(revoked("2"))
    assert [one.method for one in place.proxy.asked] == ["PUT"]
    place.proxy.asked.clear()
    tail = journal.tail(position)
    assert tail.records == (revoked("2"),)
    # What it wrote itself it knows.
    assert [(one.method, "list-type" in one.path) for one in place.proxy.asked] == [("GET", True)]


def test_what_threads_append_meanwhile_goes_together(place: BucketPlace) -> None:
    journal = open_at(place)
    go, under_way = threading.Event(), threading.Event()

    def slow(request: Request, _handler: BaseHTTPRequestHandler) -> bool:
        if request.method == "PUT":
            under_way.set()
            assert go.wait(60)
        return False

    place.proxy.fault = slow
    with ThreadPoolExecutor() as threads:
        first = threads.submit(journal.append, revoked("first"))
        assert under_way.wait(60)
        rest = [threads.submit(journal.append, revoked(str(number))) for number in range(4)]
        until(lambda: len(journal._waiting) == 4, "four to wait")
        go.set()
        for one in (first, *rest):
            one.result()
    assert len(place.keys()) == 3
    assert {one.attempt_id for one in held(journal)[1:] if isinstance(one, AttemptRevoked)} == set(
        "0123"
    )


# A put of which nobody knows whether it has happened.


def lost(place: BucketPlace, *, done: bool, times: int = 1) -> Fault:
    """The connection breaks instead of an answer to a put."""
    left = [times]

    def fault(request: Request, handler: BaseHTTPRequestHandler) -> bool:
        if request.method != "PUT" or not left[0]:
            return False
        left[0] -= 1
        if done:
            number = int(request.path.rpartition("/")[2].removesuffix(".jsonl"))
            place.put(number, bodies.pop())
        handler.close_connection = True
        return True

    bodies: list[bytes] = []
    place.proxy.sees_body = bodies.append
    return fault


@pytest.mark.parametrize("done", [True, False], ids=["it has happened", "it has not"])
@pytest.mark.parametrize("times", [1, 5])
def test_a_put_whose_answer_is_lost_is_there_once(
    place: BucketPlace, *, done: bool, times: int
) -> None:
    journal = open_at(place)
    place.proxy.fault = lost(place, done=done, times=times if not done else 1)
    journal.append(revoked("1"))
    journal.append(revoked("2"))
    assert held(journal) == held(open_at(place)) == [revoked("1"), revoked("2")]
    assert len(place.keys()) == 3


def test_a_put_that_lost_its_number_to_another_writer_takes_the_next(place: BucketPlace) -> None:
    mine, other = open_at(place), open_at(place)
    mine.append(revoked("1"))
    for name in ("2", "3", "4"):
        other.append(revoked(name))
    mine.append(revoked("5"))
    assert held(mine) == held(other) == [revoked(name) for name in "12345"]
    assert len(place.keys()) == 6


def test_an_answer_that_is_lost_while_another_takes_the_number(place: BucketPlace) -> None:
    mine, other = open_at(place), open_at(place)
    mine.append(revoked("1"))
    is_first = [True]

    def fault(request: Request, handler: BaseHTTPRequestHandler) -> bool:
        if request.method != "PUT" or not is_first:
            return False
        is_first.clear()
        other.append(revoked("of the other"))
        handler.close_connection = True
        return True

    place.proxy.fault = fault
    mine.append(revoked("2"))
    assert held(other) == [revoked("1"), revoked("of the other"), revoked("2")]


def test_a_put_that_comes_late_after_all_loses_nothing(
    place: BucketPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was given up, and is in the bucket all the same."""
    journal = open_at(place)
    bodies: list[bytes] = []
    place.proxy.sees_body = bodies.append
    place.proxy.fault = answering(503, "SlowDown", "PUT")
    with monkeypatch.context() as patch:
        patch.setattr(objects, "_PATIENCE", 0.1)
        with pytest.raises(JournalAway):
            journal.append_or_buffer(revoked("1"))
    place.proxy.fault = None
    place.put(2, bodies[0])
    journal.append(revoked("2"))
    # A line that is there twice changes nothing.
    assert held(journal) == [revoked("1"), revoked("1"), revoked("2")]
    assert held(open_at(place)) == held(journal)


# What is missing or was changed.


def written(place: BucketPlace, count: int = 4) -> Journal:
    journal = open_at(place)
    for number in range(count):
        journal.append(revoked(str(number)))
    return journal


def _change(place: BucketPlace, number: int) -> None:
    place.put(number, place.content(number).replace(b"2026", b"2025"))


def _rewrite(place: BucketPlace, number: int) -> None:
    """Whole in itself, but of another story."""
    segment = Segment.read(place.content(number))
    before = Segment.read(place.content(number - 1))
    place.put(number, Segment.write(segment.journal, "x", before, b"{}\n").content)


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda place: place.delete(3), 3),
        (lambda place: _change(place, 3), 3),
        (lambda place: _rewrite(place, 3), 4),
        (lambda place: place.put(3, place.content(4)), 3),
        (lambda place: place.put(3, b""), 3),
        (lambda place: place.put(9, place.content(5)), 6),
        (lambda place: place.delete(1), 1),
    ],
    ids=["missing", "changed", "rewritten", "exchanged", "empty", "beyond a gap", "beginning"],
)
def test_a_hole_or_a_change_is_noticed_and_nothing_is_read(
    place: BucketPlace, damage: Callable[[BucketPlace], None], named: int
) -> None:
    running = written(place)
    damage(place)
    with pytest.raises(JournalDamaged, match=f"{named:020}.*puts back"):
        open_at(place).tail(0)
    with pytest.raises(JournalDamaged, match=f"{named:020}"):
        running.tail(0)


def test_a_last_object_that_was_exchanged_is_noticed_before_the_next_is_put(
    place: BucketPlace,
) -> None:
    mine, other = written(place), open_at(place)
    _rewrite(place, 5)
    other.append(revoked("on the other story"))
    with pytest.raises(JournalReplaced):
        mine.append(revoked("on a story that is gone"))
    assert revoked("on a story that is gone") not in held(other)


def test_objects_of_somebody_else_are_left_alone(place: BucketPlace) -> None:
    journal = written(place, 2)
    for name in ("000.txt", "notes/00000000000000000009.txt", "zzz"):
        key = f"{place.where.prefix}/journal/{name}"
        httpx2.put(
            f"{place.proxy.server}/{BUCKET_NAME}/{key}",
            content=b"x",
            headers=SIGNED,
            trust_env=False,
        )
    journal.append(revoked("2"))
    assert held(journal) == held(open_at(place)) == [revoked(name) for name in "012"]


def test_the_end_of_a_long_journal_is_found(
    place: BucketPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(objects, "PAGE", 2)
    written(place, 12)
    again = open_at(place)
    again.append(revoked("12"))
    assert place.keys()[-1] == place.key(14)
    assert held(again) == [revoked(str(number)) for number in range(13)]


# A bucket that is away.


_DOWN = {
    "503": answering(503, "SlowDown"),
    "refused": answering(403, "AccessDenied"),
    "gone": answering(404, "NoSuchBucket"),
}


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("fault", _DOWN.values(), ids=_DOWN)
def test_nothing_is_said_of_a_journal_that_is_away(place: BucketPlace, fault: Fault) -> None:
    journal = written(place, 1)
    place.proxy.fault = fault
    asks: list[Callable[[], object]] = [
        journal.look,
        journal.try_to_write,
        journal.end,
        lambda: journal.tail(0),
        lambda: journal.fingerprint(99),
        lambda: journal.append(revoked("not done")),
    ]
    for ask in asks:
        with pytest.raises(JournalUnwritable, match="nothing is sent") as caught:
            ask()
        for secret in ("hush", "test-key"):
            assert secret not in str(caught.value)
    place.proxy.fault = None
    assert held(journal) == [revoked("0")]


@pytest.mark.usefixtures("impatient")
def test_a_bucket_that_only_gives_is_not_ready(place: BucketPlace) -> None:
    journal = written(place, 1)
    place.proxy.fault = answering(403, "AccessDenied", "PUT")
    with pytest.raises(JournalAway, match="AccessDenied"):
        journal.try_to_write()


@pytest.mark.usefixtures("impatient")
def test_a_bucket_that_does_not_answer_is_given_up(place: BucketPlace) -> None:
    journal = written(place, 1)
    told = threading.Event()
    place.proxy.fault = hanging(told)
    try:
        with pytest.raises(JournalAway, match="no answer in time"):
            journal.append(revoked("1"))
        with pytest.raises(JournalAway, match="no answer in time"):
            journal.end()
    finally:
        told.set()


@pytest.mark.usefixtures("impatient")
def test_at_the_start_one_that_is_down_and_one_that_is_not_there_are_sentences(
    place: BucketPlace,
) -> None:
    place.proxy.fault = answering(503, "ServiceUnavailable")
    with pytest.raises(JournalAway, match="ServiceUnavailable"):
        open_at(place)
    place.proxy.fault = None
    with pytest.raises(BucketUnusable, match=r"nobodys.*ZHARIA_JOURNAL.*Make the bucket"):
        Journal.open(S3Address("nobodys-journal", ""))
