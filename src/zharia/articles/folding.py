"""Text normalisation: titles made equal for comparison, and ready for search. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_NO_WORD: Final = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Without case, ё as е, and without quotes, dashes and whatever is no letter and no digit.

    Unlike a search (`textsearch`) it keeps Kazakh letters apart: қар is no кар.
    """
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    return _NO_WORD.sub(" ", folded.replace("ё", "е")).strip()


def search_text(external_id: str, titles: Iterable[str]) -> str:
    """Titles and the source's id, one to a line, for `textsearch`."""
    return "\n".join(unicodedata.normalize("NFC", part) for part in (*titles, external_id))
