"""An article that is dated ahead waits for its own time, and says so."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.integration.publishing.room import Room, accepts
from tests.integration.publishing.silent import Silent
from tests.support import rows
from zharia.accounts import Account, Mode
from zharia.articles import (
    Article,
    FeedRules,
    article_by_external_id,
    parse_articles,
    read_article,
    store,
)
from zharia.posts import Style
from zharia.publishing import actions, preconditions
from zharia.publishing.auto_publish import publish_new_articles
from zharia.publishing.choices import Choices
from zharia.publishing.creating import create_publications
from zharia.publishing.embargo import MIN_EMBARGO, apply_date_changes, embargo, rescheduled_to
from zharia.publishing.event_types import EventType
from zharia.publishing.leases import claim
from zharia.publishing.ledger import MACHINE, LostRace, load
from zharia.publishing.merging import merge_publications
from zharia.publishing.model import Publication
from zharia.publishing.orders import Order, Outcome
from zharia.publishing.overview import queue_position
from zharia.publishing.queue_forecast import WaitReason
from zharia.publishing.states import OUTGOING, State
from zharia.storage.database import Database

FEED = (Path(__file__).parents[2] / "data" / "feed_dated_ahead.xml").read_bytes()
#: a week before the feed's first item
BEFORE = datetime(2026, 11, 28, 6, 0, tzinfo=UTC)
WEEK = timedelta(days=7)

moments = st.integers(0, 500).map(lambda hours: BEFORE + timedelta(hours=hours))


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


def deliver(room: Room, published_at: datetime, *, now: datetime, title: str = "Мектеп") -> None:
    """The CMS sends article 1, by JSON."""
    accepted = read_article(
        {
            "externalId": "1",
            "publishedAt": published_at.isoformat(),
            "isBreaking": False,
            "autoPublish": True,
            "translations": {
                "kz": {
                    "title": title,
                    "excerpt": "…",
                    "content": "<p>…</p>",
                    "url": "https://news.example/kz/1",
                }
            },
            "images": [{"url": "https://news.example/1.jpg"}],
        }
    )
    with room.database.write() as session:
        store(session, "api", [accepted.article], now=now, on_join=merge_publications)


def look(room: Room, now: datetime) -> None:
    """What the service does twice a second."""
    with room.database.write() as session:
        publish_new_articles(session, Silent(), limits=Style(), now=now)


def only(room: Room) -> Publication:
    with room.database.read() as session:
        found = session.query(Publication).one()
        _ = found.events
        return found


def clock(room: Room) -> datetime:
    with room.database.read() as session:
        return room.database.now(session).replace(microsecond=0)


def test_an_article_of_a_feed_that_is_dated_a_week_ahead_waits_for_its_time(room: Room) -> None:
    reading = parse_articles(FEED, url="https://qala.example/feed", rules=FeedRules(language="kz"))
    with room.database.write() as session:
        session.get_one(Account, room.account_id).auto_publish = True
        session.get_one(Account, room.account_id).fallback_photo = "f" * 64
        store(session, "qala.example", reading.articles, now=BEFORE, on_join=merge_publications)
    look(room, BEFORE)
    with room.database.read() as session:
        article = article_by_external_id(session, "qala.example", reading.articles[0].external_id)
        assert article is not None
        waiting = session.query(Publication).filter_by(article_id=article.id).one()
        assert waiting.state == State.SCHEDULED
        assert waiting.due_at == datetime(2026, 12, 5, 4, 0, tzinfo=UTC)
        place = queue_position(session, waiting, room.context.limits, BEFORE)
        assert place is not None
        assert (place.reason, place.leaves_at) == (WaitReason.SCHEDULED_FOR, waiting.due_at)


def test_an_article_of_the_cms_that_is_dated_ahead_waits_for_its_time(room: Room) -> None:
    now = clock(room)
    deliver(room, now + WEEK, now=now)
    look(room, now)
    waiting = only(room)
    assert (waiting.state, waiting.due_at) == (State.SCHEDULED, now + WEEK)
    assert room.advance(waiting.id).state == State.SCHEDULED
    assert room.tiktok.inits == []


def test_a_few_hours_ahead_are_a_wrong_time_zone(room: Room) -> None:
    now = clock(room)
    deliver(room, now + timedelta(hours=23), now=now)
    look(room, now)
    assert only(room).due_at == now


def order(room: Room, now: datetime, due_at: datetime | None = None) -> Outcome:
    with room.database.write() as session:
        account = session.get_one(Account, room.account_id)
        article = session.query(Article).one()
        wanted = Order("aigul", due_at=due_at)
        (outcome,) = create_publications(
            session, Silent(), article, [account], wanted, limits=Style(), now=now
        )
        return outcome


def test_an_editors_order_without_a_moment_waits_too_and_is_told_so(room: Room) -> None:
    now = clock(room)
    deliver(room, now + WEEK, now=now)
    outcome = order(room, now)
    assert only(room).due_at == now + WEEK
    assert f"the article is dated {now + WEEK:%Y-%m-%d %H:%M} UTC" in outcome.message


def test_an_order_on_the_eve_waits_for_the_last_hours_too(room: Room) -> None:
    now = clock(room)
    deliver(room, now + WEEK, now=now)
    eve = now + WEEK - timedelta(hours=2)
    order(room, eve)
    assert only(room).due_at == now + WEEK


def test_a_moment_that_a_person_names_counts_as_they_say(room: Room) -> None:
    now = clock(room)
    deliver(room, now + WEEK, now=now)
    assert order(room, now, due_at=now).message == "in line"
    assert only(room).due_at == now


@pytest.mark.parametrize("days", [-5, -1, 3])
def test_what_waits_follows_its_articles_date(room: Room, days: int) -> None:
    now = clock(room)
    deliver(room, now + WEEK, now=now)
    look(room, now)
    deliver(room, now + WEEK + timedelta(days=days), now=now)
    look(room, now)
    moved = only(room)
    assert moved.due_at == moved.wake_at == now + WEEK + timedelta(days=days)
    assert [event.what for event in moved.events][-1] == EventType.DATE_MOVED
    look(room, now)
    assert len(only(room).events) == len(moved.events)


def test_a_date_that_was_moved_to_today_is_kept_to_the_minute(room: Room) -> None:
    now = clock(room)
    deliver(room, now + WEEK, now=now)
    look(room, now)
    deliver(room, now + timedelta(hours=3), now=now)
    look(room, now)
    assert only(room).due_at == now + timedelta(hours=3)


def test_a_date_that_was_moved_into_the_past_lets_it_go(room: Room) -> None:
    now = clock(room)
    deliver(room, now + WEEK, now=now)
    look(room, now)
    deliver(room, now - timedelta(hours=3), now=now)
    look(room, now)
    waiting = only(room)
    assert waiting.due_at <= now
    room.tiktok.on_init = accepts("v_pub_url~1")
    with room.database.write() as session:
        session.get_one(Publication, waiting.id).post_mode = "MEDIA_UPLOAD"
    assert room.advance(waiting.id).state == State.PROCESSING


def test_a_correction_of_the_text_on_the_eve_does_not_let_it_go_early(room: Room) -> None:
    now = clock(room)
    deliver(room, now + WEEK, now=now)
    look(room, now)
    eve = now + WEEK - timedelta(hours=2)
    deliver(room, now + WEEK, now=eve, title="Мектеп ашылды")
    look(room, eve)
    assert only(room).due_at == now + WEEK


def test_what_is_in_line_begins_to_wait_at_its_turn(room: Room) -> None:
    """The worker was quicker than the look at new articles."""
    now = clock(room)
    deliver(room, now, now=now)
    look(room, now)
    one = only(room)
    deliver(room, now + WEEK, now=now)
    assert room.advance(one.id).state == State.SCHEDULED
    assert only(room).due_at == only(room).wake_at == now + WEEK
    assert room.tiktok.inits == []


def test_many_dates_of_a_wrong_time_zone_hide_none_that_was_moved(room: Room) -> None:
    now = clock(room)
    with room.database.write() as session:
        zone = rows.article(session, "a wrong time zone")
        zone.published_at = now + timedelta(hours=5)
        drafts: dict[str, Any] = {"state": State.DRAFT, "requested_by": MACHINE, "wake_at": None}
        for _ in range(200):
            rows.publication(session, zone, rows.account(session), **drafts)
    deliver(room, now + WEEK, now=now)
    with room.database.write() as session:
        account = session.get_one(Account, room.account_id)
        article = article_by_external_id(session, "api", "1")
        assert article is not None
        one = rows.publication(session, article, account, due_at=now + WEEK, requested_by=MACHINE)
        article.published_at = now + 2 * WEEK
        apply_date_changes(session, now)
    assert room.look(one.id).due_at == now + 2 * WEEK


def test_a_draft_follows_too_and_still_waits_for_its_editor(room: Room) -> None:
    now = clock(room)
    with room.database.write() as session:
        session.get_one(Account, room.account_id).mode = Mode.REVIEW
    deliver(room, now + WEEK, now=now)
    look(room, now)
    deliver(room, now + 2 * WEEK, now=now)
    look(room, now)
    draft = only(room)
    assert (draft.state, draft.due_at, draft.wake_at) == (State.DRAFT, now + 2 * WEEK, None)


def test_a_time_that_a_person_has_chosen_is_not_moved(room: Room) -> None:
    now = clock(room)
    deliver(room, now + WEEK, now=now)
    look(room, now)
    with room.database.write() as session:
        one = session.query(Publication).one()
        chosen = Choices()
        actions.revise(
            session,
            one,
            chosen,
            limits=Style(),
            self_only=False,
            who="aigul",
            now=now,
            due_at=now + timedelta(days=2),
        )
    deliver(room, now + 2 * WEEK, now=now)
    look(room, now)
    assert only(room).due_at == now + timedelta(days=2)


def test_an_order_of_a_person_is_not_moved(room: Room) -> None:
    now = clock(room)
    with room.database.write() as session:
        article = rows.article(session, auto=False)
        rows.publication(
            session,
            article,
            session.get_one(Account, room.account_id),
            due_at=now + WEEK,
            requested_by="aigul",
        )
        article.published_at = now + 2 * WEEK
    look(room, now)
    assert only(room).due_at == now + WEEK
    assert only(room).requested_by != MACHINE


def test_a_worker_that_slept_puts_nothing_back_in_line_that_another_has_sent(room: Room) -> None:
    now = clock(room)
    one = room.publication(requested_by=MACHINE)
    with room.database.write() as session:
        assert claim(session, one, "sleeper", OUTGOING, now)
    room.tiktok.on_init = accepts("v_inbox_file~1")
    with room.database.write() as session:
        session.get_one(Publication, one).lease_until = now
    assert room.advance(one).state == State.PROCESSING
    with room.database.write() as session:
        session.query(Article).one().published_at = now + WEEK
    with room.database.write() as session, suppress(LostRace):
        preconditions.blocked(session, load(session, one), now=now, owner="sleeper")
    assert room.state(one) is State.PROCESSING


@given(moments, moments)
def test_only_a_day_or_more_is_waited_for(published_at: datetime, said_at: datetime) -> None:
    waits_for = embargo(published_at, said_at)
    assert (waits_for == published_at) == (published_at >= said_at + MIN_EMBARGO)
    assert waits_for in {None, published_at}


@given(moments, moments, moments, moments)
def test_following_a_date_comes_to_rest_and_never_goes_before_an_embargo(
    due_at: datetime, made_at: datetime, published_at: datetime, said_at: datetime
) -> None:
    due_at = max(due_at, made_at)
    moved = rescheduled_to(due_at, made_at, published_at, said_at)
    ends = moved or due_at
    assert rescheduled_to(ends, made_at, published_at, said_at) is None
    assert moved is None or moved >= made_at
    if published_at >= max(said_at + MIN_EMBARGO, made_at):
        assert ends >= published_at
