"""Which of an article's photos go into the post."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from zharia.media.errors import NoPhotos

#: content-posting-api-reference-photo-post: `photo_images` takes 1–35 URLs
MOST_PHOTOS: Final = 35

Photo = TypeVar("Photo")


@dataclass(frozen=True, slots=True)
class Chosen(Generic[Photo]):
    photos: tuple[Photo, ...]
    #: 0-based, always within `photos`
    cover_index: int
    #: how many photos at the end were left out, since TikTok takes no more
    left_out: int = 0
    #: the asked-for cover is not among the photos, so the first one is the cover
    cover_replaced: bool = False
    #: the article had no photo, and the fallback picture stands in
    fallback_used: bool = False


def choose(
    photos: Sequence[Photo], *, cover_index: int = 0, fallback: Photo | None = None
) -> Chosen[Photo]:
    """The photos of a post, in the article's order.

    Raises `NoPhotos` if the article has none and there is no fallback picture.
    """
    if not photos:
        if fallback is None:
            raise NoPhotos
        return Chosen((fallback,), 0, fallback_used=True)
    taken = tuple(photos[:MOST_PHOTOS])
    cover_exists = 0 <= cover_index < len(taken)
    return Chosen(
        taken,
        cover_index if cover_exists else 0,
        left_out=len(photos) - len(taken),
        cover_replaced=not cover_exists,
    )
