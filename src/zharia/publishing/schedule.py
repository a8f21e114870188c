"""Polling intervals and backoff. Pure."""

from datetime import timedelta

#: TikTok may pull for an hour and moderate for hours more; after this a person resolves it
STATUS_TIMEOUT = timedelta(hours=48)
_FAST_FOR = timedelta(minutes=2)
_MAX_INTERVAL = timedelta(minutes=30)
_MAX_BACKOFF = timedelta(hours=1)
_MIN_HOSTING_PAUSE = timedelta(seconds=20)
_LATE_INTERVAL = timedelta(hours=6)
_LATE_FOR = timedelta(days=30)


def status_interval(age: timedelta, poll: timedelta) -> timedelta | None:
    """How long to wait before the next status call.

    Every `poll` for two minutes, then a tenth of the publication's age, at most half an
    hour. None after 48 hours: polling ends, which is not a failure.
    """
    if age < _FAST_FOR:
        return poll
    if age >= STATUS_TIMEOUT:
        return None
    return max(poll, min(age / 10, _MAX_INTERVAL))


def long_status_interval(age: timedelta, poll: timedelta) -> timedelta | None:
    """As `status_interval`, then four times a day for a month: a late status still counts."""
    step = status_interval(age, poll)
    return _LATE_INTERVAL if step is None and age < _LATE_FOR else step


def hosting_pause(unreached_for: timedelta) -> timedelta:
    """How long an account waits while TikTok cannot reach us: short at first, as a restart is."""
    return max(_MIN_HOSTING_PAUSE, min(unreached_for / 2, _MAX_BACKOFF))


def backoff(tries: int, hint: float | None = None) -> timedelta:
    """How long to wait before try number `tries + 1`; TikTok's hint, in seconds, rules."""
    if hint is not None:
        return timedelta(seconds=hint)
    return min(timedelta(seconds=5 * 4 ** min(tries, 10)), _MAX_BACKOFF)
