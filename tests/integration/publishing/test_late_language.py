"""The Kazakh and the Russian version of a story seldom come in the same moment."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from sqlalchemy import select

from tests.support import rows
from tests.support.rows import store
from zharia.accounts import configuration, ensure_configuration
from zharia.articles import Content, Image, IncomingArticle, Scope, Translation
from zharia.posts import Style
from zharia.publishing.auto_publish import publish_new_articles
from zharia.publishing.model import Publication
from zharia.publishing.states import State
from zharia.settings import Settings
from zharia.storage.crypto import open_keyring
from zharia.storage.database import Database

if TYPE_CHECKING:
    from zharia.publishing.engine import Engine

NOW = rows.NOW


class Deaf:
    """An engine that wakes nobody."""

    def send(self, *_: object) -> None:
        pass


def version(language: str, title: str) -> IncomingArticle:
    """A feed's item, joined with the other language's by a shared key."""
    return IncomingArticle(
        external_id=f"url:{language}",
        content=Content(
            translations=(
                Translation(language, title, "…", url=f"https://aimaq.example/{language}"),
            ),
            images=(Image("https://aimaq.example/1.jpg"),),
        ),
        published_at=NOW,
        auto_publish=True,
        scope=Scope.LANGUAGES,
        keys=(f"url:{language}",),
        shared_keys=("story:1",),
    )


@pytest.fixture
def newsroom(database: Database, tmp_path: Path) -> Database:
    ensure_configuration(database, open_keyring("", tmp_path / "keys"), Settings())
    with database.write() as session:
        config = configuration(session)
        config.enabled = config.audited = True
        rows.account(session, "kz")
        rows.account(session, "ru")
    return database


def deliver(database: Database, delivery: IncomingArticle) -> list[tuple[str, str]]:
    """Store, look for new articles, and return each publication's language and state."""
    with database.write() as session:
        store(session, "aimaq", [delivery], now=NOW)
    with database.write() as session:
        publish_new_articles(session, cast("Engine", Deaf()), limits=Style(), now=NOW)
    with database.read() as session:
        found: Any = session.execute(
            select(Publication.language, Publication.state).order_by(Publication.language)
        )
        return [tuple(row) for row in found]


def test_the_language_that_comes_later_is_published_too(newsroom: Database) -> None:
    assert deliver(newsroom, version("kz", "Саябақ ашылды")) == [("kz", State.SCHEDULED)]
    assert deliver(newsroom, version("ru", "Открыли парк")) == [
        ("kz", State.SCHEDULED),
        ("ru", State.SCHEDULED),
    ]


def test_a_publication_that_a_person_cancelled_stays_so(newsroom: Database) -> None:
    deliver(newsroom, version("kz", "Саябақ ашылды"))
    with newsroom.write() as session:
        session.scalars(select(Publication)).one().state = State.CANCELLED
    assert deliver(newsroom, version("ru", "Открыли парк")) == [
        ("kz", State.CANCELLED),
        ("ru", State.SCHEDULED),
    ]


def test_an_edited_text_is_not_published_again(newsroom: Database) -> None:
    first = version("kz", "Саябақ ашылды")
    deliver(newsroom, first)
    edited = replace(first, content=version("kz", "Саябақ ашылды!").content)
    assert deliver(newsroom, edited) == [("kz", State.SCHEDULED)]
