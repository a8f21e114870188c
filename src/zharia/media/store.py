"""Content-addressed storage of photos: the interface that a folder and a bucket both have.

Each photo lies under the SHA-256 of its bytes, so the same photo twice is stored once.
`file_store` keeps photos in a folder, `object_store` in an S3 bucket; `opening` chooses.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A photo, as a listing of the store shows it."""

    sha256: str
    #: bytes
    size: int
    #: seconds since the epoch: when it was last put
    stored_at: float


class PhotoStore(Protocol):
    """Any number of threads and processes may share it.

    Every method that takes a `sha256` raises ValueError if that is not one, in lowercase hex. Each
    of them raises `StoreUnavailable` while the storage does not say whether it has the photo: that
    is never taken for a photo that is missing.
    """

    def identity(self, *, otherwise: str = "") -> str:
        """What tells this store from any other: the mark in a folder, or a bucket's address.

        Empty for a folder without a mark, unless it gets one: `otherwise`.
        """

    def try_to_write(self) -> None:
        """Check that the store is writable. Raises `StoreUnwritable`."""

    def put(self, photo: bytes) -> str:
        """Keep the photo and return its sha256; once this returns, it survives a power cut.

        A photo that is there already counts as put now, so that a sweep which spares new photos
        spares it. Raises `StoreUnwritable`.
        """

    def read(self, sha256: str) -> bytes:
        """The photo, checked. Raises `StoredPhotoMissing` or `StoredPhotoDamaged`."""

    def file(self, sha256: str) -> Path:
        """A file on this machine with the whole photo, to be opened at once.

        Raises `StoredPhotoMissing` or `StoredPhotoDamaged`.
        """

    def holds(self, sha256: str) -> bool: ...

    def put_thumbnail(self, sha256: str, longest: int, picture: bytes) -> None:
        """Store a thumbnail of a photo; one that a power cut takes is made again.

        Raises `StoreUnwritable`.
        """

    def read_thumbnail(self, sha256: str, longest: int) -> bytes | None:
        """The thumbnail; None if it is not stored."""

    def delete(self, sha256: str) -> None:
        """Delete the photo and its thumbnails; one that is not there is fine."""

    def delete_old(self, sha256: str, seconds: float) -> None:
        """Delete the photo unless it was put within so many seconds, perhaps for another post."""

    def list(self) -> Iterator[StoredFile]:
        """All photos, in no order. What comes or goes meanwhile may or may not be among them."""


def older_than(store: PhotoStore, seconds: float) -> Iterator[str]:
    """The sha256 of all photos that were put longer ago than so many seconds."""
    before = time.time() - seconds
    return (photo.sha256 for photo in store.list() if photo.stored_at < before)


def require_sha256(name: str) -> str:
    """The name, if it is one of a photo. Raises ValueError."""
    if not _SHA256.fullmatch(name):
        raise ValueError(f"not a sha256: {name!r}")
    return name
