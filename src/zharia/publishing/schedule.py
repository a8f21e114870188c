"""Backoff and polling intervals: when to look at a publication again. Pure."""

from datetime import timedelta

#: TikTok may pull for an hour and moderate for hours more; after this a person decides
PATIENCE = timedelta(hours=48)
_EAGER = timedelta(minutes=2)
_SLOWEST = timedelta(minutes=30)
_RETRY_SLOWEST = timedelta(hours=1)
_RESTART = timedelta(seconds=20)
_LATE_LOOK = timedelta(hours=6)
_MEMORY = timedelta(days=30)


def next_status_in(age: timedelta, poll: timedelta) -> timedelta | None:
    """How long to wait before the next status call.

    Every `poll` for two minutes, then a tenth of the publication's age, at most half an
    hour. None after 48 hours: asking has ended, and ending is not failing.
    """
    if age < _EAGER:
        return poll
    if age >= PATIENCE:
        return None
    return max(poll, min(age / 10, _SLOWEST))


def next_look_in(age: timedelta, poll: timedelta) -> timedelta | None:
    """As `next_status_in`, then four times a day for a month: a late word still counts."""
    step = next_status_in(age, poll)
    return _LATE_LOOK if step is None and age < _MEMORY else step


def pause_of_hosting(unreached_for: timedelta) -> timedelta:
    """How long an account waits while TikTok cannot reach us: short at first, as a restart is."""
    return max(_RESTART, min(unreached_for / 2, _RETRY_SLOWEST))


def retry_in(tries: int, hint: float | None = None) -> timedelta:
    """How long to wait before try number `tries + 1`; TikTok's hint, in seconds, rules."""
    if hint is not None:
        return timedelta(seconds=hint)
    return min(timedelta(seconds=5 * 4 ** min(tries, 10)), _RETRY_SLOWEST)
