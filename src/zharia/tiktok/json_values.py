"""Typed values out of foreign JSON: exactly, or as if they were absent.

TikTok's ids have 19 digits, more than a float holds, so an id is taken from an integer or from
digits in a string and is a string from there on. JSON can spell texts that no database keeps and
no answer of ours could carry (U+0000, halves of surrogate pairs: RFC 8259, section 8.2): U+FFFD
stands in their place.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def parse_object(body: bytes | str) -> Mapping[str, object] | None:
    """The JSON object in `body`, or None if it holds anything else.

    Bytes are UTF-8 and nothing near it (RFC 8259, section 8.1).
    """
    try:
        parsed = _plain(json.loads(body.decode("utf-8-sig") if isinstance(body, bytes) else body))
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None


def object_at(source: Mapping[str, object], key: str) -> Mapping[str, object] | None:
    """The JSON object under `key`, or None."""
    value = source.get(key)
    return value if isinstance(value, dict) else None


def text_at(source: Mapping[str, object], key: str) -> str:
    """The string under `key`, or an empty one."""
    value = source.get(key)
    return value if isinstance(value, str) else ""


def number_at(source: Mapping[str, object], key: str) -> int:
    """The whole number under `key`, or 0."""
    exact = exact_id(source.get(key))
    return int(exact) if exact else 0


def exact_id(value: object) -> str | None:
    """An id as a string of digits, or None if it is no whole number (a float is none)."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**64:
        return str(value)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 20:
        return value
    return None


def _plain(value: object) -> object:
    match value:
        case str():
            return _UNSTORABLE.sub("\ufffd", value)
        case dict():
            return {_plain(name): _plain(one) for name, one in value.items()}
        case list():
            return [_plain(one) for one in value]
    return value
