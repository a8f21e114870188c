"""Dates of feeds, with the zone they name or the feed's own."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zharia.articles.feeds.dates import find_zone, parse_date, to_utc

ALMATY = ZoneInfo("Asia/Almaty")
EARLIEST = datetime(1991, 1, 1)  # noqa: DTZ001 - by whatever clock
LATEST = datetime(2199, 12, 31)  # noqa: DTZ001


def at(hour: int, day: int = 28) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "hour"),
    [
        # as the standards have it
        ("Sat, 28 Nov 2026 09:00:00 +0500", 4),
        ("Sat, 28 Nov 2026 09:00:00 GMT", 9),
        ("Sat, 28 Nov 2026 09:00:00 EST", 14),
        ("28 Nov 26 09:00 -0000", 9),
        ("2026-11-28T09:00:00Z", 9),
        ("2026-11-28T09:00:00.123+03:00", 6),
        # zones by the names of their places, offsets as people write them
        ("Sat, 28 Nov 2026 09:00:00 MSK", 6),
        ("Sat, 28 Nov 2026 09:00:00 МСК", 6),
        ("Sat, 28 Nov 2026 09:00:00 ALMT", 4),
        ("Sat, 28 Nov 2026 09:00:00 AQTT", 4),
        ("Sat, 28 Nov 2026 09:00:00 YEKT", 4),
        ("Sat, 28 Nov 2026 09:00:00 (msk)", 6),
        ("Sat, 28 Nov 2026 09:00:00 +03", 6),
        ("Sat, 28 Nov 2026 09:00:00 GMT+3", 6),
        ("Sat, 28 Nov 2026 09:00:00 UTC+03:00", 6),
        ("Sat, 28 Nov 2026 09:00:00 GMT+0300 (MSK)", 6),
        ("Sat, 28 Nov 2026 09:00:00 MSK (UTC+3)", 6),
        ("Sat, 28 Nov 2026 09:00:00 Europe/Moscow", 6),
        ("2026-11-28T09:00:00+03:00[Europe/Moscow]", 6),
        ("2026-11-28 09:00:00 MSK", 6),
        ("2026-11-28T09:00:00+03", 6),
        ("Sat Nov 28 09:00:00 MSK 2026", 6),
        ("Nov 28, 2026 9:00 AM MSK", 6),
        ("Сб, 28 ноя 2026 09:00:00 +0300", 6),
        # none, unknown, ambiguous or impossible: the feed's own
        ("Sat, 28 Nov 2026 09:00:00", 4),
        ("28 Nov 2026 09:00", 4),
        ("2026-11-28 09:00:00", 4),
        ("2026-11-28T09:00", 4),
        ("28.11.2026 09:00", 4),
        ("28 қараша 2026 09:00", 4),
        ("28 ноября 2026 г. 09:00", 4),
        ("суббота, 28 ноября 2026 года в 09:00", 4),
        ("09:00, 28 ноября 2026", 4),
        ("9:00 28.11.2026", 4),
        ("2026 жылғы 28 қараша, 09:00", 4),
        ("2026 ж. 28 қараша 09:00", 4),
        ("28.11.26 09:00", 4),
        ("28-11-2026 09:00", 4),
        ("Sat Nov 28 09:00:00 2026", 4),
        ("Sat, 28 Nov 2026 09:00:00 XYZ", 4),
        ("Sat, 28 Nov 2026 09:00:00 IST", 4),
        ("Sat, 28 Nov 2026 09:00:00 A", 4),
        ("Sat, 28 Nov 2026 09:00:00 +9900", 4),
        ("Sat, 28 Nov 2026 09:00:00 Mars/Olympus", 4),
        ("2026-11-28T09:00:00+25:00", 4),
    ],
)
def test_a_date_is_placed_by_its_own_zone_or_the_feeds(date: str, hour: int) -> None:
    found = to_utc(parse_date(date), ALMATY)
    assert found is not None
    assert found.replace(microsecond=0) == at(hour)


def test_a_date_without_a_time_is_midnight_at_the_feeds_place() -> None:
    for date in ("2026-11-28", "Sat, 28 Nov 2026", "28.11.2026"):
        assert to_utc(parse_date(date), ALMATY) == at(19, day=27)


def test_a_zones_name_follows_the_history_of_its_place() -> None:
    before = parse_date("Thu, 29 Feb 2024 09:00:00 ALMT")
    after = parse_date("Fri, 01 Mar 2024 09:00:00 ALMT")
    assert to_utc(before, UTC) == datetime(2024, 2, 29, 3, tzinfo=UTC)
    assert to_utc(after, UTC) == datetime(2024, 3, 1, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "date",
    [
        *("", "жақында", "09:00", "Mon, 30 Nov -0001 00:00:00 +0000", "0000-00-00 00:00:00"),
        *("Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        *("9999-12-31T23:59:59-12:00", "Sat, 28 Nov 0026 09:00:00 GMT", "32 Nov 2026 09:00:00"),
        *("Sat, 28 Nov 2026 25:00:00 GMT", "28 11 2026", "1764300000", "2026-13-01"),
        # which of them is the day, nobody knows
        *("05/12/2026 09:00", "26-11-28 09:00"),
    ],
)
def test_what_is_no_date_is_none(date: str) -> None:
    assert parse_date(date) is None


@given(st.datetimes(EARLIEST, LATEST), st.integers(-14, 14))
def test_both_standards_read_the_same(local: datetime, hours: int) -> None:
    local = local.replace(microsecond=0)
    offset = f"{hours:+03d}"
    iso = parse_date(f"{local.isoformat()}{offset}:00")
    assert iso == parse_date(f"{local:%a, %d %b %Y %H:%M:%S} {offset}00")
    assert iso == parse_date(f"{local:%d %b %Y %H:%M:%S} UTC{hours:+d}")
    assert parse_date(local.isoformat()) == parse_date(f"{local:%a, %d %b %Y %H:%M:%S}") == local


@given(st.text(st.sampled_from("0123456789:+-.,/ TZNovSatMSK()"), max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = parse_date(text)
    assert found is None or 1990 <= found.year <= 2200


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "Asia", "\0", "Қазақстан"])
def test_an_unknown_zone_is_none(name: str) -> None:
    assert find_zone(name) is None
    assert find_zone("Asia/Almaty") == ALMATY
