"""From a photo's address to a stored photo that TikTok will take, each prepared once a day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from zharia.database import Base, Database
from zharia.media.errors import StoredPhotoMissing
from zharia.media.prepared import Layout
from zharia.media.store import PhotoStore
from zharia.media.workers import PhotoWorkers

#: The same address may show another picture tomorrow.
FRESH = timedelta(hours=24)


class PreparedFrom(Base):
    """What became of the photo at an address, so that two accounts need one download."""

    __tablename__ = "prepared_photos"

    url: Mapped[str] = mapped_column(Text, primary_key=True)
    layout: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    #: pixels
    width: Mapped[int]
    height: Mapped[int]
    changes: Mapped[list[Any]]
    prepared_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class ReadyPhoto:
    """A photo in the store. `key` is its SHA-256; width and height in pixels."""

    key: str
    width: int
    height: int
    #: what was done to it, as `[code, detail]`
    changes: tuple[tuple[str, str], ...] = ()


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

    def ready(self, url: str, layout: Layout) -> ReadyPhoto:
        """The photo at `url`, stored. Raises `MediaError`."""
        known = self._known(url, layout)
        if known is not None:
            return known
        prepared = self._workers.prepare(self._fetch(url), layout)
        changes = tuple((str(change.code), change.detail) for change in prepared.changes)
        photo = ReadyPhoto(self._store.put(prepared.jpeg), prepared.width, prepared.height, changes)
        with self._database.write() as session:
            session.merge(
                PreparedFrom(
                    url=url,
                    layout=layout,
                    key=photo.key,
                    width=photo.width,
                    height=photo.height,
                    changes=[list(change) for change in changes],
                    prepared_at=self._database.now(session),
                )
            )
        return photo

    def forget_old(self) -> None:
        """Drop what is no longer fresh; the photos themselves stay while a post needs them."""
        with self._database.write() as session:
            before = self._database.now(session) - FRESH
            session.execute(delete(PreparedFrom).where(PreparedFrom.prepared_at < before))

    def _known(self, url: str, layout: Layout) -> ReadyPhoto | None:
        with self._database.read() as session:
            since = self._database.now(session) - FRESH
            row = session.scalar(
                select(PreparedFrom).where(
                    PreparedFrom.url == url,
                    PreparedFrom.layout == layout,
                    PreparedFrom.prepared_at > since,
                )
            )
        if row is None:
            return None
        try:
            # Storing it again counts as new, so that a sweep at this moment spares it.
            self._store.put(self._store.read(row.key))
        except StoredPhotoMissing:
            return None
        changes = tuple((code, detail) for code, detail in row.changes)
        return ReadyPhoto(row.key, row.width, row.height, changes)
