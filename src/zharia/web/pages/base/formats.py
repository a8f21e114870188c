"""Formatting of dates, numbers and sizes in each language. Pure."""

from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import Final

from babel import dates, numbers

from zharia.texts.i18n import current_language, gettext, noop

#: days from today
_NEAR: Final = {0: noop("today"), -1: noop("yesterday"), 1: noop("tomorrow")}
_STEPS: Final = ("kB", "MB", "GB")


def clock(moment: datetime, zone: tzinfo) -> str:
    """The time of day, such as 14:32."""
    return moment.astimezone(zone).strftime("%H:%M")


def day(moment: datetime | date, zone: tzinfo, now: datetime | None = None) -> str:
    """The day in words: today, yesterday, tomorrow, or its date."""
    local = moment.astimezone(zone).date() if isinstance(moment, datetime) else moment
    today = (now or datetime.now(UTC)).astimezone(zone).date()
    near = (local - today).days
    if near in _NEAR:
        return gettext(_NEAR[near])
    pattern = "d MMMM" if local.year == today.year else "d MMMM y"
    return dates.format_date(local, pattern, locale=current_language())


def long_day(moment: datetime, zone: tzinfo) -> str:
    """The day with its weekday, such as `Sunday, 22 November`."""
    local = moment.astimezone(zone).date()
    text = dates.format_date(local, "EEEE, d MMMM", locale=current_language())
    return text[:1].upper() + text[1:]


def moment(value: datetime, zone: tzinfo, now: datetime | None = None) -> str:
    """Day and time, such as `today, 14:32`."""
    return f"{day(value, zone, now)}, {clock(value, zone)}"


def whole_moment(value: datetime, zone: tzinfo) -> str:
    """Date, time to the second and zone, for a tooltip."""
    return _whole(value.astimezone(zone), current_language())


@lru_cache(maxsize=4096)
def _whole(local: datetime, language: str) -> str:
    # A long list has many, and the next look at it has the same ones.
    text = dates.format_datetime(local, "d MMMM y, HH:mm:ss", locale=language)
    return f"{text} {dates.get_timezone_gmt(local, 'short', locale='en')}"


def number(value: float) -> str:
    """Grouped and pointed as the language does."""
    return numbers.format_decimal(value, locale=current_language())


def size(count: int) -> str:
    """Bytes as a person reads them, in steps of a thousand."""
    if count < 1000:
        return f"{count} B"
    value, step = float(count), ""
    for step in _STEPS:  # noqa: B007 - the last one counts
        value /= 1000
        if value < 999.5:
            break
    text = numbers.format_decimal(
        value, "#,##0.0" if value < 10 else "#,##0", locale=current_language()
    )
    return f"{text} {step}"


def local_input(value: datetime, zone: tzinfo) -> str:
    """For `<input type="datetime-local">`."""
    return value.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


def from_local_input(text: str, zone: tzinfo) -> datetime | None:
    """What such an input was filled with; None if it is empty. Raises `ValueError`."""
    if not text.strip():
        return None
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=zone).astimezone(UTC)
    except OverflowError as error:
        # In the first year and the last, not every moment of one zone has its like in another.
        raise ValueError(f"out of range: {text}") from error


def row_number(text: str) -> int | None:
    """The number of a row, as a button names it; None for anything else."""
    return int(text) if text.isdecimal() and len(text) < 6 else None
