"""Words are found whatever their case and letters, alike on both databases, in every list."""

import pytest

from tests.support import rows
from zharia.articles.listing import find_articles
from zharia.articles.searching import search_text
from zharia.publishing.queries import PublicationFilter, find_publications
from zharia.storage.database import Database

TITLE = 'Сәтбаевта ЖАҢА мектеп ашылды: "100% [жаңа]_орын*?" Straße O‘zbek Ёлка \\ ^.|()'


@pytest.fixture
def room(database: Database) -> Database:
    with database.write() as session:
        one = rows.article(session)
        one.search_text = search_text("1", [TITLE])
        rows.configuration(session)
        rows.publication(session, one, rows.account(session), title=TITLE)
    return database


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", True),
        ("  ", True),
        ("жаңа", True),
        ("СӘТБАЕВТА Жаңа", True),
        ("мектеп сәтб", True),
        ("сатбаевта жана", True),
        ("САТБАЕВТА", True),
        ("елка", True),
        ("ЁЛКА", True),
        ("мёктёп", True),
        ("ә\u0430", False),
        ("и\u0306", False),
        ("straße", True),
        ("100%", True),
        ("100_", False),
        ("[ЖАҢА]_", True),
        ("орын*?", True),
        ("о*н", False),
        ("\\ ^.|()", True),
        ("м.ктеп", False),
        ("STRASSE", False),
        ("o'ZBEK", True),
        ("oʻzbek", True),
        ("мектеп балабақша", False),
        ("э" * 5000, False),
    ],
)
def test_it_is_found_or_not(room: Database, words: str, found: bool) -> None:
    with room.read() as session:
        assert bool(find_articles(session, limit=5, text=words)) is found
        assert bool(find_publications(session, PublicationFilter(text=words), limit=5)) is found


def test_an_article_from_before_this_search_is_found(room: Database) -> None:
    """Its text was kept without case, and with ё as е."""
    with room.write() as session:
        rows.known_article(session).search_text = TITLE.casefold().replace("ё", "е")
    with room.read() as session:
        for words in ("ЖАҢА", "straße", "STRASSE", "ёлка", "Елка", "сатбаевта"):
            assert find_articles(session, limit=5, text=words), words
