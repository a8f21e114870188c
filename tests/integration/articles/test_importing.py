"""One-shot intake: an address or a file becomes articles."""

import json
from pathlib import Path

import pytest

from tests.integration.articles.site import Page, Site
from zharia.articles import FeedRules, UnreadableFeedError, import_articles
from zharia.articles.feeds.size_limit import MAX_BYTES
from zharia.fetch import Fetcher, FetchError

FEEDS = Path(__file__).parents[2] / "data" / "feeds"
ARTICLE = {
    "externalId": "1",
    "publishedAt": "2026-11-22T09:00:00+05:00",
    "translations": {"kz": {"title": "Саябақ"}},
}


def test_a_feed_by_its_address(site: Site, fetcher: Fetcher) -> None:
    site.pages["/wp-json/wp/v2/posts"] = Page((FEEDS / "wordpress-polylang.json").read_bytes())
    reading = import_articles(f"{site.url}/wp-json/wp/v2/posts", fetcher)
    assert [d.content.languages for d in reading.articles] == [("kz", "ru"), ("ru",)]


def test_an_address_is_read_as_a_browser_reads_it(site: Site, fetcher: Fetcher) -> None:
    site.pages["/my%20feed.json"] = Page((FEEDS / "jsonfeed.json").read_bytes())
    address = site.url.replace("http", "HTTP")
    reading = import_articles(f" {address}/x/..\\my feed.json\n", fetcher)
    assert [d.content.languages for d in reading.articles] == [("kz",), ("ru",)]


def test_a_feed_in_a_file(fetcher: Fetcher) -> None:
    rules = FeedRules(url_rule="/(kz|ru)/(?P<story>.+)")
    reading = import_articles(str(FEEDS / "jsonfeed.json"), fetcher, rules)
    assert [d.content.languages for d in reading.articles] == [("kz", "ru")]


@pytest.mark.parametrize("document", [ARTICLE, [ARTICLE]])
def test_articles_in_a_file(tmp_path: Path, fetcher: Fetcher, document: object) -> None:
    file = tmp_path / "article.json"
    file.write_text(json.dumps(document))
    reading = import_articles(str(file), fetcher)
    assert [d.external_id for d in reading.articles] == ["1"]
    assert reading.notes == ()


def test_a_wrong_article_in_a_file_stops_no_other(tmp_path: Path, fetcher: Fetcher) -> None:
    file = tmp_path / "articles.json"
    wrong = ARTICLE | {"publishedAt": "never"}
    file.write_text(json.dumps([wrong, ARTICLE | {"tag": 1}]))
    reading = import_articles(str(file), fetcher)
    assert [d.external_id for d in reading.articles] == ["1"]
    assert [(n.item, n.code, n.skipped) for n in reading.notes] == [
        ("#1", "invalid", True),
        ("#2", "unknown-field", False),
    ]
    assert "publishedAt" in reading.notes[0].message


def test_what_cannot_be_read_says_why(tmp_path: Path, site: Site, fetcher: Fetcher) -> None:
    with pytest.raises(UnreadableFeedError, match="No such file"):
        import_articles(str(tmp_path / "none.xml"), fetcher)
    with pytest.raises(UnreadableFeedError, match="directory"):
        import_articles(str(tmp_path), fetcher)
    large = tmp_path / "large.xml"
    with large.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(UnreadableFeedError, match="larger"):
        import_articles(str(large), fetcher)
    with pytest.raises(FetchError, match="404"):
        import_articles(f"{site.url}/none", fetcher)
