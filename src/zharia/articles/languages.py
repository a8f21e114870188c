"""Language codes as the newsroom writes them: `kz`, `ru`, `en`, …

Kazakh is `kk` in ISO 639-1; newsrooms in Kazakhstan say `kz`, and so does our JSON.
"""

import re
from typing import Final

#: the languages of our newsrooms: a form shows both, even while one of them is empty
MAIN: Final = ("kz", "ru")

_CODE = re.compile(r"[a-z]{2,3}")
_ALIASES = {"kk": "kz", "kaz": "kz", "rus": "ru", "eng": "en"}
_KAZAKH = frozenset("әғқңөұүһі")
_CYRILLIC = re.compile(r"[а-яёәғқңөұүһі]")


def normalize(code: object) -> str:
    """`kk`, `kk-KZ`, `kz_KZ` and `kaz` become `kz`, `ru-RU` becomes `ru`; "" when it is no code.

    The form is that of BCP 47 (RFC 5646), of which only the first subtag counts here.
    """
    if not isinstance(code, str):
        return ""
    primary = re.split(r"[-_@.]", code.strip().lower(), maxsplit=1)[0]
    primary = _ALIASES.get(primary, primary)
    return primary if _CODE.fullmatch(primary) else ""


def guess(text: str) -> str:
    """`kz` or `ru` by a text's letters; "" for a short text, and for one that fits neither."""
    letters = _CYRILLIC.findall(text.lower())
    if len(letters) < 30:
        return ""
    kazakh = sum(letter in _KAZAKH for letter in letters) / len(letters)
    # Of Kazakh text these letters are a fifth; a Russian one may name a Kazakh person or place.
    if kazakh > 0.05:
        return "kz"
    return "ru" if kazakh < 0.02 else ""


def contradiction(language: str, text: str) -> str:
    """Why a text does not look like its language, or "".

    Only Kazakh and Russian are told apart, by the nine letters that Russian lacks. On a short
    text that is a guess, so nobody should act on it beyond a warning.
    """
    letters = _CYRILLIC.findall(text.lower())
    if len(letters) < 80:
        return ""
    kazakh = sum(letter in _KAZAKH for letter in letters) / len(letters)
    if language == "ru" and kazakh > 0.03:
        return "declared Russian, but its letters look Kazakh"
    if language == "kz" and kazakh == 0:
        return "declared Kazakh, but it has no Kazakh letter"
    return ""
