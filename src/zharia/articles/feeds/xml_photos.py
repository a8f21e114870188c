"""Photos that an item of RSS or Atom announces beside its text.

Media RSS, enclosures, `itunes:image`, an item's own `<image>`, and whatever else a site calls its
photo. Their types are often wrong or missing, so the address is asked too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr, unescape

from zharia.articles.content import Image
from zharia.articles.feeds.untrusted_json import as_list, as_mapping, as_text
from zharia.articles.html_images import photo_credit
from zharia.articles.image_candidates import ImageCandidate, deduplicate
from zharia.articles.image_urls import parse_image_url
from zharia.articles.photo_types import is_photo_name, is_photo_type
from zharia.articles.text import to_text
from zharia.articles.urls import resolve

#: of a `media:content`: the number of the `media:group` around it
_GROUP = "group-number"
#: a thumbnail narrower than this, in pixels, is no photo to post while there is another
_MIN_WIDTH = 200

#: called a photo, in a name that no text's own markup has
_HOLDER = r"(?:[a-z]+[_-])?(?:image|photo|pic|thumb|thumbnail)"
_MARK = re.compile(
    r"<!\[CDATA\[|\]\]>|<!--|-->|<(?P<end>/?)(?P<tag>item|entry|media:group|media:content"
    rf"|{_HOLDER})(?=[\s/>])",
    re.IGNORECASE,
)
_ADDRESS_ATTRIBUTE = re.compile(r"""\b(?:url|href|src|resource)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ADDRESS_ELEMENT = re.compile(r"<(url|href|src|link)>\s*([^<]+)")
_OWN_NAME = re.compile(
    r"(?:^|.*[_-]|featured|main|lead|post|article|news|story|item|preview|big|full|large)"
    r"(?:img|image|photo|picture|pic|thumb|thumbnail|cover|poster)s?"
    r"(?:[_-]?(?:url|link|src|href|full|large))?"
)
#: items' images that are looked at; more items than half of that are not read
_MAX_IMAGES = 1000


def mark_photos(source: str) -> str:
    """Mark in the document what feedparser drops: an item's `<image>`, groups of Media RSS.

    The image is written as an enclosure, and each `media:content` gets its group's number.
    """
    pieces: list[str] = []
    done = 0
    in_item = False
    within = ""
    group, groups, images = 0, 0, 0
    for mark in _MARK.finditer(source):
        if within:
            within = "" if mark[0] == within else within
        elif mark["tag"] is None:
            within = {"<![CDATA[": "]]>", "<!--": "-->"}.get(mark[0], "")
        elif (tag := mark["tag"].lower()) in {"item", "entry"}:
            in_item, group = not mark["end"], 0
        elif tag == "media:group":
            groups += not mark["end"]
            group = 0 if mark["end"] else groups
        elif tag == "media:content":
            if mark["end"] or not group:
                continue
            pieces += [source[done : mark.end()], f' {_GROUP}="{group}"']
            done = mark.end()
        elif not mark["end"] and in_item and images < _MAX_IMAGES:
            images += 1
            if address := _address(tag, source[mark.end() : mark.end() + 5000]):
                enclosure = f'<enclosure type="image" url={quoteattr(address)}/>'
                pieces += [source[done : mark.start()], enclosure]
                done = mark.start()
    return "".join((*pieces, source[done:]))


def attached_photos(entry: Mapping[str, Any], base: str) -> list[ImageCandidate]:
    """The photos beside an item's text, each once, in the order of the item."""
    photos = deduplicate([*_media(entry, base), *_enclosures(entry, base), *_named(entry, base)])
    known = {parse_image_url(photo.image.url).key for photo in photos}
    thumbnails = _of_group(map(as_mapping, as_list(entry.get("media_thumbnail"))[:10]), base)
    # Of another photo they are too small to show while there is one.
    same = (one for one in thumbnails if not known or parse_image_url(one.image.url).key in known)
    return deduplicate([*photos, *same])


def wide_enough(candidates: Iterable[ImageCandidate], *, alone: bool) -> Iterator[Image]:
    """Those to show; a narrow one only if the item has no others."""
    for one in candidates:
        width = one.width or parse_image_url(one.image.url).size[0]
        if alone or width >= _MIN_WIDTH:
            yield one.image


def _address(tag: str, rest: str) -> str:
    """The address in an `<image>`: in an attribute, an element, or the text. "" without one.

    In another element only the address in an element: feedparser knows the others.
    """
    opening, _, inner = rest.partition(">")
    inner = re.split(rf"</{tag}\b", inner, maxsplit=1, flags=re.IGNORECASE)[0]
    inner = re.sub(r"<!\[CDATA\[|\]\]>", "", inner)
    if tag != "image" and not _ADDRESS_ELEMENT.search(inner):
        return ""
    if found := _ADDRESS_ATTRIBUTE.search(opening):
        return _unescape(found[1] or found[2] or "")
    if opening.endswith("/"):
        return ""
    if "<" not in inner:
        return _unescape(inner)
    elements = {found[1]: found[2] for found in _ADDRESS_ELEMENT.finditer(inner)}
    named = (elements.get(name, "") for name in ("url", "href", "src"))
    return _unescape(next(filter(None, named), ""))


def _unescape(address: str) -> str:
    return unescape(address, {"&quot;": '"', "&apos;": "'"}).strip()


def _media(entry: Mapping[str, Any], base: str) -> Iterator[ImageCandidate]:
    """The photos of `media:content`, with their credits."""
    media = filter(_is_media_photo, map(as_mapping, as_list(entry.get("media_content"))[:100]))
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for position, one in enumerate(media):
        groups.setdefault(as_text(one.get(_GROUP)) or f"alone {position}", []).append(one)
    photos = deduplicate(one for group in groups.values() for one in _of_group(group, base))
    credits_ = [as_text(as_mapping(c).get("content")) for c in as_list(entry.get("media_credit"))]
    for position, photo in enumerate(photos):
        credit = credits_[position] if len(credits_) == len(photos) else "".join(credits_[:1])
        words = photo_credit(credit) or to_text(credit, 200)
        yield ImageCandidate(Image(photo.image.url, credit=words), photo.width)


def _of_group(media: Iterable[Mapping[str, Any]], base: str) -> list[ImageCandidate]:
    """The widest, where they are one photo in several sizes; else all of them.

    Some sites put all photos of a story into one group, against the specification.
    """
    group = [
        ImageCandidate(Image(resolve(base, as_text(one.get("url")))), _width(one)) for one in media
    ]
    widths = {one.width for one in group}
    if len(widths) == len(group) > 1 and all(widths):
        return [max(group, key=lambda one: one.width)]
    return group


def _is_media_photo(media: Mapping[str, Any]) -> bool:
    kind, medium = as_text(media.get("type")), as_text(media.get("medium")).strip().lower()
    if kind.strip().lower().startswith("image/"):
        return True
    if medium in {"image", "audio", "video", "executable"}:
        return medium == "image"
    return is_photo_type(kind, as_text(media.get("url")))


def _enclosures(entry: Mapping[str, Any], base: str) -> Iterator[ImageCandidate]:
    for link in map(as_mapping, as_list(entry.get("links"))[:100]):
        address = as_text(link.get("href"))
        if link.get("rel") == "enclosure" and is_photo_type(as_text(link.get("type")), address):
            yield ImageCandidate(Image(resolve(base, address)))
    for body in map(as_mapping, as_list(entry.get("content"))[:20]):
        # Atom's content may lie elsewhere (RFC 4287, 4.1.3.2).
        if as_text(body.get("type")).startswith("image/"):
            yield ImageCandidate(
                Image(resolve(as_text(body.get("base")) or base, as_text(body.get("src"))))
            )


def _named(entry: Mapping[str, Any], base: str) -> Iterator[ImageCandidate]:
    """The photos of elements named so: `itunes:image`, `<photo>`, `<image_link>`."""
    for name, value in list(entry.items())[:200]:
        if not _OWN_NAME.fullmatch(name):
            continue
        fields = as_mapping(value)
        address = as_text(value) or next(
            (as_text(fields[key]) for key in ("href", "url", "src") if fields.get(key)), ""
        )
        # It may as well be the photo's name, or markup.
        if is_photo_name(urlsplit(address).path) or re.match(r"\s*(?:https?:/)?/\S+\s*$", address):
            yield ImageCandidate(Image(resolve(base, address)))


def _width(media: Mapping[str, Any]) -> int:
    width = as_text(media.get("width"))
    return int(width) if re.fullmatch(r"[0-9]{1,6}", width) else 0
