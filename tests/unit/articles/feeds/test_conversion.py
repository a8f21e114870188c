"""Items become articles in their language, joined with their other versions."""

from dataclasses import replace
from pathlib import Path

import pytest

from zharia.articles.content import IncomingArticle, Note, Term
from zharia.articles.feeds.conversion import to_articles
from zharia.articles.feeds.parsed import FeedKind, FeedTerm, ParsedFeed, ParsedItem
from zharia.articles.feeds.parsing import parse
from zharia.articles.feeds.rules import FeedRules, check_url_rule

FEEDS = Path(__file__).parents[3] / "data" / "feeds"
RULE = FeedRules(url_rule=r"a\.kz/(?:(?P<language>kz|ru)/)?(?P<story>[^?]+)")


def item(name: str, language: str = "", **more: object) -> ParsedItem:
    made = ParsedItem(guid=name, url=f"https://a.kz/{name}", title=name, language=language)
    return replace(made, **more)  # type: ignore[arg-type]


def join(
    *items: ParsedItem, rules: FeedRules | None = None, language: str = ""
) -> tuple[list[IncomingArticle], list[Note]]:
    feed = ParsedFeed(FeedKind.RSS, "", "", language, items)
    return to_articles(feed, rules or FeedRules())


@pytest.mark.parametrize(
    ("own", "of_feed", "url", "rules", "language"),
    [
        ("kz", "ru", "ru/1", RULE, "kz"),
        ("", "ru", "kz/1", RULE, "ru"),
        ("", "", "ru/1", RULE, "ru"),
        ("", "", "1", replace(RULE, language="en"), "en"),
        ("en", "en", "ru/1", replace(RULE, trust_declared_language=False), "ru"),
    ],
)
def test_language_by_item_feed_address_then_setting(
    own: str, of_feed: str, url: str, rules: FeedRules, language: str
) -> None:
    found, _ = join(item(url, own), rules=rules, language=of_feed)
    assert found[0].content.languages == (language,)


@pytest.mark.parametrize(
    ("name", "url", "joined"),
    [
        ("atom-hreflang.xml", "https://aimak.example/feed.atom", [("kz", "ru"), ("ru",)]),
        ("wordpress-polylang.json", "https://sputnik-qala.example/", [("kz", "ru"), ("ru",)]),
    ],
)
def test_versions_are_joined_where_the_feed_says_so(
    name: str, url: str, joined: list[tuple[str, ...]]
) -> None:
    found, notes = to_articles(parse((FEEDS / name).read_bytes(), "", url), FeedRules())
    assert [d.content.languages for d in found] == joined
    assert notes == []


def test_versions_are_joined_by_a_rule_for_addresses() -> None:
    found, notes = join(item("kz/park"), item("ru/park"), item("ru/bus"), rules=RULE)
    assert [d.content.languages for d in found] == [("kz", "ru"), ("ru",)]
    assert notes == []


def test_a_story_has_also_the_name_that_its_address_once_had() -> None:
    (spaced,), _ = join(item("n", guid="https://a.kz/my n", url="https://a.kz/my%20n"))
    assert spaced.keys == ("guid:a.kz/my n", "guid:a.kz/myn", "url:a.kz/my n", "url:a.kz/myn")
    (plain,), _ = join(item("n", guid="7", url="https://a.kz/n"))
    assert plain.keys == ("guid:7", "url:a.kz/n")


def test_what_an_address_once_was_never_takes_another_story() -> None:
    found, notes = join(
        *(item(name, guid="", url=f"https://a.kz/{name}") for name in ("my%20n", "myn", "m%20yn"))
    )
    assert [one.keys for one in found] == [
        ("url:a.kz/my n",),
        ("url:a.kz/myn",),
        ("url:a.kz/m yn",),
    ]
    assert notes == []


@pytest.mark.parametrize(
    ("guid", "key"),
    [
        ("https://www.a.kz/n/?utm_source=x", "guid:a.kz/n"),
        *((word, f"guid:{word}") for word in ("https:7", "http:/7", "urn:1", "tag:a.kz,2026:7")),
        ("https:\\\\a.kz\\7", "guid:https:\\\\a.kz\\7"),
    ],
)
def test_an_id_names_a_page_only_where_it_is_a_plain_address(guid: str, key: str) -> None:
    (found,), _ = join(item("n", guid=guid))
    assert found.external_id == key


def test_numbers_of_two_sites_of_a_network_do_not_meet() -> None:
    found, _ = join(item("k", "kz", own_id="7"), item("r", "ru", own_id="7"))
    assert len(found) == 2


def test_a_page_that_all_articles_name_as_their_other_version_joins_nothing() -> None:
    other = (("kz", "https://a.kz/kz/all-news"),)
    found, notes = join(item("r1", "ru", alternates=other), item("r2", "ru", alternates=other))
    assert [d.shared_keys for d in found] == [(), ()]
    assert notes == []


def test_a_story_in_three_languages_is_one_article() -> None:
    pages = {lang: f"https://a.kz/{lang}/news/1" for lang in ("kz", "ru", "en")}
    items = [
        item(lang, lang, url=url, alternates=tuple(pages.items() - {(lang, url)}))
        for lang, url in pages.items()
    ]
    found, notes = join(*items)
    assert [d.content.languages for d in found] == [("en", "kz", "ru")]
    assert notes == []


def test_the_front_page_is_nobodys_other_version() -> None:
    found, _ = join(item("r1", "ru", alternates=(("kz", "https://a.kz/kz/"),)))
    assert found[0].shared_keys == ()


def test_two_stories_of_one_language_are_never_joined() -> None:
    found, notes = join(
        item("k", "kz", own_id="1", sibling_ids=(("ru", "2"),)),
        item("r", "ru", own_id="2"),
        item("x", "ru", own_id="3", sibling_ids=(("kz", "1"),)),
    )
    assert [d.content.languages for d in found] == [("kz", "ru"), ("ru",)]
    assert notes == []


def test_a_double_is_left_out_and_told() -> None:
    found, notes = join(
        item("r1", "ru"), item("other", "ru", url="http://www.a.kz/r1/?utm_source=x")
    )
    assert len(found) == 1
    assert [(n.item, n.code, n.skipped) for n in notes] == [("other", "duplicate", True)]


def test_a_guid_that_many_stories_share_names_none() -> None:
    found, notes = join(
        item("r1", "ru", guid="https://a.kz/"),
        item("r2", "ru", guid="https://a.kz/"),
        item("r3", "ru", guid="7", url=""),
        item("r4", "ru", guid="7", url=""),
    )
    assert [d.keys[0] for d in found] == [
        "url:a.kz/r1",
        "url:a.kz/r2",
        "title:7 r3",
        "title:7 r4",
    ]
    assert notes == []


def test_terms_and_urgency() -> None:
    terms = (FeedTerm("Қоғам", "qogam", is_category=True), FeedTerm("Шұғыл"), FeedTerm("Екі сөз"))
    found, _ = join(item("k", "kz", terms=terms))
    content = found[0].content
    assert content.category == Term("qogam", {"kz": "Қоғам"})
    assert [t.slug for t in content.tags] == ["шұғыл", "екі-сөз"]
    assert content.is_breaking


def test_a_text_in_another_language_is_only_warned_of() -> None:
    text = "Қаладағы саябақ жаңғыртылып, тұрғындарға қайта ашылды. " * 3
    found, notes = join(item("r", "ru", content=text))
    assert found[0].content.languages == ("ru",)
    assert [(n.code, n.skipped) for n in notes] == [("language", False)]


@pytest.mark.parametrize(
    ("rule", "problem"),
    [("", ""), (RULE.url_rule, ""), ("(", "no regular expression"), ("a(b)", "no group")],
)
def test_a_wrong_rule_is_explained(rule: str, problem: str) -> None:
    found = check_url_rule(rule)
    assert problem in (str(found or ""))
    assert bool(problem) == bool(found)


def test_a_rule_that_takes_for_ever_is_given_up() -> None:
    slow = FeedRules(url_rule=r"(?P<story>(?:a+)+b)")
    found, _ = join(item("a" * 1900), rules=slow)
    assert found[0].shared_keys == ()
