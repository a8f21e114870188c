"""An account's turn."""

from datetime import UTC, datetime, timedelta
from typing import Any

from zharia.publishing.init_turn import UNANSWERED_INIT_WAIT, Usage, free_at, unanswered_until
from zharia.publishing.sliding_window import Window

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
MINUTE = Window(2, timedelta(minutes=1))
CAPS = {"direct": Window(3, timedelta(days=1)), "draft": Window(1, timedelta(days=1))}


def turn(mode: str = "direct", **used: Any) -> timedelta:
    """How long one of this mode waits."""
    usage: dict[str, Any] = {"inits": (), "posted": {}, "ahead": {}} | used
    return free_at(mode, Usage(**usage), MINUTE, CAPS, NOW) - NOW


def test_it_waits_for_the_minute_and_for_the_day() -> None:
    assert turn() == timedelta(0)
    assert turn(inits=[NOW, NOW]) == timedelta(minutes=1)
    assert turn(posted={"direct": [NOW] * 3}) == timedelta(days=1)
    assert turn(posted={"draft": [NOW]}) == timedelta(0)
    assert turn("draft", posted={"draft": [NOW]}) == timedelta(days=1)
    # What was posted longer ago than a day counts no more.
    assert turn(posted={"direct": [NOW - timedelta(days=1)] * 3}) == timedelta(0)


def test_what_goes_first_takes_its_place() -> None:
    assert turn(ahead={"direct": 2}) == timedelta(minutes=1)
    assert turn(ahead={"direct": 3}) == timedelta(days=1)
    # Of two drafts ahead one has room today; the other takes nobody's place in the minute.
    assert turn(ahead={"draft": 2}) == timedelta(0)
    assert turn(inits=[NOW], ahead={"draft": 2}) == timedelta(minutes=1)


def test_an_unanswered_one_keeps_the_next_waiting() -> None:
    assert unanswered_until(NOW, NOW, sending=False) == NOW + UNANSWERED_INIT_WAIT
    assert NOW < unanswered_until(NOW, NOW, sending=True) < NOW + timedelta(seconds=5)
