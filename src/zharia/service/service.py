"""The service: database, vault, photos and worker, opened from the settings."""

import fcntl
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, Self

from zharia.accounts import (
    OAuthFlow,
    TokenVault,
    client_factory,
    ensure_configuration,
)
from zharia.accounts.app_config import INTERACTIVE_BACKOFF
from zharia.accounts.clients import ClientCache
from zharia.articles import page_of_photo, release_feed_leases
from zharia.fetch import Fetcher
from zharia.fetch.user_agent import user_agent
from zharia.journal import Installation
from zharia.media import store_binding
from zharia.media.library import PhotoLibrary, StoredPhoto
from zharia.media.opening import open_store
from zharia.media.photo_fetching import photo_fetcher
from zharia.media.photo_metadata import PhotoMetadata
from zharia.media.prepared import Layout
from zharia.media.workers import PhotoWorkers
from zharia.newsroom.pause import pause
from zharia.posts import Style
from zharia.publishing import recovery
from zharia.publishing.engine import Engine
from zharia.publishing.journal_writer import JournalWriter
from zharia.publishing.rate_limits import Limits
from zharia.publishing.worker import Worker
from zharia.publishing.worker_context import WorkerContext
from zharia.service.periodic_tasks import PeriodicTasks
from zharia.settings import Settings
from zharia.storage.crypto import open_keyring
from zharia.storage.database import Database
from zharia.storage.private_files import make_file, secure_data_folder
from zharia.tiktok import PkceEncoding


class WorkerRunsAlready(RuntimeError):
    """The embedded database takes one worker; this machine runs one already."""


@dataclass(frozen=True, slots=True)
class _WorkerPhotos:
    """The photo library for a worker: its tries are counted, so each of them is a real one.

    What it sends is a copy by whose size TikTok's answers can be told apart.
    """

    library: PhotoLibrary

    def ready(self, url: str, layout: Layout, label: PhotoMetadata) -> StoredPhoto:
        return self.library.fingerprinted(self.library.ready(url, layout, again=True), label)


class Service:
    """What the settings name, opened. With `with_worker`, it publishes too, until closed.

    `paused_by` names whoever wants nothing sent until a person resumes.

    Raises:
        FolderUnusable: the data folder cannot be used.
        StorageUnusable: photos cannot be kept as the settings say, or are kept elsewhere.
        StoreUnwritable: the folder of photos cannot be made.
        WorkerRunsAlready: on SQLite, another process works on this database.
        JournalError, BucketUnusable: the attempt journal cannot be used, so nothing could be sent.
    """

    def __init__(self, settings: Settings, *, with_worker: bool, paused_by: str = "") -> None:
        self.settings = settings
        self._closing = ExitStack()
        with ExitStack() as undo:
            undo.callback(self._closing.close)
            self._open(settings, with_worker=with_worker, paused_by=paused_by)
            undo.pop_all()

    def _open(self, settings: Settings, *, with_worker: bool, paused_by: str) -> None:
        secure_data_folder(settings.data_dir)
        self.database = Database(settings.database)
        self._closing.callback(self.database.close)
        if with_worker and self.database.is_sqlite:
            self._closing.enter_context(_only_worker(self.database))
        self.database.upgrade()
        self.keys = open_keyring(settings.secret_keys.get_secret_value(), settings.secret_keys_file)
        ensure_configuration(self.database, self.keys, settings)
        self.installation = Installation.open(
            settings.journal_place, one_machine=self.database.is_sqlite
        )
        JournalWriter.attach(self.database, self.installation.journal)
        if with_worker:
            self._prepare_sending(paused_by)
        self.open_client = client_factory(settings)
        self.clients = ClientCache(
            self.database, self.keys, client_factory(settings, INTERACTIVE_BACKOFF)
        )
        self._closing.callback(self.clients.close)
        self.vault = TokenVault(
            self.database, self.keys, self.open_client, installation=self.installation
        )
        self.connecting = OAuthFlow(
            self.database,
            self.keys,
            self.open_client,
            redirect_uri=f"{settings.public_url.rstrip('/')}/api/tiktok/callback",
            pkce=PkceEncoding(settings.pkce_encoding),
            journal=self.installation.journal,
        )
        self.store = open_store(settings.media_storage, settings.data_dir)
        store_binding.check(
            self.database, self.store, may_be_new=_is_in(self.database, settings.data_dir)
        )
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
        if with_worker:
            self._start_worker(settings)
        else:
            self.engine = Engine(self.database)
            self._closing.callback(self.engine.close)

    def _prepare_sending(self, paused_by: str) -> None:
        """Before anything could be sent: whose database is this, and what does it lack?"""
        if paused_by:
            pause(self.database, self.installation, paused_by)
        recovery.recover(self.database, self.installation)

    def _start_worker(self, settings: Settings) -> None:
        clients = ClientCache(self.database, self.keys, self.open_client)
        self._closing.callback(clients.close)
        context = WorkerContext(
            database=self.database,
            client=clients.client_for,
            tokens=self.vault,
            photos=_WorkerPhotos(self.library),
            limits=Limits.from_settings(settings),
            public_url=settings.public_url.rstrip("/"),
            unconfirmed_after=timedelta(minutes=settings.unconfirmed_minutes),
            poll=timedelta(seconds=settings.poll_seconds),
            installation=self.installation,
        )
        if self.database.is_sqlite:
            # Whoever was reading a feed is gone: it takes one worker at a time.
            with self.database.write() as session:
                release_feed_leases(session)
        worker = Worker(context)
        self._closing.callback(worker.close)
        self.engine = worker.engine
        PeriodicTasks(
            database=self.database,
            installation=self.installation,
            vault=self.vault,
            fetcher=self.fetcher,
            store=self.store,
            engine=self.engine,
            style=self.style,
            home=settings.zone,
        ).start(self._closing)

    def _page_of(self, photo: str) -> str:
        with self.database.read() as session:
            return page_of_photo(session, photo)

    def close(self) -> None:
        """End what runs, then close what it used."""
        self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _is_in(database: Database, folder: Path) -> bool:
    """Whether it is one file in that folder, so that whoever uses the one uses the other."""
    file = database.url.database if database.is_sqlite else None
    return bool(file) and Path(file or "").resolve().parent == folder.resolve()


def _only_worker(database: Database) -> IO[str]:
    """Hold the lock of an SQLite file as long as this one is open; the system frees it."""
    # Beside the database itself, whichever data folder and whatever link led to it.
    path = Path(database.url.database or "zharia.db").resolve()
    file = path.with_name(f"{path.name}-worker.lock")
    make_file(file)
    lock = file.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise WorkerRunsAlready(
            f"Another worker uses {path}. SQLite takes one: stop it, or set"
            " ZHARIA_DATABASE_URL to a PostgreSQL, which takes many."
        ) from error
    return lock
