"""The whole service, put together from its settings: the one place where everything meets."""

import fcntl
import logging
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, Final, Self

from zharia import accounts, articles
from zharia.accounts import (
    AccountError,
    Alert,
    AlertKind,
    Connecting,
    TokenVault,
    client_opener,
    due_for_refresh,
    ending_soon,
    ensure_configuration,
    log_alert,
)
from zharia.accounts.app_config import WHILE_A_PERSON_WAITS
from zharia.accounts.clients import Clients
from zharia.accounts.renewal_due import ENDING
from zharia.articles import (
    MAX_PAGES,
    due_feeds,
    forget_old_looks,
    free_feeds,
    look_again,
    page_of_photo,
    poll,
)
from zharia.background.outages import report
from zharia.background.periodic import PeriodicTask
from zharia.background.thread_pool import BoundedThreadPool
from zharia.fetch import Fetcher
from zharia.fetch.agent import user_agent
from zharia.journal import Installation, may_send
from zharia.media.fetching import photo_fetcher
from zharia.media.labels import Label
from zharia.media.library import PhotoLibrary, StoredPhoto
from zharia.media.prepared import Layout
from zharia.media.store import PhotoStore
from zharia.media.sweeping import sweep
from zharia.media.workers import PhotoWorkers
from zharia.newsroom.pause import pause
from zharia.posts import Style
from zharia.publishing import pulls, recovery
from zharia.publishing.auto_publish import publish_new_articles
from zharia.publishing.engine import Engine
from zharia.publishing.journal_writer import JournalWriter
from zharia.publishing.merging import merge_publications
from zharia.publishing.rate_limits import Limits
from zharia.publishing.retracting import articles_to_recheck
from zharia.publishing.worker import Worker
from zharia.publishing.worker_context import WorkerContext
from zharia.settings import Settings
from zharia.storage.crypto import open_keyring
from zharia.storage.database import Database
from zharia.storage.private_files import make_file, own_folder
from zharia.tiktok import PkceEncoding
from zharia.users import forget_old_sessions

log = logging.getLogger(__name__)

#: feeds read at once: more than a newsroom has of slow ones, and few for a small machine
_POLLS_AT_ONCE: Final = 8

#: who may need a stored photo
_PHOTOS_IN_USE: Final = (articles.photos_in_use, accounts.photos_in_use, pulls.photos_in_use)


class WorkerRunsAlready(RuntimeError):
    """The embedded database takes one worker; this machine runs one already."""


@dataclass(frozen=True, slots=True)
class _EachTime:
    """The library for a worker: its tries are counted, so each of them is a real one.

    What it sends is a copy by whose size TikTok's answers can be told apart.
    """

    library: PhotoLibrary

    def ready(self, url: str, layout: Layout, label: Label) -> StoredPhoto:
        return self.library.marked(self.library.ready(url, layout, again=True), label)


class Service:
    """What the settings name, opened. With `works`, it publishes too, until closed.

    `paused_by` names whoever wants nothing sent until a person resumes.

    Raises:
        FolderUnusable: the data folder cannot be used.
        WorkerRunsAlready: on SQLite, another process works on this database.
        JournalError: the attempt journal cannot be used, so nothing could be sent.
    """

    def __init__(self, settings: Settings, *, works: bool, paused_by: str = "") -> None:
        self.settings = settings
        self._closing = ExitStack()
        with ExitStack() as undo:
            undo.callback(self._closing.close)
            self._open(settings, works=works, paused_by=paused_by)
            undo.pop_all()

    def _open(self, settings: Settings, *, works: bool, paused_by: str) -> None:
        own_folder(settings.data_dir)
        self.database = Database(settings.database)
        self._closing.callback(self.database.close)
        if works and self.database.is_sqlite:
            self._closing.enter_context(_only_worker(settings))
        self.database.upgrade()
        self.keys = open_keyring(settings.secret_keys.get_secret_value(), settings.secret_keys_file)
        ensure_configuration(self.database, self.keys, settings)
        self.installation = Installation.open(
            settings.journal_file, one_machine=self.database.is_sqlite
        )
        JournalWriter.attach(self.database, self.installation.journal)
        if works:
            self._begin(paused_by)
        self.open_client = client_opener(settings)
        self.clients = Clients(
            self.database, self.keys, client_opener(settings, WHILE_A_PERSON_WAITS)
        )
        self._closing.callback(self.clients.close)
        self.vault = TokenVault(
            self.database, self.keys, self.open_client, installation=self.installation
        )
        self.connecting = Connecting(
            self.database,
            self.keys,
            self.open_client,
            redirect_uri=f"{settings.public_url.rstrip('/')}/api/tiktok/callback",
            pkce=PkceEncoding(settings.pkce_encoding),
            journal=self.installation.journal,
        )
        self.store = PhotoStore(settings.data_dir / "photos")
        self.fetcher = self._closing.enter_context(
            Fetcher(
                allow_loopback=settings.allow_loopback_fetch,
                user_agent=user_agent(settings.public_url, settings.user_agent),
            )
        )
        workers = self._closing.enter_context(PhotoWorkers())
        fetch = photo_fetcher(self.fetcher, self._page_of)
        self.library = PhotoLibrary(self.database, self.store, workers, fetch)
        self.style = Style(
            title_limit=settings.title_limit, description_limit=settings.description_limit
        )
        if works:
            self._work(settings)
        else:
            self.engine = Engine(self.database)
            self._closing.callback(self.engine.close)

    def _begin(self, paused_by: str) -> None:
        """Before anything could be sent: whose database is this, and what does it lack?"""
        if paused_by:
            pause(self.database, self.installation, paused_by)
        recovery.recover(self.database, self.installation)

    def _may_send(self) -> bool:
        with self.database.read() as session:
            return may_send(session, self.installation)

    def _work(self, settings: Settings) -> None:
        clients = Clients(self.database, self.keys, self.open_client)
        self._closing.callback(clients.close)
        context = WorkerContext(
            database=self.database,
            client=clients.of,
            tokens=self.vault,
            photos=_EachTime(self.library),
            limits=Limits.from_settings(settings),
            public_url=settings.public_url.rstrip("/"),
            unconfirmed_after=timedelta(minutes=settings.unconfirmed_minutes),
            poll=timedelta(seconds=settings.poll_seconds),
            installation=self.installation,
        )
        if self.database.is_sqlite:
            # Whoever was reading a feed is gone: it takes one worker at a time.
            with self.database.write() as session:
                free_feeds(session)
        worker = Worker(context)
        self._closing.callback(worker.close)
        self.engine = worker.engine
        self._polls = BoundedThreadPool("feeds", _POLLS_AT_ONCE)
        # Before its loop in this stack, so after it when all ends: nothing more comes in by then.
        self._closing.callback(self._polls.close)
        for name, every, work in (
            ("feeds", 2.0, self._poll_feeds),
            ("pages", 2.0, self._look_at_pages),
            ("newcomers", 0.5, self._take_up_new),
            ("tokens", 10.0, self._refresh_tokens),
            ("endings", 86_400.0, self._warn_of_endings),
            ("photos", 600.0, self._sweep_photos),
            ("forgetting", 3600.0, self._forget_old),
        ):
            self._closing.callback(PeriodicTask(name, every, work).close)
        # First of all, or the loop of the feeds waits for a slot in vain.
        self._closing.callback(self._polls.stop_accepting)

    def close(self) -> None:
        """End what runs, then close what it used."""
        self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _sweep_photos(self) -> None:
        sweep(self.database, self.store, _PHOTOS_IN_USE)

    def _warn_of_endings(self) -> None:
        """Once a day: accounts that a person must connect again within two weeks."""
        with self.database.read() as session:
            ending = ending_soon(session, self.database.now(session))
        for account in ending:
            until = account.refresh_expires_at
            log_alert(
                Alert(
                    AlertKind.ENDING_SOON,
                    account.id,
                    account.name,
                    ENDING.with_(name=account.name, day=f"{until:%Y-%m-%d}"),
                )
            )

    def _poll_feeds(self) -> None:
        with self.database.read() as session:
            now = self.database.now(session)
            due = due_feeds(session, now)
        self._polls.run_each(due, self._poll_feed)

    def _poll_feed(self, feed_id: str) -> None:
        with self.database.read() as session:
            now = self.database.now(session)
        poll(
            self.database,
            self.fetcher,
            feed_id,
            now,
            on_join=merge_publications,
            wanted=articles_to_recheck,
            home=self.settings.zone,
        )

    def _look_at_pages(self) -> None:
        with self.database.read() as session:
            now = self.database.now(session)
        look_again(self.database, self.fetcher, now, most=MAX_PAGES)

    def _page_of(self, photo: str) -> str:
        with self.database.read() as session:
            return page_of_photo(session, photo)

    def _take_up_new(self) -> None:
        with self.database.write() as session:
            now = self.database.now(session)
            publish_new_articles(session, self.engine, limits=self.style, now=now)

    def _forget_old(self) -> None:
        with self.database.write() as session:
            now = self.database.now(session)
            forget_old_sessions(session, now)
            forget_old_looks(session, now)

    def _refresh_tokens(self) -> None:
        if not self._may_send():
            return
        with self.database.read() as session:
            due = due_for_refresh(session, self.database.now(session))
        for account_id in due:
            try:
                self.vault.renew(account_id)
            except AccountError as error:
                # The vault has written it down and told the administrator.
                log.warning("%s", error)
            except Exception as error:  # noqa: BLE001 - it is logged
                # Of this account alone: the others' tokens are renewed all the same.
                report(log, error, "renewing the token of account %s broke off", account_id)


def _only_worker(settings: Settings) -> IO[str]:
    """Hold the data directory's lock as long as the file is open; the system frees it."""
    file = settings.data_dir / "worker.lock"
    make_file(file)
    lock = file.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise WorkerRunsAlready(
            f"Another worker uses {settings.data_dir}. SQLite takes one: stop it, or set"
            " ZHARIA_DATABASE_URL to a PostgreSQL, which takes many."
        ) from error
    return lock
