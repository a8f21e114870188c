"""Deliveries become articles with editions, on both databases."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from tests.support.rows import store
from zharia.articles import (
    Article,
    Content,
    Image,
    IncomingArticle,
    Outcome,
    Scope,
    StoreResult,
    Term,
    Translation,
    article,
    article_by_external_id,
    edition,
    editions,
    recent_articles,
)
from zharia.articles.feeds.conversion import to_articles
from zharia.articles.feeds.parsing import parse
from zharia.articles.feeds.rules import FeedRules
from zharia.storage.database import Database

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)

CONTENT = Content(
    translations=(
        Translation("kz", "Саябақ ашылды", "Кіру тегін", "Толық мәтін", "https://a.kz/kz/1"),
        Translation("ru", "Открыт парк", "Вход свободный", "Текст", "https://a.kz/ru/1"),
    ),
    category=Term("qogam", {"kz": "Қоғам", "ru": "Общество"}),
    tags=(Term("park", {"kz": "Саябақ", "ru": "Парк"}), Term("qala", {"kz": "Қала"})),
    images=(Image("https://a.kz/1.jpg", "Саябақ", "А. Серік"), Image("https://a.kz/2.jpg")),
    is_breaking=True,
)
DELIVERY = IncomingArticle("cms-1", CONTENT, published_at=NOW, auto_publish=True)


def put(database: Database, *deliveries: IncomingArticle, now: datetime = NOW) -> list[StoreResult]:
    with database.write() as session:
        return store(session, "api", deliveries, now=now)


def item(
    language: str, *keys: str, shared: tuple[str, ...] = (), title: str = ""
) -> IncomingArticle:
    content = Content((Translation(language, title or f"{language} {keys[0]}"),))
    return IncomingArticle(
        keys[0], content, NOW, scope=Scope.LANGUAGES, keys=keys, shared_keys=shared
    )


def test_an_article_comes_back_whole(database: Database) -> None:
    (stored,) = put(database, DELIVERY)
    assert (stored.outcome, stored.edition, stored.new_edition) == (Outcome.CREATED, 1, True)
    with database.read() as session:
        found = article(session, stored.article_id)
        assert found is not None
        assert found is article_by_external_id(session, "api", "cms-1")
        assert (found.source, found.feed_id) == ("api", None)
        assert (found.published_at, found.auto_publish, found.is_breaking) == (NOW, True, True)
        assert (found.category_slug, found.category_names["ru"]) == ("qogam", "Общество")
        assert [(t.language, t.title) for t in found.translations] == [
            ("kz", "Саябақ ашылды"),
            ("ru", "Открыт парк"),
        ]
        assert found.translations[0].content_hash == CONTENT.hash_for("kz")
        assert [(t.slug, t.names) for t in found.tags] == [
            ("park", {"kz": "Саябақ", "ru": "Парк"}),
            ("qala", {"kz": "Қала"}),
        ]
        assert [(i.url, i.alt, i.credit) for i in found.images] == [
            ("https://a.kz/1.jpg", "Саябақ", "А. Серік"),
            ("https://a.kz/2.jpg", "", ""),
        ]
        kept = edition(session, found.id, 1)
        assert kept is not None
        assert kept.content == CONTENT
        assert kept.content_hash == found.content_hash == CONTENT.hash


def test_the_same_again_changes_nothing(database: Database) -> None:
    put(database, DELIVERY)
    (stored,) = put(database, DELIVERY, now=LATER)
    assert (stored.outcome, stored.edition, stored.new_edition) == (Outcome.UNCHANGED, 1, False)
    with database.read() as session:
        assert session.scalars(select(Article.updated_at)).one() == NOW
        assert len(editions(session, stored.article_id)) == 1


def test_a_change_makes_an_edition_and_keeps_the_former(database: Database) -> None:
    put(database, DELIVERY)
    edited = replace(
        CONTENT,
        translations=(replace(CONTENT.translations[0], title="Саябақ жабылды"),),
        category=None,
        tags=(Term("qala", {"kz": "Қала"}),),
        images=(Image("https://a.kz/3.jpg"), *CONTENT.images),
    )
    (stored,) = put(database, replace(DELIVERY, content=edited), now=LATER)
    assert (stored.outcome, stored.edition, stored.new_edition) == (Outcome.UPDATED, 2, True)
    with database.read() as session:
        found = article(session, stored.article_id)
        assert found is not None
        assert (found.edition, found.updated_at) == (2, LATER)
        assert [t.title for t in found.translations] == ["Саябақ жабылды"]
        assert [t.slug for t in found.tags] == ["qala"]
        assert [i.url[-5] for i in found.images] == ["3", "1", "2"]
        assert found.category_slug == ""
        assert [e.content for e in editions(session, found.id)] == [CONTENT, edited]


def test_a_change_back_is_an_edition_of_its_own(database: Database) -> None:
    put(database, DELIVERY)
    put(database, replace(DELIVERY, content=replace(CONTENT, is_breaking=False)))
    (stored,) = put(database, DELIVERY)
    assert stored.edition == 3


def test_another_time_or_flag_is_no_edition(database: Database) -> None:
    put(database, DELIVERY)
    (stored,) = put(database, replace(DELIVERY, published_at=LATER, auto_publish=False))
    assert (stored.outcome, stored.edition, stored.new_edition) == (Outcome.UPDATED, 1, False)
    with database.read() as session:
        found = article(session, stored.article_id)
        assert found is not None
        assert (found.published_at, found.auto_publish) == (LATER, False)


def test_one_id_of_two_sources_is_two_articles(database: Database) -> None:
    with database.write() as session:
        first = store(session, "one", [DELIVERY], now=NOW)
        second = store(session, "two", [DELIVERY], now=NOW)
    assert first[0].article_id != second[0].article_id


def test_a_language_that_comes_later_joins_its_story(database: Database) -> None:
    (first,) = put(database, item("ru", "url:r", shared=("story:7",)))
    (second,) = put(database, item("kz", "url:k", shared=("story:7",)))
    assert second == StoreResult(Outcome.UPDATED, first.article_id, 2, new_edition=True)
    again = put(database, item("ru", "url:r", shared=("story:7",)), now=LATER)
    assert again == [StoreResult(Outcome.UNCHANGED, first.article_id, 2)]
    with database.read() as session:
        found = article(session, first.article_id)
        assert found is not None
        assert [t.language for t in found.translations] == ["kz", "ru"]


def test_a_shared_name_never_overwrites_another_story(database: Database) -> None:
    (first,) = put(database, item("ru", "url:a", shared=("story:7",)))
    (second,) = put(database, item("ru", "url:b", shared=("story:7",)))
    assert second.outcome is Outcome.CREATED
    assert second.article_id != first.article_id


def test_a_story_that_moves_is_known_by_its_other_name(database: Database) -> None:
    (first,) = put(database, item("ru", "guid:1", "url:old"))
    (moved,) = put(database, item("ru", "guid:1", "url:new", title="New"))
    (renamed,) = put(database, item("ru", "guid:2", "url:new", title="New"))
    assert {moved.article_id, renamed.article_id} == {first.article_id}
    assert renamed.outcome is Outcome.UNCHANGED


@pytest.mark.parametrize(
    ("link", "stored_as"),
    [
        ("https://a.kz/my story", "https://a.kz/mystory"),
        ("https://a.kz/n?q=a b|c", "https://a.kz/n?q=ab%7Cc"),
        ("https://қала.қаз/жаңа", "https://қала.қаз/%D0%B6%D0%B0%D2%A3%D0%B0"),
    ],
)
def test_a_story_that_an_earlier_version_stored_stays_the_same_story(
    database: Database, link: str, stored_as: str
) -> None:
    """Addresses were once cleaned otherwise, and the keys made of them are in the database."""
    name = unquote(stored_as.partition("?")[0]) + stored_as[len(stored_as.partition("?")[0]) :]
    before = item("kz", f"url:{name.removeprefix('https://')}", title="Саябақ")
    (first,) = put(database, before)
    feed = (
        '<rss version="2.0"><channel><language>kk</language><item><title>Саябақ ашылды</title>'
        f"<link>{link}</link></item></channel></rss>"
    )
    found, _ = to_articles(parse(feed.encode(), "application/xml", "https://a.kz/"), FeedRules())
    (again,) = put(database, *found)
    assert (again.article_id, again.outcome) == (first.article_id, Outcome.UPDATED)


def test_a_later_edit_in_a_feed_does_not_ask_for_posting(database: Database) -> None:
    put(database, item("ru", "guid:1"))
    edited = replace(item("ru", "guid:1", title="Edited"), auto_publish=True)
    (stored,) = put(database, edited)
    with database.read() as session:
        found = article(session, stored.article_id)
        assert found is not None
        assert not found.auto_publish


def test_articles_are_listed_newest_first_page_by_page(database: Database) -> None:
    moments = [NOW + timedelta(minutes=n // 2) for n in range(6)]
    put(
        database,
        *(replace(DELIVERY, external_id=str(n), published_at=m) for n, m in enumerate(moments)),
    )
    with database.read() as session:
        whole = [a.id for a in recent_articles(session)]
        first = recent_articles(session, limit=4)
        rest = recent_articles(session, limit=4, before=first[-1])
        assert [a.id for a in [*first, *rest]] == whole
        assert [a.published_at for a in [*first, *rest]] == sorted(moments, reverse=True)


def test_an_undone_transaction_leaves_nothing(database: Database) -> None:
    broken = replace(DELIVERY, external_id="2", content=replace(CONTENT, is_breaking=None))  # type: ignore[arg-type]
    with pytest.raises(IntegrityError):
        put(database, DELIVERY, broken)
    with database.read() as session:
        assert session.scalar(select(func.count(Article.id))) == 0


def test_two_languages_in_the_same_second_become_one_article(database: Database) -> None:
    barrier = threading.Barrier(2)

    def deliver(language: str) -> None:
        barrier.wait()
        for number in range(20):
            put(database, item(language, f"{language}:{number}", shared=(f"story:{number}",)))

    threads = [threading.Thread(target=deliver, args=(lang,)) for lang in ("kz", "ru")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        found = recent_articles(session)
        assert [[t.language for t in a.translations] for a in found] == [["kz", "ru"]] * 20


def test_unchanged_items_cost_no_query_each(database: Database) -> None:
    many = [item("ru", f"guid:{n}") for n in range(100)]
    put(database, *many)
    statements: list[str] = []

    def count(_c: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", count)
    try:
        put(database, *many)
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    assert len(statements) < 10
