"""Text sanitised for a database: without U+0000 and without halves of surrogate pairs. Pure.

JSON can spell both (`"\\u0000"`, `"\\ud800"`, RFC 8259, section 8.2), so they come in through
valid documents. PostgreSQL refuses U+0000, and a lone half has no UTF-8 (Unicode 17, D76).
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

#: the path of a value: its name, and the path of what holds it; () for the whole
_Place: TypeAlias = "tuple[()] | tuple[str, _Place]"

#: replaces what cannot be stored, as in decoders (Unicode 17, section 3.9)
REPLACEMENT: Final = "\ufffd"
#: for the person or program that sent such text, after the name of its field
REMEDY: Final = (
    "contains a character that cannot be stored (U+0000, or half of a surrogate pair): leave it out"
)

_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
#: how JSON spells them; a match may be an escaped backslash, or half of a whole pair
_SPELT: Final = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


def is_storable(text: str) -> bool:
    """Whether a database can keep this text as it is."""
    if "\x00" in text:
        return False
    if text.isascii():
        return True
    try:
        # Halves of pairs have no UTF-8. Of long texts it is known sooner than by looking for them.
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def storable(text: str) -> str:
    """The text, with U+FFFD for each character that cannot be kept."""
    return text if is_storable(text) else _UNSTORABLE.sub(REPLACEMENT, text)


def storable_json(value: Any) -> Any:
    """A JSON value with all its texts made storable, names of fields too."""
    match value:
        case str():
            return storable(value)
        case dict():
            return {storable_json(name): storable_json(one) for name, one in value.items()}
        case list() | tuple():
            return [storable_json(one) for one in value]
    return value


def dumps(value: Any) -> str:
    """JSON for a database's column. Raises what `json.dumps` does."""
    # Letters as they are: spelt out, Kazakh and Russian texts would take three times the room.
    text = json.dumps(value, ensure_ascii=False)
    if is_storable(text) and "\\u0000" not in text:
        return text
    return json.dumps(storable_json(value), ensure_ascii=False)


def loads(text: str | bytes) -> Any:
    """JSON with storable texts only. Raises what `json.loads` does."""
    if isinstance(text, bytes):
        text = text.decode()
    value = json.loads(text)
    return storable_json(value) if may_spell_unstorable(text) else value


def may_spell_unstorable(document: str) -> bool:
    """Whether a JSON document may hold such text. No is certain, and quickly said."""
    return "\\u" in document and _SPELT.search(document) is not None


def unstorable_in(value: Any) -> Iterator[str]:
    """The paths of such text in a JSON value: `translations.kz.title`, `tags.0.slug`.

    For a field's name that cannot be stored it is the path of its object.
    """
    # Without recursion: a document may nest as deeply as its reader allowed. A path is spelt out
    # only if it is needed.
    waiting: list[tuple[_Place, Any]] = [((), value)]
    while waiting:
        place, one = waiting.pop()
        if isinstance(one, str):
            if not is_storable(one):
                yield _spelt(place)
        elif isinstance(one, dict):
            if not all(map(is_storable, one)):
                yield _spelt(place)
            waiting += [((name, place), field) for name, field in reversed(one.items())]
        elif isinstance(one, list):
            numbered = list(enumerate(one))
            waiting += [((str(number), place), entry) for number, entry in reversed(numbered)]


def _spelt(place: _Place) -> str:
    names: list[str] = []
    while place:
        name, place = place
        names.append(storable(name))
    return ".".join(reversed(names))
