"""One TikTok on localhost: its state, its clock, and what its users can do with it.

Everything runs on one event loop; nothing here may be called from another thread.
"""

import asyncio
import contextlib
import logging
import random
from typing import Any

from zharia.simulator import pull, reposts, store, timeline, webhooks
from zharia.simulator.clock import Clock
from zharia.simulator.init_checks import PhotoPost
from zharia.simulator.jobs import Jobs
from zharia.simulator.model import App, Grant, Post, State, User
from zharia.simulator.seed import seeded_state
from zharia.simulator.settings import Settings
from zharia.simulator.tokens import open_id_of

log = logging.getLogger(__name__)

#: real seconds between a change and its save
_SAVE_DELAY = 0.2
#: the call log keeps the newest lines only
_CALLS_KEPT = 2_000


class Simulator:
    """The state and everything that changes it.

    `version` grows with every visible change; `wait_for_change` lets a page follow along.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.clock = Clock(self.settings.speed)
        self.random = random.Random(self.settings.random_seed)  # noqa: S311  # faults, no secrets
        self.version = 0
        self.state = self._first_state()
        self.jobs = Jobs(
            self,
            {
                "pull": pull.run,
                "complete": timeline.run_complete,
                "publicise": timeline.run_publicise,
                "publicise_again": reposts.run_publicise_again,
                "deliver": webhooks.run_deliver,
            },
        )
        self._waiters: list[asyncio.Future[None]] = []
        self._unsaved = asyncio.Event()

    def _first_state(self) -> State:
        file = self.settings.state_file
        if file is None or not file.exists():
            return self._seeded_state()
        state = store.load(file)
        self.clock.at_least(state.saved_at)
        return state

    def _seeded_state(self) -> State:
        return seeded_state(
            old_lifetimes=self.settings.old_lifetimes,
            sandbox_refuses_refresh=self.settings.sandbox_refuses_refresh,
        )

    # Living and changing

    async def run(self) -> None:
        """Run jobs and save changes until cancelled; the last change is saved too."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.jobs.run_forever())
                if self.settings.state_file is not None:
                    tasks.create_task(self._save_forever())
        finally:
            self.save()

    def changed(self) -> None:
        """Tell everyone who watches that something visible happened."""
        self.version += 1
        self._unsaved.set()
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def wait_for_change(self, version: int) -> int:
        """Return the current version as soon as it is not `version`."""
        while self.version == version:
            waiter = asyncio.get_running_loop().create_future()
            self._waiters.append(waiter)
            try:
                await waiter
            finally:
                with contextlib.suppress(ValueError):
                    self._waiters.remove(waiter)
        return self.version

    def save(self) -> None:
        if self.settings.state_file is not None:
            self.state.saved_at = self.clock.now()
            store.save(self.state, self.settings.state_file)

    async def _save_forever(self) -> None:
        while True:
            await self._unsaved.wait()
            await asyncio.sleep(_SAVE_DELAY)
            self._unsaved.clear()
            try:
                self.save()
            except OSError:
                # A full disk must not stop the simulator; the next change tries again.
                log.exception("the state could not be saved")

    async def replace_state(self, state: State) -> None:
        """Drop what is under way and go on from `state`."""
        await self.jobs.cancel_running()
        self.state = state
        self.clock.at_least(state.saved_at)
        self.jobs.wake()
        self.changed()

    async def reset(self) -> None:
        """Back to the seeded apps and users. The clock keeps its time."""
        await self.replace_state(self._seeded_state())

    def next_id(self) -> int:
        self.state.last_id += 1
        return self.state.last_id

    def keep_calls_short(self) -> None:
        del self.state.calls[:-_CALLS_KEPT]

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

    def open_id(self, client_key: str, username: str) -> str:
        return open_id_of(client_key, username)

    # What an app's init and a user's phone bring about

    def accept(self, wanted: PhotoPost, app: App, user: User) -> Post:
        return timeline.accept(self, wanted, app, user)

    def cancel(self, post: Post) -> None:
        timeline.fail(self, post, "publish_cancelled")

    def open_draft(self, publish_id: str) -> Post:
        """The user taps on the notification in the TikTok inbox."""
        return timeline.open_draft(self, publish_id)

    def post_draft(self, publish_id: str, privacy_level: str, **edits: Any) -> Post:
        """The user finishes the draft. `edits` may change `title`, `description`,
        `disable_comment`, `brand_content`, `brand_organic` and `auto_add_music`."""
        post = timeline.post_draft(self, publish_id, privacy_level, **edits)
        if "two_posts" in post.faults:
            self.post_again(publish_id, privacy_level)
        return post

    def post_again(self, publish_id: str, privacy_level: str) -> Post:
        """The user makes a further post of a draft that is posted."""
        return reposts.post_again(self, publish_id, privacy_level)

    def discard_draft(self, publish_id: str) -> Post:
        """The user throws the draft away. TikTok tells the app nothing."""
        return timeline.discard_draft(self, publish_id)

    def remove_post(self, publish_id: str, post_id: str = "") -> Post:
        """The post is deleted by its author or taken down; of several, the one with `post_id`."""
        if post_id:
            return reposts.remove(self, publish_id, post_id)
        return timeline.remove_post(self, publish_id)

    def set_privacy(self, publish_id: str, privacy_level: str) -> Post:
        """The author changes who may see the post."""
        return timeline.set_privacy(self, publish_id, privacy_level)

    def remove_authorization(self, grant: Grant, reason: int) -> None:
        """End a consent; `reason` as in the `authorization.removed` webhook, 0 to 5."""
        timeline.remove_authorization(self, grant, reason)
