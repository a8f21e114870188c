"""Foreign JSON, read without trusting the type of anything."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from zharia import storable
from zharia.articles.errors import UnreadableFeedError


def load(text: str) -> Any:
    """Parse JSON (RFC 8259); its texts can be stored. Raises UnreadableFeedError."""
    try:
        return storable.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableFeedError(
            "bad-json", f"This is no valid JSON: {str(error)[:200]}."
        ) from None


def text(value: object) -> str:
    """A string, or a number written out; "" for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 1e30 else ""
    return ""


def mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def sequence(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def moment(value: object) -> datetime | None:
    """RFC 3339 date and time; without a zone it counts as UTC."""
    try:
        found = datetime.fromisoformat(text(value).strip())
    except ValueError:
        return None
    return sane(found if found.tzinfo else found.replace(tzinfo=UTC))


def sane(found: datetime) -> datetime | None:
    """The moment in UTC, unless its year is a slip of the pen."""
    return found.astimezone(UTC) if 1990 <= found.year <= 2200 else None
