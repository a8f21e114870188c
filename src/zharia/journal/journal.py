"""Attempt journal: records in an append-only log, whatever that lies in.

A fact is committed to the database first, then written here, and only then does anything leave us.
So a line beyond what a database is known to hold, and which is not in that database, proves that
the database is older than the journal.

Group commit: what threads append while a write is under way goes together with the next one.
"""

import logging
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Condition
from typing import Final, Self

from zharia.journal.errors import JournalError
from zharia.journal.file import FileLog
from zharia.journal.log import AppendLog
from zharia.journal.records import Record, Unreadable, decode, encode
from zharia.storage.s3_address import S3Address

log = logging.getLogger(__name__)

#: lines kept in memory while nothing can be written: some 30 MB of attempts
_BUFFER_LIMIT: Final = 10_000
#: bytes of buffered lines that are written at once: what was written is not written again
_PIECE_BYTES: Final = 500_000


@dataclass(frozen=True, slots=True)
class Tail:
    """What a journal holds from a position on."""

    records: tuple[Record, ...]
    #: where it ends
    position: int
    #: the journal's fingerprint at the position that was asked for, and at its end
    before: str
    after: str


@dataclass(slots=True, eq=False)
class _Waiter:
    """A thread that waits for its line, or for the buffered ones."""

    line: bytes
    is_done: bool = False
    error: BaseException | None = None


class Journal:
    """One journal; threads may share it. Raises a `JournalError` where it cannot be used."""

    def __init__(self, log: AppendLog) -> None:
        """Use `open`, which makes the log if there is none."""
        self._log = log
        self._changed = Condition()
        self._waiting: list[_Waiter] = []
        self._is_writing = False
        #: number → line of what has happened already, which could not be written
        self._buffered: OrderedDict[int, bytes] = OrderedDict()
        self._count = 0

    @classmethod
    def open(cls, where: Path | S3Address) -> Self:
        """The journal in a file or in a bucket, which is begun there if there is none.

        Raises `BucketUnusable` too.
        """
        if isinstance(where, Path):
            return cls(FileLog.open(where))
        # A file needs no client of S3.
        from zharia.journal.objects import ObjectLog  # noqa: PLC0415

        return cls(ObjectLog.open(where))

    @property
    def id(self) -> str:
        """Tells one journal from another."""
        return self._log.id

    @property
    def home(self) -> str:
        """Where it is, in one line."""
        return self._log.home

    @property
    def look_every(self) -> float:
        """After so many seconds a worker sees whether there is something that it does not know."""
        return self._log.look_every

    def append(self, record: Record) -> None:
        """Write one line, and return once it is there for good.

        Raises:
            JournalUnwritable: nobody knows that it is; whatever was to happen next must not.
            JournalReplaced: another journal is in its place.
        """
        self._write(encode(record))

    def append_or_buffer(self, record: Record) -> None:
        """As `append`, for what has happened anyway: a line that cannot be written is kept in
        memory, and written before the next one.
        """
        with self._changed:
            self._count += 1
            self._buffered[self._count] = encode(record)
            if len(self._buffered) > _BUFFER_LIMIT:
                self._buffered.popitem(last=False)
        self._write()

    def flush(self) -> None:
        """Write the buffered lines, if there are any. Raises as `append`."""
        with self._changed:
            is_empty = not self._buffered
        if not is_empty:
            self._write()

    def look(self) -> None:
        """See that the journal answers, and takes what is buffered: to be done before a transaction
        that will ask it.
        """
        self.flush()
        self._log.look()

    def try_to_write(self) -> None:
        """Check that a line could be written now. Raises as `append`."""
        self.flush()
        self._log.try_to_write()

    def end(self) -> int:
        """The position behind the last whole line."""
        return self._log.end()

    def fingerprint(self, position: int) -> str:
        """Tells whether a journal is the same one up to a position; empty if it ends before."""
        return self._log.fingerprint(position)

    def tail(self, position: int) -> Tail:
        """Everything from a position on, but for lines that cannot be understood."""
        part = self._log.since(position)
        decoded = (self._decoded(where, line) for where, line in part.lines)
        records = tuple(one for one in decoded if one is not None)
        return Tail(records, part.end, part.before, part.after)

    def _write(self, line: bytes = b"") -> None:
        waiter = _Waiter(line)
        with self._changed:
            self._waiting.append(waiter)
            while self._is_writing and not waiter.is_done:
                self._changed.wait()
            if not waiter.is_done:
                # The first one to be awake writes for all.
                self._is_writing = True
                together, self._waiting = self._waiting, []
                buffered = dict(self._buffered)
        if not waiter.is_done:
            self._write_together(together, buffered)
        if waiter.error is not None:
            raise waiter.error

    def _write_together(self, waiters: list[_Waiter], buffered: dict[int, bytes]) -> None:
        error: BaseException | None = None
        try:
            self._append(buffered, b"".join(one.line for one in waiters))
        except BaseException as broken:
            error = broken
            raise
        finally:
            with self._changed:
                for one in waiters:
                    one.is_done = True
                    one.error = _for_another(error)
                self._is_writing = False
                self._changed.notify_all()

    def _append(self, buffered: dict[int, bytes], lines: bytes) -> None:
        pieces = list(_pieces(buffered))
        # The last of them goes together with what is appended.
        for numbers in pieces[:-1]:
            self._log.append(b"".join(buffered[one] for one in numbers))
            self._forget(numbers)
        last = pieces[-1] if pieces else []
        # Nothing is left if another thread was sooner.
        if content := b"".join(buffered[one] for one in last) + lines:
            self._log.append(content)
        self._forget(last)

    def _forget(self, numbers: Iterable[int]) -> None:
        with self._changed:
            for number in numbers:
                self._buffered.pop(number, None)

    def _decoded(self, where: str, line: bytes) -> Record | None:
        if line == b"\n":
            return None
        try:
            return decode(line)
        except Unreadable as error:
            log.warning("%s: the line at %s is left out: %s", self.home, where, error)
            return None


def _for_another(error: BaseException | None) -> BaseException | None:
    """The error of a write, for another thread whose line was in it."""
    if not isinstance(error, JournalError):
        return error
    copy = error.copy()
    copy.__cause__ = error.__cause__
    return copy


def _pieces(buffered: dict[int, bytes]) -> Iterable[list[int]]:
    """Their numbers, so many at once as are written at once."""
    piece: list[int] = []
    size = 0
    for number, line in buffered.items():
        if piece and size + len(line) > _PIECE_BYTES:
            yield piece
            piece, size = [], 0
        piece.append(number)
        size += len(line)
    if piece:
        yield piece
