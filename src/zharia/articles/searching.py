"""The search document of an article. Pure."""

import unicodedata
from collections.abc import Iterable


def search_text(external_id: str, titles: Iterable[str]) -> str:
    """Titles and the source's id, one to a line, for `textsearch`."""
    return "\n".join(unicodedata.normalize("NFC", part) for part in (*titles, external_id))
