"""Append-only log in a file, of which each line is on the disk before anything else happens.

    {"journal":"01kb…","format":1}
    {"kind":"attempt","attempt_id":…}
    {"kind":"answer","attempt_id":…,"publish_id":…}

Threads and processes may share the file: one write under a lock each. The file is opened each time,
so that one which was put in its place is noticed.
"""

import errno
import fcntl
import hashlib
import json
import logging
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final, Self

from zharia.journal.errors import JournalReplaced, JournalTooNew, JournalUnwritable
from zharia.journal.log import Part
from zharia.storage import private_files
from zharia.storage.ids import new_id

log = logging.getLogger(__name__)

FORMAT: Final = 1
#: bytes that hold the first line
_HEADER_BYTES: Final = 200
_HEADER_PREFIX: Final = b'{"journal":"'
#: bytes before a position that tell one file from another
_FINGERPRINT_BYTES: Final = 4096


class FileLog:
    """The log in one file: an `AppendLog`. A position is a number of bytes."""

    look_every = 2.0

    def __init__(self, path: Path, journal_id: str) -> None:
        """Use `open`, which makes the file if there is none."""
        self.path, self.id = path, journal_id

    @property
    def home(self) -> str:
        return str(self.path)

    @classmethod
    def open(cls, path: Path) -> Self:
        """The log at a path. A file that is not there is made, readable by us alone."""
        path = path.resolve()
        try:
            private_files.make_folder(path.parent)
            with _locked(path, os.O_RDWR | os.O_APPEND | os.O_CREAT) as file:
                if _lacks_header(file):
                    os.ftruncate(file, 0)
                    header = {"journal": new_id(), "format": FORMAT}
                    _write(file, json.dumps(header, separators=(",", ":")).encode() + b"\n")
                    _sync_folder(path.parent)
                opened = cls(path, _read_id(file, path))
                # Only now: any other file there is not ours to change.
                private_files.restrict_to_owner(path)
                return opened
        except OSError as error:
            raise _unwritable(path, error) from error

    def append(self, lines: bytes) -> None:
        with self._opened(os.O_RDWR | os.O_APPEND) as file:
            end = os.fstat(file).st_size
            if os.pread(file, 1, end - 1) != b"\n":
                log.warning("the last line of %s is torn; the next one begins anew", self.path)
                lines = b"\n" + lines
            _write(file, lines)

    def look(self) -> None:
        """A disk answers at once, or holds up everything else too."""

    def try_to_write(self) -> None:
        with self._opened(os.O_RDWR | os.O_APPEND):
            pass
        # Where only the file itself is writable, the folder shows nothing about the disk.
        with self._journal_errors():
            if os.access(self.path.parent, os.W_OK):
                private_files.check_writable(self.path.parent)

    def since(self, position: int) -> Part:
        """A torn last line is reported and left out."""
        before = self.fingerprint(position)
        # Determined first: what is appended while it is read is left to the next call.
        end = max(self.end(), position)
        return Part(self._lines(position, end), end, before, self.fingerprint(end))

    def _lines(self, position: int, end: int) -> Iterator[tuple[str, bytes]]:
        with self._journal_errors(), self.path.open("rb") as file:
            file.seek(position)
            while position < end and (line := file.readline()):
                yield f"byte {position}", line
                position += len(line)

    def end(self) -> int:
        """The position behind the last whole line."""
        with self._reading() as file:
            size = end = os.fstat(file).st_size
            while end:
                begin = max(end - _FINGERPRINT_BYTES, 0)
                found = os.pread(file, end - begin, begin).rfind(b"\n")
                if found >= 0:
                    end = begin + found + 1
                    break
                end = begin
        if end < size:
            log.warning("%s: the last line, at byte %s, is torn", self.path, end)
        return end

    def fingerprint(self, position: int) -> str:
        """Tells whether a journal is the same one up to a position; empty if it ends before."""
        with self._reading() as file:
            begin = max(position - _FINGERPRINT_BYTES, 0)
            before = os.pread(file, position - begin, begin)
        whole = len(before) == position - begin and (not before or before.endswith(b"\n"))
        return hashlib.sha256(before).hexdigest() if whole else ""

    def _reading(self) -> AbstractContextManager[int]:
        """The file, while nobody writes: half a line is one that was torn."""
        return self._opened(os.O_RDONLY, fcntl.LOCK_SH)

    @contextmanager
    def _opened(self, flags: int, lock: int = fcntl.LOCK_EX) -> Iterator[int]:
        """The file, locked, if it is still the one that this process began with."""
        with self._journal_errors(), _locked(self.path, flags, lock) as file:
            if _read_id(file, self.path) != self.id:
                raise JournalReplaced(path=str(self.path))
            yield file

    @contextmanager
    def _journal_errors(self) -> Iterator[None]:
        """Turn the system's errors about the file into a `JournalError`."""
        try:
            yield
        except FileNotFoundError as error:
            raise JournalReplaced(path=str(self.path)) from error
        except OSError as error:
            raise _unwritable(self.path, error) from error


@contextmanager
def _locked(path: Path, flags: int, lock: int = fcntl.LOCK_EX) -> Iterator[int]:
    file = os.open(path, flags, 0o600)
    try:
        fcntl.flock(file, lock)
        yield file
    finally:
        # Closing frees the lock too.
        os.close(file)


def _write(file: int, line: bytes) -> None:
    """All of it, and on the disk."""
    before = os.fstat(file).st_size
    if os.write(file, line) != len(line):
        os.ftruncate(file, before)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    os.fsync(file)


def _lacks_header(file: int) -> bool:
    """A new file, or one whose first line was cut off; any other file is not ours to change."""
    if os.fstat(file).st_size >= _HEADER_BYTES:
        return False
    # A crash may leave zeros where the line was to be.
    line = os.pread(file, _HEADER_BYTES, 0).rstrip(b"\0")
    return b"\n" not in line and line[: len(_HEADER_PREFIX)] == _HEADER_PREFIX[: len(line)]


def _read_id(file: int, path: Path) -> str:
    """The journal's id, from its first line."""
    try:
        header: Any = json.loads(os.pread(file, _HEADER_BYTES, 0).partition(b"\n")[0])
        journal_id, version = str(header["journal"]), int(header["format"])
    except (ValueError, KeyError, TypeError) as error:
        raise JournalReplaced(path=str(path)) from error
    if version > FORMAT:
        raise JournalTooNew(path=str(path))
    return journal_id


def _sync_folder(folder: Path) -> None:
    """Sync a new file's name to the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unwritable(path: Path, error: OSError) -> JournalUnwritable:
    return JournalUnwritable(path=str(path), problem=error.strerror or str(error))
