"""Scheduled times: not before a chosen moment, a year ahead at most. Pure."""

from datetime import datetime, timedelta
from typing import Final

from zharia.newsroom.errors import TooFarAhead

#: a moment further ahead is a slip of the pen
LATEST: Final = timedelta(days=366)


def is_too_far_ahead(chosen: datetime, now: datetime) -> bool:
    """Whether somebody has mistyped the year."""
    return chosen > now + LATEST


def due_at(chosen: datetime | None, now: datetime) -> datetime | None:
    """The moment for the ledger: one that is past is now, and None stays open.

    Raises `TooFarAhead`.
    """
    if chosen is None:
        return None
    if is_too_far_ahead(chosen, now):
        raise TooFarAhead
    return max(chosen, now)
