"""Publications per second from the queue to "published", and what each of them costs.

    ./run bench publications

The simulator, a newsroom's web server and `zharia serve` run for real, each account is connected by
OAuth as a person would. Three measurements:

- everything due at once on many accounts: seconds from the first init to the last "published" by
  the database's clock, processor time of the service besides its photo processes, wake-ups,
  statements' transactions; on both databases and at three sizes
- posts with pauses between them: from TikTok's "complete" to ours
- ten thousand that TikTok works on: memory and processor time while none is to be polled
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from subprocess import DEVNULL, Popen
from typing import Any, Final

import httpx2
import psycopg
from sqlalchemy import func, insert, select, update

from tests.bench.measures import Measure
from tests.bench.processes import cpu_seconds, own_cpu_seconds, resident_megabytes
from tests.bench.simulated import ask, simulator
from tests.support import rows
from tests.support.databases import make_tables, new_postgres, plain
from tests.support.servers import PhotoHost, answers, photo
from tests.support.stage import KEY, SECRET, connect_account
from tests.support.waiting import until
from zharia.accounts import Account, configuration
from zharia.articles import Article
from zharia.chaos import postgres
from zharia.demo.ports import free_port
from zharia.publishing.creating import create_publications
from zharia.publishing.model import Publication
from zharia.publishing.orders import Order
from zharia.publishing.states import State
from zharia.service.service import Service
from zharia.settings import Settings
from zharia.storage.database import Database
from zharia.storage.ids import new_id

ACCOUNTS: Final = 200
#: publications of a burst; each article is one on two accounts, in Kazakh and in Russian
BURST: Final = 600
#: further sizes, which show how it grows
SMALLER: Final = (150, 300)
IN_PROCESSING: Final = 10_000
#: simulated seconds in a real one: TikTok pulls within 0.1 s and has the post 0.15 s later
SPEED: Final = 20
#: seconds over which an idle service is watched
WATCHED: Final = 20.0


@dataclass(frozen=True, slots=True)
class Burst:
    """Of everything due at once."""

    per_second: float
    #: milliseconds of each publication: of the service, and of its photo processes
    cpu: float
    photo_cpu: float
    wakeups: float
    #: commits and rollbacks of PostgreSQL for each publication; 0 on SQLite
    transactions: float


class Newsroom:
    """A service on a database of its own, beside a simulator, with accounts and articles."""

    def __init__(self, folder: Path, url: str, control: httpx2.Client, **more: Any) -> None:
        self.port = free_port()
        self.control = control
        public = f"http://127.0.0.1:{self.port}"
        api = str(control.base_url).rstrip("/")
        values: dict[str, Any] = {
            "data_dir": folder,
            "database_url": url,
            "public_url": public,
            "port": self.port,
            "tiktok_api_url": api,
            "tiktok_authorize_url": f"{api}/v2/auth/authorize/",
            "tiktok_client_key": KEY,
            "tiktok_client_secret": SECRET,
            "allow_loopback_fetch": True,
            "admin_password": "a password of the bench",
        }
        self.settings = Settings.model_validate(values | more)
        app = {
            "redirect_uris": [f"{public}/api/tiktok/callback"],
            "verified_prefixes": [f"{public}/"],
            "webhook_url": f"{public}/api/tiktok/webhook",
        }
        ask(control, "PATCH", f"/apps/{KEY}", app)
        make_tables(self.settings.database)
        self.database = Database(self.settings.database)

    def connect(self, count: int) -> None:
        """Connect so many creators, every second one in Russian."""
        with Service(self.settings, with_worker=False) as service:
            with service.database.write() as session:
                config = configuration(session)
                config.audited, config.enabled = True, True
            for number in range(count):
                name = f"bench{number}_{('kz', 'ru')[number % 2]}"
                user = {"username": name, "nickname": name, "posts_per_day": 1_000_000}
                ask(self.control, "POST", "/users", user)
                connect_account(service, name)

    def order(self, count: int, photos: list[str], moment: Callable[[int], datetime]) -> None:
        """So many publications, in turns on every account, each article on two if there are two."""
        with Service(self.settings, with_worker=False) as service:
            with service.database.read() as session:
                accounts = session.scalars(select(Account).order_by(Account.username)).all()
            kazakh = [one for one in accounts if one.language == "kz"]
            russian = [one for one in accounts if one.language == "ru"]
            targets = [list(pair) for pair in zip(kazakh, russian, strict=False)] or [kazakh]
            for number in range(count // len(targets[0])):
                with service.database.write() as session:
                    create_publications(
                        session,
                        service.engine,
                        rows.article(session, str(number), photos=(photos[number % len(photos)],)),
                        targets[number % len(targets)],
                        Order("bench", due_at=moment(number)),
                        limits=service.style,
                        now=service.database.now(session),
                    )

    def now(self) -> datetime:
        with self.database.read() as session:
            return self.database.now(session)

    def make_due(self) -> None:
        """Everything in the queue, now."""
        with self.database.write() as session:
            now = self.database.now(session)
            session.execute(update(Publication).values(due_at=now, wake_at=now))

    def count(self, *states: State) -> int:
        with self.database.read() as session:
            counted = select(func.count()).where(Publication.state.in_(states))
            return session.scalar(counted) or 0

    def wait_until_published(self, count: int, seconds: float = 900) -> None:
        ended = (State.FAILED, State.PUBLISHED)
        until(lambda: self.count(*ended) == count, "the last one to be published", seconds)
        assert self.count(State.PUBLISHED) == count, "some have failed"

    def has_seen_all_articles(self) -> bool:
        """Whether the worker has looked at every article, as it does at what is new."""
        with self.database.read() as session:
            new = select(func.count()).where(Article.auto_publish_checked_at.is_(None))
            return not session.scalar(new)

    @contextmanager
    def serve(self) -> Iterator[Popen[bytes]]:
        """`zharia serve` as a process of its own, ready."""
        process = Popen(
            [sys.executable, "-m", "zharia", "serve"],
            env=os.environ | _environment(self.settings),
            stdout=DEVNULL,
            stderr=DEVNULL,
        )
        try:
            url = f"http://127.0.0.1:{self.port}/health/ready"
            until(lambda: process.poll() is not None or answers(url), "the service to be ready")
            yield process
        finally:
            process.terminate()
            process.wait(60)


def _environment(settings: Settings) -> dict[str, str]:
    """The settings that were named, as a process gets them."""
    found = {}
    for name in settings.model_fields_set:
        value = getattr(settings, name)
        value = value.get_secret_value() if hasattr(value, "get_secret_value") else value
        found[f"ZHARIA_{name.upper()}"] = str(value)
    return found


@contextmanager
def newsroom(kind: str, accounts: int, speed: float, **more: Any) -> Iterator[Newsroom]:
    """A newsroom with accounts on a fresh database of this kind."""
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder / 'zharia.db'}"
        if kind == "PostgreSQL":
            url = new_postgres(running.enter_context(postgres.cluster()))
        made = Newsroom(folder, url, running.enter_context(simulator(speed)), **more)
        running.callback(made.database.close)
        made.connect(accounts)
        yield made


def all_at_once(kind: str, count: int) -> Burst:
    """Everything due at one moment, until the last one is published."""
    with PhotoHost() as host, newsroom(kind, ACCOUNTS, SPEED) as made:
        jpeg = photo((1200, 800))
        photos = [host.serve(f"/{number}.jpg", jpeg) for number in range(count)]
        later = made.now() + timedelta(hours=1)
        made.order(count, photos, lambda _: later)
        with made.serve() as served:
            until(made.has_seen_all_articles, "every article to be seen", 120)
            made.make_due()
            until(lambda: made.count(State.SCHEDULED) < count, "the first to start", 600)
            own, whole = own_cpu_seconds(served.pid), cpu_seconds(served.pid)
            commits = _transactions(made)
            made.wait_until_published(count)
            own = (own_cpu_seconds(served.pid) - own) / count * 1000
            whole = (cpu_seconds(served.pid) - whole) / count * 1000
            commits = _transactions(made) - commits
        with made.database.read() as session:
            first, last, wakes = session.execute(
                select(
                    func.min(Publication.submitted_at),
                    func.max(Publication.published_at),
                    func.sum(Publication.wakes),
                )
            ).one()
    assert first is not None
    assert last is not None
    seconds = (last - first).total_seconds()
    # Each was woken once more where it was made.
    return Burst((count - 1) / seconds, own, whole - own, 1 + (wakes or 0) / count, commits / count)


def _transactions(made: Newsroom) -> int:
    if made.database.is_sqlite:
        return 0
    url = made.database.url.render_as_string(hide_password=False)
    with psycopg.connect(plain(url), autocommit=True) as connection:
        row = connection.execute(
            "SELECT xact_commit + xact_rollback FROM pg_stat_database"
            " WHERE datname = current_database()"
        ).fetchone()
    assert row is not None
    return int(row[0])


def told_by_webhook() -> tuple[float, float]:
    """Milliseconds from TikTok's "complete" to ours, median of posts that come one after another;
    status calls for each post.
    """
    count = 40
    with PhotoHost() as host, newsroom("SQLite", count, 1) as made:
        begin = made.now() + timedelta(seconds=15)
        made.order(count, [host.photo("/1.jpg")], lambda n: begin + timedelta(seconds=n / 2))
        with made.serve():
            made.wait_until_published(count)
        ended = {one["publish_id"]: one["completed_at"] for one in _posts(made)}
        with made.database.read() as session:
            known = session.execute(select(Publication.publish_id, Publication.published_at)).all()
        calls = ask(made.control, "GET", "/calls")["calls"]
    late = [(at.timestamp() - ended[publish_id]) * 1000 for publish_id, at in known if at]
    status = sum(call["endpoint"] == "status_fetch" for call in calls)
    return median(late), status / count


def _posts(made: Newsroom) -> list[dict[str, Any]]:
    posts: list[dict[str, Any]] = ask(made.control, "GET", "/posts")["posts"]
    return posts


def in_processing(count: int) -> tuple[float, float]:
    """MB, and the share of a core in percent, with so many at TikTok and none to be polled."""
    with newsroom("SQLite", 20, SPEED) as made:
        with made.database.write() as session:
            accounts = session.scalars(select(Account.id)).all()
            article = rows.article(session, "1")
            now = made.database.now(session)
            article.auto_publish_checked_at = now
            values = [
                {
                    "id": new_id(),
                    "article_id": article.id,
                    "account_id": accounts[number % len(accounts)],
                    "number": number,
                    "repeat": number,
                    # As many as no newsroom has of one article.
                    "doubled": True,
                    "language": "kz",
                    "state": State.PROCESSING,
                    "due_at": now,
                    "wake_at": now + timedelta(hours=6),
                    "post_mode": "DIRECT_POST",
                    "publish_id": f"p_pub_url~v2.{number}",
                    "requested_by": "bench",
                    "created_at": now,
                    "submitted_at": now - timedelta(hours=50),
                }
                for number in range(count)
            ]
            session.execute(insert(Publication), values)
        with made.serve() as served:
            # A sleep: idling is what is measured.
            time.sleep(10)
            before = cpu_seconds(served.pid)
            # A sleep: the same.
            time.sleep(WATCHED)
            idle = (cpu_seconds(served.pid) - before) / WATCHED * 100
            return resident_megabytes(served.pid), idle


def measures() -> Iterator[Measure]:
    """The rows of the pipeline."""
    bursts = {kind: all_at_once(kind, BURST) for kind in ("PostgreSQL", "SQLite")}
    for kind, found in bursts.items():
        sizes = [(count, all_at_once(kind, count)) for count in SMALLER]
        growth = ", ".join(f"{count}: {one.per_second:.1f}/s" for count, one in sizes)
        print(kind, found, growth, flush=True)
        note = f"{BURST} due at once on {ACCOUNTS} accounts; {growth}"
        if found.transactions:
            note += f"; {found.transactions:.0f} transactions each"
        yield Measure(f"publications/s, {kind}, one worker", found.per_second, 50, 15, "/s", note)
    worst = max(bursts.values(), key=lambda one: one.cpu)
    note = f"and {worst.photo_cpu:.0f} ms of its photo processes"
    yield Measure("CPU per publication besides its photos", worst.cpu, 20, 50, " ms", note)
    woken = max(one.wakeups for one in bursts.values())
    yield Measure("wake-ups per publication", woken, 5, 8)
    late, status = told_by_webhook()
    yield Measure("TikTok done → we know by webhook, p50", late, 50, 150, " ms")
    yield Measure("status calls per post", status, 1, 2)
    megabytes, idle = in_processing(IN_PROCESSING)
    smaller = [(count, *in_processing(count)) for count in (2_500, 5_000)]
    growth = ", ".join(f"{count:,}: {most:.0f} MB, {cpu:.1f} %" for count, most, cpu in smaller)
    yield Measure(f"{IN_PROCESSING:,} in processing: RSS", megabytes, 200, 300, " MB", growth)
    yield Measure(f"{IN_PROCESSING:,} in processing: idle CPU", idle, 1, 3, " %", growth)
