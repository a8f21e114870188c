"""The demo's terminal output."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.text import Text

from zharia.demo.setup import ADMIN_EMAIL, USERS
from zharia.demo.stories import Story
from zharia.publishing.progress import PublicationProgress
from zharia.publishing.states import State
from zharia.settings import Settings


def opening(console: Console, speed: float) -> None:
    console.print("[bold]Zharia[/bold] makes a newsroom's articles public on TikTok, exactly once.")
    faster = "" if speed == 1 else f" Its clock runs {speed:g} times as fast as yours."
    console.print(f"This TikTok is a simulator on this machine; nothing leaves it.{faster}\n")


def addresses(console: Console, settings: Settings, newsroom: str) -> None:
    password = settings.admin_password.get_secret_value()
    console.print(f"  TikTok    {settings.tiktok_api_url}/")
    console.print(f"  Newsroom  {newsroom}/")
    console.print(f"  Zharia    {settings.public_url}/admin   {ADMIN_EMAIL}, password {password}")
    console.print(f"  Data      {settings.data_dir}\n")
    console.print(
        f"[bold]Open {settings.tiktok_api_url}/ to watch.[/bold] Ctrl+C ends everything.\n"
    )


def connected(console: Console) -> None:
    names = " and ".join(f"@{name}" for name in USERS.values())
    console.print(
        f"The site is proven to TikTok, {names} are connected, the feeds are watched.\n",
        style="dim",
    )


def the_last_one(console: Console) -> None:
    console.print("\nThat was the last story. Everything stays up until Ctrl+C.", style="dim")


def ending(console: Console) -> None:
    console.print("\nEnding.", style="dim")


class Progress:
    """A line for each thing that happens, once."""

    def __init__(self, console: Console, began: float) -> None:
        """`began` is when the demo did, on the monotonic clock."""
        self._console = console
        self._began = began
        self._told: set[tuple[str, str]] = set()
        self._first = True

    def appeared(self, story: Story) -> None:
        mark = "‼" if story.is_breaking else "·"
        title = story.words["ru"].title
        self._line(
            Text(f"{mark} newsroom    {title}", style="yellow" if story.is_breaking else "dim")
        )

    def tell(self, found: Sequence[PublicationProgress]) -> None:
        now = datetime.now(UTC)
        for one in found:
            match one.state:
                case State.PUBLISHED | State.DELIVERED:
                    self._arrived(one)
                case State.FAILED | State.CANCELLED | State.REMOVED | State.DRAFT:
                    line = f"✗ @{one.username:<10} {one.headline}: {one.state}. {one.message}"
                    self._once(one, one.state, Text(line, style="red"))
                case State.SCHEDULED if until := one.waits_until(now):
                    line = (
                        f"… @{one.username:<10} {one.headline}: TikTok takes six a minute,"
                        f" so it goes at {until.astimezone():%H:%M:%S}"
                    )
                    self._once(one, "waits", Text(line, style="dim"))

    def _arrived(self, one: PublicationProgress) -> None:
        seconds = "" if one.seconds is None else f"  {one.seconds:.1f} s"
        line = Text("✓ ", style="green").append(f"@{one.username:<10} ", style="bold")
        line.append(one.headline).append(seconds, style="dim")
        if self._once(one, one.state, line) and self._first:
            self._first = False
            since = time.monotonic() - self._began
            self._console.print(
                f"           the first post, {since:.0f} s after the start", style="dim"
            )

    def _once(self, one: PublicationProgress, what: str, line: Text) -> bool:
        if (one.publication_id, what) in self._told:
            return False
        self._told.add((one.publication_id, what))
        self._line(line)
        return True

    def _line(self, line: Text) -> None:
        moment = datetime.now().astimezone()
        self._console.print(Text(f"{moment:%H:%M:%S} ", style="dim").append(line))
