"""The gettext catalogues of Kazakh and Russian, read from their `.po` files."""

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

#: the domain of what pages and templates say
PAGES: Final = "zharia"
#: the domain of every `Message`: the error book, and what errors carry
ERRORS: Final = "errors"


@lru_cache
def catalogue(domain: str, language: str) -> NullTranslations:
    """The texts of a domain in `kk` or `ru`; empty, so that English stays, for others."""
    # From the source file, so that no compiled copy of it can be stale.
    source = LOCALE / language / "LC_MESSAGES" / f"{domain}.po"
    if not source.exists():
        return NullTranslations()
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
