"""Two articles become one while a post of either is on its way: nobody ordered a second one."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.integration.publishing.room import PATIENCE, Room, accepts, status
from tests.support import rows
from tests.support.rows import NOW
from zharia.articles import IncomingArticle
from zharia.publishing import actions
from zharia.publishing.model import Publication
from zharia.publishing.states import State
from zharia.publishing.steps import NotPossible
from zharia.storage.database import Database

X = "p_inbox_url~v2.1"


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


def join(room: Room) -> None:
    """The source says that the articles `1` and `2` are one."""
    with room.database.write() as session:
        both = IncomingArticle("1", rows.content(), published_at=NOW, keys=("1", "2"))
        rows.store(session, "news.example", [both], now=NOW)


def make(room: Room, *, kept_first: bool) -> tuple[str, str]:
    """A publication of each article: the one that stays, and the one that goes, or turned round."""
    kept, gone = room.publication("1"), room.publication("2")
    return (kept, gone) if kept_first else (gone, kept)


def put(room: Room, publication_id: str, state: State) -> None:
    with room.database.write() as session:
        one = update(Publication).where(Publication.id == publication_id)
        session.execute(one.values(state=state, wake_at=None))


def never_arrived(room: Room, publication_id: str) -> Publication:
    """Nobody has come for its photos; the worker goes on with it."""
    room.pass_time(publication_id, PATIENCE + timedelta(minutes=1))
    room.follow()
    room.pass_time(publication_id, timedelta(0))
    return room.advance(publication_id)


@pytest.mark.parametrize("kept_first", [True, False])
@pytest.mark.parametrize("state", [State.PUBLISHED, State.DELIVERED])
def test_what_turns_out_not_to_have_arrived_is_not_sent_beside_a_live_one(
    room: Room, kept_first: bool, state: State
) -> None:
    live, lost = make(room, kept_first=kept_first)
    put(room, live, state)
    assert room.advance(lost).state == State.UNCONFIRMED
    join(room)
    assert never_arrived(room, lost).state == State.CANCELLED
    assert len(room.tiktok.inits) == 1


@pytest.mark.parametrize("kept_first", [True, False])
def test_what_turns_out_not_to_have_arrived_is_not_sent_beside_one_on_its_way(
    room: Room, kept_first: bool
) -> None:
    going, lost = make(room, kept_first=kept_first)
    room.tiktok.on_init = accepts(X)
    assert room.advance(going).state == State.PROCESSING
    room.tiktok.on_init = room.tiktok.lost
    assert room.advance(lost).state == State.UNCONFIRMED
    join(room)
    assert never_arrived(room, lost).state == State.CANCELLED
    assert len(room.tiktok.inits) == 2


@pytest.mark.parametrize("kept_first", [True, False])
def test_of_two_that_did_not_arrive_one_is_sent(room: Room, kept_first: bool) -> None:
    both = make(room, kept_first=kept_first)
    for one in both:
        assert room.advance(one).state == State.UNCONFIRMED
        # Long ago, so that the account's next init need not wait for it.
        room.pass_time(one, PATIENCE + timedelta(minutes=1))
    join(room)
    room.follow()
    room.tiktok.on_init = accepts(X)
    for one in both:
        room.pass_time(one, timedelta(0))
        room.advance(one)
    assert sorted(map(room.state, both)) == [State.CANCELLED, State.PROCESSING]
    assert len(room.tiktok.inits) == 3


@pytest.mark.parametrize("kept_first", [True, False])
def test_one_that_fails_is_not_tried_again_beside_a_live_one(room: Room, kept_first: bool) -> None:
    live, going = make(room, kept_first=kept_first)
    put(room, live, State.PUBLISHED)
    room.tiktok.on_init = accepts(X)
    room.advance(going)
    join(room)
    room.tiktok.statuses[X] = status("FAILED", reason="file_format_check_failed")
    room.pass_time(going, timedelta(0))
    room.follow()
    assert room.state(going) is State.FAILED
    with room.database.write() as session:
        known = session.get_one(Publication, going)
        with pytest.raises(NotPossible) as raised:
            actions.retry(session, known, "Айгүл", room.database.now(session))
    assert (raised.value.code, raised.value.other) == ("already_live", live)


def test_one_more_that_a_person_had_ordered_is_still_sent(room: Room) -> None:
    live, ordered_over = make(room, kept_first=True)
    put(room, live, State.PUBLISHED)
    put(room, ordered_over, State.PUBLISHED)
    more = room.publication("2", number=2, repeat=2, repeat_of=ordered_over)
    assert room.advance(more).state == State.UNCONFIRMED
    join(room)
    assert never_arrived(room, more).state == State.UNCONFIRMED
    assert len(room.tiktok.inits) == 2


def test_an_attempt_thought_dead_that_is_live_stops_what_was_to_replace_it(room: Room) -> None:
    taken_down, dead = make(room, kept_first=True)
    put(room, taken_down, State.REMOVED)
    room.tiktok.on_init = accepts(X)
    room.advance(dead)
    room.tiktok.statuses[X] = status("FAILED", reason="file_format_check_failed")
    room.pass_time(dead, timedelta(0))
    room.follow()
    assert room.state(dead) is State.FAILED
    instead = room.publication("2", number=2)
    join(room)
    room.webhook("post.publish.complete", X)
    assert room.state(dead) is State.PUBLISHED
    room.pass_time(instead, timedelta(0))
    assert room.advance(instead).state == State.CANCELLED
    assert len(room.tiktok.inits) == 1
