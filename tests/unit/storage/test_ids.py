"""Ids sort by time and are safe in an address."""

import re
import time

from tests.support.waiting import until
from zharia.storage.ids import new_id


def test_ids_are_url_safe_and_distinct() -> None:
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(re.fullmatch(r"[0-9a-hjkmnp-tv-z]{26}", one) for one in ids)


def test_a_later_id_sorts_later() -> None:
    first = new_id()
    moment = time.time_ns() // 1_000_000
    until(lambda: time.time_ns() // 1_000_000 > moment, "the next millisecond")
    assert first < new_id()
