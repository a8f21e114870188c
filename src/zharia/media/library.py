"""Photo cache: from an address to a stored photo that TikTok takes, each prepared once a day."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final

from sqlalchemy.exc import IntegrityError

from zharia.media import fingerprinting
from zharia.media.errors import StoredPhotoMissing, UploadMissing
from zharia.media.model import CachedPhoto, StoredPhoto, UploadedPhoto, columns
from zharia.media.photo_metadata import PhotoMetadata, to_segments
from zharia.media.prepared import Layout
from zharia.media.queries import ready_photos
from zharia.media.single_flight import SingleFlight
from zharia.media.store import PhotoStore
from zharia.media.uploads import stored_key
from zharia.media.workers import PhotoWorkers
from zharia.storage.database import Database

__all__ = ["THUMBNAIL_SIZES", "PhotoLibrary", "StoredPhoto"]

#: The sizes of small pictures: their longest side in pixels.
THUMBNAIL_SIZES: Final = (180, 360, 720)

#: For so long a photo that failed costs the next page no fetch, in seconds.
_FAILED_SECONDS: Final = 60.0


class PhotoLibrary:
    """Fetches, prepares and stores photos. Any number of threads may share it.

    `fetch` gets the bytes at an address and raises a `MediaError` if it cannot.
    """

    def __init__(
        self,
        database: Database,
        store: PhotoStore,
        workers: PhotoWorkers,
        fetch: Callable[[str], bytes],
    ) -> None:
        self._database = database
        self._store = store
        self._workers = workers
        self._fetch = fetch
        self._preparing: SingleFlight[tuple[str, Layout], StoredPhoto] = SingleFlight(
            _FAILED_SECONDS
        )
        self._shrinking: SingleFlight[tuple[str, int], bytes] = SingleFlight(_FAILED_SECONDS)

    def ready(self, url: str, layout: Layout, *, again: bool = False) -> StoredPhoto:
        """Get the photo at `url`, prepared and stored; `stored:<key>` is an uploaded one.

        A photo that failed within the last minute fails again at once, unless `again` asks for
        another try. Raises `MediaError`.
        """
        known = self._known(url, layout)
        if known is not None:
            return known
        if key := stored_key(url):
            upload = self._upload(key)
            if layout == upload.layout or layout is Layout.WHOLE:
                return upload.photo(key)
        return self._preparing.do((url, layout), lambda: self._prepared(url, layout), again=again)

    def fingerprinted(self, photo: StoredPhoto, label: PhotoMetadata) -> StoredPhoto:
        """Store a copy of a photo with this metadata and a size of its own.

        See `fingerprinting`. Raises `MediaError`.
        """
        more = to_segments(replace(label, credit=label.credit or photo.credit))
        jpeg = fingerprinting.add_fingerprint(
            self._store.read(photo.key), fingerprinting.random_length(), more
        )
        return replace(photo, key=self._store.put(jpeg), size=len(jpeg))

    def keep_upload(self, photo: bytes, layout: Layout = Layout.WHOLE) -> StoredPhoto:
        """Prepare and store a photo that an editor uploaded; refer to it by `stored_address`.

        It stays as long as an article or an account refers to it; without a reference, two days.
        Raises `MediaError`.
        """
        prepared = self._workers.prepare(photo, layout)
        ready = StoredPhoto.of(self._store.put(prepared.jpeg), prepared)
        with self._database.write() as session:
            now = self._database.now(session)
            row = UploadedPhoto(key=ready.key, layout=layout, kept_at=now, **columns(ready))
            session.merge(row)
        return ready

    def thumbnail(self, key: str, longest: int) -> bytes:
        """A small JPEG of a stored photo, its longest side one of `THUMBNAIL_SIZES` (or shorter).

        Raises `MediaError`, and ValueError for another length.
        """
        if longest not in THUMBNAIL_SIZES:
            raise ValueError(f"{longest} is none of {THUMBNAIL_SIZES}")
        known = self._store.read_thumbnail(key, longest)
        if known is not None:
            return known
        return self._shrinking.do((key, longest), lambda: self._shrink(key, longest))

    def _prepared(self, url: str, layout: Layout) -> StoredPhoto:
        key = stored_key(url)
        prepared = self._workers.prepare(self._store.read(key) if key else self._fetch(url), layout)
        photo = StoredPhoto.of(self._store.put(prepared.jpeg), prepared)
        if key:
            # What the editor uploaded is the original, not what we made of it.
            upload = self._upload(key).photo(key)
            changes = (*upload.changes, *photo.changes)
            photo = replace(photo, original=upload.original, changes=changes)
        # Another process may have stored the same in this moment.
        with suppress(IntegrityError), self._database.write() as session:
            session.merge(
                CachedPhoto(
                    url=url,
                    layout=layout,
                    key=photo.key,
                    prepared_at=self._database.now(session),
                    **columns(photo),
                )
            )
        return photo

    def _shrink(self, key: str, longest: int) -> bytes:
        picture = self._workers.shrink(self._store.read(key), longest)
        self._store.put_thumbnail(key, longest, picture)
        return picture

    def _upload(self, key: str) -> UploadedPhoto:
        """Raises `UploadMissing`."""
        with self._database.read() as session:
            row = session.get(UploadedPhoto, key)
        if row is None or not self._store.holds(key):
            raise UploadMissing(key)
        return row

    def _known(self, url: str, layout: Layout) -> StoredPhoto | None:
        with self._database.read() as session:
            known = ready_photos(session, [url], layout, self._database.now(session))
        photo = known.get(url)
        if photo is None:
            return None
        try:
            # Storing it again counts as new, so that a sweep at this moment spares it.
            self._store.put(self._store.read(photo.key))
        except StoredPhotoMissing:
            return None
        return photo
