"""Publications on the screen until each is settled: a live table, or a line for each step."""

import time
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Final

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from zharia.publishing.links import post_url
from zharia.publishing.progress import PublicationProgress, progress_of
from zharia.publishing.states import State
from zharia.service.logs import plain
from zharia.storage.database import Database
from zharia.terminal.tables import show

#: seconds between two looks at the ledger
_LOOK: Final = 0.3
_COLOURS: Final = {
    State.PUBLISHED: "green",
    State.DELIVERED: "green",
    State.FAILED: "red",
    State.REMOVED: "red",
    State.CANCELLED: "yellow",
    State.DRAFT: "yellow",
    State.UNCONFIRMED: "yellow",
}
_WORDS: Final = {
    State.DRAFT: "waits for an editor's approval",
    State.SCHEDULED: "in line",
    State.PREPARING: "photos are made ready",
    State.SUBMITTING: "is being sent",
    State.UNCONFIRMED: "TikTok did not answer; evidence will show whether it took it",
    State.PROCESSING: "TikTok works on it",
    State.DELIVERED: "lies in the creator's TikTok inbox",
    State.PUBLISHED: "published",
    State.REMOVED: "no longer public",
    State.FAILED: "failed",
    State.CANCELLED: "cancelled",
}


def follow(
    console: Console,
    database: Database,
    ids: Collection[str],
    authorize_url: str,
    ended: Callable[[], bool],
) -> list[PublicationProgress]:
    """Show these publications until all are settled or `ended()`; returns how they stand then."""
    with Live(console=console, auto_refresh=False, transient=True) as live:
        told: dict[str, str] = {}
        while True:
            with database.read() as session:
                now = database.now(session)
                found = progress_of(session, ids)
            if console.is_terminal:
                live.update(_table(found, now), refresh=True)
            else:
                _tell_news(console, found, told, authorize_url, now)
            if ended() or all(one.settled for one in found):
                return found
            time.sleep(_LOOK)


def words(one: PublicationProgress, now: datetime) -> str:
    """A state in words, with what it waits for or who must act."""
    if one.stuck:
        return f"waits: {one.stuck}"
    until = one.waits_until(now)
    if until is not None:
        why = f" ({one.message})" if one.message else ""
        return f"waits for its turn until {until.astimezone():%H:%M:%S}{why}"
    said = _WORDS[one.state]
    if one.state is State.FAILED and one.message:
        return f"{said}: {one.message}"
    return said


def summary(console: Console, found: Sequence[PublicationProgress], authorize_url: str) -> None:
    """The end of it: story, account, state, seconds, link."""
    show(
        console,
        ("story", "account", "state", "seconds", "link"),
        [
            (
                one.headline,
                f"@{one.username}",
                one.state,
                "" if one.seconds is None else f"{one.seconds:.1f}",
                post_url(authorize_url, one.username, one.post_id),
            )
            for one in found
        ],
    )


def _table(found: Sequence[PublicationProgress], now: datetime) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("story", "account", "photos", "state"):
        table.add_column(heading, no_wrap=True, overflow="ellipsis")
    for one in found:
        table.add_row(
            Text(one.headline),
            f"@{one.username}",
            str(one.photos),
            Text(words(one, now), style=_COLOURS.get(one.state, "")),
        )
    return table


def _tell_news(
    console: Console,
    found: Sequence[PublicationProgress],
    told: dict[str, str],
    authorize_url: str,
    now: datetime,
) -> None:
    for one in found:
        news = words(one, now)
        if told.get(one.publication_id) != news:
            told[one.publication_id] = news
            link = (
                f"  {post_url(authorize_url, one.username, one.post_id)}"
                if one.published_at
                else ""
            )
            console.print(Text(plain(f"@{one.username}  {one.headline}: {news}{link}")))
