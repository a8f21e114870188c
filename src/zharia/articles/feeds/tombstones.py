"""Deleted entries of an Atom feed (RFC 6721, `at:deleted-entry`).

An item that is merely no longer in a feed has made room for newer ones: that says nothing.
"""

import html
import re
from collections.abc import Iterator
from typing import Final

from zharia.articles.content import MAX_TITLE, RetractionReason
from zharia.articles.feeds.parsed import MAX_ITEMS, ParsedItem
from zharia.articles.text import one_line

_NAMESPACE: Final = "http://purl.org/atompub/tombstones/1.0"
_PREFIX: Final = re.compile(
    rf"\bxmlns(?::([\w.-]{{1,40}}))?\s{{0,20}}=\s{{0,20}}[\"']{re.escape(_NAMESPACE)}[\"']"
)
_ELEMENT: Final = re.compile(r"<(?:([\w.-]{1,40}):)?deleted-entry\b([^<>]{0,3000})>")
_REF: Final = re.compile(r"\bref\s{0,20}=\s{0,20}(?:\"([^\"]{1,2000})\"|'([^']{1,2000})')")


def tombstones(source: str) -> tuple[ParsedItem, ...]:
    """One item for each entry that the feed says it has deleted, with its id alone. Pure."""
    return tuple(_items(source)) if _NAMESPACE in source else ()


def _items(source: str) -> Iterator[ParsedItem]:
    prefixes = set(_PREFIX.findall(source))
    for number, element in enumerate(_ELEMENT.finditer(source)):
        if number == MAX_ITEMS:
            return
        ref = _REF.search(element[2])
        if (element[1] or "") in prefixes and ref:
            guid = one_line(html.unescape(ref[1] or ref[2]), 2 * MAX_TITLE)
            yield ParsedItem(guid=guid, url="", title="", withheld=RetractionReason.DELETED)
