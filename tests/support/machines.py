"""Machines without a shared disk: processes with a data folder each, which share a PostgreSQL."""

from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy import select

from tests.support import forked, processes, rows
from tests.support.buckets import BUCKET_NAME, KEYS
from tests.support.ports import free_port
from tests.support.servers import PhotoHost, RunningSimulator, answers
from tests.support.stage import connect_account, introduce, stage_settings
from tests.support.waiting import until
from zharia.accounts import configuration
from zharia.publishing.model import Publication
from zharia.publishing.states import State
from zharia.service.service import Service
from zharia.storage.crypto import new_key
from zharia.storage.database import Database

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

S3 = f"s3://{BUCKET_NAME}/kz"


class Machines:
    """TikTok, a newsroom's photos, a PostgreSQL, and machines that know each other by these."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder, self.port = folder, free_port()
        self.simulator = RunningSimulator(
            pull_delay=0.1, processing_delay=0.1, moderation_delay=0.3, webhook_timeout=2.0
        )
        self.newsroom = PhotoHost()
        self.running: dict[str, BaseProcess] = {}
        self.database = Database(database_url)
        self.shared = {
            "ZHARIA_DATABASE_URL": database_url,
            "ZHARIA_JOURNAL": str(folder / "shared" / "journal.jsonl"),
            "ZHARIA_SECRET_KEYS": new_key(),
            "ZHARIA_JWT_SECRET": "the same on every machine, 32 bytes",
            "ZHARIA_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "ZHARIA_PORT": str(self.port),
            "ZHARIA_ALLOW_LOOPBACK_FETCH": "true",
            "ZHARIA_POLL_SECONDS": "0.2",
            **KEYS,
        }

    def __enter__(self) -> Self:
        self.simulator.__enter__()
        self.newsroom.__enter__()
        introduce(self.simulator, self.port)
        self.shared["ZHARIA_TIKTOK_API_URL"] = self.simulator.url
        self.shared["ZHARIA_TIKTOK_AUTHORIZE_URL"] = f"{self.simulator.url}/v2/auth/authorize/"
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.running.values():
            process.kill()
            process.join()
        self.database.close()
        self.newsroom.__exit__()
        self.simulator.__exit__()

    def set_up(self, machine: str, storage: str) -> str:
        """Connect an account from one of the machines."""
        settings = stage_settings(
            self.simulator,
            self.folder / machine,
            self.port,
            database_url=self.shared["ZHARIA_DATABASE_URL"],
            journal=self.shared["ZHARIA_JOURNAL"],
            secret_keys=self.shared["ZHARIA_SECRET_KEYS"],
            media_storage=storage,
        )
        with Service(settings, with_worker=False) as service:
            account = connect_account(service, "aimaq_kz")
            with service.database.write() as session:
                config = configuration(session)
                config.audited, config.enabled = True, True
        return account

    def start(self, machine: str, command: str, storage: str, **more: str) -> None:
        (self.folder / machine).mkdir(exist_ok=True)
        own = {
            "ZHARIA_DATA_DIR": str(self.folder / machine),
            "ZHARIA_MEDIA_STORAGE": storage,
        }
        settings = self.shared | own | more
        self.running[machine] = forked.start(
            forked.command,
            *command.split(),
            environment=processes.environment(settings),
            output=self.folder / f"{machine}.log",
        )

    def said(self, machine: str) -> str:
        return (self.folder / f"{machine}.log").read_text()

    def until_ready(self, machine: str) -> None:
        def ready() -> bool:
            assert self.running[machine].is_alive(), self.said(machine)
            return answers(f"{self.shared['ZHARIA_PUBLIC_URL']}/health/ready")

        until(ready, f"{machine} to answer")

    def until_ended(self, machine: str) -> tuple[int | None, str]:
        """Its exit code, and what it said."""
        process = self.running.pop(machine)
        until(lambda: not process.is_alive(), f"{machine} to end")
        return process.exitcode, self.said(machine)

    def article(self, external_id: str) -> None:
        url = self.newsroom.photo(f"/{external_id}.jpg", (900, 1200))
        with self.database.write() as session:
            rows.article(session, external_id, auto=True, photos=(url,))

    def until_published(self, count: int) -> None:
        def published() -> bool:
            with self.database.read() as session:
                states = list(session.scalars(select(Publication.state)))
            assert State.FAILED not in states, {name: self.said(name) for name in self.running}
            return states == [State.PUBLISHED] * count

        until(published, f"{count} posts")
