"""Articles by hand: new ones, and corrections that meet what the source says next."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.integration.articles.site import Page, Site
from tests.support.rows import poll, store
from zharia.articles import (
    API,
    DESK,
    Article,
    ArticleEdition,
    ArticleForm,
    Content,
    EditConflict,
    Image,
    IncomingArticle,
    InvalidArticleError,
    Outcome,
    Scope,
    StoreResult,
    Term,
    Translation,
    add_feed,
    article,
    editions,
    find_articles,
    open_form,
    write_article,
)
from zharia.fetch import Fetcher
from zharia.media.uploads import stored_address
from zharia.storage.database import Database

NOW = datetime(2026, 11, 22, 4, 0, 7, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)

SAID = Content(
    translations=(
        Translation("en", "A park has opened"),
        Translation("kz", "Саябақ ашылды", "Кіру тегін", "Мәтін", "https://a.kz/kz/1"),
        Translation("ru", "Открыт парк", "Вход свободный", "Текст", "https://a.kz/ru/1"),
    ),
    category=Term("qogam", {"en": "Society", "kz": "Қоғам", "ru": "Общество"}),
    tags=(Term("park", {"kz": "Саябақ", "ru": "Парк"}), Term("qala", {"kz": "Қала"})),
    images=(Image("https://a.kz/1.jpg", "Саябақ", "А. Серік"), Image("https://a.kz/2.jpg")),
)


def deliver(database: Database, content: Content = SAID, at: datetime = NOW) -> StoreResult:
    """What the CMS sends."""
    with database.write() as session:
        (stored,) = store(session, API, [IncomingArticle("cms-1", content, at)], now=NOW)
    return stored


def form(database: Database, article_id: str) -> ArticleForm:
    with database.read() as session:
        opened = open_form(session, article_id)
    assert opened is not None
    return opened


def send(database: Database, form: ArticleForm, who: str = "aigul", **changed: Any) -> StoreResult:
    with database.write() as session:
        return write_article(session, replace(form, **changed), who=who, now=LATER)


def retitled(form: ArticleForm, **titles: str) -> tuple[Translation, ...]:
    return tuple(
        replace(one, title=titles.get(one.language, one.title)) for one in form.translations
    )


def titles(database: Database, article_id: str) -> list[str]:
    with database.read() as session:
        found = article(session, article_id)
        assert found is not None
        return [one.title for one in found.translations]


def history(database: Database, article_id: str) -> list[ArticleEdition]:
    with database.read() as session:
        return list(editions(session, article_id))


def is_corrected(database: Database) -> bool:
    with database.read() as session:
        (listed,) = find_articles(session, limit=2)
    return listed.is_corrected


def test_a_new_article_is_the_desks_and_goes_out_by_nobodys_rule(database: Database) -> None:
    new = ArticleForm(
        (Translation("kz", " Жаңа  мектеп ", content="Бір.\r\nЕкі."), Translation("ru", "")),
        category={"kz": "Қоғам", "ru": ""},
        tags=({"kz": "Жаңа мектеп", "ru": "Новая школа"}, {"kz": ""}),
        images=(Image("https://a.kz/1.jpg", "Мектеп", "А. Серік"), Image("https://a.kz/2.jpg")),
        is_breaking=True,
        external_id="form-1",
    )
    stored = send(database, new)
    assert stored == StoreResult(Outcome.CREATED, stored.article_id, 1, new_edition=True)
    with database.read() as session:
        found = session.get_one(Article, stored.article_id)
        assert (found.source, found.external_id, found.published_at) == (DESK, "form-1", LATER)
        assert (found.auto_publish, found.auto_publish_checked_at) == (False, LATER)
        (listed,) = find_articles(session, text="МЕКТЕП", limit=2)
    assert (listed.titles, listed.photos, listed.is_corrected) == ({"kz": "Жаңа мектеп"}, 2, False)
    (only,) = history(database, stored.article_id)
    assert only.written_by == "aigul"
    assert only.content == Content(
        (Translation("kz", "Жаңа мектеп", content="Бір.\n\nЕкі."),),
        category=Term("қоғам", {"kz": "Қоғам"}),
        tags=(Term("жаңа-мектеп", {"kz": "Жаңа мектеп", "ru": "Новая школа"}),),
        images=(Image("https://a.kz/1.jpg", "Мектеп", "А. Серік"), Image("https://a.kz/2.jpg")),
        is_breaking=True,
    )
    # Sent twice, or once more after the answer was lost, it is the same article.
    assert send(database, new).outcome is Outcome.UNCHANGED


def test_a_form_sent_back_untouched_changes_nothing(database: Database) -> None:
    images = (
        Image("https://a.kz/1.jpg", language="kz"),
        Image("https://a.kz/1.jpg", language="ru"),
    )
    content = replace(
        SAID,
        images=images,
        translations=(replace(SAID.translations[1], content="Бір.\n\nЕкі."), SAID.translations[2]),
    )
    stored = deliver(database, content)
    opened = form(database, stored.article_id)
    assert [one.language for one in opened.translations] == ["kz", "ru"]
    through_a_browser = replace(
        opened,
        translations=tuple(
            replace(one, content=one.content.replace("\n", "\r\n")) for one in opened.translations
        ),
        published_at=NOW.replace(second=0),
    )
    for sent in (opened, through_a_browser, replace(opened, edition=7)):
        assert send(database, sent) == StoreResult(Outcome.UNCHANGED, stored.article_id, 1)
    assert not is_corrected(database)


def test_a_correction_is_an_edition_and_a_redelivery_does_not_undo_it(database: Database) -> None:
    stored = deliver(database)
    opened = form(database, stored.article_id)
    corrected = send(
        database,
        opened,
        translations=retitled(opened, ru="В Сатпаеве открыт парк"),
        images=opened.images[::-1],
        published_at=NOW - timedelta(days=1),
    )
    assert corrected == StoreResult(Outcome.UPDATED, stored.article_id, 2, new_edition=True)
    for _ in range(2):
        again = deliver(database)
        assert again == StoreResult(Outcome.UNCHANGED, stored.article_id, 2)
    assert is_corrected(database)
    with database.read() as session:
        found = session.get_one(Article, stored.article_id)
        assert found.published_at == NOW - timedelta(days=1)
    first, second = history(database, stored.article_id)
    assert (first.content, first.written_by, second.written_by) == (SAID, "", "aigul")
    assert second.content == replace(
        SAID,
        translations=(
            *SAID.translations[:2],
            replace(SAID.translations[2], title="В Сатпаеве открыт парк"),
        ),
        images=SAID.images[::-1],
    )


def test_what_the_source_changes_wins_and_other_corrections_stand(database: Database) -> None:
    stored = deliver(database)
    opened = form(database, stored.article_id)
    send(database, opened, translations=retitled(opened, kz="Түзетілді", ru="Исправлено"))
    english, kazakh, russian = SAID.translations
    news = replace(SAID, translations=(english, kazakh, replace(russian, content="Новый текст")))
    for outcome in (Outcome.UPDATED, Outcome.UNCHANGED):
        assert deliver(database, news).outcome is outcome
    expected = ["A park has opened", "Түзетілді", "Открыт парк"]
    assert titles(database, stored.article_id) == expected
    assert is_corrected(database)
    assert [one.written_by for one in history(database, stored.article_id)] == ["", "aigul", ""]
    # Once the source has said all of it anew, nothing of the correction is left.
    news = replace(
        news, translations=(english, replace(kazakh, title="Жаңа"), news.translations[2])
    )
    assert deliver(database, news).edition == 4
    assert titles(database, stored.article_id)[1] == "Жаңа"
    assert not is_corrected(database)


def test_a_correction_taken_back_leaves_the_article_to_its_source(database: Database) -> None:
    stored = deliver(database)
    opened = form(database, stored.article_id)
    send(database, opened, translations=retitled(opened, ru="Исправлено"))
    assert is_corrected(database)
    send(database, opened, edition=2)
    assert not is_corrected(database)
    assert titles(database, stored.article_id)[2] == "Открыт парк"
    assert len(history(database, stored.article_id)) == 3


def rss(title: str, *, more: str = "") -> Page:
    return Page(
        f'<rss version="2.0"><channel><language>ru</language><item><title>{title}</title>'
        f"<link>/1</link><guid>1</guid><pubDate>Sun, 22 Nov 2026 04:00:00 GMT</pubDate>"
        f'<enclosure url="/p.jpg" type="image/jpeg"/>{more}</item></channel></rss>'.encode()
    )


def test_a_feeds_article_keeps_its_correction_until_the_feed_changes(
    database: Database, site: Site, fetcher: Fetcher
) -> None:
    site.pages["/rss"] = rss("Открыт парк")
    with database.write() as session:
        feed_id = add_feed(session, f"{site.url}/rss", now=NOW).id

    def polled() -> list[Outcome]:
        return [one.outcome for one in poll(database, fetcher, feed_id, NOW, early=True).stored]

    assert polled() == [Outcome.CREATED]
    with database.read() as session:
        (listed,) = find_articles(session, limit=2)
    opened = form(database, listed.id)
    added = (*retitled(opened, ru="Исправлено"), Translation("kz", "Саябақ ашылды"))
    send(database, opened, translations=added[1:])
    assert polled() == [Outcome.UNCHANGED]
    # The item has changed, but not its text: a category has come.
    site.pages["/rss"] = rss("Открыт парк", more="<category>Общество</category>")
    assert polled() == [Outcome.UPDATED]
    assert titles(database, listed.id) == ["Саябақ ашылды", "Исправлено"]
    site.pages["/rss"] = rss("Парк закрыт", more="<category>Общество</category>")
    assert polled() == [Outcome.UPDATED]
    assert titles(database, listed.id) == ["Саябақ ашылды", "Парк закрыт"]
    assert [one.written_by for one in history(database, listed.id)] == ["", "aigul", "", ""]


def test_a_feeds_other_language_joins_a_corrected_article(database: Database) -> None:
    def item(language: str, title: str) -> IncomingArticle:
        content = Content((Translation(language, title),))
        keys = (f"url:{language}",)
        return IncomingArticle(
            keys[0], content, NOW, scope=Scope.LANGUAGES, keys=keys, shared_keys=("story:1",)
        )

    with database.write() as session:
        (stored,) = store(session, "a.kz", [item("ru", "Открыт парк")], now=NOW)
    opened = form(database, stored.article_id)
    send(database, opened, translations=retitled(opened, ru="Исправлено"))
    with database.write() as session:
        (joined,) = store(session, "a.kz", [item("kz", "Саябақ ашылды")], now=NOW)
    assert (joined.article_id, joined.edition) == (stored.article_id, 3)
    assert titles(database, stored.article_id) == ["Саябақ ашылды", "Исправлено"]


def test_whoever_comes_second_learns_of_the_first_and_loses_nothing(database: Database) -> None:
    stored = deliver(database)
    opened = form(database, stored.article_id)
    send(database, opened, translations=retitled(opened, ru="Первая"))
    mine = replace(opened, translations=retitled(opened, ru="Вторая"))
    with pytest.raises(EditConflict) as caught:
        send(database, mine, who="serik")
    assert (caught.value.opened, caught.value.current) == (1, 2)
    assert titles(database, stored.article_id)[2] == "Первая"
    assert send(database, mine, who="serik", edition=caught.value.current).edition == 3
    deliver(database, replace(SAID, is_breaking=True))
    with pytest.raises(EditConflict):
        send(database, mine, edition=3, is_breaking=False)


def test_of_editors_who_save_at_once_one_succeeds(database: Database) -> None:
    opened = form(database, deliver(database).article_id)
    start = threading.Barrier(4)

    def save(number: int) -> bool:
        start.wait(30)
        try:
            send(database, opened, translations=retitled(opened, ru=f"Исправил {number}"))
        except EditConflict:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(save, range(4))) == 1
    assert len(history(database, str(opened.article_id))) == 2


def test_a_wrong_form_saves_nothing(database: Database) -> None:
    opened = form(database, deliver(database).article_id)
    with pytest.raises(InvalidArticleError) as caught:
        send(
            database,
            opened,
            translations=retitled(opened, ru=""),
            published_at=datetime(226, 11, 22, tzinfo=UTC),
            images=(Image("a.jpg"), Image(stored_address("a" * 64))),
        )
    assert [one.field for one in caught.value.problems] == [
        "translations.ru.title",
        "images.0.url",
        "images.1.url",
        "publishedAt",
    ]
    assert all(one.message.text("kk") != str(one.message) for one in caught.value.problems)
    assert len(history(database, str(opened.article_id))) == 1
    with pytest.raises(LookupError):
        send(database, opened, article_id="nobody")


def test_a_language_is_taken_away_by_emptying_it(database: Database) -> None:
    stored = deliver(database)
    opened = form(database, stored.article_id)
    shown = [replace(opened.translations[1]), Translation("ru", "")]
    send(database, opened, translations=tuple(shown))
    # English was not in the form, so nobody has touched it.
    assert titles(database, stored.article_id) == ["A park has opened", "Саябақ ашылды"]
