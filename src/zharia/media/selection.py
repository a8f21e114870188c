"""Selection: which of an article's photos go into the post."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from zharia.media.errors import NoPhotos
from zharia.tiktok import PHOTO_LIMIT

Photo = TypeVar("Photo")


@dataclass(frozen=True, slots=True)
class Selection(Generic[Photo]):
    """The photos of one post, and which of them is its cover."""

    photos: tuple[Photo, ...]
    #: 0-based, always within `photos`
    cover_index: int
    #: how many photos at the end were left out, since TikTok takes no more
    left_out: int = 0


def select_photos(photos: Sequence[Photo], *, cover_index: int = 0) -> Selection[Photo]:
    """The photos of a post, in the article's order; the first is the cover if another is not there.

    Raises `NoPhotos` if there are none.
    """
    if not photos:
        raise NoPhotos
    taken = tuple(photos[:PHOTO_LIMIT])
    cover = cover_index if 0 <= cover_index < len(taken) else 0
    return Selection(taken, cover, left_out=len(photos) - len(taken))
