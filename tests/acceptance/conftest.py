"""The service as processes of its own, beside the simulator, on each database."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import httpx2
import psycopg
import pytest
from sqlalchemy import select
from tests import rows
from tests.servers import PhotoHost, RunningSimulator
from tests.stage import connect_account, free_port, introduce, stage_settings, until

from zharia.accounts import configuration
from zharia.ids import new_id
from zharia.publishing.model import Attempt, Publication
from zharia.publishing.states import State
from zharia.service import Service

ROOT = Path(__file__).parents[2]


class Newsroom:
    """TikTok, a newsroom's photos, a database with one connected account, and `zharia serve`."""

    def __init__(self, data_dir: Path, database_url: str) -> None:
        self.data_dir = data_dir
        self.database_url = database_url
        self.port = free_port()
        self.simulator = RunningSimulator(
            pull_delay=0.1, processing_delay=0.1, moderation_delay=0.3, webhook_timeout=2.0
        )
        self.photos = PhotoHost()
        self.process: subprocess.Popen[bytes] | None = None
        #: settings of the process that a test may change before it starts
        self.more: dict[str, object] = {"unconfirmed_minutes": 0.05}
        self._log = (data_dir / "serve.log").open("wb")

    def __enter__(self) -> Self:
        self.simulator.__enter__()
        self.photos.__enter__()
        introduce(self.simulator, self.port)
        self.settings = stage_settings(
            self.simulator,
            self.data_dir,
            self.port,
            database_url=self.database_url,
        )
        # Connecting needs no worker; afterwards only the process works on the database.
        with Service(self.settings, works=True) as service:
            self.account = connect_account(service, "aimaq_kz")
            with service.database.write() as session:
                config = configuration(session)
                config.audited, config.enabled = True, True
            self.database = service.database
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)
        self._log.close()
        self.database.close()
        self.photos.__exit__()
        self.simulator.__exit__()

    def start(self) -> None:
        """`zharia serve`, until it answers. An unanswered attempt is revoked after 3 seconds."""
        names = [
            "data_dir",
            "database_url",
            "public_url",
            "port",
            "tiktok_api_url",
            "tiktok_authorize_url",
            "allow_loopback_fetch",
            "poll_seconds",
            "admin_email",
        ]
        values = {name: getattr(self.settings, name) for name in names} | self.more
        environment = {f"ZHARIA_{name.upper()}": str(value) for name, value in values.items()}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "zharia", "serve"],
            env=os.environ
            | {"PYTHONPATH": str(ROOT / "src"), "ZHARIA_ADMIN_PASSWORD": "correct horse battery"}
            | environment,
            stdout=self._log,
            stderr=self._log,
        )
        until(self._answers, "the service to answer")

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.data_dir / "serve.log").read_text()[-4000:]
        try:
            url = f"{self.settings.public_url}/health/ready"
            return httpx2.get(url, trust_env=False).status_code == 200
        except httpx2.TransportError:
            return False

    def kill(self) -> None:
        """SIGKILL: nothing is flushed, closed or undone."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def article(self, external_id: str = "1") -> str:
        """An article that wants to be published by itself."""
        url = self.photos.photo(f"/{external_id}.jpg", (900, 1200))
        with self.database.write() as session:
            return rows.article(session, external_id, auto=True, photos=(url,)).id

    def publication(self) -> Publication | None:
        with self.database.read() as session:
            return session.scalar(select(Publication))

    def attempts(self) -> list[Attempt]:
        with self.database.read() as session:
            return list(session.scalars(select(Attempt).order_by(Attempt.number)))

    def wait_for(self, *states: State, seconds: float = 60) -> Publication:
        def reached() -> Publication | None:
            publication = self.publication()
            return publication if publication and publication.state in states else None

        found: Publication = until(reached, f"{states}; {self.story()}", seconds)
        return found

    def story(self) -> list[str]:
        with self.database.read() as session:
            publications = session.scalars(select(Publication)).all()
            return [
                f"{event.at:%T} {event.state}: {event.what}"
                for publication in publications
                for event in publication.events
            ]

    def states(self) -> list[State]:
        with self.database.read() as session:
            return [State(state) for state in session.scalars(select(Publication.state))]

    def was(self, state: State) -> bool:
        """Whether the publication has been in a state."""
        return any(f" {state}:" in line for line in self.story())

    def calls(self, endpoint: str) -> int:
        calls = self.simulator.simulator.state.calls
        return sum(call.endpoint == endpoint for call in calls)

    def wait_for_inits(self, count: int) -> None:
        until(lambda: self.calls("content_init") >= count, f"{count} inits")

    def posts(self) -> list[Any]:
        return list(self.simulator.simulator.state.posts)

    def live(self) -> int:
        """Posts on the simulated TikTok that anybody would call published."""
        return sum(post.status == "PUBLISH_COMPLETE" for post in self.posts())

    def settle(self, seconds: float) -> None:
        """Leave everybody the time to do what they must not."""
        time.sleep(seconds)


@pytest.fixture(params=["sqlite", "postgresql"])
def newsroom(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Newsroom]:
    """On each database in turn; the service is not started yet."""
    url = ""
    if request.param == "postgresql":
        server: str = request.getfixturevalue("postgres_url")
        name = f"crash_{new_id()}"
        with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        url = server.rpartition("/")[0] + f"/{name}"
    with ExitStack() as stack:
        yield stack.enter_context(Newsroom(tmp_path, url))
