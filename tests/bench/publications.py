"""Publications per second from the queue to "published", and what each of them costs.

    ./run bench publications

The simulator, a newsroom's web server and `zharia serve` are processes of their own. Accounts are
connected by OAuth as a person would, articles are stored and ordered for one moment, and everything
is due at once. Counted are the seconds from the first init to the last "published", by the
database's clock, and the processor time of the service besides its photo processes.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from subprocess import DEVNULL, Popen
from typing import Any

import httpx2
import psycopg
from sqlalchemy import func, select, text

from tests.bench.webhooks import free_port
from tests.support import rows
from tests.support.databases import make_tables, new_postgres, plain
from tests.support.servers import PhotoHost, answers, photo
from tests.support.stage import KEY, SECRET, connect_account
from tests.support.waiting import until
from zharia.accounts import Account, configuration
from zharia.articles import Article
from zharia.chaos import postgres
from zharia.publishing.creating import create_publications
from zharia.publishing.model import Publication
from zharia.publishing.orders import Order
from zharia.publishing.states import State
from zharia.service.service import Service
from zharia.settings import Settings
from zharia.storage.database import Database

ACCOUNTS = 200
#: publications of a burst; each article is one on two accounts, in Kazakh and in Russian
BURST = 600
#: simulated seconds in a real one: TikTok pulls within 0.1 s and has the post 0.15 s later
SPEED = 20
#: seconds between the service being ready and everything being due
REST = 4


@dataclass(frozen=True, slots=True)
class Result:
    per_second: float
    cpu_ms: float
    photos_cpu_ms: float
    wakeups: float
    status_calls: float
    #: of PostgreSQL, commits for each publication
    transactions: float


@contextmanager
def simulator(speed: float) -> Iterator[httpx2.Client]:
    """The simulator's own process; yields its control API."""
    port = free_port()
    command = [sys.executable, "-m", "zharia", "simulator", "--port", str(port)]
    process = Popen([*command, "--speed", str(speed)], stdout=DEVNULL, stderr=DEVNULL)
    control = httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False)
    try:
        url = f"http://127.0.0.1:{port}/_sim/"
        until(lambda: process.poll() is not None or answers(url), "the simulator to answer")
        yield control
    finally:
        control.close()
        process.terminate()
        process.wait(10)


def ask(control: httpx2.Client, method: str, path: str, body: object = None) -> Any:
    response = control.request(method, f"/_sim{path}", json=body)
    assert response.status_code == 200, response.text
    return response.json()


class Newsroom:
    """A service on a database of its own, beside a simulator, with accounts and articles."""

    def __init__(
        self, folder: Path, database_url: str, control: httpx2.Client, **more: Any
    ) -> None:
        self.port = free_port()
        self.control = control
        public = f"http://127.0.0.1:{self.port}"
        api = str(control.base_url).rstrip("/")
        values: dict[str, Any] = {
            "data_dir": folder,
            "database_url": database_url,
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
        ask(
            control,
            "PATCH",
            f"/apps/{KEY}",
            {
                "redirect_uris": [f"{public}/api/tiktok/callback"],
                "verified_prefixes": [f"{public}/"],
                "webhook_url": f"{public}/api/tiktok/webhook",
            },
        )
        make_tables(self.settings.database)
        self.database = Database(self.settings.database)

    def connect(self, count: int, **more: Any) -> None:
        """Connect so many creators, every second one in Russian."""
        with Service(self.settings, with_worker=False) as service:
            with service.database.write() as session:
                config = configuration(session)
                config.audited, config.enabled = True, True
            for number in range(count):
                name = f"bench{number}_{('kz', 'ru')[number % 2]}"
                user = {"username": name, "nickname": name, "posts_per_day": 1_000_000}
                ask(self.control, "POST", "/users", user)
                connect_account(service, name, **more)

    def order(self, publications: int, photos: list[str], due_in: float) -> None:
        """So many publications, each article on a Kazakh and a Russian account, all due at once."""
        with Service(self.settings, with_worker=False) as service:
            with service.database.read() as session:
                accounts = session.scalars(select(Account).order_by(Account.id)).all()
            by_language = [
                [one for one in accounts if one.language == code] for code in ("kz", "ru")
            ]
            pairs = [list(pair) for pair in zip(*by_language, strict=True)] or [list(accounts)]
            for number in range(publications // len(pairs[0])):
                with service.database.write() as session:
                    now = service.database.now(session)
                    article = rows.article(
                        session, f"bench{number}", photos=(photos[number % len(photos)],)
                    )
                    order = Order("bench", due_at=now + timedelta(seconds=due_in))
                    create_publications(
                        session,
                        service.engine,
                        article,
                        pairs[number % len(pairs)],
                        order,
                        limits=service.style,
                        now=now,
                    )

    def count(self, *states: State) -> int:
        with self.database.read() as session:
            counted = select(func.count()).where(Publication.state.in_(states))
            return session.scalar(counted) or 0

    def looked_at_all(self) -> bool:
        """Whether the worker has looked at every article, as it does at what is new."""
        with self.database.read() as session:
            new = select(func.count()).where(Article.auto_publish_checked_at.is_(None))
            return not session.scalar(new)

    @contextmanager
    def serve(self) -> Iterator[Popen[bytes]]:
        """`zharia serve` as a process of its own, ready."""
        process = Popen(
            [sys.executable, "-m", "zharia", "serve"],
            env=os.environ | environment(self.settings),
            stdout=DEVNULL,
            stderr=None if os.environ.get("BENCH_LOG") else DEVNULL,
        )
        try:
            url = f"http://127.0.0.1:{self.port}/health/ready"
            until(lambda: process.poll() is not None or answers(url), "the service to be ready")
            yield process
        finally:
            process.terminate()
            process.wait(60)


def environment(settings: Settings) -> dict[str, str]:
    """The settings that differ from their defaults, as a process gets them."""
    found = {}
    for name in settings.model_fields_set:
        value = getattr(settings, name)
        value = value.get_secret_value() if hasattr(value, "get_secret_value") else value
        found[f"ZHARIA_{name.upper()}"] = str(value)
    return found


def cpu_seconds(pid: int) -> tuple[float, float]:
    """Of a process, and of its children that have ended or still run."""
    ticks = os.sysconf("SC_CLK_TCK")

    def own(one: int) -> float:
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / ticks

    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ended = (int(fields[13]) + int(fields[14])) / ticks
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    threads = Path(f"/proc/{pid}/task").iterdir()
    children = [child for thread in threads for child in (thread / "children").read_text().split()]
    return own(pid), ended + sum(own(int(child)) for child in children)


def commits(url: str) -> int:
    if not url.startswith("postgresql"):
        return 0
    with psycopg.connect(plain(url), autocommit=True) as connection:
        row = connection.execute(
            "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"
        ).fetchone()
    assert row is not None
    return int(row[0])


def burst(database_url: str, publications: int = BURST, accounts: int = ACCOUNTS) -> Result:
    """Everything due at once, until the last one is published."""
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory()))
        host = running.enter_context(PhotoHost())
        control = running.enter_context(simulator(SPEED))
        url = database_url or f"sqlite:///{folder / 'zharia.db'}"
        newsroom = Newsroom(folder, url, control)
        running.callback(newsroom.database.close)
        newsroom.connect(accounts)
        jpeg = photo((1200, 800))
        photos = [host.serve(f"/{number}.jpg", jpeg) for number in range(publications)]
        made = time.monotonic()
        ahead = publications / 12 + 15
        newsroom.order(publications, photos, ahead)
        served = running.enter_context(newsroom.serve())
        before = cpu_seconds(served.pid)
        left = ahead - (time.monotonic() - made)
        print(f"  ready {left:.1f} s before all is due", flush=True)
        until(newsroom.looked_at_all, "all articles to be looked at", 120)
        left = ahead - (time.monotonic() - made)
        assert left > 0, "it was due before it was ready"
        until(lambda: newsroom.count(State.SCHEDULED) < publications, "the first to start", 600)
        commits_before = commits(url)
        before = cpu_seconds(served.pid)
        if profile := os.environ.get("BENCH_PROFILE"):
            Popen(
                [
                    "py-spy",
                    "record",
                    "-d",
                    "20",
                    "-r",
                    "67",
                    "--gil",
                    "-f",
                    "raw",
                    "-o",
                    profile,
                    "-t",
                    "-p",
                    str(served.pid),
                ]
            )
        until(
            lambda: newsroom.count(State.FAILED, State.PUBLISHED) == publications, "the last", 600
        )
        assert newsroom.count(State.PUBLISHED) == publications, "some have failed"
        after, commits_after = cpu_seconds(served.pid), commits(url)
        with newsroom.database.read() as session:
            first, last_at, wakes = session.execute(
                select(
                    func.min(Publication.submitted_at),
                    func.max(Publication.published_at),
                    func.sum(Publication.wakes),
                )
            ).one()
            flows = session.scalar(text(_WORKFLOWS[newsroom.database.is_sqlite]))
        calls = ask(control, "GET", "/calls")["calls"]
        status = sum(call["endpoint"] == "status_fetch" for call in calls)
        print(f"  {flows} workflows; {wakes} wakes; {status} status calls in the last {len(calls)}")
        return Result(
            (publications - 1) / (last_at - first).total_seconds(),
            (after[0] - before[0]) / publications * 1000,
            (after[1] - before[1]) / publications * 1000,
            (wakes or 0) / publications,
            status / publications,
            (commits_after - commits_before) / publications,
        )


_WORKFLOWS = {
    True: "SELECT count(*) FROM workflow_status",
    False: "SELECT count(*) FROM dbos.workflow_status",
}


def main() -> None:
    names = sys.argv[1:] or ["sqlite", "postgresql"]
    for name in names:
        with ExitStack() as running:
            url = ""
            if name == "postgresql":
                url = new_postgres(running.enter_context(postgres.cluster()))
            found = burst(
                url, int(os.environ.get("BURST", BURST)), int(os.environ.get("ACCOUNTS", ACCOUNTS))
            )
        print(name, found, flush=True)


if __name__ == "__main__":
    main()
