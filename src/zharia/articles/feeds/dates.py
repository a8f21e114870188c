"""Date parsing: RFC 3339, RFC 5322 and what sites write instead, with or without a time zone.

A date without a zone, or with an unknown one, is parsed as a datetime without `tzinfo`; `to_utc`
reads it in the zone that the feed is set to.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# fmt: off
# Names by place follow their place's history: Almaty moved from +06:00 to +05:00 on 2024-03-01.
_PLACES: Final[Mapping[str, str]] = {
    "ALMT": "Asia/Almaty", "AQTT": "Asia/Aqtau", "ORAT": "Asia/Oral", "QYZT": "Asia/Qyzylorda",
    "QOST": "Asia/Qostanay", "KOST": "Asia/Qostanay", "UZT": "Asia/Tashkent",
    "KGT": "Asia/Bishkek", "TJT": "Asia/Dushanbe", "TMT": "Asia/Ashgabat", "AZT": "Asia/Baku",
    "MSK": "Europe/Moscow", "МСК": "Europe/Moscow", "SAMT": "Europe/Samara",
    "YEKT": "Asia/Yekaterinburg", "OMST": "Asia/Omsk", "NOVT": "Asia/Novosibirsk",
    "KRAT": "Asia/Krasnoyarsk", "IRKT": "Asia/Irkutsk", "YAKT": "Asia/Yakutsk",
    "VLAT": "Asia/Vladivostok", "MAGT": "Asia/Magadan", "SAKT": "Asia/Sakhalin",
    "PETT": "Asia/Kamchatka", "TRT": "Europe/Istanbul",
}
#: hours from UTC. Names that several countries use for different times (IST, AMT) are not known;
#: nor are the letters of RFC 822, which nobody used rightly (RFC 5322, 4.3)
_HOURS: Final[Mapping[str, int]] = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2,
    "MET": 1, "MEST": 2, "EET": 2, "EEST": 3, "MSD": 4, "PKT": 5, "HKT": 8, "SGT": 8,
    "JST": 9, "KST": 9, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "AST": -4, "ADT": -3,
}
# fmt: on
_MONTHS: Final = tuple(
    names.split()
    for names in (
        *("jan янв қаң", "feb фев ақп", "mar мар нау", "apr апр сәу", "may май мая мам"),
        *("jun июн мау", "jul июл шіл", "aug авг там", "sep сен қыр", "oct окт қаз"),
        *("nov ноя қар", "dec дек жел"),
    )
)

_TIME = re.compile(
    r"(?<![\d:])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?(?![\d:])"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?)?",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"^[^\W\d]+\.?,\s*|^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?\s+", re.IGNORECASE
)
_DATES = (
    re.compile(r"(?P<year>\d{4})(?P<part>[-/.])(?P<month>\d{1,2})(?P=part)(?P<day>\d{1,2})"),
    re.compile(
        r"(?P<day>\d{1,2})(?P<part>[.-])(?P<month>\d{1,2})(?P=part)(?P<year>\d{4}|(?<=\.)\d{2})"
    ),
    re.compile(r"(?P<day>\d{1,2})[ -](?P<name>[^\W\d]{3,})\.?,?[ -](?P<year>\d{4}|\d{2})"),
    re.compile(r"(?P<year>\d{4}) (?P<day>\d{1,2}) (?P<name>[^\W\d]{3,})"),
    re.compile(r"(?P<name>[^\W\d]{3,})\.? (?P<day>\d{1,2}),? (?P<year>\d{4})"),
)
#: "28 ноября 2026 г. в 09:00", "2026 жылғы 28 қараша"
_YEAR_WORDS = re.compile(
    r"(?<=\d{4})(?:\s*(?:года|год|г\.?|жылдың|жылғы|жылы|ж\.?))(?=[\s,]|$)|\s(?:в|at)$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![+\-−\d:])\b\d{4}$")
_OFFSET = re.compile(r"(?P<sign>[+\-−])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?(?!\d)")
_NAME = re.compile(r"[^\W\d_]+(?:/[\w+-]+)*")
#: the farthest that any place is ahead of or behind UTC
_MAX_OFFSET = timedelta(hours=14)


def parse_date(text: str) -> datetime | None:
    """Parse a date, without `tzinfo` where it names no zone; None if it is no date.

    A year such as -0001 or 1970 stands where a site has no date, and is none.
    """
    text = " ".join(text.split())[:100]
    try:
        found: datetime | None = datetime.fromisoformat(text)
    except ValueError:
        found = _parse_written(text)
    return plausible_date(found) if found else None


def to_utc(found: datetime | None, default_zone: tzinfo) -> datetime | None:
    """Convert to UTC. A date without a zone is in `default_zone`."""
    if found is None:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=default_zone)).astimezone(UTC)


def find_zone(name: str) -> tzinfo | None:
    """A time zone of the IANA database, such as Asia/Almaty; None if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def plausible_date(found: datetime) -> datetime | None:
    """The date, unless its year is implausible."""
    return found if 1990 <= found.year <= 2200 else None


def _parse_written(text: str) -> datetime | None:
    """A date in words, such as "Sat, 28 Nov 2026 09:00:00 ALMT"."""
    clock = _TIME.search(text)
    before, after = (text[: clock.start()], text[clock.end() :].strip()) if clock else (text, "")
    if not before.strip():
        # The time came first, as in "09:00, 28 ноября 2026".
        before, after = after.lstrip(", "), ""
    before = _WEEKDAY.sub("", before.strip().rstrip("Tt,").strip())
    day = _parse_day(_YEAR_WORDS.sub("", before))
    if day is None and (year := _YEAR.search(after)):
        # asctime: the year comes last
        day, after = _parse_day(f"{before} {year[0]}"), after[: year.start()]
    try:
        return datetime.combine(day, _parse_time(clock), _parse_zone(after)) if day else None
    except (ValueError, OverflowError):
        return None


def _parse_day(text: str) -> date | None:
    for pattern in _DATES:
        if said := pattern.fullmatch(text.strip(" ,")):
            parts = said.groupdict()
            name = (parts.get("name") or "")[:3].lower()
            months = [n for n, names in enumerate(_MONTHS, start=1) if name in names]
            year = int(parts["year"])
            # RFC 5322, 4.3
            if len(parts["year"]) == 2:
                year += 2000 if year < 50 else 1900
            try:
                return date(year, int(parts.get("month") or sum(months)), int(parts["day"]))
            except ValueError:
                return None
    return None


def _parse_time(clock: re.Match[str] | None) -> time:
    """The time of day; midnight if none is told. Raises ValueError."""
    if clock is None:
        return time()
    hour, half = int(clock["hour"]), (clock["half"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + 12 * (half == "p")
    return time(hour, int(clock["minute"]), min(59, int(clock["second"] or 0)))


def _parse_zone(text: str) -> tzinfo | None:
    """The zone after a time of day: an offset, else a name; None without a valid one."""
    name = _NAME.search(text)
    if name and "/" in name[0] and (place := find_zone(name[0])):
        return place
    offset = _OFFSET.search(text)
    if offset and (not name or name.start() > offset.start() or name[0].upper() in {"UTC", "GMT"}):
        away = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
        if away > _MAX_OFFSET or int(offset["minutes"] or 0) > 59:
            return None
        return timezone(away if offset["sign"] == "+" else -away)
    known = name[0].upper() if name else ""
    if known in _PLACES:
        return find_zone(_PLACES[known])
    return timezone(timedelta(hours=_HOURS[known])) if known in _HOURS else None
