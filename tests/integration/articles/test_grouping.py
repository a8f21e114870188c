"""Two articles turn out to be one story: they become one, whatever came first."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from tests.support.rows import NOW, store
from tests.support.two_languages import TITLES, Link, address, poll_in
from zharia.articles import (
    API,
    Article,
    Content,
    Image,
    IncomingArticle,
    Outcome,
    Scope,
    StoreResult,
    Translation,
    article,
    article_by_external_id,
    count_articles,
    editions,
    find_articles,
    photos_in_use,
    recent_articles,
)
from zharia.articles.article_form import open_form, write_article
from zharia.articles.model import ArticleImage, ArticleKey, ArticleTranslation
from zharia.media.uploads import stored_address
from zharia.storage.database import Database
from zharia.storage.ids import new_id

LATER = NOW + timedelta(hours=1)
SOURCE = "aimaq.example"

#: what a poll brings: versions, and whether they are linked yet
Poll = tuple[tuple[str, ...], bool]
_VERSIONS = (("kz",), ("ru",), ("kz", "ru"))


def take_in(
    database: Database, link: Link, languages: tuple[str, ...], *, linked: bool, **more: object
) -> list[StoreResult]:
    with database.write() as session:
        return poll_in(session, SOURCE, link, languages, linked=linked, **more)  # type: ignore[arg-type]


def apart(database: Database, link: Link = Link.HREFLANG) -> tuple[str, str]:
    """The story's versions as two articles; the ids of the Kazakh and the Russian one."""
    (kz,) = take_in(database, link, ("kz",), linked=False)
    (ru,) = take_in(database, link, ("ru",), linked=False, now=NOW + timedelta(minutes=1))
    return kz.article_id, ru.article_id


def whole(database: Database, article_id: str) -> Article:
    with database.read() as session:
        found = article(session, article_id)
        assert found is not None
        return found


def languages(found: Article) -> list[str]:
    return [version.language for version in found.translations]


def put(database: Database, *found: IncomingArticle, source: str = API) -> list[StoreResult]:
    with database.write() as session:
        return store(session, source, found, now=NOW)


@st.composite
def _polls(draw: st.DrawFn) -> tuple[Link, list[Poll]]:
    """Some polls, of which the last bring both versions linked."""
    link = draw(st.sampled_from(Link))
    # One guid for two pages in one document is taken for a mistake.
    versions = st.sampled_from(_VERSIONS[:2] if link is Link.GUID else _VERSIONS)
    before: list[Poll] = draw(st.lists(st.tuples(versions, st.booleans()), max_size=5))
    first = draw(st.sampled_from(("kz", "ru")))
    last: list[Poll] = [((first,), True), (("ru" if first == "kz" else "kz",), True)]
    if link is not Link.GUID and draw(st.booleans()):
        last = [(("kz", "ru"), True)]
    return link, [*before, *last]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_polls())
def test_in_any_order_and_from_any_poll_on_they_are_one_article(
    database: Database, polls: tuple[Link, list[Poll]]
) -> None:
    link, documents = polls
    source, seen = new_id(), set()
    for versions, linked in documents:
        with database.write() as session:
            stored = poll_in(session, source, link, versions, linked=linked)
        seen |= {one.article_id for one in stored}
    with database.read() as session:
        (one,) = session.scalars(
            select(Article).where(Article.source == source, Article.joined_into.is_(None))
        ).all()
        known = article(session, one.id)
        assert known is not None
        assert {t.language: t.title for t in known.translations} == TITLES
        assert {article(session, former) for former in seen} == {known}
        assert set(
            session.scalars(select(ArticleKey.article_id).where(ArticleKey.source == source))
        ) == {known.id}
    with database.write() as session:
        again = [
            stored
            for versions, _ in documents[-2:]
            for stored in poll_in(session, source, link, versions, linked=True)
        ]
    with database.write() as session:
        once_more = [
            stored
            for versions, _ in documents[-2:]
            for stored in poll_in(session, source, link, versions, linked=True)
        ]
    assert {one.outcome for one in once_more} == {Outcome.UNCHANGED}
    assert {one.article_id for one in [*again, *once_more]} == {known.id}


@pytest.mark.parametrize("link", Link)
def test_the_older_one_stays_with_what_both_said(database: Database, link: Link) -> None:
    kz, ru = apart(database, link)
    with database.write() as session:
        session.execute(update(Article).where(Article.id == ru).values(auto_publish=False))
    take_in(database, link, ("kz",), linked=True, now=LATER)
    (stored, *_) = take_in(database, link, ("ru",), linked=True, now=LATER)
    known = whole(database, kz)
    assert kz == min(kz, ru) == known.id == stored.article_id
    assert languages(known) == ["kz", "ru"]
    assert [(i.language, i.url) for i in known.images] == [
        ("kz", "https://aimaq.example/park.jpg"),
        ("ru", "https://aimaq.example/park.jpg"),
    ]
    assert known.auto_publish
    with database.read() as session:
        kept = editions(session, kz)
        assert [one.number for one in kept] == [1, 2, 3]
        assert [one.content.languages for one in kept] == [("kz",), ("ru",), ("kz", "ru")]
        assert known.edition == 3
        assert known.content_hash == kept[-1].content_hash
        # What was posted of either is still current: nothing of it has changed.
        for number, language in ((0, "kz"), (1, "ru")):
            assert kept[number].content.hash_for(language) == kept[2].content.hash_for(language)


def test_what_was_joined_leads_to_the_other_and_shows_nowhere_else(database: Database) -> None:
    kz, ru = apart(database)
    with database.read() as session:
        names = {one: session.get_one(Article, one).external_id for one in (kz, ru)}
    take_in(database, Link.HREFLANG, ("kz",), linked=True, now=LATER)
    with database.read() as session:
        for former in (kz, ru):
            assert article(session, former) is article(session, kz)
            by_name = article_by_external_id(session, SOURCE, names[former])
            assert by_name is article(session, kz)
            listed = recent_articles(session, external_id=names[former])
            assert [one.id for one in listed] == [kz]
        assert [one.id for one in recent_articles(session)] == [kz]
        assert [one.id for one in find_articles(session, limit=5)] == [kz]
        assert [one.id for one in find_articles(session, limit=5, text="парк")] == [kz]
        assert count_articles(session) == 1
        for table in (ArticleTranslation, ArticleImage):
            assert set(session.scalars(select(table.article_id))) == {kz}


def test_an_article_that_took_others_in_can_be_taken_in_itself(database: Database) -> None:
    def item(language: str, *shared: str, key: str = "") -> IncomingArticle:
        text = Content((Translation(language, language, url=address(language)),))
        return IncomingArticle(
            key or language, text, NOW, scope=Scope.LANGUAGES, keys=(language,), shared_keys=shared
        )

    ids = [
        put(database, item(one), source=SOURCE)[0].article_id for one in ("kz", "ru", "en", "tr")
    ]
    put(database, item("en", "tr"), source=SOURCE)
    assert whole(database, ids[3]).id == min(ids[2:])
    put(database, item("ru", "kz"), source=SOURCE)
    put(database, item("tr", "ru"), source=SOURCE)
    oldest = min(ids)
    with database.read() as session:
        assert {session.get_one(Article, one).joined_into for one in ids} == {None, oldest}
    assert languages(whole(database, ids[3])) == ["en", "kz", "ru", "tr"]


def test_two_that_were_left_apart_by_a_former_version_are_joined_by_the_same_delivery(
    database: Database,
) -> None:
    """The Kazakh one gained the Russian text, the Russian one stayed, and nothing is new since."""
    kz, ru = apart(database)
    with database.write() as session:
        poll_in(session, "other", Link.HREFLANG, ("kz", "ru"), linked=True)
        both = session.scalars(
            select(ArticleKey).where(ArticleKey.source == "other", ArticleKey.delivery_hash != "")
        ).one()
        session.execute(
            update(ArticleKey)
            .where(ArticleKey.source == SOURCE, ArticleKey.key == both.key)
            .values(delivery_hash=both.delivery_hash)
        )
        gained = session.get_one(Article, both.article_id)
        session.execute(
            update(ArticleTranslation)
            .where(ArticleTranslation.article_id == gained.id, ArticleTranslation.language == "ru")
            .values(article_id=kz)
        )
    assert languages(whole(database, kz)) == ["kz", "ru"]
    (stored,) = take_in(database, Link.HREFLANG, ("kz", "ru"), linked=True, now=LATER)
    assert stored.article_id == kz
    assert whole(database, ru).id == kz


@pytest.mark.parametrize("together", [False, True])
def test_a_page_that_is_named_as_the_other_version_of_every_article_gathers_none(
    database: Database, together: bool
) -> None:
    page = address("ru", 7)

    def item(number: int) -> IncomingArticle:
        text = Translation("kz", f"Мақала {number}", url=address("kz", number))
        return IncomingArticle(
            f"kz-{number}",
            Content((text,)),
            NOW,
            scope=Scope.LANGUAGES,
            keys=(f"guid:kz-{number}", f"url:{address('kz', number)}"),
            shared_keys=(f"url:{page}",),
        )

    unlinked = [replace(item(number), shared_keys=()) for number in range(5)]
    put(database, *unlinked, source=SOURCE)
    put(
        database,
        IncomingArticle(
            "ru-7",
            Content((Translation("ru", "Статья", url=page),)),
            NOW,
            scope=Scope.LANGUAGES,
            keys=(f"url:{page}",),
        ),
        source=SOURCE,
    )
    linked = [item(number) for number in range(5)]
    for _ in range(2):
        for part in [linked] if together else [[one] for one in linked]:
            put(database, *part, source=SOURCE)
    with database.read() as session:
        # Today as before, the first one may be believed. No other is touched.
        found = recent_articles(session)
        assert len(found) == 5
        assert {t.title for a in found for t in a.translations if t.language == "kz"} == {
            f"Мақала {number}" for number in range(5)
        }
        assert sum("ru" in languages(one) for one in found) == 1


def test_a_document_whose_articles_all_name_one_page_joins_nothing(database: Database) -> None:
    from zharia.articles import FeedRules
    from zharia.articles.feeds.conversion import to_articles
    from zharia.articles.feeds.parsing import parse

    def entry(language: str, number: int, other: str = "") -> str:
        link = f'<link rel="alternate" hreflang="ru" href="{other}"/>' if other else ""
        return (
            f'<entry xml:lang="{language}"><title>{language} {number}</title>'
            f"<id>{language}-{number}</id>"
            f'<link rel="alternate" hreflang="{language}" '
            f'href="https://aimaq.example/{language}/{number}"/>{link}</entry>'
        )

    def take(*entries: str) -> None:
        body = f'<feed xmlns="http://www.w3.org/2005/Atom">{"".join(entries)}</feed>'.encode()
        found, _ = to_articles(parse(body, "", "https://aimaq.example/feed"), FeedRules())
        put(database, *found, source=SOURCE)

    take(entry("ru", 7))
    take(*(entry("kk", number) for number in range(4)))
    take(*(entry("kk", number, "https://aimaq.example/ru/7") for number in range(4)))
    with database.read() as session:
        assert sorted(languages(one) for one in recent_articles(session)) == [["kz"]] * 4 + [["ru"]]


def test_a_language_with_another_address_is_another_story(database: Database) -> None:
    """A site that corrects a link, or puts a wrong one, moves no article into another."""

    def item(language: str, number: int, *shared: str) -> IncomingArticle:
        url = address(language, number)
        text = Translation(language, f"{language} {number}", url=url)
        return IncomingArticle(
            url, Content((text,)), NOW, scope=Scope.LANGUAGES, keys=(url,), shared_keys=shared
        )

    put(database, item("kz", 1, address("ru", 1)), item("ru", 1), item("ru", 2), source=SOURCE)
    for _ in range(2):
        put(database, item("kz", 1, address("ru", 2)), source=SOURCE)
    with database.read() as session:
        found = {tuple(languages(one)) for one in recent_articles(session)}
        assert found == {("kz", "ru"), ("ru",)}
        assert count_articles(session) == 2


def test_the_address_of_what_comes_in_counts_too(database: Database) -> None:
    """The Russian text is new to its story, and names another Russian page."""

    def item(
        language: str, number: int, *keys: str, shared: tuple[str, ...] = ()
    ) -> IncomingArticle:
        url = address(language, number)
        text = Translation(language, f"{language} {number}", url=url)
        return IncomingArticle(
            keys[0], Content((text,)), NOW, scope=Scope.LANGUAGES, keys=keys, shared_keys=shared
        )

    put(database, item("kz", 1, "guid:1"), item("ru", 2, "guid:2"), source=SOURCE)
    put(database, item("ru", 1, "guid:1", shared=("guid:2",)), source=SOURCE)
    with database.read() as session:
        titles = {tuple(t.title for t in one.translations) for one in recent_articles(session)}
        assert titles == {("kz 1", "ru 1"), ("ru 2",)}


def numbered(site: str, title: str, moment: datetime = NOW) -> IncomingArticle:
    """Post 7 of one of the sites of a WordPress network."""
    page = f"aimaq.example/{site}/{title}"
    text = Translation("kz", title, url=f"https://{page}")
    return IncomingArticle(
        f"guid:{site}",
        Content((text,)),
        moment,
        scope=Scope.LANGUAGES,
        keys=(f"guid:aimaq.example/{site}?p=7", f"url:{page}", "id:kz:7"),
    )


def test_a_number_that_two_sites_of_a_network_use_gathers_no_stories(database: Database) -> None:
    ours, theirs = numbered("news", "Саябақ"), numbered("sport", "Футбол", LATER)
    (first,) = put(database, ours, source=SOURCE)
    (second,) = put(database, theirs, source=SOURCE)
    assert second.outcome is Outcome.CREATED
    for _ in range(2):
        for delivery, known in ((ours, first), (theirs, second)):
            (again,) = put(database, delivery, source=SOURCE)
            assert (again.outcome, again.article_id) == (Outcome.UNCHANGED, known.article_id)
            shown = whole(database, known.article_id).translations
            assert [one.title for one in shown] == [delivery.content.translations[0].title]


@pytest.mark.parametrize(
    "moved",
    [numbered("new", "Жаңа тақырып"), numbered("new", "Саябақ", LATER)],
    ids=["another title", "another date"],
)
def test_a_site_that_moves_is_known_by_its_numbers(
    database: Database, moved: IncomingArticle
) -> None:
    (first,) = put(database, numbered("old", "Саябақ"), source=SOURCE)
    (stored,) = put(database, moved, source=SOURCE)
    assert (stored.outcome, stored.article_id) == (Outcome.UPDATED, first.article_id)


@pytest.mark.parametrize("corrected", ["kz", "ru"])
def test_an_editors_correction_of_either_stands(database: Database, corrected: str) -> None:
    ids = dict(zip(("kz", "ru"), apart(database), strict=True))
    with database.write() as session:
        form = open_form(session, ids[corrected])
        assert form is not None
        texts = tuple(
            replace(text, title="Corrected") if text.language == corrected else text
            for text in form.translations
        )
        write_article(session, replace(form, translations=texts), who="editor", now=LATER)
    for day in (1, 2):
        take_in(database, Link.HREFLANG, ("kz", "ru"), linked=True, now=NOW + timedelta(days=day))
        known = whole(database, ids["ru"])
        titles = {t.language: t.title for t in known.translations}
        assert titles == TITLES | {corrected: "Corrected"}
        assert known.delivered is not None
    # The source says something new of the other language, then of this one.
    other = "ru" if corrected == "kz" else "kz"
    for titles in ({other: "News"}, {other: "News", corrected: "The source's own"}):
        take_in(database, Link.HREFLANG, ("kz", "ru"), linked=True, titles=titles)
        now = {t.language: t.title for t in whole(database, ids["kz"]).translations}
        assert now == {corrected: "Corrected"} | titles


def test_an_open_form_of_either_overwrites_nothing(database: Database) -> None:
    from zharia.articles import EditConflict

    ids = apart(database)
    with database.read() as session:
        forms = [open_form(session, one) for one in ids]
    take_in(database, Link.HREFLANG, ("kz",), linked=True)
    for form in forms:
        assert form is not None
        texts = tuple(replace(text, title="Typed") for text in form.translations)
        with database.write() as session, pytest.raises(EditConflict) as caught:
            write_article(session, replace(form, translations=texts), who="editor", now=LATER)
        assert caught.value.article_id == ids[0]


def test_photos_of_both_stay_in_use(database: Database) -> None:
    keys = {"kz": "a" * 64, "ru": "b" * 64}
    for language, key in keys.items():
        text = Content(
            (Translation(language, language, url=address(language)),),
            images=(Image(stored_address(key)),),
        )
        put(
            database,
            IncomingArticle(language, text, NOW, scope=Scope.LANGUAGES, keys=(language,)),
            source=SOURCE,
        )
    text = Content((Translation("kz", "kz", url=address("kz")),))
    put(
        database,
        IncomingArticle("kz", text, NOW, scope=Scope.LANGUAGES, keys=("kz",), shared_keys=("ru",)),
        source=SOURCE,
    )
    with database.read() as session:
        assert photos_in_use(session, keys.values()) == set(keys.values())


def test_the_date_is_the_earlier_one_and_a_feed_is_remembered(database: Database) -> None:
    moments = {"kz": datetime(2026, 3, 2, tzinfo=UTC), "ru": datetime(2026, 3, 1, tzinfo=UTC)}

    def item(language: str, *shared: str) -> IncomingArticle:
        text = Content((Translation(language, language, url=address(language)),))
        return IncomingArticle(
            language,
            text,
            moments[language],
            scope=Scope.LANGUAGES,
            keys=(language,),
            shared_keys=shared,
        )

    (kz,) = put(database, item("kz"), source=SOURCE)
    put(database, item("ru"), source=SOURCE)
    put(database, item("ru", "kz"), source=SOURCE)
    assert whole(database, kz.article_id).published_at == moments["ru"]


class TestJson:
    """A CMS names no keys: one of its articles has all versions of the other, and more."""

    KZ = Translation("kz", "Саябақ ашылды", url=address("kz"))
    RU = Translation("ru", "Открыт парк", url="http://www.aimaq.example/ru/1/")
    RU_SAME = replace(RU, url=address("ru"))

    def delivery(self, name: str, *texts: Translation, **more: object) -> IncomingArticle:
        return IncomingArticle(name, Content(texts, **more), NOW)  # type: ignore[arg-type]

    @pytest.mark.parametrize("order", list(itertools.permutations("abc")))
    def test_in_any_order_they_are_one(self, database: Database, order: tuple[str, ...]) -> None:
        parts = {
            "a": self.delivery("a", self.KZ, self.RU),
            "b": self.delivery("b", self.RU_SAME),
            "c": self.delivery("c", self.KZ),
        }
        ids = {name: put(database, parts[name])[0].article_id for name in order}
        with database.read() as session:
            assert count_articles(session) == 1
            (known,) = recent_articles(session)
            assert languages(known) == ["kz", "ru"]
            assert {article(session, one) for one in ids.values()} == {known}

    def test_each_id_goes_on_speaking_for_its_own_languages(self, database: Database) -> None:
        (b,) = put(database, self.delivery("b", self.RU_SAME))
        put(database, self.delivery("a", self.KZ, self.RU))
        for name, text in (("b", replace(self.RU, title="Закрыт парк")), ("a", self.KZ)):
            (stored,) = put(database, self.delivery(name, text))
            assert stored.article_id == b.article_id
            known = whole(database, b.article_id)
            assert {t.language: t.title for t in known.translations} == {
                "kz": "Саябақ ашылды",
                "ru": "Закрыт парк",
            }

    def test_a_new_language_joins_what_was_apart(self, database: Database) -> None:
        put(database, self.delivery("a", self.KZ), self.delivery("b", self.RU))
        with database.read() as session:
            assert count_articles(session) == 2
        (stored,) = put(database, self.delivery("a", self.KZ, self.RU))
        assert stored.outcome is Outcome.UPDATED
        assert whole(database, stored.article_id).id == stored.article_id

    @pytest.mark.parametrize("url", ["https://aimaq.example/", "https://aimaq.example/ru/", ""])
    def test_a_front_page_is_no_story(self, database: Database, url: str) -> None:
        ru = replace(self.RU, url=url)
        put(database, self.delivery("a", self.KZ, ru), self.delivery("b", ru))
        with database.read() as session:
            assert count_articles(session) == 2

    def test_a_cms_that_gives_one_address_to_all_keeps_all(self, database: Database) -> None:
        kz, ru = replace(self.KZ, url=address("kz")), replace(self.RU, url=address("kz"))
        many = [
            self.delivery(str(number), *texts)
            for number, texts in enumerate([(kz, ru), (kz, ru), (ru,), (kz,), (kz, ru), (ru,)])
        ]
        for _ in range(2):
            for one in many:
                put(database, one)
        with database.read() as session:
            assert count_articles(session) == len(many)

    def test_photos_are_those_of_the_article_that_has_all(self, database: Database) -> None:
        photos = (Image("https://aimaq.example/1.jpg"),)
        put(database, self.delivery("b", self.RU_SAME, images=photos))
        put(database, self.delivery("a", self.KZ, self.RU, images=photos))
        with database.read() as session:
            shown = session.execute(select(ArticleImage.url, ArticleImage.language)).all()
        assert [tuple(row) for row in shown] == [("https://aimaq.example/1.jpg", "")]


def test_nothing_of_a_joined_article_is_left_behind(database: Database) -> None:
    kz, _ = apart(database)
    take_in(database, Link.HREFLANG, ("kz",), linked=True)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Article)) == 2
        assert set(session.scalars(select(ArticleKey.article_id))) == {kz}
