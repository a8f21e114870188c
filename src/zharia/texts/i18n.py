"""Kazakh, Russian and English: catalogues, and which language the text at hand is in.

English stands in the code; `locale/kk` and `locale/ru` hold the other two. `./run messages`
collects what is new, and a test fails on what is not translated.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

#: as Babel and HTML name them; articles say `kz` for the first
LANGUAGES: Final = ("kk", "ru", "en")
#: each language's own name for itself
NAMES: Final = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
LOCALE: Final = Path(__file__).parent / "locale"

_LANGUAGE: ContextVar[str] = ContextVar("language", default="en")


def current_language() -> str:
    """Of the text that is being written: `kk`, `ru` or `en`."""
    return _LANGUAGE.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within, `gettext` and `ngettext` answer in this language."""
    token = _LANGUAGE.set(language)
    try:
        yield
    finally:
        _LANGUAGE.reset(token)


def gettext(message: str) -> str:
    """The message in the current language."""
    return _catalogue(_LANGUAGE.get()).gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    """The form of the message that goes with a number, in the current language."""
    return _catalogue(_LANGUAGE.get()).ngettext(one, many, number)


def noop(message: str) -> str:
    """Marks a message that is translated later, where it is shown."""
    return message


@lru_cache
def _catalogue(language: str) -> NullTranslations:
    # From the source file, so that no compiled copy of it can be stale.
    source = LOCALE / language / "LC_MESSAGES" / "zharia.po"
    if not source.exists():
        return NullTranslations()
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
