"""Untrusted JSON: values are read without relying on their types."""

from collections.abc import Mapping
from typing import Any

from zharia.articles.errors import UnreadableFeedError
from zharia.errors import ErrorCode
from zharia.storage import storable


def parse_json(text: str) -> Any:
    """Parse JSON (RFC 8259); its texts can be stored. Raises UnreadableFeedError."""
    try:
        return storable.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableFeedError(
            ErrorCode.FEED_BAD_JSON, f"This is no valid JSON: {str(error)[:200]}."
        ) from None


def as_text(value: object) -> str:
    """A string, or a number written out; "" for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 1e30 else ""
    return ""


def as_mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
