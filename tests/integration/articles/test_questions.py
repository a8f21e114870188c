"""What an editor is asked of an article: raised by what sources deliver, and settled for good."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.support import rows
from tests.support.rows import NOW
from zharia.articles import FeedRules, StoreResult, article, read_article
from zharia.articles.feeds.conversion import to_articles
from zharia.articles.feeds.parsing import parse
from zharia.articles.language_correction import change_language
from zharia.articles.questions import Answer, Question, QuestionCode, open_questions, record_answer
from zharia.articles.sources import API
from zharia.storage.database import Database

SITE = "aimaq.kz"
TITLE = "В Сатпаеве открыли новый парк"
TEXT = "Городской парк обновили и снова открыли для всех жителей города."
KAZAKH = "Қаладағы саябақ жаңғыртылып, тұрғындарға қайта ашылды."


def item(
    slug: str = "park",
    *,
    guid: str | None = None,
    title: str = TITLE,
    text: str = TEXT,
    at: timedelta = timedelta(),
    photo: str = "/park.jpg",
    host: str = f"https://{SITE}",
    more: str = "",
) -> str:
    """An item whose guid is its address, unless another is given."""
    url = f"{host}/{slug}"
    return (
        f"<item><title>{escape(title)}</title><link>{escape(url)}</link>"
        f"<guid>{escape(url if guid is None else guid)}</guid>"
        f"<description>{escape(text)}</description>{more}"
        f"<pubDate>{format_datetime(NOW + at)}</pubDate>"
        f'<enclosure url="https://{SITE}{photo}" type="image/jpeg" length="1"/></item>'
    )


def poll(
    database: Database,
    *items: str,
    rules: FeedRules | None = None,
    language: str = "ru",
    source: str = SITE,
    feed: str | None = None,
    now: datetime = NOW,
) -> list[StoreResult]:
    """A document with these items comes in, as a poll reads it."""
    declared = f"<language>{language}</language>" if language else ""
    xml = f'<rss version="2.0"><channel><title>t</title>{declared}{"".join(items)}</channel></rss>'
    found, _ = to_articles(parse(xml.encode(), "", f"https://{SITE}/rss"), rules or FeedRules())
    with database.write() as session:
        return rows.store(session, source, found, now=now, feed_id=feed)


def from_cms(database: Database, external_id: str = "7", **more: Any) -> StoreResult:
    body = {
        "externalId": external_id,
        "publishedAt": NOW.isoformat(),
        "translations": {"ru": {"title": TITLE, "url": f"https://{SITE}/park"}},
        **more,
    }
    with database.write() as session:
        (stored,) = rows.store(session, API, [read_article(body).article], now=NOW)
        return stored


def asked(database: Database, *stored: StoreResult) -> list[Question]:
    with database.read() as session:
        found = open_questions(session, [one.article_id for one in stored])
        return [one for of in found.values() for one in of]


def settled(database: Database, question: Question, answer: str) -> bool:
    with database.write() as session:
        return record_answer(session, question, answer, who="editor", now=NOW)


OTHERS: Sequence[tuple[str, str]] = [
    ("its slug was edited", item("park-otkryt")),
    ("and the headline's case", item("park-otkryt", title=TITLE.upper())),
    ("and its date", item("park-otkryt", at=timedelta(minutes=40))),
    ("and its photo", item("park-otkryt", photo="/new.jpg")),
    ("days later, with the photo", item("park-otkryt", at=timedelta(days=2))),
    ("a CMS counts anew", item("2026/11/park", guid="post-90817")),
    ("a counter in guid and address", item("park?v=a1b2", guid="g?v=77")),
]


def test_another_session_in_the_address_is_the_same_article(database: Database) -> None:
    (first,) = poll(database, item())
    for session in ("a1b2", "c3d4"):
        (again,) = poll(database, item(f"park?PHPSESSID={session}", guid=f"g?sid={session}"))
        assert again.article_id == first.article_id
    assert asked(database, first) == []


@pytest.mark.parametrize(("_what", "second"), OTHERS, ids=[name for name, _ in OTHERS])
def test_a_story_under_another_name_is_asked_about_once(
    database: Database, _what: str, second: str
) -> None:
    (first,) = poll(database, item())
    (other,) = poll(database, second)
    assert other.article_id != first.article_id
    (question,) = asked(database, first, other)
    assert (question.article_id, question.subject) == (other.article_id, first.article_id)
    # The same once more, and both in one document, are no further questions.
    poll(database, second)
    poll(database, item(), second)
    assert len(asked(database, first, other)) == 1


def test_the_same_guid_on_another_scheme_is_the_same_article(database: Database) -> None:
    (first,) = poll(database, item())
    (same,) = poll(database, item(host=f"http://www.{SITE}"))
    assert same.article_id == first.article_id
    assert asked(database, first) == []


@pytest.mark.parametrize(
    "second",
    [
        item("2", title="В Жезказгане открыли новый парк"),
        item("2", at=timedelta(days=1), photo="/2.jpg"),
        item("2", at=timedelta(days=30)),
    ],
)
def test_another_story_is_not_asked_about(database: Database, second: str) -> None:
    (first,), (other,) = poll(database, item()), poll(database, second)
    assert asked(database, first, other) == []


def test_a_story_by_feed_and_by_json_is_asked_about(database: Database) -> None:
    (by_feed,) = poll(database, item())
    by_json = from_cms(database)
    again = from_cms(database, "8")
    assert [one.subject for one in asked(database, by_json, again)] == [by_feed.article_id] * 2
    other = from_cms(database, "9", translations={"ru": {"title": "Закрыт мост"}})
    assert asked(database, other) == []


def test_a_story_on_the_newsrooms_new_site_is_asked_about(database: Database) -> None:
    (first,) = poll(database, item())
    with database.write() as session:
        feed = _feed(session)
    moved = item(host="https://aimaq.media", guid="n1")
    (other,) = poll(database, moved, source="aimaq.media", feed=feed)
    assert [one.subject for one in asked(database, other)] == [first.article_id]


def _feed(session: Session) -> str:
    from zharia.articles import add_feed

    return add_feed(session, "https://aimaq.media/rss", now=NOW).id


def test_what_was_answered_is_not_asked_again_unless_there_is_more_behind_it(
    database: Database,
) -> None:
    poll(database, item())
    (other,) = poll(database, item("2", photo="/2.jpg", at=timedelta(hours=1)))
    (question,) = asked(database, other)
    assert settled(database, question, Answer.ANOTHER_STORY)
    assert not settled(database, question, Answer.ANOTHER_STORY)
    poll(database, item("2", photo="/2.jpg", at=timedelta(hours=1), text="Подробности."))
    assert asked(database, other) == []
    poll(database, item("2", at=timedelta(hours=1), text="Ещё подробности."))
    (again,) = asked(database, other)
    assert "photo" in again.facts.split()


def test_a_doubt_that_the_source_clears_up_is_withdrawn(database: Database) -> None:
    poll(database, item())
    (other,) = poll(database, item("2"))
    assert asked(database, other)
    poll(database, item("2", title="В Жезказгане закрыли старый мост"))
    assert asked(database, other) == []
    with database.read() as session:
        known = article(session, other.article_id)
        assert known is not None
        assert known.auto_publish_checked_at is None


@pytest.mark.parametrize(
    ("text", "declared", "rules", "doubt"),
    [
        (TEXT, "", FeedRules(language="kz"), ("kz", "ru")),
        (TEXT, "kk", FeedRules(language="ru"), ("kz", "ru")),
        (TEXT, "en-US", FeedRules(language="kz", trust_declared_language=False), ("kz", "ru")),
        (KAZAKH, "ru-RU", FeedRules(), ("ru", "kz")),
        (TEXT, "", FeedRules(language="ru"), None),
        (KAZAKH, "", FeedRules(language="kz"), None),
        (TEXT, "en", FeedRules(), None),
    ],
)
def test_a_text_that_contradicts_its_language_is_asked_about(
    database: Database, text: str, declared: str, rules: FeedRules, doubt: tuple[str, str] | None
) -> None:
    said = item(title=text.removesuffix("."), text=text)
    (stored,) = poll(database, said, language=declared, rules=rules)
    found = [(one.subject, one.facts) for one in asked(database, stored)]
    assert found == ([doubt] if doubt else [])


def test_a_cms_that_names_each_texts_language_is_believed(database: Database) -> None:
    stored = from_cms(database, translations={"kz": {"title": TITLE, "content": TEXT * 3}})
    assert asked(database, stored) == []


def test_a_text_keeps_the_language_that_a_person_gave_it(database: Database) -> None:
    rules = FeedRules(language="kz")
    (stored,) = poll(database, item(), language="", rules=rules)
    (question,) = asked(database, stored)
    assert question.code is QuestionCode.LANGUAGE_DOUBTED
    assert settled(database, question, "ru")
    with database.write() as session:
        known = article(session, stored.article_id)
        assert known is not None
        change_language(session, known, "kz", "ru", now=NOW)
    corrected = item(text=f"{TEXT} Теперь там есть и фонтан.")
    poll(database, corrected, language="", rules=rules)
    with database.read() as session:
        known = article(session, stored.article_id)
        assert known is not None
        (version,) = known.translations
        assert (version.language, "фонтан" in version.excerpt) == ("ru", True)
        assert {one.language for one in known.images} == {"ru"}
    assert asked(database, stored) == []


def test_a_feed_whose_language_was_corrected_brings_no_second_version(database: Database) -> None:
    (stored,) = poll(database, item(), language="", rules=FeedRules(language="kz"))
    assert asked(database, stored)
    (again,) = poll(database, item(), language="", rules=FeedRules(language="ru"))
    assert again.article_id == stored.article_id
    assert asked(database, stored) == []
    with database.read() as session:
        known = article(session, stored.article_id)
        assert known is not None
        assert [one.language for one in known.translations] == ["ru"]


@pytest.mark.parametrize(
    ("category", "rules", "paid", "ai"),
    [
        ("На правах рекламы", FeedRules(), True, False),
        ("Партнёрский материал", FeedRules(), True, False),
        ("Создано ИИ", FeedRules(), False, True),
        ("Общество", FeedRules(), False, False),
        ("Спецпроект", FeedRules(sponsored_names=("спецпроект",)), True, False),
        ("Реклама", FeedRules(sponsored_names=()), False, False),
        ("Иллюстрации ИИ", FeedRules(ai_names=("иллюстрации ии",)), False, True),
    ],
)
def test_a_category_says_what_is_paid_for_and_what_ai_made(
    database: Database, category: str, rules: FeedRules, paid: bool, ai: bool
) -> None:
    marked = item(more=f"<category>Парк</category><category>{category}</category>")
    (stored,) = poll(database, marked, rules=rules)
    with database.read() as session:
        known = article(session, stored.article_id)
        assert known is not None
        assert (known.sponsored, known.ai_generated) == (paid, ai)
