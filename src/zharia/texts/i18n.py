"""Which language the page at hand is in, and its texts in that language (gettext)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from zharia.texts.catalogue import LANGUAGES, LOCALE, NAMES, PAGES, catalogue

__all__ = [
    "LANGUAGES",
    "LOCALE",
    "NAMES",
    "current_language",
    "gettext",
    "ngettext",
    "noop",
    "override_language",
    "set_language",
]

_LANGUAGE: ContextVar[str] = ContextVar("language", default="en")


def current_language() -> str:
    """Of the text that is being written: `kk`, `ru` or `en`."""
    return _LANGUAGE.get()


def set_language(language: str) -> None:
    """From here on, this task and the threads that it starts write in this language."""
    _LANGUAGE.set(language)


@contextmanager
def override_language(language: str) -> Iterator[None]:
    """Within, `gettext` and `ngettext` answer in this language."""
    token = _LANGUAGE.set(language)
    try:
        yield
    finally:
        _LANGUAGE.reset(token)


def gettext(message: str) -> str:
    """The message in the current language."""
    return catalogue(PAGES, _LANGUAGE.get()).gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    """The form of the message that goes with a number, in the current language."""
    return catalogue(PAGES, _LANGUAGE.get()).ngettext(one, many, number)


def noop(message: str) -> str:
    """Marks a message that is translated later, where it is shown."""
    return message
