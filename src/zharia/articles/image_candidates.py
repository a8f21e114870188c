"""Image candidates: one photo is offered at several addresses, and the best is kept."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from zharia.articles.content import Image
from zharia.articles.image_urls import parse_image_url
from zharia.articles.placeholder_images import may_be_photo


@dataclass(frozen=True, slots=True)
class ImageCandidate:
    """An address of a photo, and the width that is stated for it."""

    image: Image
    #: pixels, as whoever offers it says; 0 if nobody does
    width: float = 0


def deduplicate(candidates: Iterable[ImageCandidate]) -> list[ImageCandidate]:
    """Each photo once, in its largest size, with the alt text and credit of any candidate.

    Whatever is no photo is left out. An address that sets no bound on the size is its original.
    """
    kept: dict[str, ImageCandidate] = {}
    sizes: dict[str, tuple[float, float]] = {}
    for candidate in candidates:
        if not may_be_photo(candidate.image.url):
            continue
        address = parse_image_url(candidate.image.url)
        key, size = address.key, (candidate.width or address.width, address.quality)
        first = kept.setdefault(key, candidate)
        best = candidate if size > sizes.setdefault(key, size) else first
        sizes[key] = max(size, sizes[key])
        image = replace(
            best.image,
            alt=first.image.alt or candidate.image.alt,
            credit=first.image.credit or candidate.image.credit,
        )
        kept[key] = replace(best, image=image)
    return list(kept.values())
