"""When a page that could not be read is looked at again."""

from datetime import UTC, datetime, timedelta

from zharia.articles.feeds.schedule import FIRST_RETRY, RETRY_PERIOD, next_retry

BEGAN = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


def test_looks_grow_rarer_and_end() -> None:
    now = BEGAN
    pauses: list[timedelta] = []
    while (at := next_retry(len(pauses) + 1, BEGAN, now)) is not None:
        pauses.append(at - now)
        now = at
    assert pauses[0] == FIRST_RETRY
    assert pauses == sorted(pauses)
    assert 8 < len(pauses) < 15
    assert sum(pauses[:5], timedelta()) <= timedelta(minutes=31)
    assert RETRY_PERIOD / 2 < now - BEGAN <= RETRY_PERIOD


def test_a_server_is_left_alone_as_long_as_it_asks() -> None:
    assert next_retry(1, BEGAN, BEGAN, timedelta(hours=2)) == BEGAN + timedelta(hours=2)
    assert next_retry(1, BEGAN, BEGAN, timedelta(seconds=1)) == BEGAN + FIRST_RETRY
    assert next_retry(1, BEGAN, BEGAN, timedelta(days=2)) is None
