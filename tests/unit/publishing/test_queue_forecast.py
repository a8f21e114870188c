"""Places in line, and what each waits for."""

from datetime import UTC, datetime, timedelta
from typing import Any

from zharia.publishing.queue_forecast import (
    Capacity,
    Delay,
    QueueItem,
    QueuePosition,
    WaitReason,
    forecast,
    forecast_held,
)
from zharia.publishing.sliding_window import Window

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1, seconds=1)
DAY = timedelta(days=1, seconds=1)
DIRECT, DRAFT = "DIRECT_POST", "MEDIA_UPLOAD"


def room(
    taken: int = 0, direct: int = 0, drafts: int = 0, *, cap: int = 15, **more: Any
) -> Capacity:
    """Calls made and posts sent ten seconds ago."""
    before = NOW - timedelta(seconds=10)
    return Capacity(
        minute=Window.per_minute(6),
        taken=[before] * taken,
        caps={DIRECT: Window.per_day(cap), DRAFT: Window.per_day(5)},
        posted={DIRECT: [before] * direct, DRAFT: [before] * drafts},
        **more,
    )


def one(number: int, mode: str = DIRECT, *, at: datetime = NOW, **more: Any) -> QueueItem:
    rank = (more.pop("precedence", 1), at, f"{number:02}")
    return QueueItem(f"{number:02}", mode, rank, more.pop("not_before", at), **more)


def leaves(place: QueuePosition) -> datetime:
    assert place.leaves_at is not None
    return place.leaves_at


def told(places: dict[str, QueuePosition]) -> list[tuple[str, timedelta, WaitReason]]:
    return [(name, leaves(place) - NOW, place.reason) for name, place in places.items()]


def test_six_leave_at_once_and_the_others_in_their_turn() -> None:
    places = forecast([one(number) for number in range(14)], room(), NOW)
    assert [leaves(place) - NOW for place in places.values()] == [timedelta(0)] * 6 + [
        MINUTE
    ] * 6 + [2 * MINUTE] * 2
    assert places["05"] == QueuePosition(6, NOW, WaitReason.NEXT)
    assert places["06"] == QueuePosition(7, NOW + MINUTE, WaitReason.TURN, limit=6)
    assert places["06"].position == 7


def test_calls_of_the_last_minute_hold_up_the_first_too() -> None:
    [place] = forecast([one(0)], room(6, 6), NOW).values()
    assert (place.reason, place.limit) == (WaitReason.MINUTE_FULL, 6)
    assert place.leaves_at == NOW - timedelta(seconds=10) + MINUTE


def test_a_full_day_holds_up_its_own_kind_and_no_other() -> None:
    line = [*(one(number) for number in range(8)), one(8, DRAFT)]
    places = forecast(line, room(direct=15), NOW)
    assert told(places)[0] == ("08", timedelta(0), WaitReason.NEXT)
    tomorrow = DAY - timedelta(seconds=10)
    assert told(places)[1] == ("00", tomorrow, WaitReason.DAY_FULL)
    assert places["00"].limit == 15
    assert told(places)[7] == ("06", tomorrow + MINUTE, WaitReason.TURN)


def test_a_breaking_story_goes_first_even_if_it_comes_due_later() -> None:
    soon = NOW + timedelta(seconds=30)
    breaking = one(99, precedence=0, at=soon, delay=Delay(soon, WaitReason.SCHEDULED_FOR))
    places = forecast([*(one(number) for number in range(13)), breaking], room(), NOW)
    assert places["99"].position == 7
    assert places["99"].leaves_at == NOW + MINUTE
    assert places["11"].leaves_at == NOW + 2 * MINUTE


def test_a_moment_that_a_person_named_is_told_unless_something_else_lasts_longer() -> None:
    tonight = NOW + timedelta(hours=6)
    hold = Delay(tonight, WaitReason.SCHEDULED_FOR)
    line = [one(number, at=tonight, delay=hold) for number in range(7)]
    assert told(forecast(line, room(), NOW)) == [
        *((f"{number:02}", timedelta(hours=6), WaitReason.SCHEDULED_FOR) for number in range(6)),
        ("06", timedelta(hours=6) + MINUTE, WaitReason.TURN),
    ]


def test_an_account_that_tiktok_asked_to_wait_waits_whole() -> None:
    until = NOW + timedelta(minutes=5)
    pushed = room(paused_until=until, pause_reason="rate_limit_exceeded")
    places = forecast([one(number) for number in range(7)], pushed, NOW)
    assert places["00"] == QueuePosition(1, until, WaitReason.ACCOUNT_PAUSED, "rate_limit_exceeded")
    assert places["06"] == QueuePosition(7, until + MINUTE, WaitReason.TURN, limit=6)


def test_a_photo_that_could_not_be_had_holds_up_nobody_else() -> None:
    later = NOW + timedelta(minutes=5)
    hold = Delay(later, WaitReason.PHOTO_RETRY, "photo_unreachable")
    places = forecast([one(0, not_before=later, delay=hold), one(1)], room(), NOW)
    assert told(places) == [
        ("01", timedelta(0), WaitReason.NEXT),
        ("00", timedelta(minutes=5), WaitReason.PHOTO_RETRY),
    ]
    assert places["00"].code == "photo_unreachable"


def test_one_in_a_workers_hand_waits_for_its_photos() -> None:
    assert (
        forecast([one(0, preparing=True)], room(), NOW)["00"].reason is WaitReason.WAITS_FOR_PHOTO
    )


def test_a_very_long_line_is_planned_to_its_end() -> None:
    places = forecast([one(number) for number in range(3_000)], room(), NOW)
    assert max(leaves(place) for place in places.values()) == NOW + 199 * DAY + 2 * MINUTE


def test_a_line_that_may_not_leave_keeps_its_order_and_names_no_time() -> None:
    tomorrow = NOW + timedelta(days=1)
    line = [one(3), one(1, precedence=0, at=tomorrow), one(2, DRAFT), one(0, precedence=0)]
    places = forecast_held(line, "account_off", NOW)
    assert list(places.values()) == [
        QueuePosition(1, None, WaitReason.HELD, "account_off"),
        QueuePosition(2, None, WaitReason.HELD, "account_off"),
        QueuePosition(3, None, WaitReason.HELD, "account_off"),
        QueuePosition(4, tomorrow, WaitReason.SCHEDULED_FOR),
    ]
    assert list(places) == ["00", "02", "03", "01"]
