"""Truncation of text: counted as TikTok counts, cut where a reader would."""

import regex

ELLIPSIS = "…"

_CHARACTER = regex.compile(r"\X")
# A full stop after a short word is taken for an abbreviation: "ж.", "г.", "млн.", "т.б.".
_SENTENCE_END = regex.compile(
    r"(?:[!?…]|(?<=[\p{L}\p{Nd}]{4}|[»”\")\]%])\.)[»”\")\]]*(?=\ (?!\p{Ll}))"
)
# Nothing of this makes sense just before an ellipsis.
_DANGLING = frozenset(" .,;:…–—-([{«„“/&+№#")


def utf16_units(text: str) -> int:
    """The length of a text as TikTok counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shorten(text: str, limit: int, *, at_sentence: bool = False) -> str:
    """The text itself if it has at most `limit` UTF-16 units, else its beginning with "…".

    The cut comes after a sentence where that is asked for and keeps half of what fits, else after
    a word on the same condition, else between two characters as readers see them (grapheme
    clusters), never inside one. Empty if not even one character fits. The text is one line.
    """
    if utf16_units(text) <= limit:
        return text
    characters = _beginning(text, limit - len(ELLIPSIS))
    fitting = _length(characters)
    if at_sentence:
        # one unit less: a space parts the full stop from the ellipsis
        parted = _length(_beginning(text, limit - len(ELLIPSIS) - 1))
        sentences = _last_sentence_end(text, parted)
        if sentences and 2 * sentences >= fitting:
            return f"{text[:sentences]} {ELLIPSIS}"
    if not text.startswith(" ", fitting):
        words = _without_last_word(characters)
        if 2 * _length(words) >= fitting:
            characters = words
    while characters and characters[-1][0] in _DANGLING:
        characters.pop()
    return "".join(characters) + ELLIPSIS if characters else ""


def _beginning(text: str, room: int) -> list[str]:
    """The characters that fit into `room` units."""
    characters: list[str] = []
    for match in _CHARACTER.finditer(text):
        room -= utf16_units(match[0])
        if room < 0:
            break
        characters.append(match[0])
    return characters


def _length(characters: list[str]) -> int:
    return sum(map(len, characters))


def _without_last_word(characters: list[str]) -> list[str]:
    end = len(characters)
    while end and not characters[end - 1].startswith(" "):
        end -= 1
    return characters[:end]


def _last_sentence_end(text: str, before: int) -> int:
    """Where the last sentence ends that lies whole in text[:before]; 0 if none does."""
    end = 0
    for match in _SENTENCE_END.finditer(text, 0, before + 2):
        if match.end() <= before:
            end = match.end()
    return end
