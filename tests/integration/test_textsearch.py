"""Words are found whatever their case and letters, alike on both databases."""

import pytest

from tests import rows
from zharia.articles import ArticleTranslation
from zharia.database import Database
from zharia.textsearch import says

TITLE = 'Сәтбаевта ЖАҢА мектеп ашылды: "100% [жаңа]_орын*?" Straße O\'zbek \\ ^.|()'


@pytest.fixture
def room(database: Database) -> Database:
    with database.write() as session:
        rows.article(session).translations[0].title = TITLE
    return database


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", True),
        ("  ", True),
        ("жаңа", True),
        ("СӘТБАЕВТА Жаңа", True),
        ("мектеп сәтб", True),
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
        ("o'ZBEK", True),
        ("мектеп балабақша", False),
        ("э" * 5000, False),
    ],
)
def test_it_is_found_or_not(room: Database, words: str, found: bool) -> None:
    with room.read() as session:
        one = session.query(ArticleTranslation).filter(
            ArticleTranslation.language == "kz", says(session, ArticleTranslation.title, words)
        )
        assert (one.count() == 1) is found
