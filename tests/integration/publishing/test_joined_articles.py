"""Articles that turn out to be one: what was made of either counts, and nothing goes out twice."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.integration.publishing.silent import Silent
from tests.support import rows
from tests.support.rows import NOW
from tests.support.stage import Stage
from tests.support.two_languages import TITLES, Link, address, poll_in
from tests.support.waiting import until
from zharia.accounts import Account
from zharia.articles import (
    API,
    Article,
    Content,
    Image,
    IncomingArticle,
    Translation,
    article,
    edition,
)
from zharia.articles.recovery import restore_article
from zharia.journal import SentArticle
from zharia.posts import Style
from zharia.publishing.article_status import latest_publications, outdated_ids
from zharia.publishing.auto_publish import publish_new_articles
from zharia.publishing.creating import create_publications
from zharia.publishing.event_types import EventType
from zharia.publishing.ledger import add_event
from zharia.publishing.model import Publication
from zharia.publishing.orders import Order
from zharia.publishing.queries import publications_of
from zharia.publishing.states import LIVE, UNDER_WAY, State
from zharia.storage.database import Database
from zharia.storage.ids import new_id

SOURCE = "aimaq.example"
UNSENT = (State.DRAFT, State.SCHEDULED)
#: sent, or on its way
SENT = sorted(LIVE - set(UNSENT))


@pytest.fixture
def newsroom(database: Database) -> Database:
    with database.write() as session:
        rows.configuration(session)
        rows.account(session, "kz")
        rows.account(session, "ru")
    return database


def bring(database: Database, *languages: str, linked: bool = False) -> str:
    with database.write() as session:
        (stored,) = poll_in(session, SOURCE, Link.HREFLANG, languages, linked=linked)
    return stored.article_id


def take_up(database: Database) -> int:
    """Look for new articles; answers how many publications are sent to be published."""
    engine = Silent()
    with database.write() as session:
        publish_new_articles(session, engine, limits=Style(), now=NOW)
    return len(engine.woken)


def account(session: Session, language: str) -> Account:
    return session.scalars(select(Account).where(Account.language == language)).one()


def made(database: Database, article_id: str) -> list[Publication]:
    with database.read() as session:
        return list(publications_of(session, article_id))


def apart(newsroom: Database, ours: list[State], theirs: list[State]) -> tuple[str, str]:
    """Two articles with publications on the Russian account, a line in each one's story."""
    kept, gone = bring(newsroom, "kz"), bring(newsroom, "ru")
    with newsroom.write() as session:
        for of, states in ((kept, ours), (gone, theirs)):
            for number, state in enumerate(states, start=1):
                subject = session.get_one(Article, of)
                one = rows.publication(
                    session,
                    subject,
                    account(session, "ru"),
                    state=state,
                    number=number,
                    requested_by=of,
                    # Each after the first of its side is one more that was ordered.
                    repeat=number,
                )
                add_event(session, one, now=NOW, who=of, what=EventType.COMPOSED)
    return kept, gone


def test_versions_that_were_linked_late_are_posted_once_on_each_account(
    newsroom: Database,
) -> None:
    bring(newsroom, "kz")
    bring(newsroom, "ru")
    assert take_up(newsroom) == 2
    kept = bring(newsroom, "kz", "ru", linked=True)
    assert take_up(newsroom) == 0
    with newsroom.read() as session:
        known = session.get_one(Article, kept)
        assert known.auto_publish_checked_at == NOW
    found = made(newsroom, kept)
    assert Counter((one.language, one.state) for one in found) == {
        ("kz", State.SCHEDULED): 1,
        ("ru", State.SCHEDULED): 1,
    }


def test_only_accounts_that_had_neither_are_looked_at_again(newsroom: Database) -> None:
    bring(newsroom, "ru")
    assert take_up(newsroom) == 1
    bring(newsroom, "kz")
    kept = bring(newsroom, "kz", "ru", linked=True)
    assert take_up(newsroom) == 1
    assert Counter(one.language for one in made(newsroom, kept)) == {"kz": 1, "ru": 1}


def test_what_one_of_them_asked_for_holds_for_the_language_of_the_other(
    newsroom: Database,
) -> None:
    """The Russian one lay in its feed before the feed was watched: it did not ask."""
    ru = bring(newsroom, "ru")
    with newsroom.write() as session:
        session.get_one(Article, ru).auto_publish = False
    assert take_up(newsroom) == 0
    bring(newsroom, "kz")
    assert take_up(newsroom) == 1
    kept = bring(newsroom, "kz", linked=True)
    assert take_up(newsroom) == 1
    assert Counter(one.language for one in made(newsroom, kept)) == {"kz": 1, "ru": 1}


def test_what_nobody_has_looked_at_yet_is_looked_at_as_the_one_story(newsroom: Database) -> None:
    both = replace(rows.content(), images=(Image("https://aimaq.example/1.jpg"),))
    russian = replace(both, translations=both.translations[1:])
    with newsroom.write() as session:
        (kept,) = rows.store(session, API, [IncomingArticle("both", both, NOW)], now=NOW)
    assert take_up(newsroom) == 0
    with newsroom.write() as session:
        asks = IncomingArticle("russian", russian, NOW, auto_publish=True)
        (stored,) = rows.store(session, API, [asks], now=NOW)
    assert stored.article_id == kept.article_id
    assert take_up(newsroom) == 2


@pytest.mark.parametrize("ended", [State.CANCELLED, State.FAILED, State.REMOVED])
def test_what_ended_on_an_account_is_not_begun_again(newsroom: Database, ended: State) -> None:
    bring(newsroom, "ru")
    take_up(newsroom)
    with newsroom.write() as session:
        session.execute(update(Publication).values(state=ended))
    bring(newsroom, "kz")
    kept = bring(newsroom, "kz", "ru", linked=True)
    take_up(newsroom)
    assert {(one.language, one.state) for one in made(newsroom, kept)} == {
        ("kz", State.SCHEDULED),
        ("ru", ended),
    }


@pytest.mark.parametrize("sent", SENT)
@pytest.mark.parametrize("unsent", UNSENT)
@pytest.mark.parametrize("ours", [True, False])
def test_what_is_not_sent_yet_gives_way_to_what_is(
    newsroom: Database, sent: State, unsent: State, ours: bool
) -> None:
    kept, gone = apart(newsroom, [sent if ours else unsent], [unsent if ours else sent])
    bring(newsroom, "kz", linked=True)
    with newsroom.read() as session:
        found = {one.requested_by: one for one in publications_of(session, kept)}
        stays, withdrawn = (found[kept], found[gone]) if ours else (found[gone], found[kept])
        assert (stays.state, withdrawn.state) == (sent, State.CANCELLED)
        assert withdrawn.wake_at is None
        assert [event.what for event in withdrawn.events] == [EventType.COMPOSED, EventType.JOINED]
        assert [event.what for event in stays.events] == [EventType.COMPOSED]
        # The list shows how the article stands there: live.
        assert [one.id for one in latest_publications(session, [kept])[kept]] == [stays.id]


@pytest.mark.parametrize(
    ("ours", "theirs", "left"),
    [
        ("draft", "draft", "ours"),
        ("scheduled", "scheduled", "ours"),
        ("scheduled", "draft", "ours"),
        ("draft", "scheduled", "theirs"),
        ("failed", "draft", "theirs"),
        ("draft", "cancelled", "ours"),
        ("removed", "scheduled", "theirs"),
    ],
)
def test_of_two_that_wait_one_goes_out(
    newsroom: Database, ours: str, theirs: str, left: str
) -> None:
    kept, gone = apart(newsroom, [State(ours)], [State(theirs)])
    bring(newsroom, "kz", linked=True)
    waiting = [one.requested_by for one in made(newsroom, kept) if one.state in UNDER_WAY | LIVE]
    assert waiting == [kept if left == "ours" else gone]


def test_two_that_are_live_both_stay_known(newsroom: Database) -> None:
    kept, gone = apart(
        newsroom,
        [State.FAILED, State.PUBLISHED],
        [State.CANCELLED, State.PUBLISHED, State.PROCESSING],
    )
    bring(newsroom, "kz", linked=True)
    found = sorted(made(newsroom, kept), key=lambda one: one.number)
    assert {one.requested_by: 0 for one in found} == {kept: 0, gone: 0}
    assert Counter(one.state for one in found) == {
        State.FAILED: 1,
        State.CANCELLED: 1,
        State.PUBLISHED: 2,
        State.PROCESSING: 1,
    }
    assert len({one.number for one in found}) == 5
    assert found[-1].state == State.PROCESSING
    assert not made(newsroom, gone)


def test_posts_know_the_text_that_they_were_made_from(newsroom: Database) -> None:
    bring(newsroom, "kz")
    bring(newsroom, "ru")
    take_up(newsroom)
    kept = bring(newsroom, "ru", linked=True)
    found = made(newsroom, kept)
    assert {one.language for one in found} == {"kz", "ru"}
    with newsroom.read() as session:
        for one in found:
            text = edition(session, kept, one.article_edition)
            assert text is not None
            assert text.content.languages == (one.language,)
        assert outdated_ids(session, found) == frozenset()
    with newsroom.write() as session:
        poll_in(session, SOURCE, Link.HREFLANG, ("ru",), linked=True, titles={"ru": "Парк закрыт"})
    with newsroom.read() as session:
        (newer,) = outdated_ids(session, found)
        assert session.get_one(Publication, newer).language == "ru"


Steps = list[tuple[str, bool, bool]]
_STEP = st.tuples(st.sampled_from(("kz", "ru")), st.booleans(), st.booleans())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    link=st.sampled_from(Link),
    steps=st.lists(_STEP, max_size=6),
    last=st.permutations(("kz", "ru")),
)
def test_whatever_comes_first_each_account_has_the_story_once(
    newsroom: Database, link: Link, steps: Steps, last: list[str]
) -> None:
    """Each step brings a version, linked or not, and perhaps publishes what is in line."""
    source = new_id()
    sent: list[str] = []
    for language, linked, publishes in [*steps, *((one, True, True) for one in last)]:
        with newsroom.write() as session:
            poll_in(session, source, link, (language,), linked=linked)
        take_up(newsroom)
        if publishes:
            with newsroom.write() as session:
                in_line = session.scalars(
                    select(Publication).where(Publication.state == State.SCHEDULED)
                ).all()
                sent += [one.id for one in in_line]
                for one in in_line:
                    one.state, one.wake_at = State.PUBLISHED, None
    with newsroom.read() as session:
        found = session.scalars(
            select(Publication)
            .join(Article, Article.id == Publication.article_id)
            .where(Article.source == source, Article.joined_into.is_(None))
        ).all()
        live = [one for one in found if one.state in UNDER_WAY | LIVE]
        assert sorted(one.language for one in live) == ["kz", "ru"]
        assert len(found) == 2
        assert len(set(sent)) == len(sent)
        assert {one.id for one in live} <= set(sent)


def test_a_story_that_the_journal_brought_back_is_known_by_each_of_its_versions(
    newsroom: Database,
) -> None:
    """A CMS sends it once more after an older copy was put back, the version alone first."""
    was = new_id()
    for language in ("kz", "ru"):
        sent = SentArticle(
            id=was,
            source=API,
            external_id="both",
            keys=(),
            published_at=NOW,
            auto_publish=True,
            title=TITLES[language],
            excerpt="",
            url=address(language),
            images=("https://aimaq.example/1.jpg",),
        )
        with newsroom.write() as session:
            assert restore_article(session, sent, language, NOW) == was
            subject = session.get_one(Article, was)
            rows.publication(
                session, subject, account(session, language), state=State.PUBLISHED, wake_at=None
            )
    assert take_up(newsroom) == 0
    text = Translation("ru", TITLES["ru"], url=address("ru"))
    alone = Content((text,), images=(Image("https://aimaq.example/1.jpg"),))
    with newsroom.write() as session:
        delivery = IncomingArticle("russian", alone, NOW, auto_publish=True)
        (stored,) = rows.store(session, API, [delivery], now=NOW)
    assert take_up(newsroom) == 0
    assert stored.article_id == was


def test_a_version_that_the_journal_brought_back_still_goes_to_accounts_that_lack_it(
    newsroom: Database,
) -> None:
    kept = bring(newsroom, "kz")
    assert take_up(newsroom) == 1
    with newsroom.write() as session:
        second = rows.account(session, "ru", nickname="aimaq_ru_2").id
        known = session.get_one(Article, kept)
        sent = SentArticle(
            id=kept,
            source=SOURCE,
            external_id=known.external_id,
            keys=(),
            published_at=NOW,
            auto_publish=True,
            title=TITLES["ru"],
            excerpt="",
            url=address("ru"),
            images=(),
        )
        first = session.scalars(
            select(Account).where(Account.language == "ru", Account.id != second)
        ).one()
        restore_article(session, sent, "ru", NOW)
        rows.publication(session, known, first, state=State.PUBLISHED, wake_at=None)
    bring(newsroom, "kz", "ru", linked=True)
    assert take_up(newsroom) == 1
    assert {one.account_id for one in made(newsroom, kept)} >= {first.id, second}


@pytest.fixture
def on_postgres(postgres_copy: str) -> Iterator[Database]:
    with closing(Database(postgres_copy)) as database:
        yield database


def test_what_is_ordered_of_an_article_while_it_is_joined_is_made_of_the_one_that_stays(
    on_postgres: Database,
) -> None:
    """SQLite has one writer at a time; here an order comes between."""
    with on_postgres.write() as session:
        rows.configuration(session)
        rows.account(session, "ru")
    bring(on_postgres, "kz")
    gone = bring(on_postgres, "ru")
    loaded, outcome = threading.Event(), []

    def order() -> None:
        with on_postgres.write() as session:
            subject = article(session, gone)
            assert subject is not None
            accounts = [account(session, "ru")]
            loaded.set()
            outcome.extend(
                create_publications(
                    session, Silent(), subject, accounts, Order("e"), limits=Style(), now=NOW
                )
            )

    ordering = threading.Thread(target=order)
    with on_postgres.write() as session:
        (stored,) = poll_in(session, SOURCE, Link.HREFLANG, ("kz",), linked=True)
        ordering.start()
        assert loaded.wait(30)
    ordering.join(30)
    (one,) = made(on_postgres, stored.article_id)
    assert [found.publication_id for found in outcome] == [one.id]
    assert stored.article_id != gone


def test_a_story_that_came_in_as_two_articles_is_one_post_on_each_account(stage: Stage) -> None:
    accounts = {one: stage.connect(f"aimaq_{one}") for one in ("kz", "ru")}
    (photo,) = stage.photos(1)

    def poll(*languages: str, linked: bool) -> str:
        with stage.service.database.write() as session:
            (stored,) = poll_in(
                session, SOURCE, Link.HREFLANG, languages, linked=linked, photo=photo
            )
        return stored.article_id

    ids = {one: poll(one, linked=False) for one in ("kz", "ru")}
    for language, account_id in accounts.items():
        stage.wait_for(ids[language], account_id, State.PUBLISHED)
    kept = poll("kz", linked=True)
    poll("ru", linked=True)
    assert kept == poll("kz", "ru", linked=True)
    with stage.service.database.write() as session:
        # Looked at once more, as if a third language had come.
        session.get_one(Article, kept).auto_publish_checked_at = None
    until(lambda: stage.loaded(kept).auto_publish_checked_at, "the article to be looked at again")
    for language, account_id in accounts.items():
        assert stage.publication(kept, account_id).state == State.PUBLISHED
        assert [post.title for post in stage.posts(f"aimaq_{language}")] == [TITLES[language]]
    assert stage.inits() == 2


def test_a_text_that_comes_late_and_linked_goes_to_its_account_alone(stage: Stage) -> None:
    kz, ru = stage.connect("aimaq_kz"), stage.connect("aimaq_ru")
    (photo,) = stage.photos(1)
    with stage.service.database.write() as session:
        (first,) = poll_in(session, SOURCE, Link.HREFLANG, ("kz",), linked=False, photo=photo)
    stage.wait_for(first.article_id, kz, State.PUBLISHED)
    with stage.service.database.write() as session:
        # The Russian one comes alone, and is linked before anybody has looked at it.
        poll_in(session, SOURCE, Link.HREFLANG, ("ru",), linked=False, photo=photo)
        poll_in(session, SOURCE, Link.HREFLANG, ("kz", "ru"), linked=True, photo=photo)
    stage.wait_for(first.article_id, ru, State.PUBLISHED)
    assert stage.inits() == 2
    assert stage.publication(first.article_id, kz).due_at < NOW + timedelta(days=1)
