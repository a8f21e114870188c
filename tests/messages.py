"""The pages' texts: what the code says, and what the catalogues lack of it.

`./run messages` lists it; `tests/integration/web/test_messages.py` demands that there is nothing.
"""

import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from zharia.texts.i18n import LOCALE

ROOT = Path(__file__).parents[1]
#: what the code itself is written in needs no catalogue
TRANSLATED = ("kk", "ru")


@lru_cache
def said() -> Catalog:
    """Every text that the code and the templates mark for translation."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    catalogue = Catalog()
    keywords = DEFAULT_KEYWORDS | {"noop": None}
    found = extract_from_dir(ROOT / "src" / "zharia", methods, options, keywords)
    for _file, _line, message, _comments, _context in found:
        catalogue.add(message)
    return catalogue


@lru_cache
def catalogue(language: str) -> Catalog:
    path = LOCALE / language / "LC_MESSAGES" / "zharia.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def untranslated(language: str) -> Iterator[str]:
    """The texts that a catalogue lacks, or holds as a guess, or with a plural form missing."""
    known = catalogue(language)
    for message in said():
        if message.id and not _is_whole(known.get(message.id)):
            yield str(message.id)


def unused(language: str) -> Iterator[str]:
    """What a catalogue holds although nothing says it any more."""
    for message in catalogue(language):
        if message.id and said().get(message.id) is None:
            yield str(message.id)


def _is_whole(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return bool(forms) and all(forms)


if __name__ == "__main__":
    for name in TRANSLATED:
        for text in untranslated(name):
            sys.stdout.write(f"{name}: {text}\n")
