"""Sixty posts on one account, with TikTok's six a minute: how much longer than that they take.

    ./run bench one_account

Beside it, in the same run, two accounts with fewer posts. Ten minutes, most of which the machine
waits. See `publications` for what runs.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from tests.bench.measures import Measure
from tests.bench.publications import Newsroom, newsroom
from tests.bench.simulated import ask
from tests.support import rows
from tests.support.servers import PhotoHost
from zharia.accounts import Account
from zharia.publishing.creating import create_publications
from zharia.publishing.model import Attempt
from zharia.publishing.orders import Order
from zharia.service.service import Service

POSTS: Final = 60
#: of one account each
SIZES: Final = (18, 36, POSTS)
PER_MINUTE: Final = 6
_UNLIMITED: Final = {"direct_posts_per_day": 100_000}


def bursts() -> tuple[dict[int, float], int]:
    """Size → seconds from its first init to its last; and how many calls were answered 429."""
    with PhotoHost() as host, newsroom("SQLite", len(SIZES), 1, **_UNLIMITED) as made:
        order(made, host.photo("/1.jpg"), made.now() + timedelta(seconds=15))
        with made.serve():
            made.wait_until_published(sum(SIZES), 1200)
        calls = ask(made.control, "GET", "/calls")["calls"]
        sent = (func.count(), func.min(Attempt.sent_at), func.max(Attempt.sent_at))
        with made.database.read() as session:
            found = session.execute(select(*sent).group_by(Attempt.account_id)).all()
    taken = {size: (last - first).total_seconds() for size, first, last in found}
    return taken, sum(call["status"] == 429 for call in calls)


def order(made: Newsroom, photo: str, due: datetime) -> None:
    """So many publications on each account, all due at once."""
    with Service(made.settings, with_worker=False) as service, service.database.write() as session:
        accounts = session.scalars(select(Account).order_by(Account.username)).all()
        for account, size in zip(accounts, SIZES, strict=True):
            for number in range(size):
                create_publications(
                    session,
                    service.engine,
                    rows.article(session, f"{account.username} {number}", photos=(photo,)),
                    [account],
                    Order("bench", due_at=due),
                    limits=service.style,
                    now=service.database.now(session),
                )


def measures() -> Iterator[Measure]:
    """How well each turn is used, and whether TikTok ever had to refuse one."""
    seconds, refused = bursts()
    least = {size: (size / PER_MINUTE - 1) * 60 for size in SIZES}
    shown = {size: f"{seconds[size]:.0f} s for {least[size]:.0f} s" for size in SIZES}
    smaller = ", ".join(
        f"{size}: {seconds[size] / least[size]:.3f}, {shown[size]}" for size in SIZES[:-1]
    )
    what = f"burst of {POSTS} on one account ÷ least possible"
    yield Measure(what, seconds[POSTS] / least[POSTS], 1.02, 1.05, "", f"{shown[POSTS]}; {smaller}")
    yield Measure("429s of it", refused, 0, 0)
