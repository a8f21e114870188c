"""The photos in an article's HTML: each once, in its best size, counting pixels left out."""

import re
from collections.abc import Iterable
from dataclasses import replace

from selectolax.lexbor import LexborNode

from zharia.articles.content import MAX_IMAGES, Image
from zharia.articles.text import to_text, tree
from zharia.articles.urls import image_identity, resolve

_SOURCES = ("src", "data-src", "data-lazy-src", "data-original", "data-full-url")
_SRCSETS = ("srcset", "data-srcset", "data-lazy-srcset")
#: places that count readers, and pictures that are signs rather than photos
_NOT_A_PHOTO = re.compile(
    r"//(?:[\w-]+\.)*(?:pixel\.wp\.com|stats\.wordpress\.com|mc\.yandex\.ru|counter\.yadro\.ru"
    r"|doubleclick\.net|feedburner\.com|google-analytics\.com|top-fwz1\.mail\.ru|zero\.kz)/"
    r"|s\.w\.org/images/core/emoji|/smilies/|/(?:pixel|spacer|blank|1x1)\.(?:gif|png)|\.svg(?:\?|$)",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:^|[\s(.|])"
    r"(?:(?:фото(?:граф|сурет)?|сурет(?:ті түсірген|ші)?|суреттер|photo(?: by)?)\b|©)"
    r"\s*(?P<mark>[:©–—-]?)\s*(?P<who>(?:\b\w\.|[^.|)]){2,120})",
    re.IGNORECASE,
)


def pictures(markup: str, base: str) -> tuple[Image, ...]:
    """The photos of `<img>` elements in reading order, with addresses resolved against `base`."""
    if "<img" not in markup.lower():
        return ()
    found = (_picture(node, base) for node in tree(markup).css("img"))
    return distinct(image for image in found if image)


def distinct(images: Iterable[Image]) -> tuple[Image, ...]:
    """Each photo once, in its largest known size, with the words of whichever copy has some."""
    kept: dict[str, Image] = {}
    for image in images:
        if not image.url or _NOT_A_PHOTO.search(image.url):
            continue
        key = image_identity(image.url)
        if key not in kept:
            kept[key] = image
            continue
        first = kept[key]
        best = image if _is_original(image.url) and not _is_original(first.url) else first
        kept[key] = replace(best, alt=first.alt or image.alt, credit=first.credit or image.credit)
    return tuple(kept.values())[:MAX_IMAGES]


def credit_in(caption: str) -> str:
    """Who took the photo, by a caption such as "Парктің ашылуы. Сурет: Айдос Серік"."""
    found = _CREDIT.search(caption)
    who = found["who"].strip(" ,;–—-") if found else ""
    # "Photo: city hall" names someone, "photo of the park" does not.
    named = found is not None and (found["mark"] or "©" in found[0] or who[:1].isupper())
    return who if named else ""


def largest(srcset: str) -> str:
    """The candidate of a `srcset` with the greatest width or density (HTML, 4.8.4.2.1)."""
    best, best_size = "", -1.0
    for url, size in re.findall(r"(\S*[^\s,])(?:\s+(\d+(?:\.\d+)?)[wx])?\s*(?:,|$)", srcset):
        value = float(size or 1)
        if value > best_size:
            best, best_size = url, value
    return best


def _picture(node: LexborNode, base: str) -> Image | None:
    attributes = node.attributes
    if any(_tiny(attributes.get(side)) for side in ("width", "height")):
        return None
    if "wp-smiley" in (attributes.get("class") or "") or "emoji" in (attributes.get("class") or ""):
        return None
    candidates = [largest(attributes.get(name) or "") for name in _SRCSETS]
    candidates += [attributes.get(name) or "" for name in _SOURCES]
    url = next((u for c in candidates if (u := resolve(base, c))), "")
    if not url:
        return None
    caption = _caption(node)
    alt = to_text(attributes.get("alt") or "", 1000) or caption
    return Image(url=url, alt=alt, credit=credit_in(caption))


def _caption(node: LexborNode) -> str:
    """The text under the photo: of its `figure`, or of WordPress's older caption box."""
    above = node.parent
    for _ in range(4):
        if above is None:
            return ""
        if above.tag == "figure" or "wp-caption" in (above.attributes.get("class") or ""):
            words = above.css_first("figcaption, .wp-caption-text")
            return to_text(words.text(separator=" "), 1000) if words else ""
        above = above.parent
    return ""


def _tiny(length: str | None) -> bool:
    """Three pixels or fewer: a counting pixel or a spacer."""
    digits = re.match(r"\s*(\d{1,6})", length or "")
    return digits is not None and int(digits[1]) <= 3 and not (length or "").strip().endswith("%")


def _is_original(url: str) -> bool:
    return not re.search(r"-\d{2,5}x\d{2,5}\.\w+(?:\?|$)", url)
