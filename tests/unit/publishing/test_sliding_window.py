from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zharia.publishing.sliding_window import Window, next_free

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTE = Window(6, timedelta(seconds=61))
DAY = Window(15, timedelta(days=1, seconds=1))

moments = st.lists(
    st.integers(0, 100_000).map(lambda seconds: START - timedelta(seconds=seconds)), max_size=40
)
windows = st.lists(
    st.builds(
        Window, st.integers(1, 8), st.integers(1, 90_000).map(lambda s: timedelta(seconds=s))
    ),
    min_size=1,
    max_size=3,
)


def test_nothing_taken_leaves_at_once() -> None:
    assert next_free([], [MINUTE, DAY], START) == START


def test_the_seventh_call_waits_until_the_first_has_left_the_minute() -> None:
    taken = [START - timedelta(seconds=age) for age in (50, 40, 30, 20, 10, 5)]
    assert next_free(taken, [MINUTE], START) == START + timedelta(seconds=11)


def test_a_burst_of_sixty_leaves_six_a_minute() -> None:
    plan = [next_free([], [MINUTE], START, ahead=ahead) for ahead in range(60)]
    assert plan == [START + timedelta(seconds=61 * (turn // 6)) for turn in range(60)]


def test_the_cap_of_the_day_rules_over_the_minute() -> None:
    taken = [START - timedelta(hours=hours) for hours in range(15)]
    assert next_free(taken, [MINUTE, DAY], START) == START + timedelta(hours=10, seconds=1)


@given(taken=moments, windows=windows, ahead=st.integers(0, 20))
def test_no_window_ever_holds_more_than_its_limit(
    taken: list[datetime], windows: list[Window], ahead: int
) -> None:
    calls = list(taken)
    for _ in range(ahead + 1):
        moment = next_free(calls, windows, START)
        calls.append(moment)
        for window in windows:
            inside = [call for call in calls if moment - window.length < call <= moment]
            before = [call for call in taken if moment - window.length < call <= moment]
            assert len(inside) <= max(window.limit, len(before))
    assert next_free(taken, windows, START, ahead=ahead) == calls[-1]
