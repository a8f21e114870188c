"""The state of one simulated TikTok, its clock, its jobs, and who waits for a change.

It knows nobody who changes it. Everything runs on one event loop; nothing here may be called from
another thread.
"""

import asyncio
import random

from starlette.requests import Request

from zharia.simulator import store
from zharia.simulator.clock import Clock
from zharia.simulator.model import App, Grant, Job, Post, State, User
from zharia.simulator.seed import seeded_state
from zharia.simulator.settings import Settings


class World:
    """The state, and how it is looked up.

    `version` grows with every visible change; `wait_for_change` lets a page follow along.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.clock = Clock(self.settings.speed)
        self.random = random.Random(self.settings.random_seed)  # noqa: S311  # faults, no secrets
        self.version = 0
        #: set when a job is added, or may have fallen due
        self.jobs_changed = asyncio.Event()
        self._next_change = asyncio.Event()
        file = self.settings.state_file
        self.state = store.load(file) if file is not None and file.exists() else self.seeded()
        self.clock.at_least(self.state.saved_at)

    def seeded(self) -> State:
        """The apps and users of a fresh start."""
        return seeded_state(
            old_lifetimes=self.settings.old_lifetimes,
            sandbox_refuses_refresh=self.settings.sandbox_refuses_refresh,
        )

    # Changing

    def changed(self) -> None:
        """Tell everyone who watches that something visible happened."""
        self.version += 1
        self._next_change.set()
        self._next_change = asyncio.Event()

    async def wait_for_change(self, version: int) -> int:
        """Return the current version as soon as it is not `version`."""
        while self.version == version:
            await self._next_change.wait()
        return self.version

    def add_job(self, kind: str, subject: str, due: float) -> None:
        self.state.jobs.append(Job(due=due, kind=kind, subject=subject))
        self.jobs_changed.set()

    def remove_jobs(self, kind: str, subject: str) -> None:
        self.state.jobs = [
            job for job in self.state.jobs if (job.kind, job.subject) != (kind, subject)
        ]

    def next_id(self) -> int:
        self.state.last_id += 1
        return self.state.last_id

    # Finding

    def app(self, client_key: str) -> App | None:
        return next((app for app in self.state.apps if app.client_key == client_key), None)

    def user(self, username: str) -> User | None:
        return next((user for user in self.state.users if user.username == username), None)

    def post(self, publish_id: str) -> Post | None:
        return next((post for post in self.state.posts if post.publish_id == publish_id), None)

    def grant(self, client_key: str, username: str) -> Grant | None:
        """The consent that is in force, if there is one."""
        return next(
            (
                grant
                for grant in self.state.grants
                if (grant.client_key, grant.username) == (client_key, username)
                and not grant.revoked
            ),
            None,
        )


def world_of(request: Request) -> World:
    """The one that answers this request."""
    world: World = request.app.state.world
    return world
