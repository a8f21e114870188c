from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zharia.publishing.schedule import STATUS_TIMEOUT, backoff, hosting_pause, status_interval

POLL = timedelta(seconds=5)
ages = st.timedeltas(timedelta(0), timedelta(days=4))


def test_status_is_asked_every_five_seconds_for_two_minutes() -> None:
    age, calls = timedelta(0), 0
    while age < timedelta(minutes=2):
        step = status_interval(age, POLL)
        assert step == POLL
        age, calls = age + POLL, calls + 1
    assert calls == 24


@given(age=ages)
def test_asking_slows_down_and_ends_after_48_hours(age: timedelta) -> None:
    step = status_interval(age, POLL)
    if age >= STATUS_TIMEOUT:
        assert step is None
    else:
        assert step is not None
        assert POLL <= step <= timedelta(minutes=30)


def test_following_one_post_for_two_days_takes_few_calls() -> None:
    age, calls = timedelta(0), 0
    while (step := status_interval(age, POLL)) is not None:
        age, calls = age + step, calls + 1
    assert calls < 200


@given(tries=st.integers(0, 1000))
def test_a_retry_waits_ever_longer_but_never_more_than_an_hour(tries: int) -> None:
    assert timedelta(seconds=5) <= backoff(tries) <= backoff(tries + 1) <= timedelta(hours=1)


def test_the_wait_that_tiktok_asks_for_rules() -> None:
    assert backoff(7, 61.0) == timedelta(seconds=61)


@pytest.mark.parametrize(
    ("unreached_for", "pause"),
    [
        (timedelta(seconds=2), timedelta(seconds=20)),
        (timedelta(minutes=10), timedelta(minutes=5)),
        (timedelta(days=1), timedelta(hours=1)),
    ],
)
def test_a_restart_costs_seconds_and_a_long_absence_an_hour_at_most(
    unreached_for: timedelta, pause: timedelta
) -> None:
    assert hosting_pause(unreached_for) == pause
