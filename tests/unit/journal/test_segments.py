"""Segments of a journal in a bucket: a chain in which each change shows, and the way to its end."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zharia.journal.segments import (
    NoSegment,
    Segment,
    TooNew,
    find_last,
    gap_in,
    name_of,
    number_of,
)

lines = st.binary(max_size=40).map(lambda line: line.replace(b"\n", b"").replace(b"\r", b""))


def chain(contents: Sequence[Sequence[bytes]]) -> list[Segment]:
    written: list[Segment] = []
    for number, content in enumerate(contents):
        before = written[-1] if written else None
        joined = b"".join(line + b"\n" for line in content)
        written.append(Segment.write("01kb", str(number), before, joined))
    return written


@given(st.lists(st.lists(lines, max_size=3), min_size=1, max_size=5))
def test_what_is_written_is_read(contents: list[list[bytes]]) -> None:
    written = chain(contents)
    read = [Segment.read(one.content) for one in written]
    assert read == written
    assert [[line.rstrip(b"\n") for line in one.lines] for one in read] == contents
    assert [one.number for one in read] == list(range(1, len(contents) + 1))
    assert all(after.follows(before) for before, after in pairwise(read))


@given(st.lists(st.lists(lines, max_size=2), min_size=2, max_size=4), st.data())
def test_a_change_of_any_byte_shows(contents: list[list[bytes]], data: st.DataObject) -> None:
    written = chain(contents)
    index = data.draw(st.integers(0, len(written) - 2))
    content = bytearray(written[index].content)
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    try:
        changed = Segment.read(bytes(content))
    except (NoSegment, TooNew):
        return
    assert not written[index + 1].follows(changed)


def test_the_same_lines_of_two_writers_are_told_apart() -> None:
    (first,) = chain([[]])
    mine = Segment.write("01kb", "mine", first, b"{}\n")
    theirs = Segment.write("01kb", "theirs", first, b"{}\n")
    assert mine.content != theirs.content


def test_another_journals_segment_does_not_follow() -> None:
    first = Segment.write("01kb", "", None, b"")
    other = Segment.write("another", "", None, b"")
    assert not Segment.write("01kb", "", first, b"").follows(other)


@pytest.mark.parametrize(
    "content",
    [b"", b"a note", b"{}\n", b"[]\n", b"SQLite format 3\x00", b'{"format":1}\n', b"\xff\n"],
)
def test_what_is_no_segment(content: bytes) -> None:
    with pytest.raises(NoSegment):
        Segment.read(content)


@given(st.integers(1, 10**20 - 1), st.integers(1, 10**20 - 1))
def test_names_sort_as_numbers_do(one: int, other: int) -> None:
    assert number_of(f"journal/{name_of(one)}") == one
    assert (name_of(one) < name_of(other)) == (one < other)


@pytest.mark.parametrize("path", ["journal/1.jsonl", "journal/x", f"{name_of(3)}.bak", ""])
def test_other_objects_have_no_number(path: str) -> None:
    assert number_of(path) is None


@pytest.mark.parametrize(
    ("numbers", "first", "gap"),
    [([], 5, None), ([5, 6], 5, None), ([6], 5, 5), ([5, 7], 5, 6), ([5, 6, 9], 5, 7)],
)
def test_the_first_number_that_is_missing(numbers: list[int], first: int, gap: int | None) -> None:
    assert gap_in(numbers, first) == gap


@given(st.integers(0, 3000), st.integers(1, 7))
def test_the_end_is_found_by_few_looks(last: int, page: int) -> None:
    looks = []

    def page_after(number: int) -> tuple[Sequence[int], bool]:
        looks.append(number)
        numbers = range(number + 1, min(number + page, last) + 1)
        return numbers, len(numbers) == page

    assert find_last(page_after) == last
    assert len(looks) <= 2 * max(last, 1).bit_length() + 3
