"""Content-addressed storage on disk: photos in a folder, each under the SHA-256 of its bytes.

<root>/ab/abcdef….jpg     a photo; the same photo twice is one file
<root>/small/360/ab/…     a small picture of it, 360 pixels long; made again when it is missing
<root>/new/…              being written; what a crash leaves there goes at the next start
<root>/store-id           the mark by which processes know that they share this folder
"""

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from zharia.media.errors import (
    StoredPhotoDamaged,
    StoredPhotoMissing,
    StoreUnavailable,
    StoreUnwritable,
)
from zharia.media.store import StoredFile, require_sha256
from zharia.storage import private_files

#: A file that has been "being written" for so long belongs to a process that is gone.
_LEFT_BEHIND_SECONDS: Final = 3600


class FileStore:
    """The photos under one folder: a `PhotoStore`."""

    def __init__(self, root: Path) -> None:
        """Raises `StoreUnwritable` if the folder cannot be made."""
        self._root = root
        self._new = root / "new"
        #: folders whose names are known to be on the disk
        self._lasting: set[Path] = set()
        self._mark = root / "store-id"
        #: what the mark was when somebody asked for it
        self._identity = ""
        with _unwritable():
            private_files.make_folder(self._new)
            self._clear_left_behind()

    def __str__(self) -> str:
        return str(self._root.absolute())

    def identity(self, *, otherwise: str = "") -> str:
        with _unwritable():
            if otherwise and not self._read_mark():
                self._write_mark(otherwise)
            self._identity = self._read_mark()
        return self._identity

    def try_to_write(self) -> None:
        self._require_same_folder()
        with _unwritable():
            private_files.check_writable(self._new)

    def put(self, photo: bytes) -> str:
        sha256 = hashlib.sha256(photo).hexdigest()
        path = self.path(sha256)
        self._require_same_folder()
        with _unwritable():
            with contextlib.suppress(FileNotFoundError):
                os.utime(path)
                if path.stat().st_size == len(photo):
                    return sha256
            self._make_lasting(path.parent)
            self._write(photo, path)
            # The file's new name has to reach the disk too.
            _sync_folder(path.parent)
        return sha256

    def read(self, sha256: str) -> bytes:
        path = self.path(sha256)
        try:
            with _unavailable():
                photo = path.read_bytes()
        except FileNotFoundError as error:
            self._require_same_folder()
            raise StoredPhotoMissing(sha256) from error
        if hashlib.sha256(photo).hexdigest() != sha256:
            raise StoredPhotoDamaged(sha256)
        return photo

    def file(self, sha256: str) -> Path:
        path = self.path(sha256)
        if not self.holds(sha256):
            raise StoredPhotoMissing(sha256)
        return path

    def path(self, sha256: str) -> Path:
        """Where the photo is, or would be."""
        return self._root / require_sha256(sha256)[:2] / f"{sha256}.jpg"

    def holds(self, sha256: str) -> bool:
        path = self.path(sha256)
        with _unavailable():
            found = path.exists()
        if not found:
            self._require_same_folder()
        return found

    def put_thumbnail(self, sha256: str, longest: int, picture: bytes) -> None:
        path = self._thumbnail_path(sha256, longest)
        with _unwritable():
            private_files.make_folder(path.parent)
            self._write(picture, path)

    def read_thumbnail(self, sha256: str, longest: int) -> bytes | None:
        try:
            return self._thumbnail_path(sha256, longest).read_bytes()
        except FileNotFoundError:
            return None

    def delete(self, sha256: str) -> None:
        path = self.path(sha256)
        path.unlink(missing_ok=True)
        for small in self._root.glob(f"small/*/{path.parent.name}/{path.name}"):
            small.unlink(missing_ok=True)

    def delete_old(self, sha256: str, seconds: float) -> None:
        with contextlib.suppress(FileNotFoundError):
            if time.time() - self.path(sha256).stat().st_mtime > seconds:
                self.delete(sha256)

    def list(self) -> Iterator[StoredFile]:
        for path in self._root.glob("[0-9a-f][0-9a-f]/*.jpg"):
            with contextlib.suppress(FileNotFoundError):
                stat = path.stat()
                yield StoredFile(path.stem, stat.st_size, stat.st_mtime)

    def _thumbnail_path(self, sha256: str, longest: int) -> Path:
        path = self.path(sha256)
        return self._root / "small" / str(longest) / path.parent.name / path.name

    def _write(self, photo: bytes, path: Path) -> None:
        descriptor, name = tempfile.mkstemp(dir=self._new)
        written = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(photo)
                file.flush()
                os.fsync(file.fileno())
            written.replace(path)
        except BaseException:
            written.unlink(missing_ok=True)
            raise

    def _make_lasting(self, folder: Path) -> None:
        """Make a folder of ours, if it is not there, and have its name on the disk.

        Whoever else made it may not have come that far, so each process sees to it once.
        """
        try:
            folder.mkdir(private_files.FOLDER_MODE)
        except FileExistsError:
            if folder in self._lasting:
                return
        _sync_folder(self._root)
        self._lasting.add(folder)

    def _require_same_folder(self) -> None:
        """A shared disk that is gone leaves an empty folder: then no photo is missing.

        Raises `StoreUnavailable`.
        """
        with _unavailable():
            same = not self._identity or self._read_mark() == self._identity
        if not same:
            raise StoreUnavailable(f"{self} is not the folder that it was")

    def _read_mark(self) -> str:
        try:
            return self._mark.read_text(encoding="ascii").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            return ""

    def _write_mark(self, identity: str) -> None:
        """Whole or not at all, and by one of several processes only."""
        with tempfile.NamedTemporaryFile(dir=self._new) as file:
            file.write(f"{identity}\n".encode("ascii"))
            file.flush()
            os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(file.name, self._mark)

    def _clear_left_behind(self) -> None:
        before = time.time() - _LEFT_BEHIND_SECONDS
        for path in self._new.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    path.unlink()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _unwritable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreUnwritable(f"{error.strerror} ({error.filename})") from error


@contextlib.contextmanager
def _unavailable() -> Iterator[None]:
    """A disk that cannot be read says nothing about a photo."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StoreUnavailable(f"{error.strerror} ({error.filename})") from error
