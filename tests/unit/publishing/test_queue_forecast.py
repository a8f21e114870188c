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


def capacity(
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


def leaves(position: QueuePosition) -> datetime:
    assert position.leaves_at is not None
    return position.leaves_at


def told(positions: dict[str, QueuePosition]) -> list[tuple[str, timedelta, WaitReason]]:
    return [(name, leaves(position) - NOW, position.reason) for name, position in positions.items()]


def test_six_leave_at_once_and_the_others_in_their_turn() -> None:
    positions = forecast([one(number) for number in range(14)], capacity(), NOW)
    assert [leaves(position) - NOW for position in positions.values()] == [timedelta(0)] * 6 + [
        MINUTE
    ] * 6 + [2 * MINUTE] * 2
    assert positions["05"] == QueuePosition(6, NOW, WaitReason.NEXT)
    assert positions["06"] == QueuePosition(7, NOW + MINUTE, WaitReason.TURN, limit=6)
    assert positions["06"].position == 7


def test_calls_of_the_last_minute_hold_up_the_first_too() -> None:
    [position] = forecast([one(0)], capacity(6, 6), NOW).values()
    assert (position.reason, position.limit) == (WaitReason.MINUTE_FULL, 6)
    assert position.leaves_at == NOW - timedelta(seconds=10) + MINUTE


def test_a_full_day_holds_up_its_own_kind_and_no_other() -> None:
    line = [*(one(number) for number in range(8)), one(8, DRAFT)]
    positions = forecast(line, capacity(direct=15), NOW)
    assert told(positions)[0] == ("08", timedelta(0), WaitReason.NEXT)
    tomorrow = DAY - timedelta(seconds=10)
    assert told(positions)[1] == ("00", tomorrow, WaitReason.DAY_FULL)
    assert positions["00"].limit == 15
    assert told(positions)[7] == ("06", tomorrow + MINUTE, WaitReason.TURN)


def test_a_breaking_story_goes_first_even_if_it_comes_due_later() -> None:
    soon = NOW + timedelta(seconds=30)
    breaking = one(99, precedence=0, at=soon, delay=Delay(soon, WaitReason.SCHEDULED_FOR))
    positions = forecast([*(one(number) for number in range(13)), breaking], capacity(), NOW)
    assert positions["99"].position == 7
    assert positions["99"].leaves_at == NOW + MINUTE
    assert positions["11"].leaves_at == NOW + 2 * MINUTE


def test_a_moment_that_a_person_named_is_told_unless_something_else_lasts_longer() -> None:
    tonight = NOW + timedelta(hours=6)
    delay = Delay(tonight, WaitReason.SCHEDULED_FOR)
    line = [one(number, at=tonight, delay=delay) for number in range(7)]
    assert told(forecast(line, capacity(), NOW)) == [
        *((f"{number:02}", timedelta(hours=6), WaitReason.SCHEDULED_FOR) for number in range(6)),
        ("06", timedelta(hours=6) + MINUTE, WaitReason.TURN),
    ]


def test_an_account_that_tiktok_asked_to_wait_waits_whole() -> None:
    until = NOW + timedelta(minutes=5)
    paused = capacity(paused_until=until, pause_reason="rate_limit_exceeded")
    positions = forecast([one(number) for number in range(7)], paused, NOW)
    assert positions["00"] == QueuePosition(
        1, until, WaitReason.ACCOUNT_PAUSED, "rate_limit_exceeded"
    )
    assert positions["06"] == QueuePosition(7, until + MINUTE, WaitReason.TURN, limit=6)


def test_a_photo_that_could_not_be_had_holds_up_nobody_else() -> None:
    later = NOW + timedelta(minutes=5)
    delay = Delay(later, WaitReason.PHOTO_RETRY, "photo_unreachable")
    positions = forecast([one(0, not_before=later, delay=delay), one(1)], capacity(), NOW)
    assert told(positions) == [
        ("01", timedelta(0), WaitReason.NEXT),
        ("00", timedelta(minutes=5), WaitReason.PHOTO_RETRY),
    ]
    assert positions["00"].code == "photo_unreachable"


def test_one_in_a_workers_hand_waits_for_its_photos() -> None:
    assert (
        forecast([one(0, preparing=True)], capacity(), NOW)["00"].reason
        is WaitReason.WAITS_FOR_PHOTO
    )


def test_a_very_long_line_is_planned_to_its_end() -> None:
    positions = forecast([one(number) for number in range(3_000)], capacity(), NOW)
    assert max(leaves(position) for position in positions.values()) == NOW + 199 * DAY + 2 * MINUTE


def test_a_line_that_may_not_leave_keeps_its_order_and_names_no_time() -> None:
    tomorrow = NOW + timedelta(days=1)
    line = [one(3), one(1, precedence=0, at=tomorrow), one(2, DRAFT), one(0, precedence=0)]
    positions = forecast_held(line, "account_off", NOW)
    assert list(positions.values()) == [
        QueuePosition(1, None, WaitReason.HELD, "account_off"),
        QueuePosition(2, None, WaitReason.HELD, "account_off"),
        QueuePosition(3, None, WaitReason.HELD, "account_off"),
        QueuePosition(4, tomorrow, WaitReason.SCHEDULED_FOR),
    ]
    assert list(positions) == ["00", "02", "03", "01"]
