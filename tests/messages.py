"""The texts of each domain: what the code says, and what the catalogues lack of it.

`./run messages` lists it; `tests/integration/web/test_messages.py` demands that there is nothing.
"""

import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from zharia.texts.catalogue import ERRORS, LOCALE, PAGES

ROOT = Path(__file__).parents[1]
#: what the code itself is written in needs no catalogue
TRANSLATED = ("kk", "ru")
#: what marks the texts of each domain, as in `./run messages`
MARKS: Final[Mapping[str, Mapping[str, Any]]] = {
    PAGES: DEFAULT_KEYWORDS | {"noop": None},
    ERRORS: {"Message": None},
}


@lru_cache
def said(domain: str) -> Catalog:
    """Every text that the code and the templates mark for translation."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    catalogue = Catalog()
    found = extract_from_dir(ROOT / "src" / "zharia", methods, options, MARKS[domain])
    for path, line, message, _comments, _context in found:
        catalogue.add(message, locations=[(path, line)])
    return catalogue


def files_of(text: str, domain: str) -> set[str]:
    """The files of `src/zharia` that say a text."""
    message = said(domain).get(text)
    return {file for file, _line in message.locations} if message else set()


@lru_cache
def catalogue(domain: str, language: str) -> Catalog:
    path = LOCALE / language / "LC_MESSAGES" / f"{domain}.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def untranslated(domain: str, language: str) -> Iterator[str]:
    """The texts that a catalogue lacks, or holds as a guess, or with a plural form missing."""
    known = catalogue(domain, language)
    for message in said(domain):
        if message.id and not _is_whole(known.get(message.id)):
            yield str(message.id)


def unused(domain: str, language: str) -> Iterator[str]:
    """What a catalogue holds although nothing says it any more."""
    for message in catalogue(domain, language):
        if message.id and said(domain).get(message.id) is None:
            yield str(message.id)


def _is_whole(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return bool(forms) and all(forms)


if __name__ == "__main__":
    for place in MARKS:
        for name in TRANSLATED:
            for text in untranslated(place, name):
                sys.stdout.write(f"{place} {name}: {text}\n")
