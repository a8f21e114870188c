"""Segments of a journal in a bucket: their names, what is in one, and how they form a chain. Pure.

    {"journal":"01kb…","format":1,"number":2,"previous":"…","sha256":"…","put":"01kb…"}
    {"kind":"attempt","attempt_id":…}
    {"kind":"answer","attempt_id":…,"publish_id":…}

Segments are numbered from 1 without a gap. Each names the hash of all bytes of the one before, and
of its own lines: so one hash tells a whole journal from any other, and a change is noticed.
"""

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Self

FORMAT: Final = 1
FIRST: Final = 1
_NAME: Final = re.compile(r"(?:.*/)?([0-9]{20})\.jsonl")


class NoSegment(ValueError):
    """What is there was not written by Zharia, or was changed since."""


class TooNew(ValueError):
    """A newer program has written it."""


@dataclass(frozen=True)
class Segment:
    """One object of the journal."""

    journal: str
    number: int
    #: hash of the segment before; empty for the first one
    previous: str
    content: bytes

    @classmethod
    def write(cls, journal: str, put: str, before: "Segment | None", lines: bytes) -> Self:
        """The one that follows. `put` is different for each that anybody tries to write."""
        number = before.number + 1 if before else FIRST
        previous = before.sha256 if before else ""
        header = {
            "journal": journal,
            "format": FORMAT,
            "number": number,
            "previous": previous,
            "sha256": hashlib.sha256(lines).hexdigest(),
            "put": put,
        }
        head = json.dumps(header, separators=(",", ":")).encode() + b"\n"
        return cls(journal, number, previous, head + lines)

    @classmethod
    def read(cls, content: bytes) -> Self:
        """Raises `NoSegment` and `TooNew`."""
        head, _, lines = content.partition(b"\n")
        try:
            header: Any = json.loads(head)
            version = int(header["format"])
            found = cls(
                str(header["journal"]), int(header["number"]), str(header["previous"]), content
            )
            is_whole = header["sha256"] == hashlib.sha256(lines).hexdigest()
        except (ValueError, KeyError, TypeError) as error:
            raise NoSegment from error
        if version > FORMAT:
            raise TooNew
        if not is_whole:
            raise NoSegment
        return found

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def lines(self) -> list[bytes]:
        return self.content.splitlines(keepends=True)[1:]

    def follows(self, before: "Segment") -> bool:
        return (self.journal, self.number, self.previous) == (
            before.journal,
            before.number + 1,
            before.sha256,
        )


def name_of(number: int) -> str:
    """Sorted by name they are sorted by number."""
    return f"{number:020}.jsonl"


def number_of(path: str) -> int | None:
    """None for an object that is no segment."""
    found = _NAME.fullmatch(path)
    return int(found[1]) if found else None


def gap_in(numbers: Sequence[int], first: int) -> int | None:
    """The first number that is missing from `first` to the highest one; they are sorted."""
    for expected, number in enumerate(numbers, first):
        if number != expected:
            return expected
    return None


def find_last(page_after: Callable[[int], tuple[Sequence[int], bool]]) -> int:
    """The highest number there is, or 0, by few looks however many there are.

    `page_after` answers the next numbers after one, and whether there may be more behind them.
    """
    numbers, more = page_after(0)
    last = numbers[-1] if numbers else 0
    #: there is nothing behind it
    bound: int | None = None
    while more and last != bound:
        # Ever further on, until there is nothing; then in halves.
        ahead = last * 2 if bound is None else (last + bound) // 2
        numbers, more = page_after(ahead)
        if numbers:
            last = numbers[-1]
        else:
            bound, more = ahead, True
    return last
