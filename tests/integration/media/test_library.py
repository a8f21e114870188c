"""From an address or an upload to a stored photo, on both databases."""

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.integration.media.pictures import HEIC, assert_jpeg, encoded, quarters
from tests.support import rows
from zharia import accounts, articles
from zharia.accounts import set_fallback_photo
from zharia.articles import article as article_by_id
from zharia.media import uploads
from zharia.media.errors import NotAPhoto, PhotoUnreachable, UploadMissing
from zharia.media.file_store import FileStore
from zharia.media.fingerprinting import add_fingerprint
from zharia.media.garbage_collection import UPLOAD_LIFETIME, delete_unused
from zharia.media.library import PhotoLibrary
from zharia.media.model import CachedPhoto, UploadedPhoto
from zharia.media.photo_metadata import PhotoMetadata, to_segments
from zharia.media.prepared import Layout, Original
from zharia.media.uploads import stored_address
from zharia.media.workers import PhotoWorkers
from zharia.storage.database import Database

URL = "https://news.example/1.jpg"
PHOTO = encoded(quarters((1600, 1200)), "PNG")
IN_USE = (articles.photos_in_use, accounts.photos_in_use)


@pytest.fixture(scope="module")
def workers() -> Iterator[PhotoWorkers]:
    with PhotoWorkers(1) as workers:
        yield workers


class Site:
    """Foreign photos, and how often each was asked for."""

    def __init__(self) -> None:
        self.photos = {URL: PHOTO}
        self.asked: list[str] = []
        self.open = threading.Event()
        self.open.set()

    def fetch(self, url: str) -> bytes:
        self.asked.append(url)
        assert self.open.wait(30)
        if url not in self.photos:
            raise PhotoUnreachable(f"{url} is down.")
        return self.photos[url]


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "photos")


@pytest.fixture
def library(
    database: Database, store: FileStore, workers: PhotoWorkers, site: Site
) -> PhotoLibrary:
    return PhotoLibrary(database, store, workers, site.fetch)


def age(database: Database, store: FileStore, by: timedelta) -> None:
    """Let all that is stored have been stored so much earlier."""
    for photo in store.list():
        earlier = photo.stored_at - by.total_seconds()
        os.utime(store.path(photo.sha256), (earlier, earlier))
    with database.write() as session:
        before = database.now(session) - by
        session.execute(update(CachedPhoto).values(prepared_at=before))
        session.execute(update(UploadedPhoto).values(kept_at=before))


def test_a_photo_is_prepared_once_for_all_and_says_what_it_was(
    library: PhotoLibrary, store: FileStore, site: Site
) -> None:
    site.open.clear()
    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(library.ready, URL, Layout.WHOLE) for _ in range(4)]
        site.open.set()
        photos = {one.result(30) for one in asked}
    photos.add(library.ready(URL, Layout.WHOLE, again=True))
    (photo,) = photos
    assert site.asked == [URL]
    assert (photo.width, photo.height, photo.size) == (1440, 1080, len(store.read(photo.key)))
    assert photo.original == Original("PNG", 1600, 1200, len(PHOTO))
    assert photo.changes == (("converted", "PNG"), ("scaled", "1600x1200"))


def test_a_broken_photo_costs_one_fetch_a_minute_but_a_worker_may_insist(
    library: PhotoLibrary, site: Site
) -> None:
    down = "https://news.example/down.jpg"
    for again, asked in ((False, 1), (False, 1), (True, 2)):
        with pytest.raises(PhotoUnreachable, match="is down"):
            library.ready(down, Layout.WHOLE, again=again)
        assert len(site.asked) == asked
    site.photos[down] = PHOTO
    assert library.ready(down, Layout.WHOLE, again=True).width == 1440
    assert library.ready(down, Layout.WHOLE).width == 1440


def test_an_upload_is_ready_under_its_address_with_its_true_size(
    library: PhotoLibrary, store: FileStore, site: Site
) -> None:
    kept = library.keep_upload(HEIC)
    assert kept.original is not None
    assert (kept.original.format_name, kept.original.size) == ("HEIC", len(HEIC))
    ready = library.ready(stored_address(kept.key), Layout.WHOLE)
    assert ready == kept
    assert (ready.size, ready.width > 0) == (len(store.read(kept.key)), True)
    assert site.asked == []


def test_the_name_in_a_photos_own_data_stays_with_every_copy(
    library: PhotoLibrary, store: FileStore, site: Site
) -> None:
    site.photos[URL] = add_fingerprint(
        encoded(quarters(), "JPEG"), 0, to_segments(PhotoMetadata("Айдос Серік"))
    )
    photo = library.ready(URL, Layout.WHOLE)
    assert photo.credit == "Айдос Серік"
    # What we show ourselves has no data of its own; what leaves says who took it.
    assert b"xpacket" not in store.read(photo.key)
    own = store.read(library.fingerprinted(photo, PhotoMetadata()).key)
    assert "Айдос Серік".encode() in own
    other = store.read(library.fingerprinted(photo, PhotoMetadata("Қала газеті", ai_made=True)).key)
    assert "Қала газеті".encode() in other
    assert "Айдос".encode() not in other
    assert b"trainedAlgorithmicMedia" in other
    # The next to ask learns it from the row.
    assert library.ready(URL, Layout.WHOLE).credit == "Айдос Серік"
    assert library.keep_upload(site.photos[URL]).credit == "Айдос Серік"


def test_an_upload_is_set_upright_where_the_account_wants_it(
    library: PhotoLibrary, store: FileStore
) -> None:
    kept = library.keep_upload(PHOTO)
    upright = library.ready(stored_address(kept.key), Layout.UPRIGHT)
    assert (upright.width, upright.height) == (1080, 1920)
    assert upright.key != kept.key
    assert upright.original == kept.original
    assert [code for code, _ in upright.changes] == ["converted", "scaled", "scaled", "filled"]
    assert library.ready(stored_address(kept.key), Layout.UPRIGHT) == upright
    prepared_so = library.keep_upload(PHOTO, Layout.UPRIGHT)
    for layout in Layout:
        assert library.ready(stored_address(prepared_so.key), layout) == prepared_so


def test_an_upload_that_is_gone_or_no_photo_is_an_editors_matter(
    library: PhotoLibrary, store: FileStore
) -> None:
    with pytest.raises(NotAPhoto, match="a PDF document"):
        library.keep_upload(b"%PDF-1.7")
    with pytest.raises(UploadMissing, match="Upload it again"):
        library.ready(stored_address("0" * 64), Layout.WHOLE)
    kept = library.keep_upload(PHOTO)
    store.delete(kept.key)
    for layout in Layout:
        with pytest.raises(UploadMissing):
            library.ready(stored_address(kept.key), layout)


def test_a_small_picture_is_made_once_and_goes_with_its_photo(
    library: PhotoLibrary, store: FileStore
) -> None:
    key = library.keep_upload(PHOTO).key
    small = library.thumbnail(key, 360)
    assert_jpeg(small, (360, 270))
    assert len(small) < 20_000
    store.path(key).write_bytes(b"damaged: nobody reads it for a second small picture")
    assert library.thumbnail(key, 360) == small
    with pytest.raises(ValueError, match="361"):
        library.thumbnail(key, 361)
    store.delete(key)
    assert store.read_thumbnail(key, 360) is None


def test_what_nobody_needs_or_has_used_for_a_day_is_swept(
    database: Database, library: PhotoLibrary, store: FileStore
) -> None:
    needed, unneeded = library.ready(URL, Layout.WHOLE), library.ready(URL, Layout.UPRIGHT)
    age(database, store, timedelta(hours=23))
    delete_unused(database, store, IN_USE)
    assert store.holds(unneeded.key)
    age(database, store, timedelta(hours=26))
    delete_unused(database, store, [lambda _session, keys: set(keys) & {needed.key}])
    assert (store.holds(needed.key), store.holds(unneeded.key)) == (True, False)
    with database.read() as session:
        assert session.query(CachedPhoto).count() == 0


def test_an_upload_stays_as_long_as_an_article_or_an_account_refers_to_it(
    database: Database, library: PhotoLibrary, store: FileStore
) -> None:
    shown, stands_in, unclaimed = (
        library.keep_upload(encoded(quarters((300, width)), "PNG")).key for width in (100, 110, 120)
    )
    with database.write() as session:
        article_id = rows.article(session, photos=(stored_address(shown), URL)).id
        account = rows.account(session)
        set_fallback_photo(session, account, stands_in, now=rows.NOW)

    def left() -> set[str]:
        age(database, store, UPLOAD_LIFETIME * 2)
        delete_unused(database, store, IN_USE)
        with database.read() as session:
            uploads = {row.key for row in session.query(UploadedPhoto)}
        assert uploads == {key for key in (shown, stands_in, unclaimed) if store.holds(key)}
        return uploads

    assert left() == {shown, stands_in}
    with database.write() as session:
        found = article_by_id(session, article_id)
        assert found is not None
        del found.images[0]
    assert left() == {stands_in}
    with database.write() as session:
        set_fallback_photo(session, session.merge(account), None, now=rows.NOW)
    assert left() == set()


def test_an_upload_is_spared_two_days_and_anew_when_it_is_taken_up(
    database: Database, library: PhotoLibrary, store: FileStore
) -> None:
    key = library.keep_upload(PHOTO).key
    age(database, store, UPLOAD_LIFETIME - timedelta(hours=1))
    delete_unused(database, store, IN_USE)
    assert store.holds(key)
    age(database, store, UPLOAD_LIFETIME * 2)
    with database.write() as session:
        assert uploads.mark_used(session, [key, "0" * 64], database.now(session)) == {key}
    delete_unused(database, store, IN_USE)
    assert store.holds(key)
    with database.write() as session, pytest.raises(UploadMissing):
        set_fallback_photo(session, rows.account(session), "0" * 64, now=rows.NOW)
