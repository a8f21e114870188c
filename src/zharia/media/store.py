"""Content-addressed storage: photos on disk, each under the SHA-256 of its bytes.

<root>/ab/abcdef….jpg     a photo; the same photo twice is one file
<root>/small/360/ab/…     a small picture of it, 360 pixels long; made again when it is missing
<root>/new/…              being written; what a crash leaves there goes at the next start
"""

import contextlib
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from zharia.media.errors import StoredPhotoDamaged, StoredPhotoMissing, StoreUnwritable
from zharia.storage import private_files

#: A file that has been "being written" for so long belongs to a process that is gone.
_LEFT_BEHIND_SECONDS: Final = 3600

_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A photo's file, as a listing of the store shows it."""

    sha256: str
    #: bytes
    size: int
    #: seconds since the epoch: when it was last put
    stored_at: float


class PhotoStore:
    """The photos under one folder. Any number of threads and processes may share it.

    Every method that takes a `sha256` raises ValueError if that is not one, in lowercase hex.
    """

    def __init__(self, root: Path) -> None:
        """Raises `StoreUnwritable` if the folder cannot be made."""
        self._root = root
        self._new = root / "new"
        #: folders whose names are known to be on the disk
        self._lasting: set[Path] = set()
        with _unwritable():
            private_files.make_folder(self._new)
            self._clear_left_behind()

    def try_to_write(self) -> None:
        """Check that the store is writable. Raises `StoreUnwritable`."""
        with _unwritable():
            private_files.check_writable(self._new)

    def put(self, photo: bytes) -> str:
        """Keep the photo and return its sha256; once this returns, it survives a power cut.

        A photo that is there already counts as put now, so that a sweep which spares new photos
        spares it. Raises `StoreUnwritable`.
        """
        sha256 = hashlib.sha256(photo).hexdigest()
        path = self.path(sha256)
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
        """The photo, checked. Raises `StoredPhotoMissing` or `StoredPhotoDamaged`."""
        try:
            photo = self.path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise StoredPhotoMissing(sha256) from error
        if hashlib.sha256(photo).hexdigest() != sha256:
            raise StoredPhotoDamaged(sha256)
        return photo

    def path(self, sha256: str) -> Path:
        """Where the photo is, or would be."""
        if not _SHA256.fullmatch(sha256):
            raise ValueError(f"not a sha256: {sha256!r}")
        return self._root / sha256[:2] / f"{sha256}.jpg"

    def size(self, sha256: str) -> int:
        """The photo's length in bytes. Raises `StoredPhotoMissing`."""
        try:
            return self.path(sha256).stat().st_size
        except FileNotFoundError as error:
            raise StoredPhotoMissing(sha256) from error

    def holds(self, sha256: str) -> bool:
        return self.path(sha256).exists()

    def put_thumbnail(self, sha256: str, longest: int, picture: bytes) -> None:
        """Store a thumbnail of a photo; one that a power cut takes is made again.

        Raises `StoreUnwritable`.
        """
        path = self._thumbnail_path(sha256, longest)
        with _unwritable():
            private_files.make_folder(path.parent)
            self._write(picture, path)

    def read_thumbnail(self, sha256: str, longest: int) -> bytes | None:
        """The thumbnail; None if it is not stored."""
        try:
            return self._thumbnail_path(sha256, longest).read_bytes()
        except FileNotFoundError:
            return None

    def delete(self, sha256: str) -> None:
        """Delete the photo and its thumbnails; one that is not there is fine."""
        path = self.path(sha256)
        path.unlink(missing_ok=True)
        for small in self._root.glob(f"small/*/{path.parent.name}/{path.name}"):
            small.unlink(missing_ok=True)

    def delete_old(self, sha256: str, seconds: float) -> None:
        """Delete the photo unless it was put within so many seconds, perhaps for another post."""
        with contextlib.suppress(FileNotFoundError):
            if time.time() - self.path(sha256).stat().st_mtime > seconds:
                self.delete(sha256)

    def list(self) -> Iterator[StoredFile]:
        """All photos, in no order. What comes or goes meanwhile may or may not be among them."""
        for path in self._root.glob("[0-9a-f][0-9a-f]/*.jpg"):
            with contextlib.suppress(FileNotFoundError):
                stat = path.stat()
                yield StoredFile(path.stem, stat.st_size, stat.st_mtime)

    def _thumbnail_path(self, sha256: str, longest: int) -> Path:
        path = self.path(sha256)
        return self._root / "small" / str(longest) / path.parent.name / path.name

    def older_than(self, seconds: float) -> Iterator[str]:
        """The sha256 of all photos that were put longer ago than so many seconds."""
        before = time.time() - seconds
        return (photo.sha256 for photo in self.list() if photo.stored_at < before)

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
