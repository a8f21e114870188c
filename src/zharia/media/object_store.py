"""Content-addressed storage in an S3 bucket: photos that several machines share.

<prefix>/photos/ab/abcdef….jpg     a photo, named as in a folder of `file_store`
<prefix>/small/abcdef…/360.jpg     a small picture of it
<prefix>/sweep/abcdef…             somebody is deleting that photo, see `delete_old`
<prefix>/probe/…                   a trial whether the bucket takes anything

A photo is fetched from the bucket once, checked, and kept on this machine's disk (`store_cache`).
"""

import contextlib
import hashlib
import logging
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from zharia.media.bucket import PhotoBucket
from zharia.media.errors import (
    StoredPhotoDamaged,
    StoredPhotoMissing,
    StoreUnavailable,
    StoreUnwritable,
)
from zharia.media.single_flight import SingleFlight
from zharia.media.store import StoredFile, require_sha256
from zharia.media.store_cache import StoreCache
from zharia.storage.ids import new_id

log = logging.getLogger(__name__)

_JPEG: Final = "image/jpeg"
_PHOTO: Final = re.compile(r"photos/[0-9a-f]{2}/([0-9a-f]{64})\.jpg")
#: between two looks whether a sweep is over
_PAUSE_SECONDS: Final = 0.2
#: a sweep deletes within so many seconds of its beginning, or not at all
_SWEEP_SECONDS: Final = 10.0
#: so long after its beginning nothing of a sweep happens any more: a request takes 20 seconds
_SWEEP_OVER_SECONDS: Final = 35.0
#: the mark of a sweep whose process died
_STALE_MARK_SECONDS: Final = 3600.0


class ObjectStore:
    """The photos in one bucket: a `PhotoStore`."""

    def __init__(self, bucket: PhotoBucket, cache: StoreCache) -> None:
        self._bucket = bucket
        self._cache = cache
        self._fetching: SingleFlight[str, bytes] = SingleFlight(0)

    def identity(self, *, otherwise: str = "") -> str:  # noqa: ARG002 - it always has one
        return str(self._bucket.address)

    def __str__(self) -> str:
        return str(self._bucket.address)

    def try_to_write(self) -> None:
        with _unwritable():
            self._bucket.try_to_write(f"probe/{new_id()}")

    def put(self, photo: bytes) -> str:
        sha256 = hashlib.sha256(photo).hexdigest()
        path = _path(sha256)
        with _unwritable():
            # S3 knows no other way to make a photo count as put now.
            self._bucket.put(path, photo, _JPEG)
            if not self._is_safe(sha256):
                self._wait_for_sweep(sha256)
                self._bucket.put(path, photo, _JPEG)
        self._keep(sha256, photo)
        return sha256

    def read(self, sha256: str) -> bytes:
        known = self._cache.read(require_sha256(sha256))
        return known or self._fetching.do(sha256, lambda: self._fetch(sha256))

    def file(self, sha256: str) -> Path:
        known = self._cache.file(require_sha256(sha256))
        if known is not None:
            return known
        photo = self._fetching.do(sha256, lambda: self._fetch(sha256))
        try:
            return self._cache.file(sha256) or self._cache.add(sha256, photo)
        except OSError as error:
            raise StoreUnwritable(f"{error.strerror} ({error.filename})") from error

    def holds(self, sha256: str) -> bool:
        if self._cache.file(require_sha256(sha256)) is not None:
            return True
        return self._bucket.find(_path(sha256)) is not None

    def put_thumbnail(self, sha256: str, longest: int, picture: bytes) -> None:
        with _unwritable():
            self._bucket.put(_thumbnail_path(sha256, longest), picture, _JPEG)

    def read_thumbnail(self, sha256: str, longest: int) -> bytes | None:
        return self._bucket.get(_thumbnail_path(sha256, longest))

    def delete(self, sha256: str) -> None:
        self._cache.drop(sha256)
        self._bucket.delete(_path(sha256))
        small = [one.path for one in self._bucket.list(f"small/{sha256}")]
        if small:
            self._bucket.delete(*small)

    def delete_old(self, sha256: str, seconds: float) -> None:
        """See `PhotoStore`. S3 cannot delete only what nobody has put meanwhile: so this leaves a
        mark before it looks, and `put` looks for the mark after it wrote. One sees the other.
        """
        began = time.monotonic()
        mark = _mark(sha256)
        if not self._bucket.create(mark):
            self._remove_stale(mark)
            return
        found = self._bucket.find(_path(sha256))
        old = found is not None and time.time() - found.modified > seconds
        if old and time.monotonic() - began < _SWEEP_SECONDS:
            # Without an answer it may still happen: then the mark stays.
            self.delete(sha256)
        self._bucket.delete(mark)

    def list(self) -> Iterator[StoredFile]:
        for one in self._bucket.list("photos"):
            if photo := _PHOTO.fullmatch(one.path):
                yield StoredFile(photo[1], one.size, one.modified)

    def _is_safe(self, sha256: str) -> bool:
        """Whether a photo that was just written stays: no sweep is on, and none has taken it."""
        if self._bucket.find(_mark(sha256), sure=False) is not None:
            return False
        # In this order: the mark may be gone as soon as the photo is.
        return self._bucket.find(_path(sha256)) is not None

    def _wait_for_sweep(self, sha256: str) -> None:
        """Until it has deleted what it wanted to. It may have died, and its mark stay there."""
        until = time.monotonic() + _SWEEP_OVER_SECONDS
        while self._bucket.find(_mark(sha256)) is not None and time.monotonic() < until:
            time.sleep(_PAUSE_SECONDS)

    def _remove_stale(self, mark: str) -> None:
        found = self._bucket.find(mark)
        if found is not None and time.time() - found.modified > _STALE_MARK_SECONDS:
            self._bucket.delete(mark)

    def _fetch(self, sha256: str) -> bytes:
        # Damage may be of the way, not of the bucket.
        for _ in range(2):
            photo = self._bucket.get(_path(sha256))
            if photo is None:
                raise StoredPhotoMissing(sha256)
            if hashlib.sha256(photo).hexdigest() == sha256:
                self._keep(sha256, photo)
                return photo
        raise StoredPhotoDamaged(sha256)

    def _keep(self, sha256: str, photo: bytes) -> None:
        try:
            self._cache.add(sha256, photo)
        except OSError as error:
            log.warning("a photo cannot be kept beside the bucket: %s", error)


def _path(sha256: str) -> str:
    return f"photos/{require_sha256(sha256)[:2]}/{sha256}.jpg"


def _thumbnail_path(sha256: str, longest: int) -> str:
    return f"small/{require_sha256(sha256)}/{longest}.jpg"


def _mark(sha256: str) -> str:
    return f"sweep/{require_sha256(sha256)}"


@contextlib.contextmanager
def _unwritable() -> Iterator[None]:
    try:
        yield
    except StoreUnavailable as away:
        raise StoreUnwritable(away.detail) from away
