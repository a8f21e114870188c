"""Lines of the attempt journal: what is written is read, and what is unknown is left out."""

import json

import pytest
from hypothesis import given
from tests.unit.journal.records import records, sent

from zharia.journal import AttemptSent, Record
from zharia.journal.records import Unreadable, decode, encode


@given(records)
def test_every_record_is_one_line_and_comes_back_as_it_was(record: Record) -> None:
    line = encode(record)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert decode(line) == record


@given(records)
def test_a_field_of_a_newer_program_is_left_out(record: Record) -> None:
    document = json.loads(encode(record)) | {"field_of_next_year": {"a": [1]}}
    assert decode(json.dumps(document).encode()) == record


@given(sent)
def test_a_publication_is_counted_under_the_name_that_journals_have_for_it(
    record: AttemptSent,
) -> None:
    assert json.loads(encode(record))["publication"]["edition"] == record.publication.number


def test_a_kind_of_a_newer_program_is_left_out() -> None:
    assert decode(b'{"kind": "of_next_year", "attempt_id": "1"}') is None
    assert decode(b'{"journal": "01kb", "format": 1}') is None


@given(records)
def test_no_part_of_a_line_is_taken_for_a_record(record: Record) -> None:
    line = encode(record).rstrip(b"\n")
    for cut in range(len(line)):
        with pytest.raises(Unreadable):
            decode(line[:cut])


def test_a_record_without_what_it_needs_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="attempt_id"):
        decode(b'{"kind": "revoked", "at": "2026-11-28T12:00:00Z"}')
