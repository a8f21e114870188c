"""Image candidates: one photo is offered at several addresses, and the best is kept."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from zharia.articles import image_urls
from zharia.articles.content import Image
from zharia.articles.placeholder_images import may_be_photo
from zharia.articles.urls import clean


@dataclass(frozen=True, slots=True)
class ImageCandidate:
    """An address of a photo, and what is known of what lies there."""

    image: Image
    #: pixels, as whoever offers it says; 0 if nobody does
    width: float = 0


def deduplicate(candidates: Iterable[ImageCandidate]) -> list[ImageCandidate]:
    """Each photo once, in its best size, with the words of whichever candidate has some.

    Whatever is no photo is left out. An address that sets no bound on the size is its original.
    """
    kept: dict[str, ImageCandidate] = {}
    sizes: dict[str, tuple[float, float]] = {}
    for candidate in candidates:
        if not may_be_photo(candidate.image.url):
            continue
        address = image_urls.parse_image_url(clean(candidate.image.url))
        photo, size = address.key, (candidate.width or address.width, address.quality)
        first = kept.setdefault(photo, candidate)
        best = candidate if size > sizes.setdefault(photo, size) else first
        sizes[photo] = max(size, sizes[photo])
        image = replace(
            best.image,
            alt=first.image.alt or candidate.image.alt,
            credit=first.image.credit or candidate.image.credit,
        )
        kept[photo] = replace(best, image=image)
    return list(kept.values())
