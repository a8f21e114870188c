"""Text normalisation: what spellings of one headline share: case folding and more. Pure."""

import re
import unicodedata
from typing import Final

_NO_WORD: Final = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Without case, ё as е, and without quotes, dashes and whatever is no letter and no digit.

    Unlike a search (`textsearch`) it keeps Kazakh letters apart: қар is no кар.
    """
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    return _NO_WORD.sub(" ", folded.replace("ё", "е")).strip()
