"""Image candidates: one photo is offered at several addresses, and the best is kept."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from zharia.articles import photosizes
from zharia.articles.content import Image
from zharia.articles.standins import is_photo
from zharia.articles.urls import clean


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address of a photo, and what is known of what lies there."""

    image: Image
    #: pixels, as whoever offers it says; 0 if nobody does
    width: float = 0


def strongest(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Each photo once, in its best size, with the words of whichever candidate has some.

    Whatever is no photo is left out. An address that sets no bound on the size is its original.
    """
    kept: dict[str, Candidate] = {}
    sizes: dict[str, tuple[float, float]] = {}
    for candidate in candidates:
        if not is_photo(candidate.image.url):
            continue
        address = photosizes.read(clean(candidate.image.url))
        photo, size = address.photo, (candidate.width or address.width, address.quality)
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
