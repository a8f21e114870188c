"""What a feed names and must not be posted: protected posts, deleted entries, private ones."""

import json
import time

import pytest
from tests.support.wordpress import password_form, rss

from zharia.articles.content import RetractionReason
from zharia.articles.feeds.conversion import to_articles, to_retractions
from zharia.articles.feeds.parsed import ParsedFeed
from zharia.articles.feeds.parsing import parse
from zharia.articles.feeds.rules import FeedRules
from zharia.articles.feeds.tombstones import tombstones
from zharia.articles.feeds.wordpress_deletions import reason_of_error

PROTECTED, UNPUBLISHED, DELETED = RetractionReason
URL = "https://a.kz/feed/"
LINK = "https://a.kz/1/"


def of(body: str) -> ParsedFeed:
    return parse(body.encode(), "", URL)


def withheld(body: str) -> list[RetractionReason | None]:
    feed = of(body)
    # Each is told of, and none comes in.
    assert [note.code for note in feed.notes] == [str(one.withheld) for one in feed.withheld]
    assert len(feed.items) + len(feed.withheld) == 1
    return [one.withheld for one in feed.withheld]


def summary(title: str, text: str) -> str:
    return rss((title, LINK, "")).replace(
        "<content:encoded><![CDATA[]]></content:encoded>", f"<description>{text}</description>"
    )


@pytest.mark.parametrize(
    "body",
    [
        rss(("Protected: Budget", LINK, password_form("https://a.kz"))),
        # A theme without the prefix, a form of its own, a plugin that strips forms.
        rss(("Бюджет", LINK, password_form("https://a.kz"))),
        rss(("Бюджет", LINK, '<form class="my"><input type="password" name="post_password">')),
        rss(("Защищено: Бюджет", LINK, "Это содержимое защищено паролем. Введите пароль:")),
        rss(("Қорғалған: Бюджет", LINK, "<p>Бұл мазмұн құпиясөзбен қорғалған.</p>")),
        rss(("Geschützt: Haushalt", LINK, "")),
        summary("Protected: Budget", "There is no excerpt because this is a protected post."),
        summary("Защищено: Бюджет", "Отрывка нет, потому что запись защищена."),
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "items": [
                    {
                        "id": "1",
                        "url": LINK,
                        "title": "Бюджет",
                        "content_html": password_form("https://a.kz"),
                    }
                ],
            }
        ),
    ],
)
def test_a_post_behind_a_password_is_left_out_of_every_kind_of_feed(body: str) -> None:
    assert withheld(body) == [PROTECTED]


@pytest.mark.parametrize(
    "body",
    [
        rss(("Protected: how the saiga came back", LINK, "<p>A million of them now graze.</p>")),
        rss(("Защищено: 5 млн гектаров", LINK, f"<p>{'Заповедники растут. ' * 30} пароль</p>")),
        summary("Защищено паролем: что это даёт", "Рассказываем, зачем нужен менеджер."),
        # A text about forms is no form.
        rss(("Форма", LINK, "<code>&lt;form action=wp-login.php?action=postpass&gt;</code>")),
        rss(("Вход", LINK, '<form action="/search"><input name="q"></form> Найдите школу')),
        rss(("Пароль", LINK, "Как придумать пароль")),
    ],
)
def test_a_headline_that_speaks_of_protection_comes_in(body: str) -> None:
    assert withheld(body) == []


def post(**more: object) -> str:
    document = {
        "id": 1,
        "link": LINK,
        "guid": {"rendered": "https://a.kz/?p=1"},
        "title": {"rendered": "Бюджет"},
        "content": {"rendered": "<p>Мәтін</p>", "protected": False},
        "excerpt": {"rendered": "", "protected": False},
        "date_gmt": "2026-11-22T04:00:00",
        "modified_gmt": "2026-11-22T05:00:00",
    }
    return json.dumps([document | more])


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({}, None),
        ({"status": "publish"}, None),
        ({"content": {"rendered": "", "protected": True}}, PROTECTED),
        ({"content": {"rendered": ""}, "excerpt": {"rendered": "", "protected": True}}, PROTECTED),
        # A plugin shows the text all the same.
        ({"content": {"rendered": "<p>Мәтін</p>", "protected": True}}, PROTECTED),
        *(({"status": one}, UNPUBLISHED) for one in ("private", "draft", "future", "trash")),
    ],
)
def test_a_post_of_wordpress_says_itself_whom_it_is_for(
    more: dict[str, object], reason: RetractionReason | None
) -> None:
    assert withheld(post(**more)) == ([reason] if reason else [])


def test_what_is_withheld_is_known_by_the_same_keys_as_what_came_in() -> None:
    (came,), _ = to_articles(of(post()), FeedRules())
    (gone,) = to_retractions(
        of(post(content={"rendered": "", "protected": True}, title={"rendered": "Өзгерді"})),
        FeedRules(),
    )
    assert gone.article.keys == came.keys
    assert gone.languages == came.content.languages == ("kz",)


ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">'
    "{}<entry><id>tag:a.kz,2026:2</id><title>Қалды</title><link href='https://a.kz/2/'/></entry>"
    "</feed>"
)


@pytest.mark.parametrize(
    ("element", "refs"),
    [
        ('<at:deleted-entry ref="tag:a.kz,2026:1" when="2026-11-22T04:00:00Z"/>', ["1"]),
        ("<at:deleted-entry\n when='x' ref='tag:a.kz,2026:1'><at:comment>c</at:comment>", ["1"]),
        # RFC 6721 says which namespace: another's element is something else.
        ('<x:deleted-entry ref="tag:a.kz,2026:1"/>', []),
        ("<at:deleted-entry when='x'/>", []),
        ("", []),
    ],
)
def test_an_atom_feed_names_its_deleted_entries(element: str, refs: list[str]) -> None:
    feed = of(ATOM.format(element))
    assert [one.guid for one in feed.withheld] == [f"tag:a.kz,2026:{ref}" for ref in refs]
    assert [one.title for one in feed.items] == ["Қалды"]
    assert feed.notes == ()
    found = to_retractions(feed, FeedRules())
    assert [(one.reason, one.languages) for one in found] == [(DELETED, ())] * len(refs)


def test_tombstones_are_found_in_linear_time() -> None:
    began = time.process_time()
    for noise in ("<at:deleted-entry " * 100_000, "xmlns:" * 200_000, 'ref="' * 200_000):
        assert tombstones(f"{ATOM.format('')}{noise}") == ()
    assert time.process_time() - began < 5


def error(code: str) -> bytes:
    return json.dumps({"code": code, "message": "…", "data": None}).encode()


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (404, error("rest_post_invalid_id"), DELETED),
        (410, b"<html>Gone</html>", DELETED),
        (401, error("rest_forbidden"), UNPUBLISHED),
        (403, error("rest_forbidden"), UNPUBLISHED),
        (404, error("rest_no_route"), None),
        (404, b"<html>rest_post_invalid_id</html>", None),
        (404, b"", None),
        (401, error("rest_not_logged_in"), None),
        (401, error("rest_login_required"), None),
        (403, error("rest_disabled"), None),
        (403, b"<html>Forbidden</html>", None),
        (400, error("rest_post_invalid_id"), None),
        (500, error("rest_post_invalid_id"), None),
        (503, error("rest_forbidden"), None),
        (404, b"[]", None),
        (404, b"\xff\xfe{", None),
    ],
)
def test_only_wordpress_s_own_word_about_a_post_counts(
    status: int, body: bytes, reason: RetractionReason | None
) -> None:
    assert reason_of_error(status, body) == reason
