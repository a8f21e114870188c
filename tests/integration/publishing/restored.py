"""A service whose database can be copied, put back, lost, or exchanged while it runs."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Self

import psycopg
from sqlalchemy import make_url, select

from tests.support import databases, rows
from tests.support.ports import free_port
from tests.support.servers import PhotoHost, RunningSimulator
from tests.support.stage import connect_account, introduce, stage_settings
from tests.support.waiting import until
from zharia.accounts import configuration
from zharia.articles import article_by_external_id
from zharia.publishing.model import Publication
from zharia.publishing.states import State
from zharia.service.listening import listen
from zharia.service.service import Service
from zharia.service.web_server import WebServer


class House:
    """TikTok, a newsroom, and a data folder with a database that belongs together."""

    def __init__(self, data_dir: Path, database_url: str) -> None:
        self.data_dir, self.database_url = data_dir, database_url
        self.port = free_port()
        self.simulator = RunningSimulator(
            pull_delay=0.1, processing_delay=0.1, moderation_delay=0.3, webhook_timeout=2.0
        )
        self.photos = PhotoHost()
        self.more: dict[str, Any] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        self._open.enter_context(self.simulator)
        self._open.enter_context(self.photos)
        introduce(self.simulator, self.port)
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @contextmanager
    def running(
        self, *, paused_by: str = "", with_worker: bool = True, **more: Any
    ) -> Iterator[Service]:
        """The whole service, until left."""
        values = {"init_per_minute": 100, "database_url": self.database_url} | self.more | more
        settings = stage_settings(self.simulator, self.data_dir, self.port, **values)
        with (
            Service(settings, with_worker=with_worker, paused_by=paused_by) as service,
            WebServer(service, listen("127.0.0.1", self.port)),
        ):
            with service.database.write() as session:
                config = configuration(session)
                config.audited, config.enabled = True, True
            yield service

    def connect(self, service: Service) -> str:
        return connect_account(service, "aimaq_kz")

    def article(self, service: Service, external_id: str) -> str:
        """An article that wants to be published by itself comes in, perhaps once more."""
        url = self.photos.photo(f"/{external_id}.jpg", (900, 1200))
        with service.database.write() as session:
            return rows.article(session, external_id, auto=True, photos=(url,)).id

    def publications(self, service: Service, external_id: str) -> list[Publication]:
        with service.database.read() as session:
            known = article_by_external_id(session, "news.example", external_id)
            if known is None:
                return []
            return list(
                session.scalars(
                    select(Publication)
                    .where(Publication.article_id == known.id)
                    .order_by(Publication.number)
                )
            )

    def states(self, service: Service, *external_ids: str) -> list[list[State]]:
        return [
            [State(one.state) for one in self.publications(service, name)] for name in external_ids
        ]

    def wait_for(self, service: Service, state: State, *external_ids: str) -> None:
        """Each of these articles has one publication there, and others withdrawn at most."""
        seen: list[Any] = []

        def all_there() -> bool:
            seen[:] = self.states(service, *external_ids)
            given_way = {State.CANCELLED} - {state}
            standing = [[one for one in each if one not in given_way] for each in seen]
            return standing == [[state]] * len(external_ids)

        try:
            until(all_there, f"{external_ids} to be {state}", 60)
        except AssertionError as error:
            raise AssertionError(f"{error}; seen {seen}; {self.story(service)}") from None

    def story(self, service: Service) -> list[str]:
        with service.database.read() as session:
            return [
                f"{one.id[-4:]} {event.state}: {event.what} {event.detail or ''}"
                for one in session.scalars(select(Publication))
                for event in one.events
            ]

    def asked(self, service: Service) -> int:
        """How many publications wait for a person's word."""
        with service.database.read() as session:
            return len(
                session.scalars(select(Publication).where(Publication.needs_resolution)).all()
            )

    def inits(self) -> int:
        calls = self.simulator.simulator.state.calls
        return sum(call.endpoint == "content_init" for call in calls)

    def live(self) -> int:
        posts = self.simulator.simulator.state.posts
        return sum(post.status == "PUBLISH_COMPLETE" for post in posts)

    # The database as files and servers see it; nobody may be connected, but for `exchange`.

    def copy(self) -> str:
        """A copy of the database as it is now."""
        if self.is_sqlite:
            backup = self.data_dir.with_name("backup.db")
            shutil.copy(self._file(), backup)
            return databases.sqlite_url(backup)
        return databases.new_postgres(self.database_url, self.database_url)

    def put_back(self, copy: str) -> None:
        """The database is what it was when it was copied."""
        if self.is_sqlite:
            for name in ("-wal", "-shm"):
                self._file().with_name(self._file().name + name).unlink(missing_ok=True)
            shutil.copy(str(make_url(copy).database), self._file())
            return
        self.exchange(copy)

    def lose(self, tables: str) -> None:
        """The database is a new one, made like `tables`."""
        if self.is_sqlite:
            self.put_back(tables)
        else:
            self.exchange(databases.new_postgres(self.database_url, tables))

    def exchange(self, other: str) -> None:
        """Another database under the same name, also while somebody is connected."""
        ours, theirs = make_url(self.database_url).database, make_url(other).database
        server = make_url(self.database_url).set(database="postgres")
        plain = databases.plain(server.render_as_string(hide_password=False))
        with psycopg.connect(plain, autocommit=True) as connection:
            for old, new in ((ours, f"{ours}_old"), (theirs, ours)):
                connection.execute(f"ALTER DATABASE {old} ALLOW_CONNECTIONS false".encode())
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                    [old],
                )
                until(partial(_is_left, connection, old), f"{old} to be left")
                connection.execute(f"ALTER DATABASE {old} RENAME TO {new}".encode())
            connection.execute(f"ALTER DATABASE {ours} ALLOW_CONNECTIONS true".encode())

    def _file(self) -> Path:
        return Path(str(make_url(self.database_url).database))


def _is_left(connection: psycopg.Connection[Any], name: str | None) -> bool:
    count = connection.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [name]
    ).fetchone()
    return count == (0,)
