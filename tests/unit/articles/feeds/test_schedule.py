"""When a feed is asked again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zharia.articles.feeds.schedule import JITTER, MAX_BACKOFF, parse_retry_after, poll_delay

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("failures", "minutes"), [(0, 5), (1, 10), (2, 20), (6, 320), (7, 360), (10_000, 360)]
)
def test_failures_double_the_pause_up_to_six_hours(failures: int, minutes: int) -> None:
    found = poll_delay(5 * MINUTE, failures, seed="x")
    assert minutes * MINUTE <= found <= minutes * MINUTE * (1 + JITTER)


def test_a_rare_feed_is_not_asked_more_often_because_it_fails() -> None:
    assert poll_delay(timedelta(days=1), 3, seed="x") >= timedelta(days=1) > MAX_BACKOFF


def test_feeds_do_not_keep_in_step() -> None:
    assert len({poll_delay(5 * MINUTE, 0, seed=str(n)) for n in range(50)}) > 40


@given(st.integers(0, 10**6), st.integers(0, 50))
def test_what_a_server_asks_for_is_a_minimum_within_a_day(seconds: int, failures: int) -> None:
    wanted = timedelta(seconds=seconds)
    found = poll_delay(5 * MINUTE, failures, seed="x", retry_after=wanted)
    assert found >= min(wanted, timedelta(days=1))
    assert found <= max(timedelta(days=1), MAX_BACKOFF * (1 + JITTER))


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("120", timedelta(seconds=120)),
        (" 0 ", timedelta()),
        ("9" * 50, timedelta(seconds=10**8)),
        ("Sun, 22 Nov 2026 04:10:00 GMT", 10 * MINUTE),
        ("Sun, 22 Nov 2026 03:00:00 GMT", timedelta()),
        ("Sun, 22 Nov 2026 04:10:00 -0000", 10 * MINUTE),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("٣", None),
    ],
)
def test_retry_after(header: str, wanted: timedelta | None) -> None:
    assert parse_retry_after(header, NOW) == wanted
