import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from zharia.errors.book import entry_of
from zharia.media.errors import (
    StoredPhotoDamaged,
    StoredPhotoMissing,
    StoreUnavailable,
    StoreUnwritable,
)
from zharia.media.file_store import FileStore

HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "photos")


def test_a_photo_is_kept_under_the_hash_of_its_bytes(store: FileStore, tmp_path: Path) -> None:
    assert store.put(b"hello") == HELLO
    assert store.path(HELLO) == tmp_path / "photos" / "2c" / f"{HELLO}.jpg"
    assert store.read(HELLO) == b"hello"


def test_the_same_photo_twice_is_one_file_put_anew(store: FileStore) -> None:
    store.put(b"hello")
    os.utime(store.path(HELLO), (0, 0))
    assert store.put(b"hello") == HELLO
    (photo,) = store.list()
    assert (photo.sha256, photo.size) == (HELLO, 5)
    assert photo.stored_at == pytest.approx(time.time(), abs=60)


def test_a_photo_and_its_folders_are_on_the_disk_before_it_counts_as_kept(
    store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    fsync = os.fsync

    def noted(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        synced.append(path.name if path.is_dir() else "file")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    store.put(b"hello")
    assert synced == ["photos", "file", "2c"]
    # The folder's own name is there already, for all that this process puts into it.
    for other in (store, FileStore(tmp_path / "photos")):
        store.delete(HELLO)
        synced.clear()
        other.put(b"hello")
        assert synced == (["file", "2c"] if other is store else ["photos", "file", "2c"])
    store.delete(HELLO)
    store.path(HELLO).parent.rmdir()
    synced.clear()
    store.put(b"hello")
    assert synced == ["photos", "file", "2c"]


def test_a_file_cut_short_is_written_anew(store: FileStore) -> None:
    store.put(b"hello")
    store.path(HELLO).write_bytes(b"hel")
    store.put(b"hello")
    assert store.read(HELLO) == b"hello"


def test_many_writers_of_one_photo_do_not_disturb_each_other(store: FileStore) -> None:
    photo = os.urandom(100_000)
    threads = [threading.Thread(target=store.put, args=(photo,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (listed,) = store.list()
    assert store.read(listed.sha256) == photo


def test_damage_is_noticed_on_reading(store: FileStore) -> None:
    store.put(b"hello")
    store.path(HELLO).write_bytes(b"hullo")
    with pytest.raises(StoredPhotoDamaged, match=HELLO):
        store.read(HELLO)


def test_a_deleted_photo_is_missing_and_may_be_deleted_again(store: FileStore) -> None:
    store.put(b"hello")
    store.delete(HELLO)
    store.delete(HELLO)
    assert list(store.list()) == []
    with pytest.raises(StoredPhotoMissing):
        store.read(HELLO)
    with pytest.raises(StoredPhotoMissing):
        store.file(HELLO)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", HELLO.upper(), HELLO + "\n", HELLO[:-1]])
def test_only_a_hash_names_a_photo(store: FileStore, name: str) -> None:
    with pytest.raises(ValueError, match="not a sha256"):
        store.path(name)


def test_a_write_that_fails_leaves_nothing(
    store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreUnwritable, match="No space left") as caught:
        store.put(b"hello")
    assert entry_of(caught.value.code).who == "admin"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_a_crash_left_goes_and_what_is_being_written_stays(tmp_path: Path) -> None:
    FileStore(tmp_path)
    old, new = tmp_path / "new" / "old", tmp_path / "new" / "now"
    old.write_bytes(b"half a pho")
    os.utime(old, (0, 0))
    new.write_bytes(b"half a pho")
    store = FileStore(tmp_path)
    assert not old.exists()
    assert new.exists()
    assert list(store.list()) == []


def test_a_folder_that_cannot_be_made_is_an_admins_matter(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnwritable):
        FileStore(tmp_path / "file")


class TestTheMark:
    def test_tells_folders_apart_and_is_given_once(self, tmp_path: Path) -> None:
        store = FileStore(tmp_path / "a")
        assert store.identity() == ""
        assert store.identity(otherwise="first") == "first"
        assert store.identity(otherwise="second") == "first"
        assert FileStore(tmp_path / "a").identity() == "first"
        assert FileStore(tmp_path / "b").identity() == ""
        assert list(store.list()) == []

    def test_is_one_for_all_who_give_it_at_once(self, tmp_path: Path) -> None:
        stores = [FileStore(tmp_path) for _ in range(12)]
        together = threading.Barrier(len(stores))

        def identity(number: int) -> str:
            together.wait(10)
            return stores[number].identity(otherwise=str(number))

        with ThreadPoolExecutor(len(stores)) as pool:
            assert len(set(pool.map(identity, range(len(stores))))) == 1
        assert list((tmp_path / "new").iterdir()) == []

    def test_that_is_gone_means_no_photo_is_missing(self, tmp_path: Path) -> None:
        """A shared disk that was not there after a start of the machine leaves an empty folder."""
        store = FileStore(tmp_path / "photos")
        store.identity(otherwise="mine")
        store.put(b"hello")
        disk = (tmp_path / "photos").rename(tmp_path / "disk")
        (tmp_path / "photos" / "new").mkdir(parents=True)
        for ask in (store.read, store.file, store.holds):
            with pytest.raises(StoreUnavailable, match="not the folder"):
                ask(HELLO)
        with pytest.raises(StoreUnavailable):
            store.put(b"hello")
        with pytest.raises(StoreUnavailable):
            store.try_to_write()
        assert [path.name for path in (tmp_path / "photos").rglob("*")] == ["new"]
        (tmp_path / "photos" / "new").rmdir()
        (tmp_path / "photos").rmdir()
        disk.rename(tmp_path / "photos")
        assert store.read(HELLO) == b"hello"
        assert not store.holds("0" * 64)


def test_a_disk_that_cannot_be_read_says_nothing_about_a_photo(
    store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(b"hello")

    def broken(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error", "photos")

    monkeypatch.setattr(Path, "read_bytes", broken)
    monkeypatch.setattr(Path, "exists", broken)
    for ask in (store.read, store.file, store.holds):
        with pytest.raises(StoreUnavailable, match="Input/output error"):
            ask(HELLO)
