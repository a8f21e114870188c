"""Lists of articles: searched, filtered, page by page, on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from tests.support.rows import store
from zharia.articles import (
    Content,
    Image,
    IncomingArticle,
    Term,
    Translation,
    count_articles,
    find_articles,
    sources,
)
from zharia.storage.database import Database

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
PHOTOS = (Image("https://a.kz/1.jpg"), Image("https://a.kz/2.jpg"))


def article(number: int, kz: str = "", ru: str = "", **more: Any) -> IncomingArticle:
    titles = {"kz": kz, "ru": ru}
    texts = (Translation(lang, title, content="x" * 500) for lang, title in titles.items() if title)
    content = Content(
        tuple(texts),
        images=more.pop("images", ()),
        is_breaking=more.pop("is_breaking", False),
        category=Term("qogam", {"kz": "Қоғам"}),
    )
    return IncomingArticle(f"CMS-{number}", content, NOW - timedelta(hours=number))


@pytest.fixture
def newsroom(database: Database) -> Database:
    with database.write() as session:
        store(
            session,
            "api",
            [
                article(0, "Ғылым ордасы ашылды", "Открыт центр науки", images=PHOTOS),
                article(1, "Жаңа МЕКТЕП ашылды", is_breaking=True),
                article(2, ru="Ёлку привезли на площадь"),
            ],
            now=NOW,
        )
        store(session, "aimaq.kz", [article(3, "100% пайда_сыз", "Скидка")], now=NOW)
    return database


def found(database: Database, **filters: Any) -> list[str]:
    with database.read() as session:
        page = find_articles(session, limit=50, **filters)
        assert count_articles(session, **filters) == len(page)
    return [one.external_id[-1] for one in page]


LISTS: list[tuple[dict[str, Any], str]] = [
    ({}, "0123"),
    ({"text": "ҒЫЛЫМ"}, "0"),
    ({"text": "мектеп"}, "1"),
    ({"text": "АШЫЛДЫ"}, "01"),
    ({"text": "ашылды науки"}, "0"),
    ({"text": "елку"}, "2"),
    ({"text": "cms-3"}, "3"),
    ({"text": "100%"}, "3"),
    ({"text": "а%а"}, ""),
    ({"text": "й_с"}, ""),
    ({"text": "а_с"}, "3"),
    ({"language": "ru"}, "023"),
    ({"language": "ru", "text": "ашылды"}, "0"),
    ({"source": "aimaq.kz"}, "3"),
    ({"is_breaking": True}, "1"),
    ({"is_breaking": False, "source": "api"}, "02"),
    ({"since": NOW - timedelta(hours=1)}, "01"),
    ({"until": NOW - timedelta(hours=1)}, "23"),
    ({"text": " ", "language": None, "source": None}, "0123"),
]


def test_a_list_holds_what_was_asked_for(newsroom: Database) -> None:
    for filters, numbers in LISTS:
        assert ("".join(found(newsroom, **filters)), filters) == (numbers, filters)


def test_the_next_page_begins_behind_the_last_article(database: Database) -> None:
    same_moment = [IncomingArticle(f"n{n}", article(0, "Тақырып").content, NOW) for n in range(5)]
    with database.write() as session:
        store(session, "api", same_moment, now=NOW)
    seen: list[str] = []
    with database.read() as session:
        before = None
        while page := find_articles(session, limit=2, before=before):
            seen += [one.external_id for one in page]
            before = page[-1].id
    assert sorted(seen) == [f"n{n}" for n in range(5)]


def test_a_row_says_what_a_list_shows(newsroom: Database) -> None:
    with newsroom.read() as session:
        first, second, *_ = find_articles(session, limit=50)
        assert sources(session) == ["aimaq.kz", "api"]
    assert first.titles == {"kz": "Ғылым ордасы ашылды", "ru": "Открыт центр науки"}
    assert (first.photo, first.photos) == ("https://a.kz/1.jpg", 2)
    assert (first.source, first.edition, first.published_at) == ("api", 1, NOW)
    assert first.category_names == {"kz": "Қоғам"}
    assert (first.is_corrected, first.is_breaking, second.is_breaking) == (False, False, True)
    assert (second.photo, second.photos) == ("", 0)


@pytest.fixture
def statements(newsroom: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(newsroom.engine, "before_cursor_execute", note)
    yield seen
    event.remove(newsroom.engine, "before_cursor_execute", note)


def test_a_list_never_reads_the_texts_of_its_articles(
    newsroom: Database, statements: list[str]
) -> None:
    found(newsroom, text="ашылды")
    asked = " ".join(statements)
    assert "article_translations.title" in asked
    for whole in ("content", "excerpt", "document"):
        assert f".{whole}" not in asked


def test_a_changed_title_is_found_and_the_former_is_not(newsroom: Database) -> None:
    with newsroom.write() as session:
        store(session, "api", [article(1, "Жаңа бассейн ашылды")], now=NOW)
    assert found(newsroom, text="бассейн") == ["1"]
    assert found(newsroom, text="мектеп") == []


def test_articles_from_before_the_search_are_found(empty_database: Database) -> None:
    empty_database.upgrade("0004")
    with empty_database.write() as session:
        session.execute(
            text(
                "INSERT INTO articles (id, source, external_id, edition, content_hash,"
                " published_at, is_breaking, auto_publish, category_slug, category_names,"
                " created_at, updated_at) SELECT 'a', 'api', 'CMS-1', 1, '', :now, (0 = 1),"
                " (0 = 1), '', '{}', :now, :now"
            ).bindparams(now=NOW.replace(tzinfo=None) if empty_database.is_sqlite else NOW)
        )
        for language, title in (("ru", "Ёлка В Сатпаеве"), ("kz", "Сәтбаевта ШЫРША")):
            session.execute(
                text(
                    "INSERT INTO article_translations (article_id, language, title, excerpt,"
                    " content, url, content_hash) VALUES ('a', :language, :title, '', '', '', '')"
                ).bindparams(language=language, title=title)
            )
    empty_database.upgrade()
    for words in ("шырша", "елка", "cms-1 сәтбаевта"):
        assert found(empty_database, text=words) == ["1"]
