"""An installation over three hosts that can lose each other.

`news` has PostgreSQL, the web and a worker; `tiktok` has TikTok and the newsroom's photos; `far`
has another worker. They share a disk for photos and the journal, as several machines do.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from sqlalchemy import select, text, update

from tests.support import forked, hosts, processes, rows
from tests.support.certificates import self_signed, server_side
from tests.support.databases import make_tables
from tests.support.hosts import Hosts
from tests.support.ports import free_port
from tests.support.relays import Relay
from tests.support.servers import PhotoHost, RunningSimulator, answers
from tests.support.stage import connect_account, introduce, stage_settings
from tests.support.waiting import until
from zharia.accounts import configuration
from zharia.articles import IncomingArticle
from zharia.chaos.postgres import Cluster
from zharia.publishing.model import AccountPause, Attempt, Publication
from zharia.publishing.states import State
from zharia.service.service import Service
from zharia.storage.database import Database

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

HOSTS: Final = ("news", "tiktok", "far")
_INIT: Final = b"POST /v2/post/publish/content/init/"


class ThreeHosts:
    """Two connected accounts, one for each language; nothing runs yet. The thread is on `news`."""

    def __init__(self, wires: Hosts, folder: Path) -> None:
        self.wires, self._folder = wires, folder
        self._port = free_port()
        self._closing = ExitStack()
        self._running: dict[str, BaseProcess] = {}

    def __enter__(self) -> Self:
        with ExitStack() as undo:
            undo.callback(self._closing.close)
            self._closing.enter_context(self.wires.inside("news"))
            with self.wires.inside("tiktok"):
                self._open_tiktok()
            self._open_database()
            undo.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def _open_tiktok(self) -> None:
        enter, address = self._closing.enter_context, self.wires.address("tiktok")
        delays = {"pull_delay": 0.1, "processing_delay": 0.1, "moderation_delay": 0.3}
        self.simulator = enter(RunningSimulator(**delays, pull_timeout=3.0, webhook_timeout=3.0))
        self.photos = enter(PhotoHost(address))
        introduce(self.simulator, self._port)
        # Tokens go to an https address alone; photos are pulled from one, or from this machine.
        self._certificate = self_signed(self._folder, address)
        api = ("127.0.0.1", self.simulator.port)
        self._api = enter(Relay((address, 443), api, server_side(self._certificate)))
        web = (self.wires.address("news"), self._port)
        enter(Relay(("127.0.0.1", self._port), web))

    def _open_database(self) -> None:
        server = Cluster(open_to_all=True)
        self._closing.callback(server.remove)
        self._closing.callback(server.stop)
        server.start()
        make_tables(server.url)
        self._database_url = server.url.replace("127.0.0.1", self.wires.address("news"))
        settings = stage_settings(
            self.simulator, self._folder, self._port, database_url=self._database_url
        )
        # Without TLS, and so beside the simulator.
        with self.wires.inside("tiktok"), Service(settings, with_worker=False) as service:
            self._accounts = {
                language: connect_account(service, f"aimaq_{language}") for language in ("kz", "ru")
            }
            with service.database.write() as session:
                config = configuration(session)
                config.audited, config.enabled = True, True
        self.database = Database(self._database_url)
        self._closing.callback(self.database.close)
        self._closing.callback(self._kill_all)

    def start(self, host: str, command: str, database_options: str = "") -> None:
        """A `zharia` command on a host."""
        public = f"http://127.0.0.1:{self._port}"
        settings = {
            "ZHARIA_DATA_DIR": str(self._folder),
            "ZHARIA_DATABASE_URL": self._database_url + database_options,
            "ZHARIA_PUBLIC_URL": public,
            "ZHARIA_HOST": "0.0.0.0",
            "ZHARIA_PORT": str(self._port),
            "ZHARIA_TIKTOK_API_URL": f"https://{self.wires.address('tiktok')}",
            "ZHARIA_ALLOW_LOOPBACK_FETCH": "true",
            "ZHARIA_POLL_SECONDS": "0.2",
            "SSL_CERT_FILE": str(self._certificate),
        }
        self._running[f"{host} {command}"] = forked.start(
            hosts.command_inside,
            self.wires.file(host),
            command,
            environment=processes.environment(settings),
            output=self._folder / f"{host}-{command}.log",
        )
        if command == "web":
            until(lambda: answers(f"{public}/health/ready"), "the web to answer")

    def kill(self, host: str, command: str) -> None:
        """SIGKILL."""
        process = self._running.pop(f"{host} {command}")
        process.kill()
        process.join()

    def _kill_all(self) -> None:
        for process in self._running.values():
            process.kill()
            process.join()

    def article(self, external_id: str, language: str, photo: str) -> None:
        """An article for the account of one language, to be published by itself."""
        content = rows.content(photos=(photo,))
        texts = tuple(one for one in content.translations if one.language == language)
        delivery = IncomingArticle(
            external_id,
            replace(content, translations=texts),
            published_at=rows.NOW,
            auto_publish=True,
            keys=(external_id,),
        )
        with self.database.write() as session:
            rows.store(session, "news.example", [delivery], now=rows.NOW)

    def publications(self, language: str) -> Sequence[Publication]:
        """An account's, in their order."""
        of_it = select(Publication).where(Publication.account_id == self._accounts[language])
        with self.database.read() as session:
            return session.scalars(of_it.order_by(Publication.id)).all()

    def states(self, language: str) -> list[State]:
        return [State(one.state) for one in self.publications(language)]

    def errors(self, language: str) -> list[str | None]:
        """The code that each of them waits with, or failed with."""
        return [one.error_code for one in self.publications(language)]

    def wait_for(self, language: str, *states: State) -> None:
        """Until an account's publications are in these states."""
        try:
            until(lambda: self.states(language) == list(states), f"{states}")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.story()}") from None

    def happened(self, language: str) -> list[str]:
        """What the history of an account's publications has, by the names of event types."""
        of_it = select(Publication).where(Publication.account_id == self._accounts[language])
        with self.database.read() as session:
            found = session.scalars(of_it.order_by(Publication.id))
            return [event.what for one in found for event in one.events]

    def attempts(self) -> Sequence[Attempt]:
        with self.database.read() as session:
            return session.scalars(select(Attempt).order_by(Attempt.sent_at)).all()

    def sessions_of(self, host: str) -> list[str]:
        """For each connection that PostgreSQL has with a host, its last statement."""
        found = text("SELECT query FROM pg_stat_activity WHERE client_addr = CAST(:it AS inet)")
        with self.database.read() as session:
            return list(session.scalars(found, {"it": self.wires.address(host)}))

    def hurry(self) -> None:
        """Whatever waits before it is tried again need wait no longer."""
        with self.database.write() as session:
            now = self.database.now(session)
            session.execute(update(AccountPause).values(not_before=now))
            waits = Publication.state == State.SCHEDULED, Publication.owner.is_(None)
            session.execute(update(Publication).where(*waits).values(wake_at=now))

    def posts(self) -> list[Any]:
        """What TikTok has accepted."""
        return list(self.simulator.simulator.state.posts)

    def inits(self) -> int:
        """How many calls of init have reached TikTok."""
        calls = self.simulator.simulator.state.calls
        return sum(call.endpoint == "content_init" for call in calls)

    def hold_answers_of_init(self) -> None:
        """TikTok accepts posts, and its answers stay on the way until `release_answers`."""
        self._api.hold(_INIT)

    def release_answers(self) -> None:
        self._api.release()

    def hold_tiktok(self, held: bool) -> None:
        """TikTok's clock stands still: it answers, but pulls nothing and tells nothing."""
        with self.wires.inside("tiktok"):
            self.simulator.control("POST", "/clock", {"speed": 1e-6 if held else 1})

    def story(self) -> str:
        """All that anybody knows, for a reader of a failed test."""
        with self.database.read() as session:
            lines = [
                f"{one.id} {event.at:%T.%f} {event.state}: {event.what} {event.detail or ''}"
                for one in session.scalars(select(Publication))
                for event in one.events
            ]
        lines += [
            f"{call.endpoint or call.path}: {call.status} {call.code} {call.wrong}"
            for call in self.simulator.simulator.state.calls
        ]
        lines += [f"{one.publish_id}: {one.status} {one.fail_reason}" for one in self.posts()]
        for file in self._folder.glob("*.log"):
            lines += [f"{file.name}: {line}" for line in file.read_text().splitlines()[-20:]]
        return "\n  ".join(["", *lines])
