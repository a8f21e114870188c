"""`zharia publish`: a file, a feed, alone and beside a running service."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support import forked, processes
from tests.support.ports import free_port
from tests.support.servers import PhotoHost, RunningSimulator, answers
from tests.support.stage import connect_account, introduce, stage_settings
from tests.support.waiting import until

from zharia.accounts import configuration
from zharia.demo.setup import to_environment
from zharia.service.service import Service
from zharia.settings import Settings
from zharia.storage.ids import new_id

ARTICLE = {
    "externalId": "park-1",
    "publishedAt": "2026-11-20T09:00:00+05:00",
    "category": {"slug": "city", "nameKz": "Қала", "nameRu": "Город"},
    "tags": [],
    "translations": {
        "kz": {"title": "Саябақ ашылды", "excerpt": "Мың түп ағаш отырғызылды.", "content": "",
               "url": "https://aimaq.example/kz/1"},
        "ru": {"title": "Открыли парк", "excerpt": "Высадили тысячу деревьев.", "content": "",
               "url": "https://aimaq.example/ru/1"},
    },
}  # fmt: skip
FEED = """<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>Аймак</title><language>ru</language>
<item><title>Обновили водопровод</title><link>{site}/ru/water</link><guid>{site}/ru/water</guid>
<description>Двенадцать километров труб.</description>
<media:content url="{photo}" type="image/jpeg"/></item>
<item><link>{site}/ru/broken</link></item>
<item><title>Открыли мост</title><link>{site}/ru/bridge</link></item>
<item><title>Посадили лес</title><link>{site}/ru/forest</link></item>
</channel></rss>"""


@pytest.fixture
def tiktok() -> Iterator[RunningSimulator]:
    with RunningSimulator(pull_delay=0.1, processing_delay=0.1, moderation_delay=0.2) as simulator:
        yield simulator


@pytest.fixture
def newsroom() -> Iterator[PhotoHost]:
    with PhotoHost() as host:
        yield host


@pytest.fixture
def settings(tiktok: RunningSimulator, tmp_path: Path, sqlite_copy: str) -> Settings:
    """A service with a Kazakh and a Russian account, not running."""
    port = free_port()
    introduce(tiktok, port)
    found = stage_settings(tiktok, tmp_path / "data", port, database_url=sqlite_copy)
    with Service(found, with_worker=False) as service:
        with service.database.write() as session:
            config = configuration(session)
            config.enabled = config.audited = True
        for username in ("aimaq_kz", "aimaq_ru"):
            connect_account(service, username)
    return found


def posted(tiktok: RunningSimulator) -> list[tuple[str, str]]:
    posts = tiktok.control("GET", "/posts")["posts"]
    return sorted((post["username"], post["title"]) for post in posts)


class Command:
    """A `zharia` command in a folder without `.env`."""

    def __init__(self, settings: Settings, folder: Path, *arguments: str) -> None:
        self._output = folder / f"{new_id()}.log"
        self.process = forked.start(
            forked.command,
            *arguments,
            environment=processes.environment(to_environment(settings)),
            output=self._output,
        )

    def ended(self) -> tuple[int | None, str]:
        """Its exit code, and what it said."""
        self.process.join(100)
        return self.process.exitcode, self._output.read_text()


def publish(settings: Settings, folder: Path, *arguments: str) -> tuple[int | None, str]:
    return Command(settings, folder, "publish", *arguments).ended()


def article_file(folder: Path, newsroom: PhotoHost) -> str:
    path = folder / "articles.json"
    article = {**ARTICLE, "images": [{"url": newsroom.photo(), "alt": "", "credit": ""}]}
    path.write_text(json.dumps([article], ensure_ascii=False))
    return str(path)


def test_a_file_goes_to_each_account_in_its_language_and_only_once(
    settings: Settings, tiktok: RunningSimulator, newsroom: PhotoHost, tmp_path: Path
) -> None:
    file = article_file(tmp_path, newsroom)
    code, said = publish(settings, tmp_path, file)
    assert code == 0, said
    both = [("aimaq_kz", "Саябақ ашылды"), ("aimaq_ru", "Открыли парк")]
    assert posted(tiktok) == both
    assert re.search(r"@aimaq_kz  Саябақ ашылды: published +http://\S+/@aimaq_kz", said), said
    assert "Traceback" not in said

    code, said = publish(settings, tmp_path, file)
    assert code == 0, said
    assert "skipped: Саябақ ашылды: This article is already published" in said
    assert posted(tiktok) == both


def test_a_feed_beside_a_running_service_is_left_to_it(
    settings: Settings, tiktok: RunningSimulator, newsroom: PhotoHost, tmp_path: Path
) -> None:
    feed = FEED.format(site=newsroom.url, photo=newsroom.photo("/water.jpg"))
    named = f'<meta property="og:image" content="{newsroom.photo("/bridge.jpg")}">'
    newsroom.serve("/ru/bridge", named.encode(), content_type="text/html")
    url = newsroom.serve("/feed.xml", feed.encode(), content_type="application/rss+xml")
    serving = Command(settings, tmp_path, "serve")
    try:
        ready = f"{settings.public_url}/health/ready"
        until(lambda: answers(ready), "the service to answer")
        code, said = publish(settings, tmp_path, url)
    finally:
        serving.process.terminate()
        log = serving.ended()
    assert code == 1, said
    assert "it does the work" in said
    assert "left out:" in said
    # The one whose page names no photo either.
    assert re.search(r"note: \S+/ru/forest: It has no photo, and its page", said), said
    both = [("aimaq_ru", "Обновили водопровод"), ("aimaq_ru", "Открыли мост")]
    assert posted(tiktok) == both
    assert log[0] == 0, log[1]
    assert "Traceback" not in log[1]


def test_a_post_that_tiktok_refuses_is_said_and_the_command_fails(
    settings: Settings, tiktok: RunningSimulator, newsroom: PhotoHost, tmp_path: Path
) -> None:
    tiktok.fault("code", "content_init", times=-1, value="invalid_param")
    code, said = publish(settings, tmp_path, article_file(tmp_path, newsroom))
    assert code == 1, said
    assert "Саябақ ашылды: failed: " in said
    assert posted(tiktok) == []


def test_what_waits_for_a_person_is_said_and_not_waited_for(
    settings: Settings, tiktok: RunningSimulator, newsroom: PhotoHost, tmp_path: Path
) -> None:
    tiktok.fault("code", "content_init", times=-1, value="spam_risk_user_banned_from_posting")
    code, said = publish(settings, tmp_path, article_file(tmp_path, newsroom))
    assert code == 1, said
    assert "Саябақ ашылды: waits: " in said
    assert posted(tiktok) == []
