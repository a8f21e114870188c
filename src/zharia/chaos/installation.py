"""The service under test: set up, running, and queries of its database."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import httpx2
from pydantic import SecretStr
from sqlalchemy import select

from zharia.accounts import Account, AccountState
from zharia.articles import Feed
from zharia.chaos import backups
from zharia.chaos.audit import LedgerEvent, LedgerRow, PostKey, is_open
from zharia.chaos.newsroom import story_number
from zharia.chaos.plan import LANGUAGES
from zharia.chaos.processes import KillableProcess
from zharia.demo.consent import NotConnected
from zharia.demo.ports import free_port
from zharia.demo.setup import USERS, Setup, demo_settings, to_environment
from zharia.publishing.model import Attempt, Publication, PublicationEvent
from zharia.publishing.states import OUTGOING, State
from zharia.storage.crypto import new_key, open_keyring
from zharia.storage.database import Database
from zharia.storage.ids import new_id
from zharia.users import create_key
from zharia.users.model import KeyScope

#: a minute of ours is a minute; the simulated TikTok's is over in less than a second
_FAST_SETTINGS: Final = {
    "init_per_minute": 300,
    "status_per_minute": 1_500,
    "creator_info_per_minute": 1_000,
    "direct_posts_per_day": 1_000_000,
    "pending_drafts_per_day": 1_000_000,
    "poll_seconds": 0.5,
    # Longer than a restart takes, so that a late pull finds somebody.
    "unconfirmed_minutes": 0.15,
}


def account_names(count: int) -> list[tuple[str, str]]:
    """So many accounts, by turns in each language: language and user name."""
    named = list(USERS.items())[:count]
    more = [
        (LANGUAGES[number % len(LANGUAGES)], f"chaos_{number}")
        for number in range(len(named), count)
    ]
    return named + more


@dataclass(frozen=True, slots=True)
class Media:
    """Where photos lie: `storage` is ZHARIA_MEDIA_STORAGE, `variables` are the AWS_ ones for it."""

    storage: str = "file"
    variables: Mapping[str, str] = field(default_factory=dict)

    def journal(self) -> str:
        """A place beside the photos for the journal of one run; only of a bucket."""
        return f"{self.storage.removesuffix('/')}/journal-{new_id().lower()}"


class Installation:
    """Processes on one database. `workers` more than one are `web` and so many `worker`.

    Where photos lie in a bucket, so does the journal, and each process has a data folder of its
    own, as on machines of their own.
    """

    def __init__(
        self,
        folder: Path,
        database_url: str,
        *,
        workers: int,
        media: Media,
        accounts: int,
        tiktok_url: str,
    ) -> None:
        settings = demo_settings(folder, simulator=tiktok_url, port=free_port())
        apart = media.storage != "file"
        shared = (
            {}
            if not apart
            else {
                "journal": media.journal(),
                "secret_keys": SecretStr(new_key()),
                "jwt_secret": SecretStr(new_key()),
            }
        )
        self.settings = settings.model_copy(
            update={
                **_FAST_SETTINGS,
                "database_url": database_url,
                "media_storage": media.storage,
                **shared,
            }
        )
        self.public_url = self.settings.public_url
        self.client_key = self.settings.tiktok_client_key
        self.accounts = account_names(accounts)
        self.database = Database(self.settings.database)
        commands = {"serve": "serve"}
        if workers > 1:
            commands = {"web": "web", **{f"worker{n + 1}": "worker" for n in range(workers)}}
        self.processes = [
            KillableProcess(
                name,
                [command],
                folder=folder,
                settings={
                    **to_environment(
                        self.settings.model_copy(update={"data_dir": folder / name})
                        if apart
                        else self.settings
                    ),
                    **media.variables,
                },
            )
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

    def restart_exited(self) -> None:
        """Start again what exited by itself. Raises `ProcessDied` if that goes on."""
        for process in self.processes:
            process.restart_if_exited()

    def set_up(self, newsroom: str) -> str:
        """Connect TikTok and the accounts, watch the feeds; the CMS's key."""
        with self._setup() as setup:
            setup.register_app()
            setup.connect_accounts(self.accounts)
            setup.add_feeds(newsroom)
            while not setup.feeds_were_read():
                self.restart_exited()
                time.sleep(0.1)
        with self.database.write() as session:
            now = self.database.now(session)
            _, key = create_key(session, "CMS", [KeyScope.ARTICLES_WRITE], "chaos", now)
        return key

    def reconnect(self) -> int:
        """Connect accounts again whose tokens are lost, as an administrator does; how many.

        The next call tries again if the service does not answer now.
        """
        with self.database.read() as session:
            lost = select(Account.username).where(Account.state != AccountState.CONNECTED)
            names = set(session.scalars(lost))
        ended = [account for account in self.accounts if account[1] in names]
        if not ended:
            return 0
        try:
            with self._setup() as setup:
                setup.connect_accounts(ended)
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
        """A backup of the database as it is now."""
        return backups.copy(self.settings.database, folder)

    def restore(self, file: Path) -> None:
        """Put an older copy in place of the database. No process may run."""
        self.database.close()
        backups.restore(self.settings.database, file)

    def rows(self) -> list[LedgerRow]:
        with self.database.read() as session:
            found = session.execute(
                select(Publication, Account.username).join(
                    Account, Account.id == Publication.account_id
                )
            ).all()
        return [
            LedgerRow(
                publication_id=one.id,
                key=PostKey(story_number(one.title) or 0, username),
                state=State(one.state),
                publish_id=one.publish_id,
                error_code=one.error_code,
                wake_at=one.wake_at,
                needs_resolution=one.needs_resolution,
            )
            for one, username in found
        ]

    def events(self) -> list[LedgerEvent]:
        with self.database.read() as session:
            found = session.scalars(select(PublicationEvent).order_by(PublicationEvent.id)).all()
        return [
            LedgerEvent(one.publication_id, one.what, State(one.state), one.detail) for one in found
        ]

    def open_count(self) -> int:
        """How many publications are not at their end."""
        return sum(map(is_open, self.rows()))

    def queued_count(self) -> int:
        """How many publications wait to be sent."""
        states = self.states()
        return sum(states[one] for one in OUTGOING)

    def feeds_read(self) -> dict[str, datetime]:
        """When each feed was last read to its end, by address."""
        with self.database.read() as session:
            feeds = session.scalars(select(Feed).where(Feed.last_success_at.is_not(None))).all()
        return {feed.url: feed.last_success_at for feed in feeds if feed.last_success_at}

    def states(self) -> Counter[State]:
        return Counter(row.state for row in self.rows())

    def history(self, key: PostKey) -> list[str]:
        """Every event and attempt of a story on an account, a line each."""
        ids = [row.publication_id for row in self.rows() if row.key == key]
        with self.database.read() as session:
            found = session.scalars(
                select(PublicationEvent)
                .where(PublicationEvent.publication_id.in_(ids))
                .order_by(PublicationEvent.id)
            ).all()
            attempts = session.scalars(select(Attempt).where(Attempt.publication_id.in_(ids))).all()
        events = [
            f"{one.at:%T.%f} {one.state}: {one.who}: {one.what} {one.detail}" for one in found
        ]
        return events + [
            f"attempt {one.number}: {one.state} {one.publish_id or 'no publish id'}"
            f" pulled {one.first_pulled_at} revoked {one.revoked_at}"
            for one in attempts
        ]

    def newest_photo(self) -> str | None:
        """The address of a photo of the newest attempt."""
        with self.database.read() as session:
            token = session.scalar(select(Attempt.token).order_by(Attempt.id.desc()).limit(1))
        return f"{self.public_url}/media/a/{token}/1.jpg" if token else None
