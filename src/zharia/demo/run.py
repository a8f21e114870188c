"""Running the demo, from its first line to its last."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx2
from rich.console import Console

from zharia.demo import output
from zharia.demo.folder import fresh
from zharia.demo.newsroom import Newsroom
from zharia.demo.ports import HOST, listen
from zharia.demo.processes import Child
from zharia.demo.server_thread import ServerThread
from zharia.demo.setup import Setup, demo_settings, environment
from zharia.demo.stories import LANGUAGES, Story
from zharia.publishing.progress import PublicationProgress, progress_of
from zharia.publishing.states import LIVE
from zharia.settings import Settings
from zharia.storage.crypto import open_keyring
from zharia.storage.database import Database
from zharia.terminal.watch import summary

#: stories that appear together at the beginning
_AT_ONCE: Final = 3
#: seconds between two looks at everything
_LOOK: Final = 0.2
#: seconds of TikTok's moderation that are waited for at the end, real ones
_PUBLIC_IDS: Final = 15.0
#: seconds after the last story in which posts must arrive; TikTok's pace takes two minutes
_PATIENCE: Final = 240.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is shown, and how fast."""

    stories: Sequence[Story]
    #: seconds between two stories
    every: float
    #: how much faster than ours TikTok's clock runs
    speed: float
    #: leave after the last post, instead of staying up
    leave: bool
    folder: Path
    #: take the usual ports where they are free
    usual_ports: bool = True


@dataclass(frozen=True, slots=True)
class Stage:
    """What runs."""

    newsroom: Newsroom
    children: Sequence[Child]
    database: Database
    settings: Settings

    def check(self) -> None:
        """Raises `ChildDied`."""
        for child in self.children:
            child.check()

    def standings(self) -> list[PublicationProgress]:
        with self.database.read() as session:
            return progress_of(session)


def show(plan: Plan, console: Console, ended: Callable[[], bool]) -> bool:
    """Run until `ended()`, or until the last post if the plan says so.

    Returns whether every story was published on its account. Raises `ChildDied`.
    """
    began = time.monotonic()
    output.opening(console, plan.speed)
    with _stage(plan, console, ended) as stage:
        if stage is None:
            return False
        found = _performance(plan, stage, console, ended, began)
        if plan.leave and not ended():
            console.print()
            summary(console, found, stage.settings.tiktok_authorize_url)
        output.ending(console)
    wanted = len(plan.stories) * len(LANGUAGES)
    return sum(one.state in LIVE for one in found) == len(found) == wanted


@contextmanager
def _stage(plan: Plan, console: Console, ended: Callable[[], bool]) -> Iterator[Stage | None]:
    """Everything running and set up; None if it was asked to end before."""
    usual = (8100, 8000, 8200) if plan.usual_ports else (0, 0, 0)
    with ExitStack() as running:
        folder = running.enter_context(fresh(plan.folder))
        tiktok, zharia, news = (listen(port) for port in usual)
        tiktok_port, zharia_port, news_port = (
            one.getsockname()[1] for one in (tiktok, zharia, news)
        )
        # Held until all three are known, or two of them could be the same.
        tiktok.close()
        zharia.close()
        simulator = f"http://{HOST}:{tiktok_port}"
        settings = demo_settings(folder, simulator=simulator, port=zharia_port)
        newsroom = Newsroom(f"http://{HOST}:{news_port}", plan.stories)
        running.enter_context(closing(ServerThread(newsroom.site(), news)))
        tiktok_process = Child(
            "TikTok",
            ["simulator", "--port", str(tiktok_port), "--speed", str(plan.speed)],
            folder=folder,
            settings={},
        )
        running.callback(tiktok_process.close)
        zharia_process = Child("Zharia", ["serve"], folder=folder, settings=environment(settings))
        running.callback(zharia_process.close)
        tiktok_process.wait_until_answers(f"{simulator}/_sim/", ended)
        zharia_process.wait_until_answers(f"{settings.public_url}/health/live", ended)
        if ended():
            yield None
            return
        database = Database(settings.database)
        running.callback(database.close)
        stage = Stage(newsroom, (tiktok_process, zharia_process), database, settings)
        output.addresses(console, settings, newsroom.base)
        try:
            _set_up(stage, ended)
        except Exception:
            # Whoever talks to a process that died sees only a broken line.
            stage.check()
            raise
        output.connected(console)
        yield stage
        for child in stage.children:
            child.ask_to_end()


def _set_up(stage: Stage, ended: Callable[[], bool]) -> None:
    settings = stage.settings
    keys = open_keyring(settings.secret_keys.get_secret_value(), settings.secret_keys_file)
    with httpx2.Client(timeout=30, trust_env=False) as http:
        setup = Setup(http, stage.database, keys, settings)
        setup.register()
        setup.connect()
    setup.watch(stage.newsroom.base)
    while not setup.is_watched() and not ended():
        stage.check()
        time.sleep(_LOOK)


def _performance(
    plan: Plan, stage: Stage, console: Console, ended: Callable[[], bool], began: float
) -> list[PublicationProgress]:
    """Story after story, and a line for each thing that happens. Returns how all stand."""
    progress = output.Progress(console, began)
    coming = list(plan.stories)
    next_at = time.monotonic()
    last_at: float | None = None
    while True:
        stage.check()
        while coming and time.monotonic() >= next_at:
            story = coming.pop(0)
            stage.newsroom.publish(story)
            progress.appeared(story)
            if len(plan.stories) - len(coming) >= _AT_ONCE:
                next_at = time.monotonic() + plan.every
        found = stage.standings()
        progress.tell(found)
        everything = len(found) == len(plan.stories) * len(LANGUAGES) and all(
            one.settled for one in found
        )
        if everything and last_at is None:
            last_at = time.monotonic()
            if not plan.leave:
                output.the_last_one(console)
        public = all(one.post_id for one in found)
        waited = last_at is not None and (public or time.monotonic() > last_at + _PUBLIC_IDS)
        hopeless = not coming and time.monotonic() > next_at + _PATIENCE
        if ended() or (plan.leave and (waited or hopeless)):
            return found
        time.sleep(_LOOK)
