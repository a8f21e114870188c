"""Reading values out of JSON from outside: exactly, or as if they were absent.

TikTok's ids have 19 digits, more than a float holds, so an id is taken from an integer or from
digits in a string and is a string from there on.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def parse_object(body: bytes | str) -> Mapping[str, object] | None:
    """The JSON object in `body`, or None if it holds anything else."""
    try:
        parsed = json.loads(body)
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
