"""Sliding-window rate limits. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

#: TikTok's clock and ours may disagree by this much about when a minute has passed
SLACK = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Window:
    """At most `limit` calls in any stretch of `length`."""

    limit: int
    length: timedelta

    @classmethod
    def per_minute(cls, limit: int) -> "Window":
        """TikTok counts per user token and sliding minute (`content-posting-api-get-started`)."""
        return cls(limit, timedelta(minutes=1) + SLACK)

    @classmethod
    def per_day(cls, limit: int) -> "Window":
        """Caps per creator and 24 hours (`content-posting-api-get-started`)."""
        return cls(limit, timedelta(days=1) + SLACK)


def next_free(
    taken: Sequence[datetime], windows: Sequence[Window], now: datetime, *, ahead: int = 0
) -> datetime:
    """The earliest moment, not before `now`, at which every window allows one more call.

    `taken` are the calls already made or reserved, in any order. With `ahead` others
    waiting in front, it is the moment after they have all been served as early as possible.

    >>> minute = Window(1, timedelta(minutes=1))
    >>> start = datetime(2026, 11, 22, 12, 0)
    >>> next_free([start], [minute], start, ahead=1).isoformat()
    '2026-11-22T12:02:00'
    """
    calls = sorted(taken)
    moment = now
    for turn in range(ahead + 1):
        for window in windows:
            if len(calls) >= window.limit:
                moment = max(moment, calls[-window.limit] + window.length)
        if turn < ahead:
            calls.append(moment)
    return moment
