"""What a journal promises, in a file as in a bucket."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tests.integration.journal.places import Place, open_at
from tests.support.processes import environment
from zharia.background.outages import Outage, outage_of
from zharia.journal import (
    AttemptRevoked,
    Installation,
    Journal,
    JournalError,
    JournalMark,
    JournalReplaced,
    JournalTooNew,
    JournalUnwritable,
    PauseReason,
    Record,
)
from zharia.publishing import recovery
from zharia.storage.database import Database

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def revoked(name: str) -> AttemptRevoked:
    return AttemptRevoked(name, NOW)


def held(journal: Journal) -> list[Record]:
    return list(journal.tail(0).records)


def test_it_keeps_its_identity_when_opened_again(place: Place) -> None:
    first = open_at(place)
    first.append(revoked("1"))
    again = open_at(place)
    assert again.id == first.id
    assert held(again) == [revoked("1")]
    again.append(revoked("2"))
    assert held(first) == [revoked("1"), revoked("2")]


def test_reading_goes_on_where_it_ended(place: Place) -> None:
    mine, other = open_at(place), open_at(place)
    mine.append(revoked("1"))
    tail = mine.tail(0)
    assert tail.records == (revoked("1"),)
    other.append(revoked("2"))
    mine.append(revoked("3"))
    rest = mine.tail(tail.position)
    assert rest.records == (revoked("2"), revoked("3"))
    assert rest.position == mine.end() == other.end() > tail.position
    assert (rest.before, rest.after) == (tail.after, mine.fingerprint(rest.position))
    assert other.tail(rest.position).records == ()


@pytest.mark.usefixtures("impatient")
def test_what_found_no_room_is_written_before_the_next_line(place: Place) -> None:
    journal = open_at(place)
    with place.full():
        for name in ("1", "2"):
            with pytest.raises(JournalUnwritable) as caught:
                journal.append_or_buffer(revoked(name))
        assert outage_of(caught.value) is Outage.JOURNAL_UNWRITABLE
        with pytest.raises(JournalUnwritable):
            journal.append(revoked("what was not done"))
        with pytest.raises(JournalUnwritable):
            journal.try_to_write()
    assert held(journal) == []
    journal.append(revoked("3"))
    journal.flush()
    assert held(journal) == [revoked("1"), revoked("2"), revoked("3")]
    journal.try_to_write()
    assert held(journal) == [revoked("1"), revoked("2"), revoked("3")]


def test_the_fingerprint_tells_an_older_journal_and_another_story(place: Place) -> None:
    journal = open_at(place)
    journal.append(revoked("0"))
    before = place.copy()
    journal.append(revoked("1"))
    position = journal.end()
    fingerprint = journal.fingerprint(position)
    assert fingerprint
    journal.append(revoked("2"))
    assert journal.fingerprint(position) == fingerprint
    place.put_back(before)
    assert not journal.fingerprint(position)
    assert not journal.tail(position).before
    other = open_at(place)
    other.append(revoked("3"))
    assert other.fingerprint(other.end()) != fingerprint
    assert held(other) == [revoked("0"), revoked("3")]


def test_one_that_vanished_or_was_exchanged_is_noticed(place: Place) -> None:
    journal = open_at(place)
    journal.append(revoked("1"))
    position = journal.end()
    place.put_back({})
    asks = (lambda: journal.tail(position), lambda: journal.fingerprint(position), journal.end)
    for ask in (*asks, journal.try_to_write):
        with pytest.raises(JournalReplaced):
            ask()
    another = open_at(place)
    assert another.id != journal.id
    another.append(revoked("of another"))
    for ask in asks:
        with pytest.raises(JournalReplaced):
            ask()
    with pytest.raises(JournalReplaced):
        journal.append(revoked("2"))
    assert held(another) == [revoked("of another")]


def test_a_journal_of_a_newer_format_is_not_touched(place: Place) -> None:
    open_at(place)
    ((name, content),) = place.copy().items()
    header = json.loads(content) | {"format": 2}
    newer = {name: json.dumps(header).encode() + b"\n"}
    place.put_back(newer)
    with pytest.raises(JournalTooNew):
        open_at(place)
    assert place.copy() == newer


def test_an_older_journal_put_back_under_a_running_service_pauses_it(
    database: Database, place: Place
) -> None:
    installation = Installation.open(place.where, one_machine=database.is_sqlite)
    recovery.recover(database, installation)
    before = place.copy()
    installation.journal.append(revoked("1"))
    with database.write() as session:
        assert recovery.check_current(session, installation)
    place.put_back(before)
    with database.write() as session:
        assert not recovery.check_current(session, installation)
        paused = session.scalars(select(JournalMark.paused_why)).one()
    assert paused == PauseReason.JOURNAL_CHANGED


def test_threads_and_processes_write_whole_lines(place: Place) -> None:
    """Nothing is lost, each has its own order, and all read the same."""
    program = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC;"
        " from zharia.journal import AttemptRevoked, Journal;"
        " from zharia.storage.s3_address import S3Address;"
        " journal = Journal.open(S3Address.parse(sys.argv[1]) or Path(sys.argv[1]));"
        " [journal.append(AttemptRevoked(f'{sys.argv[2]}.{n}', datetime.now(UTC)))"
        " for n in range(25)]"
    )

    aws = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}

    def write(name: int) -> tuple[int, str]:
        command = [sys.executable, "-c", program, str(place.where), str(name)]
        done = subprocess.run(
            command, env=environment(aws), check=False, capture_output=True, text=True
        )
        return done.returncode, done.stderr

    journal = open_at(place)
    with ThreadPoolExecutor() as pool:
        others = pool.map(write, range(2))
        ours = [pool.submit(journal.append, revoked(f"thread.{n}")) for n in range(25)]
        for one in ours:
            one.result()
        assert list(others) == [(0, "")] * 2
    names = [one.attempt_id for one in held(journal) if isinstance(one, AttemptRevoked)]
    assert sorted(names) == sorted(f"{who}.{n}" for who in ("0", "1", "thread") for n in range(25))
    for who in ("0", "1"):
        assert [name for name in names if name.startswith(f"{who}.")] == [
            f"{who}.{n}" for n in range(25)
        ]
    assert open_at(place).tail(0) == journal.tail(0)


def test_nothing_that_is_there_is_a_journal_error(place: Place) -> None:
    """So that the message names the setting."""
    open_at(place)
    ((name, _),) = place.copy().items()
    place.put_back({name: b"SQLite format 3\x00" + bytes(4096)})
    with pytest.raises(JournalError):
        open_at(place)
