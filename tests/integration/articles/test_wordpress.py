"""A watched WordPress site: nothing of it is lost, and what it takes back is noticed."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.rows import poll
from tests.support.wordpress import Answer, WordPress, serve
from zharia.articles import (
    FeedRules,
    Outcome,
    PollOutcome,
    PollResult,
    add_feed,
    preview_feed,
    recent_articles,
)
from zharia.articles.feeds.model import Feed
from zharia.articles.language_correction import change_language
from zharia.articles.model import (
    Article,
    ArticleQuestion,
    ArticleRetraction,
    ArticleTranslation,
)
from zharia.articles.questions import QuestionCode, open_questions, record_answer
from zharia.articles.retractions import retractions_of
from zharia.fetch import Fetcher
from zharia.storage.database import Database

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def site() -> Iterator[WordPress]:
    with serve() as site:
        yield site


@pytest.fixture
def small(sqlite_copy: str) -> Iterator[Database]:
    """Enough where the site's answers count, and not what a database makes of them."""
    with closing(Database(sqlite_copy)) as database:
        yield database


class Watch:
    """A site that is watched and looked at every ten minutes."""

    def __init__(
        self, database: Database, fetcher: Fetcher, site: WordPress, url: str = "", **rules: Any
    ) -> None:
        self.database, self.fetcher, self.now = database, fetcher, NOW
        with database.write() as session:
            feed = add_feed(session, url or site.feed, now=NOW, rules=FeedRules(**rules))
            self.feed_id = feed.id

    def look(self) -> PollResult:
        self.now += 10 * MINUTE
        return poll(
            self.database, self.fetcher, self.feed_id, self.now, early=True, to_check=self.wanted
        )

    def wanted(self, session: Session, source: str, _now: datetime) -> list[str]:
        """Every article, as if something of each waited."""
        found = select(Article.id).where(Article.source == source)
        return list(session.scalars(found.order_by(Article.published_at)))

    def titles(self) -> set[str]:
        with self.database.read() as session:
            found = recent_articles(session, limit=1000)
            return {version.title for one in found for version in one.translations}

    def taken_back(self) -> dict[str, str]:
        """By title, why."""
        version, row = ArticleTranslation, ArticleRetraction
        with self.database.read() as session:
            found = session.execute(
                select(version.title, row.reason).join(
                    row,
                    (row.article_id == version.article_id) & (row.language == version.language),
                )
            )
            return {row.title: row.reason for row in found}


def notes(result: PollResult) -> list[str]:
    return [note.code for note in result.notes]


def archive(site: WordPress, count: int = 12) -> None:
    """Posts of the hours before we began to watch."""
    for number in range(1, count + 1):
        site.write(number, NOW - timedelta(hours=count - number + 1))


def few(site: WordPress) -> str:
    """Five posts at once, so that few are many."""
    return f"{site.feed}?per_page=5"


def burst(site: WordPress, count: int, first: int = 1000) -> set[str]:
    """So many posts within five minutes after we began."""
    for step in range(count):
        site.write(first + step, NOW + 10 * MINUTE + timedelta(seconds=step))
    return {f"Жаңалық {first + step}" for step in range(count)}


@pytest.mark.parametrize(
    ("count", "trouble"),
    [
        (24, {}),
        (240, {}),
        # A firewall that lets no parameters through, a cache that knows none of them.
        (24, {"refused": {"per_page": 403, "orderby": 403}}),
        (24, {"refused": {"per_page": 400}, "headers": False}),
        (130, {"breaks_above": 50}),
        (24, {"ignored": {"per_page", "orderby", "modified_after"}}),
        (130, {"headers": False}),
    ],
)
def test_a_burst_of_posts_comes_in_whole(
    small: Database, site: WordPress, fetcher: Fetcher, count: int, trouble: dict[str, Any]
) -> None:
    archive(site)
    for name, value in trouble.items():
        setattr(site, name, value)
    watch = Watch(small, fetcher, site)
    assert watch.look().outcome is PollOutcome.STORED
    written = burst(site, count)
    result = watch.look()
    assert result.outcome is PollOutcome.STORED, result.message
    assert written <= watch.titles()
    # Once it is known, one page and the last changes are enough.
    watch.wanted = lambda *_: []  # type: ignore[method-assign]
    before = len(site.requests)
    assert watch.look().count(Outcome.CREATED) == 0
    assert len(site.requests) - before < 10


def test_a_cache_that_knows_one_page_only_is_told(
    small: Database, site: WordPress, fetcher: Fetcher
) -> None:
    archive(site)
    watch = Watch(small, fetcher, site)
    watch.look()
    burst(site, 30)
    site.ignored = {"per_page", "page", "orderby", "modified_after"}
    result = watch.look()
    assert len(watch.titles()) == 12 + 10
    assert "pages-missed" in notes(result)


def test_a_further_page_that_fails_for_a_while_loses_nothing(
    small: Database, site: WordPress, fetcher: Fetcher
) -> None:
    archive(site)
    watch = Watch(small, fetcher, site, few(site))
    watch.look()
    written = burst(site, 8)
    site.refused = {"page": 503}
    assert watch.look().outcome is PollOutcome.FAILED
    assert not written & watch.titles()
    site.refused = {}
    watch.look()
    assert written <= watch.titles()


def test_a_further_page_that_never_comes_holds_up_the_first_for_three_looks_at_most(
    small: Database, site: WordPress, fetcher: Fetcher
) -> None:
    archive(site)
    watch = Watch(small, fetcher, site, few(site))
    watch.look()
    burst(site, 8)
    site.refused = {"page": 503}
    results = [watch.look() for _ in range(4)]
    assert [one.outcome for one in results] == [PollOutcome.FAILED] * 3 + [PollOutcome.STORED]
    assert "pages-missed" in notes(results[-1])
    assert len(watch.titles()) == 5 + 5


def test_only_the_newest_page_of_an_archive_comes_in_at_first(
    small: Database, site: WordPress, fetcher: Fetcher
) -> None:
    archive(site, 110)
    watch = Watch(small, fetcher, site)
    watch.look()
    assert len(watch.titles()) == 100
    assert len(site.requests) == 1
    given = Watch(small, fetcher, site, f"{site.feed}?per_page=3&categories=1")
    given.look()
    (asked,) = (one for one in site.requests if "categories" in one)
    assert "per_page=3&categories=1" in asked
    assert "per_page=100" not in asked


@pytest.mark.parametrize("orders", [("date", "modified"), ("date",)])
@pytest.mark.parametrize("unknown", [set(), {"modified_after"}])
def test_a_correction_of_an_old_post_comes_in_where_the_site_can_tell(
    small: Database,
    site: WordPress,
    fetcher: Fetcher,
    orders: tuple[str, ...],
    unknown: set[str],
) -> None:
    archive(site)
    site.orders, site.unknown = orders, unknown
    site.posts[2].date -= timedelta(days=40)
    watch = Watch(small, fetcher, site, few(site))
    watch.look()
    burst(site, 10)
    watch.look()
    known, never = site.posts[11], site.posts[2]
    known.title, known.modified = "Түзетілді", watch.now + MINUTE
    never.title, never.modified = "Мұрағат", watch.now + MINUTE
    result = watch.look()
    assert result.outcome is PollOutcome.STORED
    assert ("Түзетілді" in watch.titles()) == ("modified" in orders)
    # What never came in is the archive being tidied up.
    assert "Мұрағат" not in watch.titles()
    assert watch.look().count(Outcome.UPDATED) == 0


def test_a_passing_failure_of_the_second_list_loses_no_correction(
    small: Database, site: WordPress, fetcher: Fetcher
) -> None:
    archive(site)
    watch = Watch(small, fetcher, site, few(site))
    watch.look()
    burst(site, 10)
    watch.look()
    site.posts[11].title, site.posts[11].modified = "Түзетілді", watch.now + MINUTE
    site.refused = {"orderby": 503}
    for _ in range(3):
        watch.look()
    assert "Түзетілді" not in watch.titles()
    site.refused = {}
    watch.look()
    assert "Түзетілді" in watch.titles()


def test_a_protected_post_stays_out_and_its_page_is_not_looked_at(
    database: Database, site: WordPress, fetcher: Fetcher
) -> None:
    archive(site)
    site.write(50, NOW, title="Құпия", password="сөз", photo=False)
    watch = Watch(database, fetcher, site)
    result = watch.look()
    assert "Құпия" not in watch.titles()
    assert notes(result) == ["protected"]
    assert not site.asked("/50/")
    assert preview_feed(fetcher, site.feed).count == 12
    # Open to all, it comes in; protected once more, it is taken back; and so on.
    site.posts[50].password = ""
    watch.look()
    assert "Құпия" in watch.titles()
    site.posts[50].password = "сөз"
    watch.look()
    assert watch.taken_back() == {"Құпия": "protected"}
    site.posts[50].password = ""
    watch.look()
    assert watch.taken_back() == {}


def test_a_page_that_gave_no_photo_is_left_alone_once_its_post_is_protected(
    small: Database, site: WordPress, fetcher: Fetcher
) -> None:
    archive(site)
    site.write(50, NOW, photo=False)
    site.instead["/50/"] = Answer(503, "<html>Later</html>")
    watch = Watch(small, fetcher, site)
    watch.look()
    looked = site.asked("/50/")
    site.instead.clear()
    site.posts[50].password = "сөз"
    watch.look()
    assert site.asked("/50/") == looked > 0
    site.posts[50].password = ""
    watch.look()
    watch.look()
    assert site.asked("/50/") > looked


def test_a_protected_post_stays_out_of_what_is_read_from_rss(
    small: Database, site: WordPress, fetcher: Fetcher
) -> None:
    site.write(1, NOW, title="Ашық")
    site.write(2, NOW, title="Құпия", password="сөз")
    watch = Watch(small, fetcher, site, f"{site.url}/feed/")
    result = watch.look()
    assert watch.titles() == {"Ашық"}
    assert notes(result) == ["protected"]
    assert not site.asked("/2/")
    site.posts[1].password = "сөз"
    watch.look()
    assert watch.taken_back() == {"Ашық": "protected"}
    # That an item is no longer in a feed says nothing.
    del site.posts[2]
    site.posts[1].password = ""
    watch.look()
    assert watch.taken_back() == {}


def without(site: WordPress, number: int) -> None:
    del site.posts[number]


def with_status(status: str) -> Any:
    def change(site: WordPress, number: int) -> None:
        site.posts[number].status = status

    return change


def gone(site: WordPress, number: int) -> None:
    del site.posts[number]
    site.instead[f"/wp-json/wp/v2/posts/{number}"] = Answer(410, "<html>Gone</html>")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (without, "deleted"),
        (gone, "deleted"),
        *((with_status(one), "unpublished") for one in ("trash", "private", "draft", "future")),
    ],
)
def test_what_the_site_shows_no_longer_is_noticed_and_may_come_back(
    database: Database, site: WordPress, fetcher: Fetcher, change: Any, reason: str
) -> None:
    archive(site)
    watch = Watch(database, fetcher, site, few(site))
    watch.look()
    # One on the list, and one that is too old to be there.
    burst(site, 3)
    watch.look()
    before = dict(site.posts)
    for number in (11, 9):
        change(site, number)
    result = watch.look()
    assert watch.taken_back() == {"Жаңалық 11": reason, "Жаңалық 9": reason}
    assert notes(result) == [reason, reason]
    assert notes(watch.look()) == []
    for number in (11, 9):
        site.posts[number] = before[number]
        site.posts[number].status = "publish"
        site.posts[number].modified = watch.now + MINUTE
    site.instead.clear()
    watch.look()
    assert watch.taken_back() == {}


NO_ANSWERS = {
    "a broken server": Answer(503, "<html>Service Unavailable</html>"),
    "a firewall": Answer(403, "<html>Blocked</html>"),
    "a plugin that wants a login": Answer(401, {"code": "rest_not_logged_in", "message": ""}),
    "a plugin that switches it off": Answer(404, {"code": "rest_no_route", "message": ""}),
    "a page": Answer(200, "<html>Maintenance</html>"),
    "a theme's page": Answer(404, "<html>rest_post_invalid_id</html>"),
    "another post": Answer(200, {"id": 999, "status": "publish"}),
}


@pytest.mark.parametrize("answer", NO_ANSWERS.values(), ids=NO_ANSWERS)
def test_a_site_in_trouble_takes_nothing_back(
    small: Database, site: WordPress, fetcher: Fetcher, answer: Answer
) -> None:
    archive(site)
    watch = Watch(small, fetcher, site)
    watch.look()
    site.posts[7].status = "trash"
    site.instead["/wp-json/wp/v2/posts/7"] = answer
    result = watch.look()
    assert notes(result) == ["missing-unclear"]
    # Or the whole of its interface.
    site.instead["/wp-json/wp/v2/posts"] = answer
    watch.look()
    assert watch.taken_back() == {}
    # Once it is well again, it says so itself.
    site.instead.clear()
    watch.look()
    assert watch.taken_back() == {"Жаңалық 7": "unpublished"}


def test_a_site_that_moved_takes_nothing_back(
    small: Database, site: WordPress, fetcher: Fetcher
) -> None:
    archive(site)
    watch = Watch(small, fetcher, site)
    watch.look()
    was, site.posts = site.posts, {}
    # Another WordPress stands there, with posts of its own or with none.
    assert notes(watch.look()) == ["all-missing"]
    site.write(5001, NOW, title="Hello world!")
    assert notes(watch.look()) == ["all-missing"]
    assert watch.taken_back() == {}
    assert notes(watch.look()) == ["all-missing"]
    assert watch.taken_back() == {}
    # The site itself again, without one of them.
    site.posts = was
    del site.posts[5]
    watch.look()
    assert watch.taken_back() == {"Жаңалық 5": "deleted", "Hello world!": "deleted"}


def test_stories_that_the_site_has_counted_anew_are_not_taken_back(
    small: Database, site: WordPress, fetcher: Fetcher
) -> None:
    archive(site)
    watch = Watch(small, fetcher, site, few(site))
    watch.look()
    burst(site, 10)
    watch.look()
    # Too old for the list by now, and found by the last part of its address.
    site.posts[911] = site.posts.pop(11)
    watch.look()
    assert watch.taken_back() == {}


def test_a_site_that_denies_what_it_lists_takes_nothing_back(
    small: Database, site: WordPress, fetcher: Fetcher
) -> None:
    archive(site)
    watch = Watch(small, fetcher, site)
    watch.look()
    del site.posts[3]
    denied = {"code": "rest_forbidden", "message": "", "data": {"status": 401}}
    for number in range(1, 13):
        site.instead[f"/wp-json/wp/v2/posts/{number}"] = Answer(401, denied)
    assert notes(watch.look()) == ["missing-unclear"]
    assert watch.taken_back() == {}


def test_an_old_list_of_a_cache_brings_nothing_back(
    small: Database, site: WordPress, fetcher: Fetcher
) -> None:
    archive(site)
    watch = Watch(small, fetcher, site)
    watch.look()
    old = site.answer("/wp-json/wp/v2/posts", {"per_page": "100"})
    site.posts[7].status = "trash"
    watch.look()
    assert watch.taken_back() == {"Жаңалық 7": "unpublished"}
    site.instead["/wp-json/wp/v2/posts"] = old
    assert notes(watch.look()) == ["still-missing"]
    assert watch.taken_back() == {"Жаңалық 7": "unpublished"}


def test_an_older_state_of_the_site_in_its_rss_brings_nothing_back(
    small: Database, site: WordPress, fetcher: Fetcher
) -> None:
    site.write(1, NOW, title="Жаңалық 1")
    site.write(2, NOW, title="Жаңалық 2")
    watch, beside = Watch(small, fetcher, site), Watch(small, fetcher, site, f"{site.url}/feed/")
    watch.look()
    beside.look()
    site.instead["/feed/"] = site.answer("/feed/", {})
    del site.posts[2]
    watch.look()
    assert watch.taken_back() == {"Жаңалық 2": "deleted"}
    beside.look()
    assert watch.taken_back() == {"Жаңалық 2": "deleted"}


def test_one_language_that_is_taken_back_leaves_the_other(
    database: Database, site: WordPress, fetcher: Fetcher
) -> None:
    archive(site, 4)
    for one in site.posts.values():
        one.language = "kk" if one.number % 2 else "ru"
    watch = Watch(database, fetcher, site, url_rule=r"/(?P<story>[34])/")
    watch.look()
    site.posts[4].status = "private"
    watch.look()
    assert watch.taken_back() == {"Жаңалық 4": "unpublished"}
    with database.read() as session:
        found = session.scalars(select(ArticleTranslation).where(ArticleTranslation.url != ""))
        (version,) = (one for one in found if one.title == "Жаңалық 4")
        assert set(retractions_of(session, version.article_id)) == {"ru"}


def test_settings_that_are_changed_try_a_hundred_posts_again(
    small: Database, site: WordPress, fetcher: Fetcher
) -> None:
    archive(site)
    site.breaks_above = 20
    watch = Watch(small, fetcher, site)
    watch.look()
    with small.read() as session:
        assert session.get_one(Feed, watch.feed_id).page_size == 20
    asked = len(site.requests)
    watch.look()
    assert not any("per_page=100" in one for one in site.requests[asked:])


def test_a_post_is_looked_for_under_the_language_that_a_person_gave_it(
    small: Database, site: WordPress, fetcher: Fetcher
) -> None:
    archive(site, 4)
    watch = Watch(small, fetcher, site)
    watch.look()
    with small.write() as session:
        (known,) = (
            one
            for one in recent_articles(session, limit=9)
            if [version.title for version in one.translations] == ["Жаңалық 2"]
        )
        doubt = {"code": QuestionCode.LANGUAGE_DOUBTED, "subject": "kz", "facts": "ru"}
        session.add(ArticleQuestion(article_id=known.id, asked_at=NOW, **doubt))
        session.flush()
        for question in open_questions(session, [known.id])[known.id]:
            assert record_answer(session, question, "ru", who="aliya", now=NOW)
        change_language(session, known, "kz", "ru", now=NOW)
    site.posts[2].status = "trash"
    watch.look()
    assert watch.taken_back() == {"Жаңалық 2": "unpublished"}
    site.posts[2].status = "publish"
    watch.look()
    assert watch.taken_back() == {}
    site.posts[2].password = "сөз"
    watch.look()
    assert watch.taken_back() == {"Жаңалық 2": "protected"}
