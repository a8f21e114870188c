"""Filters of a list as its form and its address hold them. Pure."""

from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def list_path(path: str, filters: "DataclassInstance", **changes: str) -> str:
    """The address of a list with these filters, changed; of its first page without `before`."""
    values = asdict(filters) | {"before": ""} | changes
    query = urlencode({name: value for name, value in values.items() if value})
    return f"{path}?{query}" if query else path


def invalid_days(**fields: str) -> frozenset[str]:
    """The names of the fields that hold no day."""
    return frozenset(name for name, text in fields.items() if text and _day(text) is None)


def day_start(text: str, zone: tzinfo) -> datetime | None:
    """The midnight that a day begins with; None for what is no day."""
    day = _day(text)
    return _midnight(day, zone) if day else None


def day_end(text: str, zone: tzinfo) -> datetime | None:
    """The midnight that a day ends with; None for what is no day."""
    day = _day(text)
    return _midnight(day + timedelta(days=1), zone) if day else None


def _day(text: str) -> date | None:
    """A day as a date field has it; None for anything else.

    >>> _day("2026-11-22")
    datetime.date(2026, 11, 22)
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    # Further days have no midnight in some time zones.
    return day if date.min + timedelta(days=2) < day < date.max - timedelta(days=2) else None


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
