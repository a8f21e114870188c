"""Append-only log of lines: what the journal demands of a file, or of a bucket."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

#: before the first line
BEGINNING = 0


@dataclass(frozen=True, slots=True)
class Part:
    """What a log holds from a position on."""

    #: each with where it is, for a message; the reading may raise a `JournalError`
    lines: Iterator[tuple[str, bytes]]
    #: where it ends: behind the last whole line
    end: int
    #: the log's fingerprint at the position that was asked for, and at its end
    before: str
    after: str


class AppendLog(Protocol):
    """Threads and processes may share it. Every method raises a `JournalError`.

    A position is a number that only grows, behind a whole line; what it counts is the log's own.
    """

    @property
    def id(self) -> str:
        """Tells one journal from another."""

    @property
    def home(self) -> str:
        """Where it is, in one line."""

    @property
    def look_every(self) -> float:
        """After so many seconds a worker sees whether there is something that it does not know."""

    def append(self, lines: bytes) -> None:
        """Write whole lines, and return once they are there for good.

        After an error nobody knows whether they are: they may come to be there later.
        """

    def end(self) -> int:
        """The position behind the last whole line."""

    def fingerprint(self, position: int) -> str:
        """Tells whether a journal is the same one up to a position; empty if it ends before."""

    def since(self, position: int) -> Part:
        """What it holds from a position on."""

    def look(self) -> None:
        """See that it answers, before somebody who holds a lock asks it for more."""

    def try_to_write(self) -> None:
        """Check that a line could be written now."""
