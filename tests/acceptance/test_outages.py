"""The database or a disk goes away under a running service: it says so, waits, and goes on."""

import contextlib
import resource
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TypeAlias

import httpx2
import psycopg
import pytest
from pysqlite3 import dbapi2
from tests.acceptance.conftest import Newsroom
from tests.integration.web.newsroom import delivery, signed
from tests.support.databases import make_tables, new_postgres, plain
from tests.support.servers import EACH_ANEW, NO_TLS
from tests.support.stage import KEY, SECRET
from tests.support.waiting import until

from zharia.chaos.postgres import Cluster
from zharia.publishing.states import State
from zharia.storage.ids import new_id

#: takes something away from a running service, and gives it back
Outage: TypeAlias = Callable[[Newsroom, Path], AbstractContextManager[None]]

#: what a person, a program and TikTok ask for, and the words that a page has for an outage
PAGE, LIST, WEBHOOK = "/admin/login", "/api/articles", "/api/tiktok/webhook"
WORDS = {"kk": "Zharia қазір жұмыс істей алмайды", "ru": "Zharia сейчас не может работать"}


class Visitors:
    """A browser, a program and TikTok before a running service."""

    def __init__(self, url: str) -> None:
        self.http = httpx2.Client(
            base_url=url, timeout=60, trust_env=False, verify=NO_TLS, limits=EACH_ANEW
        )
        self.token = ""

    def sign_in(self) -> None:
        login = {"email": "admin@news.example", "password": "correct horse battery"}
        said = self.http.post("/api/auth/login", json=login)
        assert said.status_code == 200, said.text
        self.token = said.json()["accessToken"]

    def list(self) -> httpx2.Response:
        return self.http.get(LIST, headers={"Authorization": f"Bearer {self.token}"})

    def page(self, language: str) -> httpx2.Response:
        # A form that writes: an attempt to sign in is noted.
        form = {"email": "nobody@news.example", "password": "x"}
        headers = {"Accept-Language": language, "Origin": str(self.http.base_url).rstrip("/")}
        return self.http.post(PAGE, data=form, headers=headers)

    def webhook(self) -> httpx2.Response:
        # A repeat would be answered without being stored.
        body = delivery(KEY, publish_id=f"p_{new_id()}")
        return self.http.post(
            WEBHOOK, content=body, headers={"TikTok-Signature": signed(body, SECRET)}
        )

    def ready(self) -> httpx2.Response:
        return self.http.get("/health/ready")

    def are_told_to_come_again(self, codes: set[str], *, reading: bool = True) -> None:
        """Each in its own form; nobody gets a 500, and nobody a detail of ours."""
        # At once: each waits for a lock in vain.
        with ThreadPoolExecutor(6) as threads:
            asked = [
                threads.submit(self.webhook),
                threads.submit(self.http.post, "/api/auth/login", json=LOGIN),
                *([threads.submit(self.list)] if reading else []),
            ]
            pages = {language: threads.submit(self.page, language) for language in WORDS}
            readiness = threads.submit(self.ready)
        for answer in [one.result() for one in asked]:
            assert answer.status_code == 503, answer.text
            assert int(answer.headers["retry-after"]) > 0
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"] in codes | {"not_stored"}
        for language, words in WORDS.items():
            answer = pages[language].result()
            assert answer.status_code == 503
            assert int(answer.headers["retry-after"]) > 0
            assert f"<h1>{words}</h1>" in answer.text
        ready = readiness.result()
        assert ready.status_code == 503
        assert ready.json()["status"] == "unready"
        assert ready.json()["checks"]["database"] != "ok"
        # Restarting would not help.
        assert self.http.get("/health/live").status_code == 200

    def are_served(self) -> None:
        until(lambda: self.ready().status_code == 200, "the service to be ready again")
        assert self.webhook().status_code == 200
        assert self.list().status_code == 200
        assert self.page("ru").status_code != 503


LOGIN = {"email": "somebody@news.example", "password": "wrong password"}


@contextlib.contextmanager
def visitors(newsroom: Newsroom) -> Iterator[Visitors]:
    found = Visitors(newsroom.settings.public_url)
    with found.http:
        found.sign_in()
        yield found


def is_said_once(newsroom: Newsroom, position: int) -> None:
    """One line for each thing that is away, the database, the journal, the photos, whoever met
    it; and no traceback.
    """
    lines = newsroom.log.read_bytes()[position:].decode().splitlines()
    assert not any("Traceback" in line for line in lines), lines
    assert sum(" ERROR " in line for line in lines) <= 3, lines


def all_are_published(newsroom: Newsroom, count: int) -> bool:
    newsroom.hurry()
    return newsroom.states() == [State.PUBLISHED] * count


@pytest.fixture
def newsroom(sqlite_copy: str, tmp_path: Path) -> Iterator[Newsroom]:
    with Newsroom(tmp_path, sqlite_copy) as newsroom:
        newsroom.start()
        yield newsroom


@contextlib.contextmanager
def locked_by_another(_newsroom: Newsroom, file: Path) -> Iterator[None]:
    # Not the other SQLite of Python: two in one process undo each other's locks.
    with contextlib.closing(dbapi2.connect(str(file), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


@contextlib.contextmanager
def moved_away(_newsroom: Newsroom, file: Path) -> Iterator[None]:
    elsewhere = file.with_name("elsewhere.db")
    file.rename(elsewhere)
    yield
    elsewhere.rename(file)


@contextlib.contextmanager
def no_room(newsroom: Newsroom, _file: Path) -> Iterator[None]:
    """No file of the process may grow, or be written at all."""
    assert newsroom.process is not None
    pid = newsroom.process.pid or 0
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, before[1]))
    yield
    resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


def test_an_sqlite_that_is_locked_gone_or_full(newsroom: Newsroom) -> None:
    """One after the other under the same process, with an article that comes in meanwhile."""
    file = newsroom.data_dir / "zharia.db"
    outages: list[tuple[Outage, set[str], bool]] = [
        (locked_by_another, {"database_busy"}, False),
        (moved_away, {"database_unavailable"}, True),
        (no_room, {"database_unavailable", "disk_full"}, False),
    ]
    with visitors(newsroom) as people:
        # What a connection may do is bounded in the service itself.
        large = people.http.get("/health/live", headers={"X-Large": "x" * 70_000})
        assert large.status_code == 431
        for number, (outage, codes, reading) in enumerate(outages, 1):
            # It wants to go out in this very moment.
            newsroom.article(str(number))
            position = newsroom.log.stat().st_size
            with outage(newsroom, file):
                people.are_told_to_come_again(codes, reading=reading)
                is_said_once(newsroom, position)
            people.are_served()
            until(
                partial(all_are_published, newsroom, number),
                f"the article to be published after {outage}",
            )
        assert newsroom.live() == len(newsroom.posts()) == 3


def test_a_postgresql_that_is_locked_or_stopped_and_started_again(tmp_path: Path) -> None:
    server = Cluster()
    try:
        server.start()
        url = new_postgres(server.url)
        make_tables(url)
        with Newsroom(tmp_path, url) as newsroom:
            newsroom.start()
            with visitors(newsroom) as people:
                # Another program: none of our timeouts ends what it holds.
                with psycopg.connect(plain(url)) as other:
                    other.execute(
                        "LOCK login_attempts, incoming_webhooks, idempotency_keys, articles"
                        " IN ACCESS EXCLUSIVE MODE"
                    )
                    people.are_told_to_come_again({"database_busy"})
                people.are_served()
                # TikTok has accepted one, and is still to come for its photos.
                newsroom.hold_tiktok(True)
                newsroom.article("1")
                newsroom.wait_for(State.PROCESSING)
                newsroom.article("2")
                position = newsroom.log.stat().st_size
                server.stop()
                newsroom.hold_tiktok(False)
                people.are_told_to_come_again({"database_unavailable"})
                is_said_once(newsroom, position)
                server.start()
                people.are_served()
                until(partial(all_are_published, newsroom, 2), "both to be published", 120)
                assert newsroom.live() == 2
    finally:
        server.stop()
        server.remove()
