"""LRU cache of photos on this machine's disk, bounded in bytes, for a bucket's photos.

<folder>/abcdef….jpg    a photo, under the SHA-256 of its bytes
<folder>/new-…          being written

Processes may share the folder. Nothing in it is needed: whatever is damaged, missing or too much is
read from the bucket again.
"""

import contextlib
import hashlib
import logging
import os
import tempfile
import threading
import time
from pathlib import Path
from typing import Final

from zharia.media.store import require_sha256
from zharia.storage import private_files

log = logging.getLogger(__name__)

#: bytes on the disk
LIMIT: Final = 512 * 1024 * 1024
#: so long after its last use a photo is of no more use, in seconds
_STALE_SECONDS: Final = 24 * 3600
#: a file that has been "being written" for so long belongs to a process that is gone
_LEFT_BEHIND_SECONDS: Final = 3600
#: the folder is looked through once for so much of the limit that was added: others add too
_LOOK_AFTER: Final = 1 / 16


class StoreCache:
    """Threads may share it."""

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        """Raises OSError if the folder cannot be made."""
        self._folder = folder
        self._limit = limit
        self._lock = threading.Lock()
        #: bytes added since the last look through the folder
        self._added = 0
        private_files.make_folder(folder)
        self._clear()

    def file(self, sha256: str) -> Path | None:
        """The photo's file, checked; None if it is not here. It counts as used now."""
        path = self._path(sha256)
        return path if self.read(sha256) is not None else None

    def read(self, sha256: str) -> bytes | None:
        """The photo, checked; None if it is not here. It counts as used now."""
        path = self._path(sha256)
        try:
            photo = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        if hashlib.sha256(photo).hexdigest() == sha256:
            return photo
        log.warning("the cached photo %s is damaged, and is read from the bucket again", path)
        self.drop(sha256)
        return None

    def add(self, sha256: str, photo: bytes) -> Path:
        """Keep the photo, and make room for it. Raises OSError."""
        path = self._path(sha256)
        descriptor, name = tempfile.mkstemp(dir=self._folder, prefix="new-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(photo)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        with self._lock:
            self._added += len(photo)
            full = self._added > self._limit * _LOOK_AFTER
            if full:
                self._added = 0
        if full:
            self._evict()
        return path

    def drop(self, sha256: str) -> None:
        """Forget the photo."""
        with contextlib.suppress(OSError):
            self._path(sha256).unlink(missing_ok=True)

    def _path(self, sha256: str) -> Path:
        return self._folder / f"{require_sha256(sha256)}.jpg"

    def _clear(self) -> None:
        """At the start: what a crash left, what is stale, and what is too much."""
        now = time.time()
        for path in self._folder.iterdir():
            age = _LEFT_BEHIND_SECONDS if path.name.startswith("new-") else _STALE_SECONDS
            with contextlib.suppress(OSError):
                if path.stat().st_mtime < now - age:
                    path.unlink()
        self._evict()

    def _evict(self) -> None:
        """Delete what was used longest ago, until there is room for what comes before the next
        look. A file that somebody has open stays readable to them.
        """
        found = []
        for path in self._folder.glob("*.jpg"):
            with contextlib.suppress(FileNotFoundError):
                stat = path.stat()
                found.append((stat.st_mtime_ns, stat.st_size, path))
        too_much = sum(size for _, size, _ in found) - self._limit * (1 - _LOOK_AFTER)
        for _, size, path in sorted(found):
            if too_much <= 0:
                return
            too_much -= size
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
