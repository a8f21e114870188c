"""Truncation check: whether a response's body is the whole of what was asked for. Pure."""

import re
from collections.abc import Mapping
from http import HTTPStatus

_RANGE = re.compile(r"bytes\s+(\d{1,15})-(\d{1,15})/(\d{1,15}|\*)", re.IGNORECASE)


def starts_at_first_byte(status: int, headers: Mapping[str, str]) -> bool:
    """Whether the first byte of the body is the first of the file."""
    if status != HTTPStatus.PARTIAL_CONTENT:
        return True
    found = _RANGE.fullmatch(headers.get("content-range", "").strip())
    return found is not None and int(found[1]) == 0


def full_length(status: int, headers: Mapping[str, str]) -> int | None:
    """The length that an unrequested 206 must have to be the whole file.

    None for any other status, which brings all; -1 for a 206 that does not cover the file or does
    not say (RFC 9110, 15.3.7).
    """
    if status != HTTPStatus.PARTIAL_CONTENT:
        return None
    found = _RANGE.fullmatch(headers.get("content-range", "").strip())
    if found is None or found[3] == "*" or int(found[1]) != 0:
        return -1
    return int(found[3]) if int(found[2]) + 1 == int(found[3]) else -1
