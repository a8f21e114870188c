"""Sixty posts on one account, with TikTok's six a minute: how much longer than that they take.

    ./run bench one_account

Ten minutes, most of which the machine waits. See `publications` for what runs.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select

from tests.bench.measures import Measure
from tests.bench.publications import newsroom
from tests.bench.simulated import ask
from tests.support.servers import PhotoHost
from zharia.publishing.model import Attempt

POSTS: Final = 60
PER_MINUTE: Final = 6
_UNLIMITED: Final = {"direct_posts_per_day": 100_000}


def burst() -> tuple[float, int]:
    """Seconds from the first init of sixty to the last, and how many were answered 429."""
    with PhotoHost() as host, newsroom("SQLite", 1, 1, **_UNLIMITED) as made:
        photos = [host.photo("/1.jpg")]
        due = made.now() + timedelta(seconds=15)
        made.order(POSTS, photos, lambda _: due)
        with made.serve():
            made.wait_until_published(POSTS, 1200)
        calls = ask(made.control, "GET", "/calls")["calls"]
        with made.database.read() as session:
            sent = session.execute(select(func.min(Attempt.sent_at), func.max(Attempt.sent_at)))
            first, last = sent.one()
    assert first is not None
    assert last is not None
    return (last - first).total_seconds(), sum(call["status"] == 429 for call in calls)


def measures() -> Iterator[Measure]:
    """How well each turn is used, and whether TikTok ever had to refuse one."""
    seconds, refused = burst()
    least = (POSTS / PER_MINUTE - 1) * 60
    what = f"burst of {POSTS} on one account ÷ least possible"
    note = f"{seconds:.0f} s for {least:.0f} s"
    yield Measure(what, seconds / least, 1.02, 1.05, "", note)
    yield Measure("429s of it", refused, 0, 0)
