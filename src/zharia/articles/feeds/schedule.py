"""Polling schedule: interval, backoff, jitter and Retry-After. Pure."""

import hashlib
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

#: the longest pause that our own backing off reaches
MAX_BACKOFF = timedelta(hours=6)
#: from the first look at a page that could not be read to the second, in twice as much to the third
FIRST_RETRY = timedelta(seconds=15)
#: from the first look to the last: then the story is no news any more
RETRY_PERIOD = timedelta(hours=24)
#: the longest pause that a server may ask for
MAX_RETRY_AFTER = timedelta(days=1)
#: of the pause, added at most, so that many feeds do not keep in step
JITTER = 0.1


def poll_delay(
    interval: timedelta, failures: int, *, seed: str, retry_after: timedelta | None = None
) -> timedelta:
    """The delay until the next poll; `failures` counts those in a row, this one included.

    The interval doubles with each failure up to six hours. What a server asks for by
    `Retry-After` is kept as a minimum. `seed` seeds the jitter: the same text, the same pause.
    """
    base = interval
    if failures:
        doubled = interval * 2 ** min(failures, 20)
        base = max(interval, min(doubled, MAX_BACKOFF))
    fraction = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big") / 2**32
    jittered = base * (1 + JITTER * fraction)
    return max(jittered, min(retry_after, MAX_RETRY_AFTER)) if retry_after else jittered


def next_retry(
    tries: int, began_at: datetime, now: datetime, retry_after: timedelta | None = None
) -> datetime | None:
    """When a page is searched again after so many tries; None: no more.

    The first pauses are short, since most failures pass while the story is news. What its server
    asks for by `Retry-After` is kept as a minimum.
    """
    wait = min(FIRST_RETRY * 2 ** min(tries - 1, 20), MAX_BACKOFF)
    at = now + max(wait, retry_after or timedelta())
    return at if at <= began_at + RETRY_PERIOD else None


def parse_retry_after(header: str, now: datetime) -> timedelta | None:
    """`Retry-After` as a pause: seconds or a date (RFC 9110, 10.2.3); None if it is neither."""
    header = header.strip()
    if header.isascii() and header.isdigit():
        return timedelta(seconds=min(int(header[:9]), 10**8))
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, TypeError, IndexError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(moment - now, timedelta())
