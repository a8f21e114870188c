"""A batch of deliveries costs a few statements, and becomes what each alone would become."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, event, select

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
    editions,
)
from zharia.articles.model import ArticleKey, ArticleQuestion
from zharia.articles.queries import articles
from zharia.storage.database import Database

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
KAZAKH = "Қала тұрғындары жаңа саябақтың ашылуын асыға күткен болатын. " * 3
RUSSIAN = "Жители города давно ждали, когда же откроют новый городской парк. " * 3
TEXTS = {"kz": KAZAKH, "ru": RUSSIAN}


def item(number: int, language: str = "kz", *, title: str = "", text: str = "") -> IncomingArticle:
    """What a feed delivers: one language's version of a story, which it shares with the others."""
    version = Translation(
        language,
        title or f"{language}: {number}-жаңалық",
        "",
        text or TEXTS[language],
        f"https://a.kz/{language}/{number}",
    )
    content = Content(
        (version,),
        category=Term("qogam", {language: "Қоғам"}),
        tags=(Term("park", {language: "Саябақ"}),),
        images=(Image(f"https://a.kz/{number}.jpg", language=language),),
    )
    return IncomingArticle(
        f"{language}-{number}",
        content,
        NOW + timedelta(days=number),
        scope=Scope.LANGUAGES,
        keys=(f"guid:{language}-{number}", f"url:a.kz/{language}/{number}"),
        shared_keys=(f"story:{number}",),
    )


def put(database: Database, deliveries: Sequence[IncomingArticle]) -> list[StoreResult]:
    with database.write() as session:
        return store(session, "a.kz", deliveries, now=NOW)


@contextmanager
def statements_of(database: Database) -> Iterator[list[str]]:
    """Those that are sent meanwhile, besides a transaction's beginning and its announcement."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN") and "pg_notify" not in statement:
            sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.engine, "before_cursor_execute", note)


def test_many_articles_take_as_few_statements_as_one(database: Database) -> None:
    new = [item(number) for number in range(40)]
    edited = [replace(d, content=replace(d.content, is_breaking=True)) for d in new]
    for deliveries, outcome, most in (
        (new, Outcome.CREATED, 11),
        (new, Outcome.UNCHANGED, 3),
        (edited, Outcome.UPDATED, 16),
    ):
        with statements_of(database) as sent:
            stored = put(database, deliveries)
        assert {one.outcome for one in stored} == {outcome}
        assert len(sent) <= most, "\n".join(sent)


def test_what_is_inserted_at_once_is_whole(database: Database) -> None:
    (stored, _) = put(database, [item(1), item(2)])
    with database.read() as session:
        (article,) = articles(session, [stored.article_id])
        assert (article.external_id, article.source, article.edition) == ("kz-1", "a.kz", 1)
        assert (article.headline, article.published_at) == (
            "kz: 1-жаңалық",
            NOW + timedelta(days=1),
        )
        assert (article.delivered, article.joined_into) == (None, None)
        assert [one.names for one in article.tags] == [{"kz": "Саябақ"}]
        assert [one.url for one in article.images] == ["https://a.kz/1.jpg"]
        (edition,) = editions(session, stored.article_id)
        assert edition.content == item(1).content
        assert edition.content_hash == article.content_hash == item(1).content.hash


#: each with what came before it in this list, or alone
STORY: list[IncomingArticle] = [
    item(9),
    item(1),
    item(2),
    # in another language: one story
    item(2, "ru"),
    # alike, under another address and on the same day
    replace(item(3, title="kz: 1-жаңалық"), published_at=NOW + timedelta(days=1), shared_keys=()),
    # in another language than it says, and then in that
    item(4, "kz", title="Открыт парк", text=RUSSIAN),
    item(4, "ru", title="Открыт парк"),
    item(10, title="Новый мост", text=RUSSIAN),
    item(5),
    # once more with a change, and unchanged
    replace(item(5), content=replace(item(5).content, is_breaking=True)),
    replace(item(5), content=replace(item(5).content, is_breaking=True)),
    # now alike: an edit takes another's headline
    item(6),
    replace(item(6, title="kz: 2-жаңалық"), published_at=NOW + timedelta(days=2)),
    # its keys lead to two stories
    replace(item(7), shared_keys=("story:1", "story:5")),
    # as a CMS sends it
    IncomingArticle("cms", item(8).content, NOW, keys=("cms",)),
    IncomingArticle("cms-2", item(1).content, NOW),
    # in a doubtful language, and corrected at once
    item(9, title="Новый парк", text=RUSSIAN),
    item(9),
]


@pytest.mark.parametrize("seed", range(8))
def test_a_batch_becomes_what_its_deliveries_would_alone(database: Database, seed: int) -> None:
    deliveries = list(STORY)
    if seed:
        random.Random(seed).shuffle(deliveries)
    alone = [one for delivery in deliveries for one in put(database, [delivery])]
    expected = everything(database), numbered(alone)
    with database.write() as session:
        for model in (ArticleQuestion, ArticleKey):
            session.execute(delete(model))
        session.execute(Article.__table__.update().values(joined_into=None))  # type: ignore[attr-defined]
        session.execute(delete(Article))
    half = len(deliveries) // 2
    together = put(database, deliveries[:half]) + put(database, deliveries[half:])
    assert (everything(database), numbered(together)) == expected


def numbered(stored: Sequence[StoreResult]) -> list[tuple[Outcome, int, int, bool]]:
    """Without ids, which differ."""
    ids = list(dict.fromkeys(one.article_id for one in stored))
    return [
        (one.outcome, ids.index(one.article_id), one.edition, one.new_edition) for one in stored
    ]


def everything(database: Database) -> list[object]:
    """All that is stored, with the sources' ids in the place of ours."""
    with database.read() as session:
        rows = session.scalars(select(Article).order_by(Article.source, Article.external_id)).all()
        names = {one.id: one.external_id for one in rows}
        keys = session.scalars(select(ArticleKey).order_by(ArticleKey.key)).all()
        asked = session.scalars(select(ArticleQuestion)).all()
        return [
            [
                (
                    one.external_id,
                    names.get(one.joined_into or ""),
                    one.content_hash,
                    one.published_at,
                    one.search_text,
                    [(e.number, e.content_hash) for e in editions(session, one.id)],
                )
                for one in rows
            ],
            sorted(
                (version.url, version.language, version.title_key, version.content_hash)
                for article in articles(session, list(names))
                for version in article.translations
            ),
            [(key.key, names[key.article_id], key.delivery_hash) for key in keys],
            sorted(
                (names[one.article_id], one.code, names.get(one.subject, one.subject), one.facts)
                for one in asked
            ),
        ]
