"""Language codes as the newsroom writes them, and language detection for texts that claim one.

Kazakh is `kk` in ISO 639-1; newsrooms in Kazakhstan say `kz`, and so does our JSON.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from zharia.articles.letter_classes import (
    FOREIGN,
    KAZAKH,
    KAZAKH_I,
    LATIN,
    RUSSIAN,
    SENTENCE_END,
    letter_classes,
)

#: the languages of our newsrooms: a form shows both, even while one of them is empty
MAIN_LANGUAGES: Final = ("kz", "ru")

_CODE = re.compile(r"[a-z]{2,3}")
_ALIASES = {"kk": "kz", "kaz": "kz", "rus": "ru", "eng": "en"}
_KAZAKH = frozenset("әғқңөұүһі")
_CYRILLIC = re.compile(r"[а-яёәғқңөұүһі]")
_LATIN_I: Final = re.compile(r"(?<=[а-яё])i|i(?=[а-яё])")

#: Cyrillic letters of a piece that is long enough to be judged. A fifth of Kazakh letters is not
#: Russian, so in 40 of them none at all comes once in seven thousand times
_MIN_LETTERS: Final = 40
#: of a piece's letters: from here it is Kazakh. Below, and not nothing, it may be a Russian
#: sentence with a Kazakh name, so it says nothing
_KAZAKH_SHARE: Final = 0.08
#: of what could be judged: Kazakh texts quote Russian ones, and the other way round
_MAJORITY: Final = 0.8


def normalize(code: object) -> str:
    """`kk`, `kk-KZ`, `kz_KZ` and `kaz` become `kz`, `ru-RU` becomes `ru`; "" when it is no code.

    The form is that of BCP 47 (RFC 5646), of which only the first subtag counts here.
    """
    if not isinstance(code, str):
        return ""
    primary = re.split(r"[-_@.]", code.strip().lower(), maxsplit=1)[0]
    primary = _ALIASES.get(primary, primary)
    return primary if _CODE.fullmatch(primary) else ""


def detect_language(text: str) -> str:
    """Detect `kz` or `ru` by a text's letters; "" for a short text and other languages."""
    letters = _CYRILLIC.findall(text.lower())
    if len(letters) < 30:
        return ""
    kazakh = sum(letter in _KAZAKH for letter in letters) / len(letters)
    # Of Kazakh text these letters are a fifth; a Russian one may name a Kazakh person or place.
    if kazakh > 0.05:
        return "kz"
    return "ru" if kazakh < 0.02 else ""


def mismatched_language(language: str, text: str) -> str:
    """The detected language if it contradicts the declared one: `kz` or `ru`; else "".

    Only these two are told apart, by the nine letters that Russian lacks; of a short text, of one
    in Latin letters and of one that is half the one and half the other nothing is said.
    """
    if language not in MAIN_LANGUAGES:
        return ""
    looks = _dominant_language(text)
    return "" if looks == language else looks


def mismatch_warning(language: str, text: str) -> str:
    """A sentence about a text that does not match its language, or ""."""
    return {
        "kz": "declared Russian, but its letters look Kazakh",
        "ru": "declared Kazakh, but it has hardly a Kazakh letter",
    }.get(mismatched_language(language, text), "")


def _dominant_language(text: str) -> str:
    """`kz` or `ru` where most of a text is clearly that, else ""."""
    text = unicodedata.normalize("NFC", text).lower()
    # Keyboards without Kazakh letters have a Latin i.
    text = _LATIN_I.sub("і", text) if "i" in text else text
    classes = letter_classes(text)
    kazakh = classes.count(KAZAKH) + classes.count(KAZAKH_I)
    if classes.count(LATIN) > classes.count(RUSSIAN) + kazakh or FOREIGN in classes:
        return ""
    # Ukrainian and Belarusian share this one letter with Kazakh; a Russian text may name it.
    if KAZAKH not in classes and classes.count(KAZAKH_I) > 0.03 * len(text):
        return ""
    letters = {"kz": 0, "ru": 0}
    for length, kazakh in _sentence_groups(classes):
        if kazakh == 0:
            letters["ru"] += length
        elif kazakh >= _KAZAKH_SHARE * length:
            letters["kz"] += length
    judged = sum(letters.values())
    return next((name for name, count in letters.items() if count > _MAJORITY * judged), "")


def _sentence_groups(classes: bytes) -> Iterator[tuple[int, int]]:
    """How many Cyrillic letters sentences have and how many of them are Kazakh.

    Short sentences are taken together; what is left at the end is not.
    """
    length = kazakh = 0
    # They end with their line, or with a mark before a space.
    for sentence in classes.replace(SENTENCE_END + b" ", b"\n").split(b"\n"):
        of_kazakh = sentence.count(KAZAKH) + sentence.count(KAZAKH_I)
        length += sentence.count(RUSSIAN) + of_kazakh
        kazakh += of_kazakh
        if length >= _MIN_LETTERS:
            yield length, kazakh
            length = kazakh = 0
