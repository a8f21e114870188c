"""What a search compares. Pure.

Databases fold the case of Latin letters at most (SQLite's LIKE), so both sides are folded here.
"""

import unicodedata
from collections.abc import Iterable
from typing import Final

#: words of a search; further ones are not looked for
MOST_WORDS: Final = 10
_LINE: Final = "\n"


def folded(text: str) -> str:
    """In NFC, without case, and with ё as е, since few people type it."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return folded.replace("ё", "е")


def search_text(external_id: str, titles: Iterable[str]) -> str:
    """All that an article is found by, one thing to a line."""
    return _LINE.join(folded(part) for part in (*titles, external_id))


def wanted_words(text: str) -> list[str]:
    """The words of which an article must have every one, whole or as a part."""
    return folded(text).split()[:MOST_WORDS]
