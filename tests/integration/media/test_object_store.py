"""Photos in a bucket: real S3 requests to moto's server, and a bucket that misbehaves."""

import hashlib
import threading
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.support.buckets import (
    KEYS,
    Fault,
    FaultProxy,
    Request,
    answering,
    breaking_off,
    hanging,
    keys_in,
    make_bucket,
    object_in,
    put_object,
    s3_server,
)
from tests.support.waiting import until
from zharia.background.outages import Outage, outage_of
from zharia.media import bucket as bucket_module
from zharia.media import garbage_collection, object_store
from zharia.media.bucket import PhotoBucket
from zharia.media.errors import (
    StorageUnusable,
    StoredPhotoDamaged,
    StoredPhotoMissing,
    StoreUnavailable,
    StoreUnwritable,
)
from zharia.media.file_store import FileStore
from zharia.media.object_store import ObjectStore
from zharia.media.store import older_than
from zharia.media.store_cache import StoreCache
from zharia.storage.database import Database
from zharia.storage.ids import new_id
from zharia.storage.s3_address import S3Address

PHOTO = b"\xff\xd8" + bytes(range(256)) * 900
NAME = hashlib.sha256(PHOTO).hexdigest()
KEY = f"news/kz/photos/{NAME[:2]}/{NAME}.jpg"
LONG_AGO = 0.0


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with s3_server() as url:
        yield url


@pytest.fixture
def bucket_name(server: str) -> str:
    name = f"photos-{new_id().lower()}"
    make_bucket(server, name)
    return name


@pytest.fixture
def proxy(server: str) -> Iterator[FaultProxy]:
    with FaultProxy(server) as proxy:
        yield proxy


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bounds, sooner reached."""
    for name, seconds in (("_TIMEOUT", 1.5), ("_RETRY_FOR", 1), ("_LOOK_TIMEOUT", 1)):
        shorter = getattr(bucket_module, name).__class__(seconds=seconds)
        monkeypatch.setattr(bucket_module, name, shorter)


class Machines:
    """Machines that share one bucket, each with its own cache."""

    def __init__(self, url: str, bucket: str, folder: Path) -> None:
        self.url, self.bucket, self.folder = url, bucket, folder

    def store(self, name: str = "a", *, limit: int = 10_000_000) -> ObjectStore:
        address = S3Address(self.bucket, "news/kz")
        bucket = PhotoBucket(address, KEYS | {"AWS_ENDPOINT_URL": self.url})
        return ObjectStore(bucket, StoreCache(self.folder / name, limit))


@pytest.fixture
def machines(
    proxy: FaultProxy, bucket_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Machines:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    return Machines(proxy.url, bucket_name, tmp_path)


@pytest.fixture
def store(machines: Machines) -> ObjectStore:
    return machines.store()


class TestABucket:
    def test_keeps_a_photo_under_the_hash_of_its_bytes(
        self, store: ObjectStore, server: str, bucket_name: str
    ) -> None:
        assert store.put(PHOTO) == NAME
        kept = object_in(server, bucket_name, KEY)
        assert (kept.content, kept.headers["content-type"]) == (PHOTO, "image/jpeg")
        assert store.read(NAME) == PHOTO
        assert store.file(NAME).read_bytes() == PHOTO
        assert store.holds(NAME)
        (listed,) = store.list()
        assert (listed.sha256, listed.size) == (NAME, len(PHOTO))
        assert listed.stored_at == pytest.approx(time.time(), abs=60)

    def test_gives_another_machine_the_photo_and_is_read_once(
        self, machines: Machines, proxy: FaultProxy
    ) -> None:
        machines.store("a").put(PHOTO)
        other = machines.store("b")
        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(lambda _: other.read(NAME), range(8))) == {PHOTO}
        assert other.file(NAME).read_bytes() == PHOTO
        assert machines.store("b").read(NAME) == PHOTO
        assert proxy.count("GET", NAME) == 1

    def test_is_asked_three_times_for_a_photo_that_is_put(
        self, store: ObjectStore, proxy: FaultProxy
    ) -> None:
        """Written; is somebody deleting it? Is it still there?"""
        for _ in range(2):
            proxy.asked.clear()
            store.put(PHOTO)
            assert [one.method for one in proxy.asked] == ["PUT", "HEAD", "HEAD"]

    def test_is_not_asked_again_by_the_machine_that_put(
        self, store: ObjectStore, proxy: FaultProxy
    ) -> None:
        store.put(PHOTO)
        assert store.file(NAME).read_bytes() == PHOTO
        assert proxy.count("GET", NAME) == 0

    def test_that_lacks_a_photo_says_so(self, store: ObjectStore) -> None:
        for ask in (store.read, store.file):
            with pytest.raises(StoredPhotoMissing):
                ask(NAME)
        assert not store.holds(NAME)
        store.delete(NAME)
        assert list(store.list()) == []

    def test_with_other_bytes_under_a_photos_name_hands_none_out(
        self, store: ObjectStore, server: str, bucket_name: str
    ) -> None:
        put_object(server, bucket_name, KEY, b"\xff\xd8 something else")
        for ask in (store.read, store.file):
            with pytest.raises(StoredPhotoDamaged, match=NAME):
                ask(NAME)

    def test_forgets_a_photo_with_its_small_pictures(
        self, store: ObjectStore, server: str, bucket_name: str
    ) -> None:
        store.put(PHOTO)
        store.put_thumbnail(NAME, 360, b"small")
        assert store.read_thumbnail(NAME, 360) == b"small"
        assert store.read_thumbnail(NAME, 180) is None
        store.delete(NAME)
        assert keys_in(server, bucket_name) == []
        assert not store.holds(NAME)
        assert store.read_thumbnail(NAME, 360) is None

    def test_takes_over_what_was_copied_from_a_folder(
        self, store: ObjectStore, server: str, bucket_name: str, tmp_path: Path
    ) -> None:
        """As docs/operating.md has it."""
        folder = FileStore(tmp_path / "photos")
        folder.put(PHOTO)
        for file in (tmp_path / "photos").glob("??/*.jpg"):
            name = file.relative_to(tmp_path / "photos")
            put_object(server, bucket_name, f"news/kz/photos/{name}", file.read_bytes())
        assert store.read(NAME) == PHOTO
        assert [one.sha256 for one in store.list()] == [NAME]

    def test_that_takes_a_trial_is_writable_and_is_left_as_it_was(
        self, store: ObjectStore, server: str, bucket_name: str
    ) -> None:
        store.try_to_write()
        assert keys_in(server, bucket_name) == []

    @pytest.mark.parametrize("name", ["", "../../x", NAME.upper(), NAME[:-1]])
    def test_knows_photos_by_hashes_only(self, store: ObjectStore, name: str) -> None:
        for ask in (store.read, store.file, store.holds, store.delete):
            with pytest.raises(ValueError, match="not a sha256"):
                ask(name)


#: what a bucket does that cannot be used
_DOWN: dict[str, Fault] = {
    "503": answering(503, "SlowDown"),
    "500": answering(500, "InternalError"),
    "403": answering(403, "AccessDenied"),
    "gone with its bucket": answering(404, "NoSuchBucket"),
    "a proxy's 404": answering(404, "NotFound"),
    "breaks off in the middle": breaking_off(PHOTO, 1000),
}


@pytest.mark.parametrize("fault", _DOWN.values(), ids=_DOWN)
def test_a_bucket_that_is_down_is_never_taken_for_a_missing_photo(
    machines: Machines, proxy: FaultProxy, fault: Fault
) -> None:
    machines.store("a").put(PHOTO)
    machines.store("a").put_thumbnail(NAME, 360, b"small")
    other = machines.store("b")
    proxy.fault = fault
    asks: list[Callable[[str], object]] = [
        other.read,
        other.file,
        lambda name: other.read_thumbnail(name, 360),
    ]
    if fault is not _DOWN["breaks off in the middle"]:
        asks += [other.holds, lambda _: list(other.list())]
    for ask in asks:
        with pytest.raises(StoreUnavailable) as caught:
            ask(NAME)
        assert outage_of(caught.value) is Outage.PHOTO_STORE_UNAVAILABLE
        assert "hush" not in str(caught.value)
        assert "test-key" not in str(caught.value)
    # What this machine has, it hands out all the same.
    assert machines.store("a").file(NAME).read_bytes() == PHOTO
    proxy.fault = None
    assert other.read(NAME) == PHOTO


def test_a_bucket_that_does_not_answer_is_not_waited_for_long(
    machines: Machines, proxy: FaultProxy
) -> None:
    machines.store("a").put(PHOTO)
    told = threading.Event()
    proxy.fault = hanging(told)
    try:
        for ask in (machines.store("b").read, machines.store("b").holds):
            began = time.monotonic()
            with pytest.raises(StoreUnavailable, match="no answer in time"):
                ask(NAME)
            assert time.monotonic() - began < 15
        with pytest.raises(StoreUnwritable):
            machines.store("b").try_to_write()
        with pytest.raises(StoreUnwritable):
            machines.store("b").put(PHOTO)
    finally:
        told.set()


def test_a_bucket_that_stumbles_once_is_asked_again(machines: Machines, proxy: FaultProxy) -> None:
    """Nobody hears of it."""
    stumbles = iter([answering(503, "SlowDown"), answering(500, "InternalError")])

    def fault(request: Request, handler: object) -> bool:
        stumble = next(stumbles, None)
        return stumble is not None and stumble(request, handler)  # type: ignore[arg-type]

    proxy.fault = fault
    assert machines.store("a").put(PHOTO) == NAME
    assert machines.store("b").read(NAME) == PHOTO


def test_a_bucket_that_closes_idle_connections_is_not_taken_for_one_that_is_down(
    machines: Machines, proxy: FaultProxy
) -> None:
    """Each request meets a connection that the other side has closed without a word."""
    store = machines.store()
    proxy.closes = True
    for number in range(30):
        name = store.put(bytes([number]))
        assert not store.holds(NAME)
        store.try_to_write()
        store.delete(name)


@pytest.mark.parametrize(
    "fault",
    [answering(507, "XMinioStorageFull", "PUT"), answering(403, "QuotaExceeded", "PUT")],
    ids=["507", "quota"],
)
def test_a_full_bucket_still_gives_what_it_has(
    machines: Machines, proxy: FaultProxy, fault: Fault
) -> None:
    machines.store("a").put(PHOTO)
    proxy.fault = fault
    full = machines.store("b")
    for write in (
        lambda: full.put(b"another"),
        lambda: full.put_thumbnail(NAME, 360, b"small"),
        full.try_to_write,
    ):
        with pytest.raises(StoreUnwritable, match=r"XMinioStorageFull|QuotaExceeded") as caught:
            write()
        assert outage_of(caught.value) is Outage.PHOTO_STORE_UNAVAILABLE
    assert full.read(NAME) == PHOTO


class TestASweep:
    def test_spares_what_was_put_lately(self, store: ObjectStore) -> None:
        store.put(PHOTO)
        assert list(older_than(store, 3600)) == []
        store.delete_old(NAME, 3600)
        assert store.holds(NAME)

    def test_deletes_what_is_old_and_leaves_no_mark(
        self, store: ObjectStore, server: str, bucket_name: str
    ) -> None:
        store.put(PHOTO)
        assert list(older_than(store, -60)) == [NAME]
        store.delete_old(NAME, -60)
        assert keys_in(server, bucket_name) == []
        # Of what is gone already, too.
        store.delete_old(NAME, -60)
        assert keys_in(server, bucket_name) == []

    @pytest.mark.parametrize("before", ["HEAD", "POST"])
    def test_does_not_take_away_what_is_put_meanwhile(
        self, machines: Machines, proxy: FaultProxy, server: str, bucket_name: str, before: str
    ) -> None:
        """Put just before the sweep looks at the photo, or after it looked, before it deletes."""
        machines.store("a").put(PHOTO)
        at_it, go_on = threading.Event(), threading.Event()

        def fault(request: Request, _handler: object) -> bool:
            is_photo = "/photos/" in request.path or request.method == "POST"
            if request.method == before and is_photo and not at_it.is_set():
                at_it.set()
                assert go_on.wait(30)
            return False

        proxy.fault = fault
        sweeping = machines.store("a")
        with ThreadPoolExecutor(2) as pool, FaultProxy(server) as way:
            putting = Machines(way.url, bucket_name, machines.folder).store("b")
            swept = pool.submit(sweeping.delete_old, NAME, -60)
            assert at_it.wait(30)
            put = pool.submit(putting.put, PHOTO)
            # It waits for the sweep, which it cannot stop.
            until(lambda: way.count("HEAD", "/sweep/") > 2, "a put that waits")
            assert not put.done()
            go_on.set()
            swept.result(30)
            put.result(30)
        assert keys_in(server, bucket_name) == [KEY]
        assert object_in(server, bucket_name, KEY).content == PHOTO

    def test_that_came_between_is_noticed(
        self, machines: Machines, proxy: FaultProxy, server: str, bucket_name: str
    ) -> None:
        """All of a sweep, after the photo was written and before that was looked at."""
        machines.store("a").put(PHOTO)
        sweeping = Machines(server, bucket_name, machines.folder).store("b")

        def fault(request: Request, _handler: object) -> bool:
            if request.method == "HEAD":
                proxy.fault = None
                sweeping.delete_old(NAME, -60)
                assert keys_in(server, bucket_name) == []
            return False

        proxy.fault = fault
        machines.store("a").put(PHOTO)
        assert keys_in(server, bucket_name) == [KEY]

    def test_whose_process_died_keeps_nobody_for_long(
        self,
        machines: Machines,
        server: str,
        bucket_name: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        put_object(server, bucket_name, f"news/kz/sweep/{NAME}", b"")
        monkeypatch.setattr(object_store, "_SWEEP_OVER_SECONDS", 0.3)
        store = machines.store()
        store.put(PHOTO)
        assert store.read(NAME) == PHOTO
        # Whoever sweeps leaves it to the other, until it must be dead.
        store.delete_old(NAME, -60)
        assert KEY in keys_in(server, bucket_name)
        monkeypatch.setattr(object_store, "_STALE_MARK_SECONDS", -60)
        store.delete_old(NAME, -60)
        store.delete_old(NAME, -60)
        assert keys_in(server, bucket_name) == []

    def test_deletes_nothing_that_it_cannot_look_at(
        self, machines: Machines, proxy: FaultProxy, server: str, bucket_name: str
    ) -> None:
        machines.store("a").put(PHOTO)
        proxy.fault = answering(503, "SlowDown", "HEAD")
        with pytest.raises(StoreUnavailable):
            machines.store("a").delete_old(NAME, -60)
        proxy.fault = None
        assert KEY in keys_in(server, bucket_name)


def test_garbage_collection_deletes_what_nobody_needs_and_nothing_during_an_outage(
    machines: Machines,
    proxy: FaultProxy,
    sqlite_copy: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(garbage_collection, "_MIN_AGE", timedelta(seconds=-60))
    store = machines.store()
    needed, unneeded = store.put(PHOTO), store.put(b"nobody needs it")

    def in_use(_session: Session, keys: Collection[str]) -> set[str]:
        return {needed}.intersection(keys)

    def kept() -> set[str]:
        return {photo.sha256 for photo in store.list()}

    with closing(Database(sqlite_copy)) as database:
        for fault in (
            answering(503, "SlowDown", "GET"),
            answering(403, "AccessDenied", "PUT"),
            answering(404, "NoSuchBucket"),
            answering(503, "SlowDown", "HEAD"),
        ):
            proxy.fault = fault
            with pytest.raises(StoreUnavailable):
                garbage_collection.delete_unused(database, machines.store(), [in_use])
            proxy.fault = None
            assert kept() == {needed, unneeded}
        monkeypatch.setattr(object_store, "_STALE_MARK_SECONDS", -60)
        # The mark of the sweep that broke off goes first.
        garbage_collection.delete_unused(database, machines.store(), [in_use])
        assert kept() == {needed, unneeded}
        garbage_collection.delete_unused(database, machines.store(), [in_use])
        assert kept() == {needed}


class TestAtTheStart:
    def test_a_bucket_that_is_not_there_is_a_sentence(
        self, machines: Machines, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL", machines.url)
        PhotoBucket.open(S3Address(machines.bucket, ""))
        words = r"s3://nobodys-photos .*NoSuchBucket.*Make the bucket"
        with pytest.raises(StorageUnusable, match=words):
            PhotoBucket.open(S3Address("nobodys-photos", ""))

    @pytest.mark.parametrize("code", ["InvalidAccessKeyId", "SignatureDoesNotMatch"])
    def test_keys_that_are_refused_are_a_sentence_without_them(
        self,
        machines: Machines,
        proxy: FaultProxy,
        monkeypatch: pytest.MonkeyPatch,
        code: str,
    ) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL", machines.url)
        proxy.fault = answering(403, code)
        with pytest.raises(StorageUnusable, match=f"{code}.*AWS_ACCESS_KEY_ID") as caught:
            PhotoBucket.open(S3Address(machines.bucket, ""))
        assert "hush" not in str(caught.value)
        assert "test-key" not in str(caught.value)

    def test_a_bucket_that_is_down_for_now_is_waited_for(
        self,
        machines: Machines,
        proxy: FaultProxy,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL", machines.url)
        proxy.fault = answering(503, "ServiceUnavailable")
        bucket = PhotoBucket.open(S3Address(machines.bucket, ""))
        assert "ServiceUnavailable" in caplog.text
        proxy.fault = None
        bucket.look()
