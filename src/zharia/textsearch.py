"""Finding words in a column, whatever their case, alike on both databases.

SQLite folds the case of ASCII letters only, and what PostgreSQL folds depends on the locale it was
made with. So the pattern itself names both cases of each letter: `[Мм][Ее][Кк]…`.
"""

import unicodedata
from typing import Any

from sqlalchemy import ColumnElement, and_, true
from sqlalchemy.orm import InstrumentedAttribute, Session

#: characters of a search that are looked at
MOST = 200


def says(
    session: Session, column: InstrumentedAttribute[Any] | ColumnElement[Any], words: str
) -> ColumnElement[bool]:
    """Whether the column holds each of the words, or parts of words, in any order.

    No words at all are in every text.
    """
    wanted = unicodedata.normalize("NFC", words)[:MOST].split()
    if session.get_bind().dialect.name == "postgresql":
        return and_(true(), *(column.op("~")("".join(map(_regex, word))) for word in wanted))
    return and_(true(), *(column.op("GLOB")(f"*{''.join(map(_glob, word))}*") for word in wanted))


def _cases(letter: str) -> str:
    return "".join(sorted({one for one in (letter.lower(), letter.upper()) if len(one) == 1}))


def _glob(letter: str) -> str:
    cases = _cases(letter)
    if len(cases) > 1 or letter in "*?[":
        return f"[{cases}]"
    return letter


def _regex(letter: str) -> str:
    cases = _cases(letter)
    if len(cases) > 1:
        return f"[{cases}]"
    return f"\\{letter}" if letter.isascii() and not letter.isalnum() else letter
