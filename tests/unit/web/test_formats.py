"""Moments, numbers and sizes in the three languages."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from zharia.texts.i18n import override_language
from zharia.web.pages.base import formats

SATPAYEV = ZoneInfo("Asia/Almaty")
NOON = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "before", "text"),
    [
        ("kk", timedelta(0), "бүгін, 12:00"),
        ("ru", timedelta(days=1), "вчера, 12:00"),
        ("en", timedelta(days=-1), "tomorrow, 12:00"),
        ("kk", timedelta(days=3), "19 қараша, 12:00"),
        ("ru", timedelta(days=3), "19 ноября, 12:00"),
        ("en", timedelta(days=400), "18 October 2025, 12:00"),
    ],
)
def test_a_moment_is_told_in_the_newsrooms_time(
    language: str, before: timedelta, text: str
) -> None:
    with override_language(language):
        assert formats.moment(NOON - before, SATPAYEV, NOON) == text


def test_the_day_is_the_newsrooms_not_the_servers() -> None:
    late = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
    with override_language("en"):
        assert formats.moment(late, SATPAYEV, NOON) == "tomorrow, 01:30"


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (999, "999 B"), (1_400, "1,4 kB"), (210_000, "210 kB"), (5_100_000, "5,1 MB")],
)
def test_a_size_is_rounded_to_what_matters(count: int, text: str) -> None:
    with override_language("ru"):
        assert formats.size(count) == text


def test_what_an_input_shows_is_what_it_gives_back() -> None:
    assert formats.local_input(NOON, SATPAYEV) == "2026-11-22T12:00"
    assert formats.from_local_input("2026-11-22T12:00", SATPAYEV) == NOON
    assert formats.from_local_input(" ", SATPAYEV) is None
    with pytest.raises(ValueError, match="Invalid"):
        formats.from_local_input("soon", SATPAYEV)
