"""One store of photos for each database, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select

from tests.support.buckets import KEYS
from zharia.media import store_binding
from zharia.media.bucket import PhotoBucket
from zharia.media.errors import StorageUnusable
from zharia.media.file_store import FileStore
from zharia.media.object_store import ObjectStore
from zharia.media.store import PhotoStore
from zharia.media.store_cache import StoreCache
from zharia.newsroom.photo_storage import adopt
from zharia.storage.database import Database
from zharia.storage.s3_address import S3Address
from zharia.users.model import AuditEntry


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "a"


def bucket(folder: Path, name: str) -> ObjectStore:
    return ObjectStore(PhotoBucket(S3Address(name, "kz"), KEYS), StoreCache(folder / "cache"))


def start(database: Database, store: PhotoStore, *, may_be_new: bool = False) -> None:
    """As each process does."""
    store_binding.check(database, store, may_be_new=may_be_new)


def refused(database: Database, store: PhotoStore, *words: str, may_be_new: bool = False) -> None:
    with pytest.raises(StorageUnusable) as caught:
        start(database, store, may_be_new=may_be_new)
    for word in (*words, "ZHARIA_DATA_DIR", "ZHARIA_MEDIA_STORAGE", "zharia photos adopt"):
        assert word in str(caught.value)


def test_processes_that_share_a_folder_work_together(database: Database, folder: Path) -> None:
    for _ in range(3):
        start(database, FileStore(folder))


@pytest.mark.parametrize("marked", [False, True])
def test_another_folder_is_refused(
    database: Database, folder: Path, tmp_path: Path, *, marked: bool
) -> None:
    start(database, FileStore(folder))
    other = FileStore(tmp_path / "b")
    if marked:
        other.identity(otherwise="another database's")
    refused(database, other, str(tmp_path / "b"), "in another folder")
    # Nor did the refusal make it one of ours.
    refused(database, other)
    start(database, FileStore(folder))


def test_an_emptied_folder_is_taken_where_no_other_can_be(
    database: Database, folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """SQLite in the data folder: its disk was replaced, or photos were not in the backup."""
    start(database, FileStore(folder), may_be_new=True)
    folder.rename(tmp_path / "lost")
    start(database, FileStore(folder), may_be_new=True)
    assert "new one" in caplog.text
    start(database, FileStore(folder))
    # One that is somebody else's is not.
    other = FileStore(tmp_path / "b")
    other.identity(otherwise="another database's")
    refused(database, other, may_be_new=True)


def test_a_folder_is_no_bucket_and_one_bucket_is_not_another(
    database: Database, folder: Path
) -> None:
    start(database, bucket(folder, "photos-one"))
    start(database, bucket(folder, "photos-one"))
    refused(database, bucket(folder, "photos-two"), "s3://photos-one/kz", "s3://photos-two/kz")
    refused(database, FileStore(folder), "s3://photos-one/kz", str(folder), may_be_new=True)


def test_a_person_says_where_photos_are_from_now_on(database: Database, folder: Path) -> None:
    start(database, FileStore(folder))
    adopt(database, bucket(folder, "photos-one"), "a person")
    start(database, bucket(folder, "photos-one"))
    refused(database, FileStore(folder), "s3://photos-one/kz")
    adopt(database, FileStore(folder), "a person")
    start(database, FileStore(folder))
    adopt(database, FileStore(folder / "b"), "a person")
    start(database, FileStore(folder / "b"))
    refused(database, FileStore(folder))
    with database.read() as session:
        lines = session.scalars(select(AuditEntry).where(AuditEntry.what == "photos.adopted"))
        assert "s3://photos-one/kz" in [one.subject_name for one in lines]


def test_of_several_that_begin_at_once_one_decides(database: Database, tmp_path: Path) -> None:
    folders = [tmp_path / str(number % 3) for number in range(6)]
    together = Barrier(len(folders))

    def begin(folder: Path) -> Path | None:
        store = FileStore(folder)
        together.wait(30)
        try:
            start(database, store)
        except StorageUnusable:
            return None
        return folder

    with ThreadPoolExecutor(len(folders)) as pool:
        began = list(pool.map(begin, folders))
    assert len({folder for folder in began if folder is not None}) == 1
    assert sum(folder is not None for folder in began) == 2
