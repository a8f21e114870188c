"""The demo's run: everything started, stories published, posts awaited."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx2
from rich.console import Console

from zharia.demo import output
from zharia.demo.folder import fresh_folder
from zharia.demo.newsroom import Newsroom
from zharia.demo.ports import HOST, listen
from zharia.demo.processes import Process
from zharia.demo.server_thread import ServerThread
from zharia.demo.setup import Setup, demo_settings, to_environment
from zharia.demo.stories import LANGUAGES, Story
from zharia.publishing.progress import PublicationProgress, progress_of
from zharia.publishing.states import LIVE
from zharia.settings import Settings
from zharia.storage.crypto import open_keyring
from zharia.storage.database import Database
from zharia.terminal.watch import print_summary

#: stories that appear together at the beginning
_FIRST_STORIES: Final = 3
#: seconds between two reads of the publications
_POLL_SECONDS: Final = 0.2
#: seconds of TikTok's moderation that are waited for at the end, real ones
_PUBLIC_ID_SECONDS: Final = 15.0
#: seconds after the last story in which posts must arrive; TikTok's pace takes two minutes
_PATIENCE_SECONDS: Final = 240.0


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
class Demo:
    """The processes and servers of a demo that runs."""

    newsroom: Newsroom
    processes: Sequence[Process]
    database: Database
    settings: Settings

    def check(self) -> None:
        """Raises `ProcessDied`."""
        for process in self.processes:
            process.check()

    def progress(self) -> list[PublicationProgress]:
        with self.database.read() as session:
            return progress_of(session)


def run_demo(plan: Plan, console: Console, ended: Callable[[], bool]) -> bool:
    """Run until `ended()`, or until the last post if the plan says so.

    Returns whether every story was published on its account. Raises `ProcessDied`.
    """
    began = time.monotonic()
    output.print_intro(console, plan.speed)
    with _start(plan, console, ended) as demo:
        if demo is None:
            return False
        found = _publish_stories(plan, demo, console, ended, began)
        if plan.leave and not ended():
            console.print()
            print_summary(console, found, demo.settings.tiktok_authorize_url)
        output.print_ending(console)
    wanted = len(plan.stories) * len(LANGUAGES)
    return sum(one.state in LIVE for one in found) == len(found) == wanted


@contextmanager
def _start(plan: Plan, console: Console, ended: Callable[[], bool]) -> Iterator[Demo | None]:
    """Everything running and set up; None if it was asked to end before."""
    usual = (8100, 8000, 8200) if plan.usual_ports else (0, 0, 0)
    with ExitStack() as stack:
        folder = stack.enter_context(fresh_folder(plan.folder))
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
        stack.enter_context(closing(ServerThread(newsroom.site(), news)))
        tiktok_process = Process(
            "TikTok",
            ["simulator", "--port", str(tiktok_port), "--speed", str(plan.speed)],
            folder=folder,
            settings={},
        )
        stack.callback(tiktok_process.close)
        tiktok_process.start()
        zharia_process = Process(
            "Zharia", ["serve"], folder=folder, settings=to_environment(settings)
        )
        stack.callback(zharia_process.close)
        zharia_process.start()
        tiktok_process.wait_until_answers(f"{simulator}/_sim/", ended)
        zharia_process.wait_until_answers(f"{settings.public_url}/health/live", ended)
        if ended():
            yield None
            return
        database = Database(settings.database)
        stack.callback(database.close)
        demo = Demo(newsroom, (tiktok_process, zharia_process), database, settings)
        output.print_addresses(console, settings, newsroom.base)
        try:
            _set_up(demo, ended)
        except Exception:
            # Whoever talks to a process that died sees only a broken line.
            demo.check()
            raise
        output.print_connected(console)
        yield demo
        for process in demo.processes:
            process.terminate()


def _set_up(demo: Demo, ended: Callable[[], bool]) -> None:
    settings = demo.settings
    keys = open_keyring(settings.secret_keys.get_secret_value(), settings.secret_keys_file)
    with httpx2.Client(timeout=30, trust_env=False) as http:
        setup = Setup(http, demo.database, keys, settings)
        setup.register_app()
        setup.connect_accounts()
    setup.add_feeds(demo.newsroom.base)
    while not setup.feeds_were_read() and not ended():
        demo.check()
        time.sleep(_POLL_SECONDS)


def _publish_stories(
    plan: Plan, demo: Demo, console: Console, ended: Callable[[], bool], began: float
) -> list[PublicationProgress]:
    """Publish story after story, and print what happens. Returns the state of all."""
    progress = output.Progress(console, began)
    coming = list(plan.stories)
    next_at = time.monotonic()
    last_at: float | None = None
    while True:
        demo.check()
        while coming and time.monotonic() >= next_at:
            story = coming.pop(0)
            demo.newsroom.publish(story)
            progress.story_published(story)
            if len(plan.stories) - len(coming) >= _FIRST_STORIES:
                next_at = time.monotonic() + plan.every
        found = demo.progress()
        progress.update(found)
        everything = len(found) == len(plan.stories) * len(LANGUAGES) and all(
            one.settled for one in found
        )
        if everything and last_at is None:
            last_at = time.monotonic()
            if not plan.leave:
                output.print_finished(console)
        public = all(one.post_id for one in found)
        waited = last_at is not None and (public or time.monotonic() > last_at + _PUBLIC_ID_SECONDS)
        hopeless = not coming and time.monotonic() > next_at + _PATIENCE_SECONDS
        if ended() or (plan.leave and (waited or hopeless)):
            return found
        time.sleep(_POLL_SECONDS)
