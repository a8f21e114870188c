"""Case- and diacritic-insensitive search for words in a column, alike on both databases.

SQLite folds the case of ASCII letters only, and what PostgreSQL folds depends on the locale it was
made with. So the pattern itself names all spellings of each letter: `[Мм][ЕеЁё]…`.
"""

import unicodedata
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_, true
from sqlalchemy.orm import InstrumentedAttribute, Session

#: characters and words of a search that are used
MOST: Final = 200
MOST_WORDS: Final = 10

# What people type for want of the key: ё is on few phones, a Russian keyboard has none of the nine
# Kazakh letters, and an Uzbek apostrophe has five code points.
_SIMILAR: Final = {
    letter: letters
    for letters in ("её", "аә", "гғ", "иі", "кқ", "нң", "оө", "уұү", "хһ", "'`´ʹʻʼ‘’")
    for letter in letters
}


def contains_words(
    session: Session, column: InstrumentedAttribute[Any] | ColumnElement[Any], words: str
) -> ColumnElement[bool]:
    """Whether the column holds each of the words, or parts of words, in any order.

    No words at all are in every text.
    """
    wanted = unicodedata.normalize("NFC", words)[:MOST].split()[:MOST_WORDS]
    return and_(true(), *(_contains_word(session, column, word) for word in wanted))


def _contains_word(
    session: Session, column: InstrumentedAttribute[Any] | ColumnElement[Any], word: str
) -> ColumnElement[bool]:
    # "ß" is "SS" in capitals: no class of single letters holds both.
    spellings = dict.fromkeys((word, word.casefold()))
    if session.get_bind().dialect.name == "postgresql":
        return or_(*(column.op("~")("".join(map(_regex, one))) for one in spellings))
    return or_(*(column.op("GLOB")(f"*{''.join(map(_glob, one))}*") for one in spellings))


def similar_letters(letter: str) -> str:
    """All letters that a search takes for this one, in both cases, sorted. Pure."""
    letters = _SIMILAR.get(letter.lower(), letter)
    cases = {case for one in letters for case in (one, one.lower(), one.upper())}
    return "".join(sorted(case for case in cases if len(case) == 1))


def _glob(letter: str) -> str:
    letters = similar_letters(letter)
    if len(letters) > 1 or letter in "*?[":
        return f"[{letters}]"
    return letter


def _regex(letter: str) -> str:
    letters = similar_letters(letter)
    if len(letters) > 1:
        return f"[{letters}]"
    return f"\\{letter}" if letter.isascii() and not letter.isalnum() else letter
