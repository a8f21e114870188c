"""Stored photos, and the two tables that remember where they came from."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from zharia.media.prepared import ChangeCode, Original, PreparedPhoto
from zharia.storage.database import Base


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A photo in the store. `key` is its SHA-256; width and height in pixels, size in bytes."""

    key: str
    width: int
    height: int
    #: what was done to it, as `[code, detail]`
    changes: tuple[tuple[str, str], ...] = ()
    size: int = 0
    #: the file it was made from
    original: Original | None = None

    @property
    def credit(self) -> str:
        """Who took it, by the file it was made from; empty if that did not say."""
        return next((who for code, who in self.changes if code == ChangeCode.CREDIT_KEPT), "")

    @staticmethod
    def of(key: str, photo: PreparedPhoto) -> "StoredPhoto":
        """A photo that was stored under this key."""
        changes = tuple((str(change.code), change.detail) for change in photo.changes)
        return StoredPhoto(key, photo.width, photo.height, changes, len(photo.jpeg), photo.original)


class PhotoColumns:
    """The columns of a stored photo: the fields of `StoredPhoto` and `Original`."""

    #: pixels
    width: Mapped[int]
    height: Mapped[int]
    #: bytes
    size: Mapped[int]
    original_width: Mapped[int]
    original_height: Mapped[int]
    original_size: Mapped[int]
    original_format: Mapped[str] = mapped_column(String(8))
    changes: Mapped[list[Any]]

    def photo(self, key: str) -> StoredPhoto:
        return StoredPhoto(
            key,
            self.width,
            self.height,
            tuple((code, detail) for code, detail in self.changes),
            self.size,
            Original(
                self.original_format,
                self.original_width,
                self.original_height,
                self.original_size,
            ),
        )


class CachedPhoto(PhotoColumns, Base):
    """Cache row: the prepared photo of an address, so that two accounts need one download."""

    __tablename__ = "prepared_photos"

    url: Mapped[str] = mapped_column(Text, primary_key=True)
    layout: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    prepared_at: Mapped[datetime]


class UploadedPhoto(PhotoColumns, Base):
    __tablename__ = "uploaded_photos"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    #: the layout it was prepared in
    layout: Mapped[str] = mapped_column(String(16))
    #: when it was uploaded, or last put into an article or an account
    kept_at: Mapped[datetime]


def columns(photo: StoredPhoto) -> dict[str, Any]:
    """The values of `PhotoColumns` for a photo whose original is known."""
    original = photo.original
    if original is None:
        raise ValueError("a photo of unknown origin")
    return {
        "width": photo.width,
        "height": photo.height,
        "size": photo.size,
        "changes": [list(change) for change in photo.changes],
        **{f"original_{name}": value for name, value in asdict(original).items()},
    }
