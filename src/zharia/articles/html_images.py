"""Images of an article's HTML: each once, in its best size, tracking pixels left out."""

import html
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from zharia.articles.content import MAX_IMAGES, Image
from zharia.articles.image_candidates import ImageCandidate, deduplicate
from zharia.articles.img_sources import (
    best_source,
    has_lazy_source,
    has_same_file_name,
    is_lazy,
    links_to_photo,
)
from zharia.articles.text import parse_html, to_text
from zharia.articles.urls import resolve

_ELEMENT = re.compile(r"<(?:img|image|amp-img|picture)\b", re.IGNORECASE)
_ESCAPED = re.compile(r"&lt;img\b", re.IGNORECASE)
#: elements that are looked at; an article has a fraction of them
_MAX_ELEMENTS = 500
#: pixels of a side
_MAX_ICON_SIZE = 64
_LENGTHS = re.compile(r"(?<![\w-])(?:width|height)\s*:\s*(\d{1,6}(?:px)?)(?![\w.%])")
_CREDIT = re.compile(
    r"(?:^|[\s(.|])"
    r"(?:(?:фото(?:граф(?:ия|ии)?|сурет)?|сурет(?:ті түсірген|ші|(?:тің)? авторы)?|суреттер"
    r"|photo(?:grapher| by| credit)?)\b|©)\s*(?P<mark>[:©–—-]?)\s*"
    # Up to the sentence's end: the dots of "А. Сейіт" and "Zakon.kz" are none.
    r"(?P<who>(?:\b\w\.|\.(?=\w)|\([^()|]*\)|[^.|)]){2,120})",
    re.IGNORECASE,
)


def images_in_html(markup: str, base: str) -> tuple[Image, ...]:
    """The photos of `<img>` elements in reading order, with addresses resolved against `base`."""
    return _images(deduplicate(_candidates(markup, base)))


def deduplicate_images(images: Iterable[Image]) -> tuple[Image, ...]:
    """Each photo once, in its largest known size, with the alt text and credit of any copy."""
    return _images(deduplicate(map(ImageCandidate, images)))


def photo_credit(caption: str) -> str:
    """The photographer named by a caption such as "Парктің ашылуы. Сурет: Айдос Серік"."""
    found = _CREDIT.search(caption)
    who = found["who"].strip(" ,;–—-") if found else ""
    # "Photo: city hall" names someone, "photo of the park" does not.
    named = found is not None and (found["mark"] or "©" in found[0] or who[:1].isupper())
    return who if named else ""


def _images(candidates: Iterable[ImageCandidate]) -> tuple[Image, ...]:
    return tuple(candidate.image for candidate in islice(candidates, MAX_IMAGES))


def _candidates(markup: str, base: str) -> Iterator[ImageCandidate]:
    """The best candidate of each `<img>` element, in reading order."""
    if not _ELEMENT.search(markup) and _ESCAPED.search(markup):
        markup = html.unescape(markup)  # a feed that escapes once too often
    if not _ELEMENT.search(markup):
        return
    page = parse_html(markup)
    has_bases = "xml:base" in markup
    bases: dict[int, str] = {}
    captions: dict[int, str] = {}
    spares = _noscript_fallbacks(page)
    paired = {spare.mem_id for them in spares.values() for spare in them}
    for node in islice(page.css("img, amp-img, picture"), 2 * _MAX_ELEMENTS):
        if node.mem_id in paired or _is_decorative(node):
            continue
        if node.tag == "picture" and node.css_first("img, amp-img") is not None:
            continue
        beside = spares.get(node.mem_id, [])
        here = _xml_base(node, base, bases) if has_bases else base
        found = best_source(node, beside, here, base)
        if found is None:
            continue
        caption = _caption(node, captions)
        texts = (one.attributes.get("alt") or "" for one in (node, *beside))
        alt = next((words for text in texts if (words := to_text(text, 1000))), caption)
        yield ImageCandidate(Image(found.image.url, alt, photo_credit(caption)), found.width)


def _noscript_fallbacks(page: LexborHTMLParser) -> dict[int, list[LexborNode]]:
    """Of lazy-loading elements, the ones in a `<noscript>` beside them."""
    spares: dict[int, list[LexborNode]] = {}
    for noscript in islice(page.css("noscript"), _MAX_ELEMENTS):
        spare = noscript.css("img, amp-img")
        if len(spare) != 1:
            continue
        for neighbour in (_sibling(noscript, "prev"), _sibling(noscript, "next")):
            lazy = _only_img(neighbour)
            if lazy is None or lazy.mem_id in spares:
                continue
            if is_lazy(lazy) or has_same_file_name(lazy, spare[0]):
                spares[lazy.mem_id] = spare
                break
    return spares


def _sibling(node: LexborNode, side: str) -> LexborNode | None:
    found: LexborNode | None = getattr(node, side)
    while found is not None and (found.tag or "").startswith(("-", "!")):
        found = getattr(found, side)
    return found


def _only_img(node: LexborNode | None) -> LexborNode | None:
    """The element itself, or the one picture in it."""
    if node is None or node.tag == "noscript":
        return None
    if node.tag in {"img", "amp-img"}:
        return node
    found = node.css("img, amp-img")
    return found[0] if len(found) == 1 else None


def _is_decorative(node: LexborNode) -> bool:
    """A counting pixel, a spacer, an emoji or an icon."""
    words = node.attributes.get("class") or ""
    styled = _LENGTHS.findall(node.attributes.get("style") or "")
    if any(map(_is_tiny, (*map(node.attributes.get, ("width", "height")), *styled))):
        return not has_lazy_source(node)
    if _is_icon(node):
        return not (has_lazy_source(node) or links_to_photo(node))
    return "wp-smiley" in words or "emoji" in words


def _is_icon(node: LexborNode) -> bool:
    """A small square, as buttons for sharing and faces of authors are; a ratio is seldom one."""
    sides = {(node.attributes.get(side) or "").strip().lower() for side in ("width", "height")}
    found = re.fullmatch(r"(\d{1,3})(?:px)?", sides.pop()) if len(sides) == 1 else None
    return found is not None and int(found[1]) <= _MAX_ICON_SIZE


def _xml_base(node: LexborNode, base: str, known: dict[int, str]) -> str:
    """What `xml:base` sets within the text, each relative to the one around it (XML Base).

    `known` is what it is for elements that were asked for before.
    """
    above: list[LexborNode] = []
    here: LexborNode | None = node
    while here is not None and here.mem_id not in known:
        above.append(here)
        here = here.parent
    base = base if here is None else known[here.mem_id]
    for one in reversed(above):
        base = resolve(base, one.attributes.get("xml:base") or "") or base
        known[one.mem_id] = base
    return base


def _caption(node: LexborNode, captions: dict[int, str]) -> str:
    """The text under the photo: of its `figure`, or of WordPress's older caption box.

    `captions` keeps what was found: a thousand photos in one box do not search it again each.
    """
    above = node.parent
    for _ in range(4):
        if above is None:
            return ""
        if above.tag == "figure" or "wp-caption" in (above.attributes.get("class") or ""):
            if above.mem_id not in captions:
                words = above.css_first("figcaption, .wp-caption-text")
                captions[above.mem_id] = to_text(words.text(separator=" "), 1000) if words else ""
            return captions[above.mem_id]
        above = above.parent
    return ""


def _is_tiny(length: str | None) -> bool:
    """Three pixels or fewer: a counting pixel or a spacer."""
    digits = re.match(r"\s*(\d{1,6})", length or "")
    return digits is not None and int(digits[1]) <= 3 and not (length or "").strip().endswith("%")
