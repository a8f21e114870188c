"""Responsive images: the addresses that an `<img>` offers for its photo; the best is taken.

Lazy loaders put a stand-in into `src` and the photo into an attribute of their own, or into a
`<noscript>` beside it; a `<picture>` has it in other formats and sizes.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final
from urllib.parse import urldefrag, urlsplit

from selectolax.lexbor import LexborNode

from zharia.articles.content import Image
from zharia.articles.image_candidates import ImageCandidate, deduplicate
from zharia.articles.image_urls import PHOTO_ENDING, PHOTO_FILE, parse_image_url
from zharia.articles.photo_types import is_photo_type
from zharia.articles.placeholder_images import may_be_photo
from zharia.articles.srcset import parse_srcset
from zharia.articles.urls import resolve

# About how wide in pixels the photo at an address is, where nothing says so: what counts is
# only which of an element's addresses is likelier the whole photo.
_FULL: Final = 2000.0  # `data-full-url`, `data-orig-file`
_LAZY: Final = 500.0  # `data-src`
_PLAIN: Final = 480.0  # `src`
_SOURCE: Final = 470.0  # a `<source>` without sizes, in a format that fewer programs read
_SMALL: Final = 60.0  # `data-thumb`
_OTHER: Final = 50.0  # a photo's address in an attribute that may mean anything
_PLACEHOLDER: Final = 40.0  # `src` beside a lazy loader's attribute
_LINKED: Final = 30.0  # the photo that the element links to

#: what addresses are relative to where only their names count
_ANYWHERE: Final = "https://a.example/"

#: addresses of one element that are looked at
_MAX_SOURCES: Final = 60

_PHOTO_NAME = re.compile(PHOTO_ENDING + r"\b", re.IGNORECASE)
#: hardly ever a photo, and often what stands in for one
_DRAWING = re.compile(r"\.gif$", re.IGNORECASE)
_SIZED = re.compile(r"\s\d+(?:\.\d+)?[wx]\s*(?:,|$)")
_MEDIA = re.compile(r"(min|max)-width:\s*(\d{1,5})px")
_NUMBERED = re.compile(r"[-_.](\d{3,4})(?:px|w)?(?=\.\w{2,5}$)")
_NAME = re.compile(r"[-_:.]+")
# The words of an attribute's name.
# fmt: off
_NOT_FOR_ADDRESSES = frozenset([
    "title", "alt", "caption", "desc", "description", "text", "name", "credit", "copyright",
    "id", "width", "height", "size", "sizes", "ratio", "aspect", "meta", "avatar", "author",
    "icon", "logo", "flag", "next", "prev", "related", "video", "permalink", "page",
])
_FOR_FULL = frozenset([
    "full", "orig", "original", "large", "big", "zoom", "hires", "hi", "highres",
])
_FOR_SMALL = frozenset([
    "thumb", "thumbnail", "small", "medium", "low", "lowsrc", "lqip", "preview", "placeholder",
    "blur", "tiny", "mini",
])
_FOR_PHOTO = frozenset(["image", "img", "photo", "picture", "pic", "file"])
_FOR_LAZY = frozenset([
    "echo", "lazyload", "lazy", "original", "url", "delayed",
])
# fmt: on


@dataclass(frozen=True, slots=True)
class _Source:
    """One address of an element."""

    url: str
    #: pixels that its descriptor says; 0 if none does
    width: float
    #: pixels, guessed by where it stands
    estimated_width: float
    #: a lazy loader's
    is_lazy: bool = False
    #: what a lazy loader replaces
    may_be_placeholder: bool = False


def best_source(
    img: LexborNode, spares: Sequence[LexborNode], base: str, page: str
) -> ImageCandidate | None:
    """The best address of an `<img>`, or of a `<picture>` that has none; None without any.

    `spares` stand in a `<noscript>` beside. `base` is what addresses are relative to, `page` the
    address of the text around.
    """
    said = chain(
        _element_sources(img, base, _PLAIN, may_be_placeholder=True),
        *(_element_sources(spare, base, _LAZY) for spare in spares),
        *(_picture_sources(one, base) for one in (img, *spares)),
        _linked_photo(img, base),
    )
    here = urldefrag(page).url
    sources = [
        one
        for one in islice(said, _MAX_SOURCES)
        if may_be_photo(one.url) and urldefrag(one.url).url != here
    ]
    if not sources:
        return None
    lead = max(sources, key=_width_estimate(sources, lazy=_has_lazy_class(img)))
    photo = parse_image_url(lead.url).key
    # The likeliest first: of equals the first is kept.
    offers = (ImageCandidate(Image(one.url), one.width) for one in (lead, *sources))
    return next(one for one in deduplicate(offers) if parse_image_url(one.image.url).key == photo)


def has_lazy_source(img: LexborNode) -> bool:
    """Whether an attribute other than `src` has an address for a lazy loader."""
    return any(one.is_lazy for one in _element_sources(img, _ANYWHERE, _PLAIN))


def is_lazy(img: LexborNode) -> bool:
    """Whether a script loads the element's photo."""
    own = _element_sources(img, _ANYWHERE, _PLAIN)
    return (
        _has_lazy_class(img)
        or has_lazy_source(img)
        or not any(may_be_photo(one.url) for one in own)
    )


def links_to_photo(img: LexborNode) -> bool:
    """Whether the element is a thumbnail that links to the photo."""
    return any(_linked_photo(img, _ANYWHERE))


def has_same_file_name(img: LexborNode, spare: LexborNode) -> bool:
    """Whether two elements have addresses with the same file name."""
    names = [
        {
            urlsplit(one.url).path.rpartition("/")[2]
            for one in _element_sources(node, _ANYWHERE, _PLAIN)
        }
        for node in (img, spare)
    ]
    return bool(set.intersection(*names) - {""})


def _has_lazy_class(img: LexborNode) -> bool:
    return "lazy" in (img.attributes.get("class") or "").lower()


def _width_estimate(sources: list[_Source], *, lazy: bool) -> Callable[[_Source], float]:
    """How wide the photo at an address is, measured or guessed."""
    lazy = lazy or any(one.is_lazy for one in sources)
    numbers: dict[str, set[str]] = {}
    for one in sources:
        stem, number = _split_number(one.url)
        numbers.setdefault(stem, set()).add(number)

    def width(one: _Source) -> float:
        stated = parse_image_url(one.url).width
        stem, number = _split_number(one.url)
        if one.width:
            return one.width
        if stated < 10_000:
            return stated
        # Names that differ only by a number: it is their width.
        if number and len(numbers[stem]) > 1:
            return float(number)
        if one.may_be_placeholder and (lazy or _DRAWING.search(urlsplit(one.url).path)):
            return _PLACEHOLDER
        return one.estimated_width

    return width


def _split_number(url: str) -> tuple[str, str]:
    path = urlsplit(url).path
    found = _NUMBERED.search(path)
    stem = _NUMBERED.sub("", path).rpartition(".")[0]
    return stem, found[1] if found else ""


def _element_sources(
    node: LexborNode, base: str, plain: float, *, may_be_placeholder: bool = False
) -> Iterator[_Source]:
    # No element of a real page has that many; some hostile ones have thousands.
    for name, value in islice(node.attributes.items(), 200):
        words = frozenset(_NAME.split(name))
        known = name in {"src", "srcset"}
        named_so = any("src" in word for word in words) or bool(words & _FOR_LAZY)
        if not value or not (known or named_so or name.startswith("data-")):
            continue
        if words & _NOT_FOR_ADDRESSES:
            continue
        likely = plain if known else _estimated_width(words, named_so=named_so)
        lazy = not known and named_so and likely >= _LAZY
        if "srcset" in name or "srcset" in words or _SIZED.search(value):
            for address, width, density in parse_srcset(value):
                if known or _is_address(address, named_so=named_so):
                    guess = likely * (density or 1)
                    yield _Source(resolve(base, address), width, guess, lazy)
        elif known or _is_address(value, named_so=named_so):
            if not known and not is_photo_type("", value):
                likely, lazy = _OTHER, False  # a player's, maybe
            stands_in = may_be_placeholder and name == "src"
            yield _Source(resolve(base, value), 0, likely, lazy, stands_in)


def _estimated_width(words: frozenset[str], *, named_so: bool) -> float:
    if words & _FOR_SMALL:
        return _SMALL
    if words & _FOR_FULL:
        return _FULL
    return _LAZY if named_so or words & _FOR_PHOTO else _OTHER


def _is_address(value: str, *, named_so: bool) -> bool:
    """Whether the value of an attribute is an address."""
    value = value.strip()
    if not value or len(value) > 4000 or value[0] in "{[<(" or value.startswith("url("):
        return False
    spaced = bool(re.search(r"\s", value))
    rooted = bool(re.match(r"https?:/|\.{0,2}/", value))
    if _PHOTO_NAME.search(value):
        return rooted or not spaced
    return named_so and not spaced and any(mark in value for mark in "/?.")


def _picture_sources(img: LexborNode, base: str) -> Iterator[_Source]:
    """What the `<source>` elements around it offer, or those in it."""
    picture = img if img.tag == "picture" else img.parent
    if picture is None or picture.tag != "picture":
        return
    for source in islice(picture.iter(), 50):
        if source.tag != "source":
            continue
        kind = (source.attributes.get("type") or "image/").strip().lower()
        if not kind.startswith("image") or "svg" in kind or "jxl" in kind:
            continue
        likely = _SOURCE
        for bound, pixels in _MEDIA.findall(source.attributes.get("media") or ""):
            likely = (max if bound == "min" else min)(likely, float(pixels))
        yield from _element_sources(source, base, likely)


def _linked_photo(img: LexborNode, base: str) -> Iterator[_Source]:
    """The photo file that the element is a link to."""
    above = img.parent
    for _ in range(2):
        if above is None:
            return
        if above.tag == "a":
            url = resolve(base, above.attributes.get("href") or "")
            if PHOTO_FILE.search(urlsplit(url).path):
                yield _Source(url, 0, _LINKED)
            return
        above = above.parent
