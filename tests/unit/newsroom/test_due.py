"""When a person may want a post to leave."""

from datetime import UTC, datetime, timedelta

import pytest

from zharia.newsroom.due import LATEST, due_at, is_too_far_ahead
from zharia.newsroom.errors import TooFarAhead

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("chosen", "due"),
    [
        (None, None),
        (NOW - timedelta(days=9), NOW),
        (NOW + SECOND, NOW + SECOND),
        (NOW + LATEST, NOW + LATEST),
    ],
)
def test_what_is_past_is_now_and_what_is_open_stays_open(
    chosen: datetime | None, due: datetime | None
) -> None:
    assert due_at(chosen, NOW) == due


def test_more_than_a_year_ahead_is_a_slip_of_the_pen() -> None:
    assert not is_too_far_ahead(NOW + LATEST, NOW)
    with pytest.raises(TooFarAhead):
        due_at(NOW + LATEST + SECOND, NOW)
