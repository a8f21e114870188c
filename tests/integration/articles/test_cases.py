"""Feeds that went wrong elsewhere, through the running service: polled over HTTP, told by the API.

A row says what comes out of a file of `tests/data/cases`. Each file is a feed of its own, at an
address of its own, and the API answers what came in.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
import pytest
from tests.integration.articles.site import Page, Site, serve
from tests.servers import NO_TLS
from tests.stage import Stage
from tests.waiting import until

from zharia.articles import Feed, FeedRules, add_feed, poll_soon
from zharia.publishing.embargo import AHEAD
from zharia.users import ensure_administrator

CASES = Path(__file__).parents[2] / "data" / "cases"
#: what relative addresses are resolved against; here the site on this machine stands for it
HOME = "https://qala.example/"
#: no case, but of the same kind: its date is told by the newsroom's clock
LOCAL = (
    '<rss version="2.0"><channel><item><title>Жергілікті</title><guid>1</guid>'
    "<pubDate>Sat, 28 Nov 2026 09:00:00</pubDate></item></channel></rss>"
)
EMPTY = b'<rss version="2.0"><channel><title>Qala</title></channel></rss>'


class Right(NamedTuple):
    """One article as it should come out."""

    title: str
    url: str = f"{HOME}n/1"
    photos: tuple[str, ...] = ()


OPENED = "Жаңа саябақ ашылды"

#: file → its articles, in the order of their addresses
RIGHT: Mapping[str, tuple[Right, ...]] = {
    "f22-bare-amp.xml": (
        Right(
            "Жол & көпір",
            f"{HOME}n?id=1&sect=2",
            (f"{HOME}i.php?a=1&b=2&copy=3.jpg",),
        ),
    ),
    "f26-tag-title.xml": (
        Right("Firefox 23 без тега <blink>", f"{HOME}n/1"),
        Right("Гид по <head> элементам", f"{HOME}n/2"),
        Right("Температура < 0 және > 5 градус", f"{HOME}n/3"),
        Right("Курс: 1 USD < 500 тг", f"{HOME}n/4"),
    ),
    "f32-future.xml": tuple(Right(OPENED, f"{HOME}n/{number}") for number in range(1, 5)),
}


@pytest.fixture
def stage(tmp_path: Path, sqlite_copy: str) -> Iterator[Stage]:
    with Stage(tmp_path, database_url=sqlite_copy, time_zone="Asia/Almaty") as stage:
        yield stage


def asked(stage: Stage, token: str, path: str) -> Any:
    answer = httpx2.get(
        f"http://127.0.0.1:{stage.port}{path}",
        headers={"authorization": f"Bearer {token}"},
        trust_env=False,
        verify=NO_TLS,
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def signed_in(stage: Stage) -> str:
    ensure_administrator(stage.service.database, stage.settings)
    answer = httpx2.post(
        f"http://127.0.0.1:{stage.port}/api/auth/login",
        json={"email": "admin@news.example", "password": "correct horse battery"},
        trust_env=False,
        verify=NO_TLS,
    )
    return str(answer.json()["accessToken"])


def as_right(article: Mapping[str, Any], site: Site) -> Right:
    (translation,) = article["translations"].values()
    photos = (image["url"].replace(f"{site.url}/", HOME) for image in article["images"])
    return Right(translation["title"], translation["url"].replace(f"{site.url}/", HOME), (*photos,))


def polled(stage: Stage, feed_id: str, times: int) -> Feed:
    """The feed, once the service has looked at it so often."""

    def looked() -> Feed | None:
        with stage.service.database.read() as session:
            feed = session.get_one(Feed, feed_id)
            return feed if feed.polls >= times else None

    feed: Feed = until(looked, f"look {times} at {feed_id}")
    return feed


def test_every_file_of_the_cases_comes_out_right(stage: Stage) -> None:
    account = stage.connect(auto_publish=True, fallback_photo="f" * 64)
    token = signed_in(stage)
    database = stage.service.database
    with ExitStack() as sites:
        watched: dict[str, tuple[Site, str]] = {}
        for name in [*RIGHT, "local"]:
            site = sites.enter_context(serve())
            # What lies in a feed at the first look is old news, and is not posted.
            site.pages["/rss.xml"] = Page(EMPTY)
            with database.write() as session:
                feed = add_feed(
                    session,
                    f"{site.url}/rss.xml",
                    now=database.now(session),
                    rules=FeedRules(auto_publish=name == "f32-future.xml"),
                    source=name,
                )
                watched[name] = (site, feed.id)
        for _, feed_id in watched.values():
            polled(stage, feed_id, 1)
        for name, (site, feed_id) in watched.items():
            site.pages["/rss.xml"] = Page(
                LOCAL.encode() if name == "local" else (CASES / name).read_bytes()
            )
            with database.write() as session:
                assert poll_soon(session, feed_id, now=database.now(session))
        for name, (_, feed_id) in watched.items():
            feed = polled(stage, feed_id, 2)
            assert (feed.last_code, feed.last_skipped) == ("", 0), name
        articles = asked(stage, token, "/api/articles?limit=200")["items"]
        for name in RIGHT:
            site, _ = watched[name]
            came = [as_right(one, site) for one in articles if one["source"] == name]
            assert sorted(came, key=lambda one: one.url) == [*RIGHT[name]], name

    (local,) = [one for one in articles if one["source"] == "local"]
    assert datetime.fromisoformat(local["publishedAt"]) == datetime(2026, 11, 28, 4, tzinfo=UTC)
    now = datetime.now(UTC)
    dated = {
        one["translations"]["kz"]["url"].removeprefix(HOME): one
        for one in articles
        if one["source"] == "f32-future.xml"
    }
    moments = {page: datetime.fromisoformat(one["publishedAt"]) for page, one in dated.items()}
    assert moments["n/1"] == datetime(2026, 12, 5, 4, tzinfo=UTC)
    assert moments["n/2"] == datetime(2037, 11, 28, 4, tzinfo=UTC)
    # 1970 and the year -0001 are no dates: the article appeared when it came in.
    assert all(abs(now - moments[page]).total_seconds() < 600 for page in ("n/3", "n/4"))
    for page in ("n/1", "n/2"):
        if moments[page] - now >= AHEAD:
            waiting = stage.publication(dated[page]["id"], account)
            assert (waiting.state, waiting.due_at) == ("scheduled", moments[page])


def test_every_case_has_its_row() -> None:
    assert {file.name for file in CASES.glob("*.xml")} == set(RIGHT)
