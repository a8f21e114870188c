"""The service as processes of its own, beside the simulator, on each database."""

from collections.abc import Generator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pytest
from sqlalchemy import select, update
from tests.support import forked, processes, rows
from tests.support.ports import free_port
from tests.support.servers import PhotoHost, RunningSimulator, answers
from tests.support.stage import connect_account, introduce, stage_settings
from tests.support.waiting import until

from zharia.accounts import configuration
from zharia.publishing.model import Attempt, Publication
from zharia.publishing.states import State
from zharia.service.service import Service

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess


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
        self.process: BaseProcess | None = None
        #: settings of the process that a test may change before it starts
        self.more: dict[str, object] = {}
        self.log = data_dir / "serve.log"

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
        # Connecting needs no worker: only the process works on the database.
        with Service(self.settings, with_worker=False) as service:
            self.account = connect_account(service, "aimaq_kz")
            with service.database.write() as session:
                config = configuration(session)
                config.audited, config.enabled = True, True
            self.database = service.database
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is not None:
            # How it ends in order is tested elsewhere; here it would only take time.
            self.kill()
        self.database.close()
        self.photos.__exit__()
        self.simulator.__exit__()

    def start(self) -> None:
        """`zharia serve`, until it answers."""
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
        environment["ZHARIA_ADMIN_PASSWORD"] = "correct horse battery"
        self.process = forked.start(
            forked.command,
            "serve",
            environment=processes.environment(environment),
            output=self.log,
        )
        until(self._answers, "the service to answer")

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.is_alive(), self.log.read_text()[-4000:]
        return answers(f"{self.settings.public_url}/health/ready")

    def kill(self) -> None:
        """SIGKILL: nothing is flushed, closed or undone."""
        assert self.process is not None
        self.process.kill()
        self.process.join()

    def pass_time(self, span: timedelta) -> None:
        """Between a kill and a start: what the dead process left is older by that."""
        with self.database.write() as session:
            for attempt in session.scalars(select(Attempt)):
                attempt.sent_at -= span
            for publication in session.scalars(select(Publication)):
                if publication.lease_until is not None:
                    publication.lease_until -= span

    def hold_tiktok(self, held: bool) -> None:
        """TikTok's clock stands still: it answers, but pulls nothing and tells nothing."""
        self.simulator.control("POST", "/clock", {"speed": 1e-6 if held else 1})

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
                f"{event.at:%T.%f} {event.state}: {event.what} {event.detail or ''}"
                for publication in publications
                for event in publication.events
            ]

    def account_of_it(self) -> str:
        """Everything that anybody knows about what happened, for a reader of a failed test."""
        attempts = [
            f"{one.number}: {one.state}, sent {one.sent_at:%T.%f}, answered {one.answered_at},"
            f" pulled {one.first_pulled_at}, revoked {one.revoked_at}, {one.publish_id}"
            for one in self.attempts()
        ]
        calls = [
            f"{datetime.fromtimestamp(call.at, UTC):%T.%f} {call.endpoint or call.path}:"
            f" {call.status} {call.code} {call.fault} {call.wrong}"
            for call in self.simulator.simulator.state.calls
        ]
        posts = [f"{one.publish_id}: {one.status} {one.fail_reason}" for one in self.posts()]
        parts = {
            "story": self.story(),
            "attempts": attempts,
            "calls of TikTok": calls,
            "posts on TikTok": posts,
            "end of serve.log": self.log.read_text().splitlines()[-40:],
        }
        return "\n".join(f"{name}:\n  " + "\n  ".join(lines) for name, lines in parts.items())

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

    def hurry(self) -> None:
        """Whatever waits before it is tried again need wait no longer."""
        with self.database.read() as session:
            later = self.database.now(session) + timedelta(seconds=1)
        waits = (Publication.state == State.SCHEDULED, Publication.wake_at > later)
        with self.database.read() as session:
            if session.scalar(select(Publication.id).where(*waits)) is None:
                return
        with self.database.write() as session:
            session.execute(update(Publication).where(*waits).values(wake_at=Publication.due_at))


@pytest.fixture(params=["sqlite", "postgresql"])
def newsroom(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Newsroom]:
    """On each database in turn; the service is not started yet."""
    copy = "sqlite_copy" if request.param == "sqlite" else "postgres_copy"
    with Newsroom(tmp_path, request.getfixturevalue(copy)) as newsroom:
        yield newsroom


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Several processes start and end in each; a busy machine is slow, not wrong.
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.timeout(300))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure on another machine must explain itself: nobody can look there afterwards."""
    report = yield
    newsroom = getattr(item, "funcargs", {}).get("newsroom")
    if report.when == "call" and report.failed and isinstance(newsroom, Newsroom):
        report.sections.append(("What happened", newsroom.account_of_it()))
    return report
