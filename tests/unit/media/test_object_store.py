"""The steps of a store in a bucket, on a bucket in memory. Real S3: `tests/integration/media`."""

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from zharia.media import object_store
from zharia.media.bucket import PhotoBucket
from zharia.media.errors import (
    StoredPhotoDamaged,
    StoredPhotoMissing,
    StoreUnavailable,
    StoreUnwritable,
)
from zharia.media.object_store import ObjectStore
from zharia.media.store import older_than
from zharia.media.store_cache import StoreCache
from zharia.storage.bucket import Object
from zharia.storage.s3_address import S3Address

PHOTO = b"\xff\xd8 a photo"
NAME = hashlib.sha256(PHOTO).hexdigest()
PATH = f"photos/{NAME[:2]}/{NAME}.jpg"
MARK = f"sweep/{NAME}"


class MemoryBucket(PhotoBucket):
    """Objects in a dictionary, and what was asked of it."""

    def __init__(self) -> None:
        self.address = S3Address("photos", "kz")
        self.objects: dict[str, tuple[bytes, float]] = {}
        self.asked: list[str] = []
        self.is_down = False

    def _asked(self, what: str) -> None:
        self.asked.append(what)
        if self.is_down:
            raise StoreUnavailable("503")

    def put(self, path: str, content: bytes, content_type: str) -> None:
        self._asked(f"put {path} {content_type}")
        self.objects[path] = (content, time.time())

    def try_to_write(self, path: str) -> None:
        self._asked(f"try {path}")

    def create(self, path: str) -> bool:
        self._asked(f"create {path}")
        return self.objects.setdefault(path, (b"mine", time.time()))[0] == b"mine"

    def get(self, path: str) -> bytes | None:
        self._asked(f"get {path}")
        return self.objects[path][0] if path in self.objects else None

    def find(self, path: str, *, sure: bool = True) -> Object | None:
        self._asked(f"find {path}")
        if path not in self.objects:
            return None
        content, at = self.objects[path]
        return Object(path, len(content), at)

    def delete(self, *paths: str) -> None:
        for path in paths:
            self._asked(f"delete {path}")
            self.objects.pop(path, None)

    def list(self, folder: str, *, after: str | None = None) -> Iterator[Object]:
        self._asked(f"list {folder}")
        for path, (content, at) in list(self.objects.items()):
            if path.startswith(f"{folder}/"):
                yield Object(path, len(content), at)


@pytest.fixture
def bucket() -> MemoryBucket:
    return MemoryBucket()


@pytest.fixture
def store(bucket: MemoryBucket, tmp_path: Path) -> ObjectStore:
    return ObjectStore(bucket, StoreCache(tmp_path / "cache"))


def elsewhere(bucket: MemoryBucket, folder: Path) -> ObjectStore:
    return ObjectStore(bucket, StoreCache(folder / "another machine's"))


def test_a_photo_is_put_then_known_here_and_fetched_once_elsewhere(
    store: ObjectStore, bucket: MemoryBucket, tmp_path: Path
) -> None:
    assert store.put(PHOTO) == NAME
    assert bucket.asked == [f"put {PATH} image/jpeg", f"find {MARK}", f"find {PATH}"]
    bucket.asked.clear()
    assert (store.read(NAME), store.file(NAME).read_bytes(), store.holds(NAME)) == (
        PHOTO,
        PHOTO,
        True,
    )
    assert bucket.asked == []
    other = elsewhere(bucket, tmp_path)
    assert other.holds(NAME)
    assert other.file(NAME).read_bytes() == other.read(NAME) == PHOTO
    assert bucket.asked == [f"find {PATH}", f"get {PATH}"]
    assert (store.identity(otherwise="x"), str(store)) == ("s3://photos/kz", "s3://photos/kz")


def test_what_is_missing_damaged_or_unknown_is_told_apart(
    store: ObjectStore, bucket: MemoryBucket
) -> None:
    for ask in (store.read, store.file):
        with pytest.raises(StoredPhotoMissing):
            ask(NAME)
    bucket.objects[PATH] = (b"another", 0)
    with pytest.raises(StoredPhotoDamaged):
        store.file(NAME)
    bucket.is_down = True
    for question in (store.read, store.file, store.holds, store.delete):
        with pytest.raises(StoreUnavailable):
            question(NAME)
    for write in (lambda: store.put(PHOTO), store.try_to_write):
        with pytest.raises(StoreUnwritable, match="503"):
            write()
    with pytest.raises(StoreUnwritable):
        store.put_thumbnail(NAME, 180, b"small")


def test_small_pictures_go_with_their_photo(store: ObjectStore, bucket: MemoryBucket) -> None:
    store.put(PHOTO)
    store.put_thumbnail(NAME, 180, b"small")
    assert store.read_thumbnail(NAME, 180) == b"small"
    assert [one.sha256 for one in store.list()] == [NAME]
    store.delete(NAME)
    assert bucket.objects == {}


def test_a_sweep_marks_looks_deletes_and_takes_its_mark_away(
    store: ObjectStore, bucket: MemoryBucket
) -> None:
    store.put(PHOTO)
    bucket.asked.clear()
    store.delete_old(NAME, 60)
    assert bucket.asked == [f"create {MARK}", f"find {PATH}", f"delete {MARK}"]
    bucket.objects[PATH] = (PHOTO, 0)
    assert list(older_than(store, 60)) == [NAME]
    store.delete_old(NAME, 60)
    assert bucket.objects == {}


def test_a_sweep_that_took_too_long_deletes_nothing(
    store: ObjectStore, bucket: MemoryBucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever puts the photo again waits only so long."""
    bucket.objects[PATH] = (PHOTO, 0)
    monkeypatch.setattr(object_store, "_SWEEP_SECONDS", -1)
    store.delete_old(NAME, 60)
    assert list(bucket.objects) == [PATH]


def test_a_photo_that_is_being_swept_is_put_again(
    store: ObjectStore, bucket: MemoryBucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket.objects[MARK] = (b"another's", 0)

    def swept(_seconds: float) -> None:
        del bucket.objects[MARK], bucket.objects[PATH]

    monkeypatch.setattr(time, "sleep", swept)
    store.put(PHOTO)
    assert list(bucket.objects) == [PATH]


def test_the_mark_of_a_sweep_that_died_goes_in_the_end(
    store: ObjectStore, bucket: MemoryBucket
) -> None:
    bucket.objects[PATH] = (PHOTO, 0)
    bucket.objects[MARK] = (b"another's", time.time())
    store.delete_old(NAME, 60)
    assert set(bucket.objects) == {PATH, MARK}
    bucket.objects[MARK] = (b"another's", 0)
    store.delete_old(NAME, 60)
    assert set(bucket.objects) == {PATH}


def test_a_full_disk_here_hands_out_no_file_and_is_no_trouble_otherwise(
    store: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Path:
        raise OSError(28, "No space left on device", "photo-cache")

    monkeypatch.setattr(StoreCache, "add", full)
    store.put(PHOTO)
    assert store.read(NAME) == PHOTO
    with pytest.raises(StoreUnwritable, match="No space left"):
        store.file(NAME)
