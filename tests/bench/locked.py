"""Publications per second while a frozen process holds a lock, beside the same without.

    ./run bench locked

On PostgreSQL, everything due at once on many accounts. A process that hangs in the middle of a
transaction is a connection here that locks a row and keeps it until the others are published.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

import psycopg
from sqlalchemy import func, select

from tests.bench.measures import Measure, markdown
from tests.bench.publications import ACCOUNTS, SPEED, Newsroom, newsroom
from tests.support.databases import plain
from tests.support.servers import PhotoHost, photo
from tests.support.waiting import until
from zharia.publishing.model import Publication
from zharia.publishing.states import State

COUNT: Final = 300
#: what it has locked: a publication that is due, or whatever decides when an account may send
LOCKS: Final = {
    "one due publication": (
        "SELECT id FROM publications WHERE id = (SELECT min(id) FROM publications) FOR UPDATE",
    ),
    "one account": (
        "SELECT id FROM accounts WHERE id = (SELECT min(id) FROM accounts) FOR UPDATE",
        "INSERT INTO turns (account_id) SELECT min(id) FROM accounts ON CONFLICT DO NOTHING",
        "SELECT * FROM turns WHERE account_id = (SELECT min(id) FROM accounts) FOR UPDATE",
    ),
}


@contextmanager
def held(made: Newsroom, statements: tuple[str, ...]) -> Iterator[None]:
    """A transaction that has done this, and neither ends nor asks for more."""
    url = plain(made.database.url.render_as_string(hide_password=False))
    with psycopg.connect(url) as connection:
        for statement in statements:
            connection.execute(statement.encode())
        yield
        connection.rollback()


def rate(locks: tuple[str, ...], spared: int) -> float:
    """Publications/s of those that no lock touches; `spared` is how many it may touch."""
    with PhotoHost() as host, newsroom("PostgreSQL", ACCOUNTS, SPEED) as made:
        jpeg = photo((1200, 800))
        photos = [host.serve(f"/{number}.jpg", jpeg) for number in range(COUNT)]
        later = made.now() + timedelta(hours=1)
        made.order(COUNT, photos, lambda _: later)
        with made.serve():
            until(made.has_seen_all_articles, "every article to be seen", 120)
            made.make_due()
            with held(made, locks):
                others = COUNT - spared
                until(lambda: made.count(State.PUBLISHED) >= others, "the others", 600)
                with made.database.read() as session:
                    first, last = session.execute(
                        select(
                            func.min(Publication.submitted_at), func.max(Publication.published_at)
                        )
                    ).one()
    assert first is not None
    assert last is not None
    return (others - 1) / (last - first).total_seconds()


def measures() -> Iterator[Measure]:
    """The rate beside each lock, against the rate without."""
    free = rate((), 0)
    print(f"  nothing locked          {free:.1f}/s")
    for what, statements in LOCKS.items():
        beside = rate(statements, COUNT // ACCOUNTS + 1)
        print(f"  {what:<24}{beside:.1f}/s")
        note = f"{beside:.1f}/s ÷ {free:.1f}/s"
        yield Measure(
            f"rate of the others with {what} locked ÷ without", beside / free, 1, 0.8, "", note
        )


if __name__ == "__main__":
    print(markdown(measures()))
