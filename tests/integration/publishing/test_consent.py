"""What was approved is sent, and nothing else: on both databases."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.support import rows
from tests.support.rows import NOW, store
from zharia.accounts import Account, Mode
from zharia.articles import Content, IncomingArticle, Translation
from zharia.posts import Style
from zharia.publishing import actions
from zharia.publishing.actions import NotPossible
from zharia.publishing.article_status import is_outdated, outdated_ids
from zharia.publishing.choices import Choices, WrongChoice
from zharia.publishing.consent import changed_since_approval, content_hash
from zharia.publishing.creating import create_publications
from zharia.publishing.engine import Engine
from zharia.publishing.event_types import EventType
from zharia.publishing.leases import claim
from zharia.publishing.ledger import load, move
from zharia.publishing.model import Publication
from zharia.publishing.orders import Order
from zharia.publishing.states import OUTGOING, State
from zharia.storage.database import Database

PHOTOS = tuple(f"https://news.example/{number}.jpg" for number in range(4))
CONSENT = Order(
    "Айгүл",
    mode=Mode.REVIEW,
    choices=Choices(privacy_level="PUBLIC_TO_EVERYONE", title="Мектеп ашылды"),
    consent=True,
)


class Silent(Engine):
    """Wakes nobody: the seam to the queue."""

    def __init__(self) -> None:
        pass

    def send(self, _session: Session, _publication: Publication) -> None:
        pass


@pytest.fixture
def room(database: Database) -> Database:
    """A newsroom that TikTok has audited, with an account and an article of four photos."""
    with database.write() as session:
        rows.configuration(session)
        rows.account(session, mode=Mode.REVIEW)
        rows.article(session, photos=PHOTOS)
    return database


def order(database: Database, wanted: Order = CONSENT) -> str:
    with database.write() as session:
        article = rows.known_article(session)
        account = session.query(Account).one()
        (outcome,) = create_publications(
            session, Silent(), article, [account], wanted, limits=Style(), now=NOW
        )
        assert outcome.publication_id is not None
        return outcome.publication_id


def act(
    database: Database, publication_id: str, action: Callable[..., object], **more: Any
) -> None:
    with database.write() as session:
        action(session, load(session, publication_id), who="Ерлан", now=NOW, **more)


def revise(database: Database, publication_id: str, choices: Choices, **more: Any) -> None:
    act(
        database,
        publication_id,
        actions.revise,
        choices=choices,
        limits=Style(),
        self_only=False,
        **more,
    )


def look(database: Database, publication_id: str) -> Publication:
    with database.read() as session:
        publication = load(session, publication_id)
        assert publication.events
        return publication


def test_consent_in_the_form_is_kept_with_who_when_and_exactly_what(room: Database) -> None:
    one = look(room, order(room))
    assert (one.state, one.approved_by, one.approved_at) == (State.SCHEDULED, "Айгүл", NOW)
    assert one.approved_hash == content_hash(one)
    assert not changed_since_approval(one)


def test_without_consent_a_review_waits_whatever_was_chosen(room: Database) -> None:
    one = look(room, order(room, Order("api", choices=CONSENT.choices)))
    assert (one.state, one.approved_hash) == (State.DRAFT, None)


@pytest.mark.parametrize(
    ("choices", "field"),
    [
        (Choices(), "privacy_level"),
        (Choices(privacy_level="SELF_ONLY", brand_content=True), "brand_content"),
        (
            Choices(privacy_level="SELF_ONLY", brand_content=True, brand_organic=True),
            "brand_content",
        ),
        (Choices(privacy_level="PUBLIC_TO_EVERYONE", disclosed=True), "disclosed"),
    ],
)
def test_consent_to_what_tiktok_refuses_is_refused_by_name(
    room: Database, choices: Choices, field: str
) -> None:
    with pytest.raises(WrongChoice) as raised:
        order(room, Order("Айгүл", mode=Mode.REVIEW, choices=choices, consent=True))
    assert raised.value.field == field


def test_what_is_changed_after_approval_waits_for_approval_again(room: Database) -> None:
    publication_id = order(room)
    revise(room, publication_id, Choices(title="Жаңа мектеп"))
    one = look(room, publication_id)
    assert (one.state, one.title, one.wake_at) == (State.DRAFT, "Жаңа мектеп", None)
    assert (one.approved_by, one.approved_at, one.approved_hash) == (None, None, None)
    line = one.events[-1]
    assert (line.what, line.who, line.state) == (EventType.REVISED, "Ерлан", State.DRAFT)
    assert line.detail == {"fields": ["title"], "approval": "withdrawn"}
    act(room, publication_id, actions.approve)
    again = look(room, publication_id)
    assert (again.state, again.approved_by) == (State.SCHEDULED, "Ерлан")
    assert again.approved_hash == content_hash(again)


def test_what_somebody_changed_since_is_not_approved_unseen(room: Database) -> None:
    publication_id = order(room, Order("api", choices=CONSENT.choices))
    seen = content_hash(look(room, publication_id))
    revise(room, publication_id, Choices(title="Жаңа мектеп"))
    with pytest.raises(NotPossible) as raised:
        act(room, publication_id, actions.approve, seen=seen)
    assert raised.value.code == "changed_meanwhile"
    act(room, publication_id, actions.approve, seen=content_hash(look(room, publication_id)))


def test_another_time_alone_needs_no_new_approval(room: Database) -> None:
    publication_id = order(room)
    later = NOW + timedelta(hours=2)
    same = Choices(title="Мектеп ашылды", photo_urls=PHOTOS, cover_index=0, allow_comment=False)
    revise(room, publication_id, same, due_at=later)
    one = look(room, publication_id)
    assert (one.state, one.due_at, one.wake_at) == (State.SCHEDULED, later, later)
    assert one.approved_by == "Айгүл"


def test_a_worker_that_was_quicker_wins_and_the_editor_is_told(room: Database) -> None:
    publication_id = order(room)
    with room.write() as session:
        seen = load(session, publication_id)
        session.expunge(seen)
    with room.write() as session:
        assert claim(session, publication_id, "w", OUTGOING, NOW)
        move(
            session,
            load(session, publication_id),
            State.PREPARING,
            now=NOW,
            who="w",
            what=EventType.PREPARING,
            owner="w",
        )
    for outdated, code in ((seen, "just_moved_on"), (None, "wrong_state")):
        with room.write() as session, pytest.raises(NotPossible) as raised:
            actions.revise(
                session,
                outdated or load(session, publication_id),
                Choices(title="Кеш"),
                limits=Style(),
                self_only=False,
                who="Ерлан",
                now=NOW,
            )
        assert raised.value.code == code
    assert look(room, publication_id).title == "Мектеп ашылды"


def test_photos_are_left_out_and_reordered_and_the_cover_stays_the_same_photo(
    room: Database,
) -> None:
    publication_id = order(
        room, Order("api", choices=Choices(photo_urls=PHOTOS[:3], cover_index=2))
    )
    revise(room, publication_id, Choices(photo_urls=(PHOTOS[3], PHOTOS[2], PHOTOS[0])))
    one = look(room, publication_id)
    assert (one.photo_urls, one.cover_index) == ([PHOTOS[3], PHOTOS[2], PHOTOS[0]], 1)
    revise(room, publication_id, Choices(photo_urls=PHOTOS[:2]))
    assert look(room, publication_id).cover_index == 0
    revise(room, publication_id, Choices(cover_index=1))
    assert look(room, publication_id).cover_index == 1
    for choices in (Choices(cover_index=2), Choices(photo_urls=("https://elsewhere.example/",))):
        with pytest.raises(WrongChoice):
            revise(room, publication_id, choices)


class TestANewerText:
    def edit(self, database: Database, language: str = "kz", photos: Any = PHOTOS) -> None:
        with database.write() as session:
            story = rows.content(photos)
            translations = tuple(
                Translation(one.language, f"{one.title}!", one.excerpt, "", one.url)
                if one.language == language
                else one
                for one in story.translations
            )
            content = Content(translations, story.category, images=story.images)
            store(
                session, "news.example", [IncomingArticle("1", content, NOW, keys=("1",))], now=NOW
            )

    def is_newer(self, database: Database, publication_id: str) -> bool:
        with database.read() as session:
            return is_outdated(session, load(session, publication_id))

    def test_is_told_of_and_taken_over_and_then_approved_anew(self, room: Database) -> None:
        publication_id = order(room)
        assert not self.is_newer(room, publication_id)
        self.edit(room, photos=PHOTOS[1:])
        assert self.is_newer(room, publication_id)
        act(room, publication_id, actions.recompose, limits=Style())
        assert not self.is_newer(room, publication_id)
        one = look(room, publication_id)
        assert (one.state, one.approved_hash, one.article_edition) == (State.DRAFT, None, 2)
        assert one.title == "Сәтбаевта жаңа мектеп ашылды!"
        assert (one.photo_urls, one.cover_index) == (list(PHOTOS[1:]), 0)
        assert one.privacy_level == "PUBLIC_TO_EVERYONE"
        line = one.events[-1]
        assert line.what == EventType.RECOMPOSED
        assert line.detail == {"article_edition": 2, "approval": "withdrawn"}

    def test_in_another_language_is_none(self, room: Database) -> None:
        publication_id = order(room)
        self.edit(room, "ru")
        assert not self.is_newer(room, publication_id)

    def test_without_a_photo_cannot_be_taken_over(self, room: Database) -> None:
        publication_id = order(room)
        self.edit(room, photos=())
        with pytest.raises(NotPossible) as raised:
            act(room, publication_id, actions.recompose, limits=Style())
        assert raised.value.code == "no_photos"

    def test_is_found_among_many(self, room: Database) -> None:
        first = order(room)
        self.edit(room)
        with room.write() as session:
            load(session, first).state = State.PUBLISHED
        second = order(room, Order("api", force=True))
        with room.read() as session:
            both = [load(session, first), load(session, second)]
            assert outdated_ids(session, both) == {first}


def test_an_attempt_thought_dead_that_went_live_ends_even_a_draft(room: Database) -> None:
    publication_id = order(room)
    revise(room, publication_id, Choices(title="Жаңа"))
    with room.write() as session:
        publication = load(session, publication_id)
        move(session, publication, State.PUBLISHED, now=NOW, who="tiktok", what=EventType.COMPLETE)
    with pytest.raises(NotPossible):
        act(room, publication_id, actions.approve)


def test_a_row_changed_behind_the_editors_back_is_known_as_broken(room: Database) -> None:
    publication_id = order(room)
    with room.write() as session:
        session.execute(update(Publication).values(description="басқа"))
    assert changed_since_approval(look(room, publication_id))
