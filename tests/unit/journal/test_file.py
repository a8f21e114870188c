"""The attempt journal's file: nothing that was written is lost, whatever happens to its end."""

import logging
import os
import stat
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.journal.records import records

from zharia.journal import (
    AttemptRevoked,
    Journal,
    JournalReplaced,
    JournalTooNew,
    JournalUnwritable,
    Record,
)

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def revoked(name: str) -> AttemptRevoked:
    return AttemptRevoked(name, NOW)


def held(journal: Journal) -> list[Record]:
    return list(journal.tail(0).records)


def test_the_file_is_ours_alone(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "folder" / "journal.jsonl")
    assert stat.S_IMODE(Path(journal.home).stat().st_mode) == 0o600


def test_it_keeps_its_identity_when_opened_again(tmp_path: Path) -> None:
    first = Journal.open(tmp_path / "journal.jsonl")
    first.append(revoked("1"))
    again = Journal.open(tmp_path / "journal.jsonl")
    assert again.id == first.id
    assert held(again) == [revoked("1")]


@given(st.lists(records, max_size=5), st.data())
def test_a_cut_at_any_byte_loses_the_torn_line_and_no_other(
    written: list[Record], data: st.DataObject
) -> None:
    with TemporaryDirectory() as folder:
        journal = Journal.open(Path(folder) / "journal.jsonl")
        header = journal.end()
        ends = []
        for record in written:
            journal.append(record)
            ends.append(journal.end())
        cut = data.draw(st.integers(header, ends[-1] if ends else header))
        os.truncate(Path(journal.home), cut)
        whole = [record for record, end in zip(written, ends, strict=True) if end <= cut]
        assert held(journal) == whole
        journal.append(revoked("after the cut"))
        # One that lacks nothing but its end is whole as soon as the next line follows.
        back = [record for record, end in zip(written, ends, strict=True) if end == cut + 1]
        assert held(journal) == [*whole, *back, revoked("after the cut")]


@given(st.lists(records, max_size=5), st.integers(0, 5))
def test_reading_goes_on_where_it_ended(written: list[Record], count: int) -> None:
    with TemporaryDirectory() as folder:
        journal = Journal.open(Path(folder) / "journal.jsonl")
        for record in written[:count]:
            journal.append(record)
        tail = journal.tail(0)
        for record in written[count:]:
            journal.append(record)
        rest = journal.tail(tail.position)
        assert [*tail.records, *rest.records] == written
        assert rest.position == journal.end()


def test_a_torn_line_is_reported(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    journal = Journal.open(tmp_path / "journal.jsonl")
    journal.append(revoked("1"))
    os.truncate(Path(journal.home), journal.end() - 5)
    with caplog.at_level(logging.WARNING):
        assert held(journal) == []
    assert "is torn" in caplog.text


def test_a_first_line_that_was_cut_off_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl").write_bytes(b'{"journal":"01k')
    journal = Journal.open(tmp_path / "journal.jsonl")
    journal.append(revoked("1"))
    assert held(Journal.open(Path(journal.home))) == [revoked("1")]


def test_zeros_that_a_crash_left_in_place_of_the_first_line_are_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl").write_bytes(bytes(60))
    Journal.open(tmp_path / "journal.jsonl").append(revoked("1"))
    assert held(Journal.open(tmp_path / "journal.jsonl")) == [revoked("1")]


@pytest.mark.parametrize(
    "content",
    [b"SQLite format 3\x00" + bytes(4096), b"a note", b'{"journal":' + b"x" * 400],
    ids=["a database", "a note", "one long line"],
)
def test_a_file_that_is_no_journal_is_refused_and_left_as_it_is(
    tmp_path: Path, content: bytes
) -> None:
    """Somebody has mistyped `ZHARIA_JOURNAL`."""
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(JournalReplaced):
        Journal.open(tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == content


def test_a_file_that_cannot_be_written_says_so_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl").mkdir()
    with pytest.raises(JournalUnwritable, match=r"nothing is sent\. An administrator"):
        Journal.open(tmp_path / "journal.jsonl")


def test_a_full_disk_is_an_error_and_leaves_no_half_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal.open(tmp_path / "journal.jsonl")
    write = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda file, line: write(file, line[:10]))
        with pytest.raises(JournalUnwritable, match="No space left"):
            journal.append(revoked("1"))
    journal.append(revoked("2"))
    assert held(journal) == [revoked("2")]


def test_what_found_no_room_is_written_before_the_next_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal.open(tmp_path / "journal.jsonl")
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda *_: 0)
        for name in ("1", "2"):
            with pytest.raises(JournalUnwritable):
                journal.append_or_buffer(revoked(name))
        with pytest.raises(JournalUnwritable):
            journal.append(revoked("what was not done"))
    journal.append(revoked("3"))
    journal.flush()
    assert held(journal) == [revoked("1"), revoked("2"), revoked("3")]


def test_a_file_that_vanished_or_was_exchanged_is_noticed(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "journal.jsonl")
    Path(journal.home).rename(tmp_path / "aside")
    with pytest.raises(JournalReplaced):
        journal.append(revoked("1"))
    Journal.open(Path(journal.home))
    with pytest.raises(JournalReplaced):
        journal.append(revoked("1"))
    with pytest.raises(JournalReplaced):
        journal.tail(0)


def test_a_journal_of_a_newer_format_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl").write_text('{"journal":"01kb","format":2}\n')
    with pytest.raises(JournalTooNew):
        Journal.open(tmp_path / "journal.jsonl")


def test_the_fingerprint_tells_an_older_journal_and_another_story(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "journal.jsonl")
    before = Path(journal.home).read_bytes()
    journal.append(revoked("1"))
    position = journal.end()
    fingerprint = journal.fingerprint(position)
    assert fingerprint
    journal.append(revoked("2"))
    assert journal.fingerprint(position) == fingerprint
    Path(journal.home).write_bytes(before)
    assert not journal.fingerprint(position)
    journal.append(revoked("3"))
    assert journal.fingerprint(position) != fingerprint
