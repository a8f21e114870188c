"""Deleted entries of an Atom feed (RFC 6721, `at:deleted-entry`).

An item that is merely no longer in a feed has made room for newer ones: that says nothing.
"""

import html
import re
from itertools import islice
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
    prefixes = set(_PREFIX.findall(source))
    elements = islice(_ELEMENT.finditer(source), MAX_ITEMS) if prefixes else ()
    deleted = (_REF.search(one[2]) for one in elements if (one[1] or "") in prefixes)
    guids = (one_line(html.unescape(ref[1] or ref[2]), 2 * MAX_TITLE) for ref in deleted if ref)
    return tuple(
        ParsedItem(guid=guid, url="", title="", withheld=RetractionReason.DELETED) for guid in guids
    )
