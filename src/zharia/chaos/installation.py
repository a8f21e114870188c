"""The service under test: set up as on its first day, running, and what its rows say."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import httpx2
from sqlalchemy import select

from zharia.accounts import Account, AccountState
from zharia.articles import Feed
from zharia.chaos import backups
from zharia.chaos.audit import Pair, SeenEvent, SeenRow, is_open
from zharia.chaos.newsroom import number_in
from zharia.chaos.plan import LANGUAGES
from zharia.chaos.processes import Process
from zharia.demo.consent import NotConnected
from zharia.demo.ports import free_port
from zharia.demo.setup import USERS, Setup, demo_settings, environment
from zharia.publishing.model import Attempt, Publication, PublicationEvent
from zharia.publishing.states import OUTGOING, State
from zharia.storage.crypto import open_keyring
from zharia.storage.database import Database
from zharia.users import create_key
from zharia.users.model import KeyScope

#: a minute of ours is a minute; the simulated TikTok's is over in less than a second
_HURRY: Final = {
    "init_per_minute": 300,
    "status_per_minute": 1_500,
    "creator_info_per_minute": 1_000,
    "direct_posts_per_day": 1_000_000,
    "pending_drafts_per_day": 1_000_000,
    "poll_seconds": 0.5,
    # Longer than a restart takes, so that a late pull finds somebody.
    "unconfirmed_minutes": 0.15,
}


def usernames(count: int) -> list[tuple[str, str]]:
    """So many accounts, by turns in each language: language and name."""
    named = list(USERS.items())[:count]
    more = [
        (LANGUAGES[number % len(LANGUAGES)], f"chaos_{number}")
        for number in range(len(named), count)
    ]
    return named + more


class Installation:
    """Processes on one database. `workers` more than one are `web` and so many `worker`."""

    def __init__(
        self, folder: Path, database_url: str, *, workers: int, accounts: int, tiktok_url: str
    ) -> None:
        settings = demo_settings(folder, simulator=tiktok_url, port=free_port())
        self.settings = settings.model_copy(update={**_HURRY, "database_url": database_url})
        self.public_url = self.settings.public_url
        self.client_key = self.settings.tiktok_client_key
        self.accounts = usernames(accounts)
        self.database = Database(self.settings.database)
        commands = {"serve": "serve"}
        if workers > 1:
            commands = {"web": "web", **{f"worker{n + 1}": "worker" for n in range(workers)}}
        variables = environment(self.settings)
        self.processes = [
            Process(name, command, folder=folder, settings=variables)
            for name, command in commands.items()
        ]

    def close(self) -> None:
        for process in self.processes:
            process.close()
        self.database.close()

    def start(self) -> None:
        """Every process, one after the other."""
        for process in self.processes:
            process.start()
            process.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Return once every process works."""
        for process in self.processes:
            process.wait_until_ready()

    def look_after(self) -> None:
        """Start again what ended by itself. Raises `ProcessDied` if that goes on."""
        for process in self.processes:
            process.look_after()

    def set_up(self, newsroom: str) -> str:
        """Connect TikTok and the accounts, watch the feeds; the CMS's key."""
        with self._setup() as setup:
            setup.register()
            setup.connect(self.accounts)
            setup.watch(newsroom)
            while not setup.is_watched():
                self.look_after()
                time.sleep(0.1)
        with self.database.write() as session:
            now = self.database.now(session)
            _, key = create_key(session, "CMS", [KeyScope.ARTICLES_WRITE], "chaos", now)
        return key

    def reconnect(self) -> int:
        """What an administrator does about accounts whose tokens are lost; how many there were.

        It is tried again by the next call if the service is not there just now.
        """
        with self.database.read() as session:
            lost = select(Account.username).where(Account.state != AccountState.CONNECTED)
            names = set(session.scalars(lost))
        ended = [account for account in self.accounts if account[1] in names]
        if not ended:
            return 0
        try:
            with self._setup() as setup:
                setup.connect(ended)
        except (httpx2.HTTPError, NotConnected):
            return 0
        return len(ended)

    @contextmanager
    def _setup(self) -> Iterator[Setup]:
        keys = open_keyring(
            self.settings.secret_keys.get_secret_value(), self.settings.secret_keys_file
        )
        with httpx2.Client(timeout=30, trust_env=False) as http:
            yield Setup(http, self.database, keys, self.settings)

    def copy(self, folder: Path) -> Path:
        """The database as it is now."""
        return backups.copy(self.settings.database, folder)

    def put_back(self, file: Path) -> None:
        """An older copy in place of the database. No process may run."""
        self.database.close()
        backups.put_back(self.settings.database, file)

    # What its rows say

    def rows(self) -> list[SeenRow]:
        with self.database.read() as session:
            found = session.execute(
                select(Publication, Account.username).join(
                    Account, Account.id == Publication.account_id
                )
            ).all()
        return [
            SeenRow(
                publication_id=one.id,
                pair=Pair(number_in(one.title) or 0, username),
                state=State(one.state),
                publish_id=one.publish_id,
                error_code=one.error_code,
                wake_at=one.wake_at,
                asks_a_person=one.needs_resolution,
            )
            for one, username in found
        ]

    def events(self) -> list[SeenEvent]:
        with self.database.read() as session:
            found = session.scalars(select(PublicationEvent).order_by(PublicationEvent.id)).all()
        return [
            SeenEvent(one.publication_id, one.what, State(one.state), one.detail) for one in found
        ]

    def open(self) -> int:
        """Publications on their way."""
        return sum(map(is_open, self.rows()))

    def in_line(self) -> int:
        """Publications that wait to be sent."""
        states = self.states()
        return sum(states[one] for one in OUTGOING)

    def feeds_read(self) -> dict[str, datetime]:
        """When each feed was last read to its end, by address."""
        with self.database.read() as session:
            feeds = session.scalars(select(Feed).where(Feed.last_success_at.is_not(None))).all()
        return {feed.url: feed.last_success_at for feed in feeds if feed.last_success_at}

    def states(self) -> Counter[State]:
        return Counter(row.state for row in self.rows())

    def story(self, pair: Pair) -> list[str]:
        """Everything about a pair, for a reader of what went wrong."""
        ids = [row.publication_id for row in self.rows() if row.pair == pair]
        with self.database.read() as session:
            lines = session.scalars(
                select(PublicationEvent)
                .where(PublicationEvent.publication_id.in_(ids))
                .order_by(PublicationEvent.id)
            ).all()
            tries = session.scalars(select(Attempt).where(Attempt.publication_id.in_(ids))).all()
        said = [f"{one.at:%T.%f} {one.state}: {one.who}: {one.what} {one.detail}" for one in lines]
        return said + [
            f"attempt {one.number}: {one.state} {one.publish_id or 'no publish id'}"
            f" pulled {one.first_pulled_at} revoked {one.revoked_at}"
            for one in tries
        ]

    def newest_photo(self) -> str | None:
        """The address of a photo of the newest attempt."""
        with self.database.read() as session:
            token = session.scalar(select(Attempt.token).order_by(Attempt.id.desc()).limit(1))
        return f"{self.public_url}/media/a/{token}/1.jpg" if token else None
