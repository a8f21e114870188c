"""What a publication leaves behind and asks for: rows, bytes with their indexes, statements.

    ./run bench footprint

The real service publishes for real against the simulator, on both databases; what stands there
afterwards is counted, less what stood there before.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

import psycopg
from sqlalchemy import func, select, text

from tests.bench.photos import drawn, encoded
from tests.bench.publications import SPEED, Newsroom, newsroom
from tests.support.databases import plain
from tests.support.servers import PhotoHost, photo
from tests.support.waiting import until
from zharia.media.workers import PhotoWorkers
from zharia.publishing.model import Publication
from zharia.publishing.states import State

PAGE: Final = "scaling.md"
ACCOUNTS: Final = 20
#: publications; each article is one on two accounts
COUNT: Final = 300
_ENDED: Final = ("BEGIN", "COMMIT", "ROLLBACK")


@dataclass(frozen=True, slots=True)
class Table:
    """Of one table: rows, bytes of them, bytes of its indexes."""

    rows: int
    bytes: int
    index_bytes: int


@dataclass(frozen=True, slots=True)
class Footprint:
    """Of one publication."""

    tables: dict[str, tuple[float, float, float]]
    #: bytes of the whole database and of the journal
    database: float
    journal: float
    #: without BEGIN and COMMIT, and with what the service's loops ask meanwhile; 0 on SQLite
    statements: float


def measure(kind: str) -> Footprint:
    with PhotoHost() as host, newsroom(kind, ACCOUNTS, SPEED) as made:
        jpeg = photo((1200, 800))
        photos = [host.serve(f"/{number}.jpg", jpeg) for number in range(COUNT)]
        before, size_before = tables(made), database_bytes(made)
        later = made.now() + timedelta(hours=1)
        made.order(COUNT, photos, lambda _: later)
        log = statement_log(made)
        with made.serve():
            until(made.has_seen_all_articles, "every article to be seen", 120)
            begun = log.stat().st_size if log else 0
            made.make_due()
            made.wait_until_published(COUNT)
            until(lambda: not waits_for_its_public_id(made), "every public id", 300)
            statements = count_statements(log, begun) if log else 0
        after, size_after = tables(made), database_bytes(made)
        journal = sum(one.stat().st_size for one in made.settings.data_dir.glob("**/*journal*")
                      if one.is_file())  # fmt: skip
    grown = {}
    for name, now in after.items():
        was = before.get(name, Table(0, 0, 0))
        if now.rows - was.rows > COUNT / 10:
            grown[name] = (
                (now.rows - was.rows) / COUNT,
                (now.bytes - was.bytes) / COUNT,
                (now.index_bytes - was.index_bytes) / COUNT,
            )
    database = (size_after - size_before) / COUNT
    return Footprint(grown, database, journal / COUNT, statements / COUNT)


def sent_photo() -> int:
    """Bytes of a drawn photo of 12 megapixels, as TikTok pulls it."""
    with PhotoWorkers(1) as workers:
        return len(workers.prepare(encoded(drawn(), "JPEG", quality=92)).jpeg)


def waits_for_its_public_id(made: Newsroom) -> int:
    with made.database.read() as session:
        waiting = select(func.count()).where(
            Publication.state == State.PUBLISHED, Publication.post_id.is_(None)
        )
        return session.scalar(waiting) or 0


def tables(made: Newsroom) -> dict[str, Table]:
    """Every table of ours; on SQLite only its rows."""
    with made.database.read() as session:
        if made.database.is_sqlite:
            names = session.scalars(
                text(
                    "SELECT name FROM sqlite_master"
                    " WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
                )
            ).all()
            sizes = dict.fromkeys(names, (0, 0))
        else:
            found = session.execute(
                text(
                    "SELECT relname, pg_table_size(oid), pg_indexes_size(oid) FROM pg_class"
                    " WHERE relkind = 'r' AND relnamespace IN ('public'::regnamespace)"
                )
            )
            sizes = {row[0]: (row[1], row[2]) for row in found}
        return {
            name: Table(session.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0, *size)
            for name, size in sizes.items()
        }


def database_bytes(made: Newsroom) -> int:
    with made.database.read() as session:
        if made.database.is_sqlite:
            pages = session.scalar(text("SELECT page_count FROM pragma_page_count()")) or 0
            return int(
                pages * (session.scalar(text("SELECT page_size FROM pragma_page_size()")) or 0)
            )
        return session.scalar(text("SELECT pg_database_size(current_database())")) or 0


def statement_log(made: Newsroom) -> Path | None:
    """Have PostgreSQL write down every statement; where it does."""
    if made.database.is_sqlite:
        return None
    url = plain(made.database.url.render_as_string(hide_password=False))
    with psycopg.connect(url, autocommit=True) as connection:
        name = made.database.url.database
        connection.execute(f"ALTER DATABASE {name} SET log_statement = 'all'".encode())
        row = connection.execute("SHOW data_directory").fetchone()
    assert row is not None
    return Path(row[0]).parent / "log"


def count_statements(log: Path, begun: int) -> int:
    with log.open() as lines:
        lines.seek(begun)
        said = [
            line.partition("LOG:  ")[2].partition(": ")
            for line in lines
            if "LOG:  statement" in line or "LOG:  execute" in line
        ]
    return sum(not statement.startswith(_ENDED) for _, _, statement in said)


def texts() -> Iterator[tuple[str, str]]:
    """The table for the page."""
    found = {kind: measure(kind) for kind in ("PostgreSQL", "SQLite")}
    ours, small = found["PostgreSQL"], found["SQLite"]
    lines = [
        "| table | rows | bytes | of its indexes |",
        "|---|---|---|---|",
    ]
    for name, figures in sorted(ours.tables.items()):
        lines.append(_row(f"`{name}`", figures))
    lines += [
        _row("**all of PostgreSQL**", tuple(map(sum, zip(*ours.tables.values(), strict=True)))),
        "",
        (
            f"The database grows by {ours.database:,.0f} bytes a publication on PostgreSQL and"
            f" {small.database:,.0f} on SQLite, the journal by {small.journal:,.0f}."
            f" PostgreSQL gets {ours.statements:.0f} statements for each. A photo of 12 megapixels"
            f" leaves as {sent_photo():,} bytes."
        ),
    ]
    yield "footprint", "\n".join(lines)


def _row(name: str, figures: tuple[float, ...]) -> str:
    rows, size, indexes = figures
    return f"| {name} | {rows:.1f} | {size:,.0f} | {indexes:,.0f} |"
