"""Feeds that went wrong elsewhere, through the running service: polled over HTTP, told by the API.

A row says what comes out of a file of `tests/data/cases`. Each file is a feed of its own, at an
address of its own, and the API answers what came in.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
import pytest

from tests.integration.articles.site import Page, Site, serve
from tests.support.servers import NO_TLS
from tests.support.stage import Stage
from tests.support.waiting import until
from zharia.articles import Feed, add_feed
from zharia.publishing.embargo import MIN_EMBARGO
from zharia.users import ensure_administrator

CASES = Path(__file__).parents[2] / "data" / "cases"
#: what relative addresses are resolved against; here the site on this machine stands for it
HOME = "https://qala.example/"
#: no case, but of the same kind: its date is told by the newsroom's clock
LOCAL = (
    '<rss version="2.0"><channel><item><title>Жергілікті</title><guid>1</guid>'
    "<pubDate>Sat, 28 Nov 2026 09:00:00</pubDate></item></channel></rss>"
)


class Right(NamedTuple):
    """One article as it should come out."""

    title: str
    url: str = f"{HOME}n/1"
    photos: tuple[str, ...] = ()


OPENED = "Жаңа саябақ ашылды"

FUTURE = tuple(Right(OPENED, f"{HOME}n/{number}") for number in range(1, 5))

#: file → its articles, in the order of their addresses
RIGHT: Mapping[str, tuple[Right, ...]] = {
    "f01-enclosure-space.xml": (Right(OPENED, photos=(f"{HOME}up/ashylu%20saltanaty%201.jpg",)),),
    "f03-lazy-placeholder.xml": (Right(OPENED, photos=(f"{HOME}up/real.jpg",)),),
    "f07-enclosure-type-word.xml": (Right(OPENED, photos=(f"{HOME}up/a.jpg",)),),
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
    "f32-future.xml": FUTURE,
    "f35-image-query-id.xml": (
        Right(
            OPENED,
            # `w` is a size, of whatever `size` and `q` may be.
            photos=(
                f"{HOME}image.php?q=aaa",
                f"{HOME}image.php?q=bbb",
                f"{HOME}thumb?size=2&w=20",
            ),
        ),
    ),
    "f40-atom-xhtml.xml": (Right("Саябақ ашылды", photos=("https://cdn.example/x/a.jpg",)),),
}


@pytest.fixture
def stage(tmp_path: Path, sqlite_copy: str) -> Iterator[Stage]:
    with Stage(tmp_path, database_url=sqlite_copy, time_zone="Asia/Almaty") as stage:
        yield stage


@pytest.fixture
def api(stage: Stage) -> Iterator[httpx2.Client]:
    """An administrator's program."""
    ensure_administrator(stage.service.database, stage.settings)
    home = f"http://127.0.0.1:{stage.port}/api"
    with httpx2.Client(base_url=home, trust_env=False, verify=NO_TLS) as client:
        who = {"email": "admin@news.example", "password": "correct horse battery"}
        token = client.post("/auth/login", json=who).json()["accessToken"]
        client.headers["authorization"] = f"Bearer {token}"
        yield client


def as_right(article: Mapping[str, Any]) -> Right:
    (translation,) = article["translations"].values()
    photos = tuple(image["url"] for image in article["images"])
    return Right(translation["title"], translation["url"], photos)


def polled(stage: Stage, feed_id: str) -> Feed:
    """The feed, once the service has looked at it."""

    def looked() -> Feed | None:
        with stage.service.database.read() as session:
            feed = session.get_one(Feed, feed_id)
            return feed if feed.polls else None

    feed: Feed = until(looked, f"a look at {feed_id}")
    return feed


def come_in(stage: Stage, api: httpx2.Client, feeds: Mapping[str, bytes]) -> dict[str, list[Any]]:
    """What the API answers of each feed, with this machine's site named as the cases have it."""
    database = stage.service.database
    with ExitStack() as sites:
        watched: dict[str, Site] = {name: sites.enter_context(serve()) for name in feeds}
        ids = {}
        for name, site in watched.items():
            site.pages["/rss.xml"] = Page(feeds[name])
            with database.write() as session:
                address, now = f"{site.url}/rss.xml", database.now(session)
                ids[name] = add_feed(session, address, now=now, source=name).id
        for name, feed_id in ids.items():
            feed = polled(stage, feed_id)
            assert (feed.last_code, feed.last_skipped) == ("", 0), name
    answer = api.get("/articles?limit=200").text
    for site in watched.values():
        answer = answer.replace(f"{site.url}/", HOME)
    items = json.loads(answer)["items"]
    return {name: [one for one in items if one["source"] == name] for name in feeds}


def test_every_file_of_the_cases_comes_out_right(stage: Stage, api: httpx2.Client) -> None:
    came = come_in(stage, api, {name: (CASES / name).read_bytes() for name in RIGHT})
    for name, right in RIGHT.items():
        assert sorted(map(as_right, came[name]), key=lambda one: one.url) == [*right], name

    future = {as_right(one).url: one for one in came["f32-future.xml"]}
    moments = [datetime.fromisoformat(future[one.url]["publishedAt"]) for one in FUTURE]
    assert moments[0] == datetime(2026, 12, 5, 4, tzinfo=UTC)
    assert moments[1] == datetime(2037, 11, 28, 4, tzinfo=UTC)
    # 1970 and the year -0001 are no dates: the article appeared when it came in.
    now = datetime.now(UTC)
    assert all(abs(now - moment) < timedelta(minutes=10) for moment in moments[2:])

    account = stage.connect(fallback_photo="f" * 64)
    for one, moment in zip(FUTURE, moments, strict=True):
        article_id = future[one.url]["id"]
        order = {"articleId": article_id, "platforms": ["TIKTOK"]}
        assert api.post("/social-media/publish", json=order).status_code == 202
        if moment - now >= MIN_EMBARGO:
            waiting = stage.publication(article_id, account)
            assert (waiting.state, waiting.due_at) == ("scheduled", moment)


def test_a_date_without_a_zone_is_told_by_the_newsrooms_clock(
    stage: Stage, api: httpx2.Client
) -> None:
    (local,) = come_in(stage, api, {"local": LOCAL.encode()})["local"]
    assert datetime.fromisoformat(local["publishedAt"]) == datetime(2026, 11, 28, 4, tzinfo=UTC)


def test_every_case_has_its_row() -> None:
    assert {file.name for file in CASES.glob("*.xml")} == set(RIGHT)
