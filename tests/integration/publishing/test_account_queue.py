"""Whoever leaves an account's queue leaves its place to those behind it, at once."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import pytest
from sqlalchemy import update

from tests.integration.publishing.room import Room, accepts
from tests.support import rows
from zharia.accounts import Account
from zharia.articles import Article
from zharia.errors import ErrorCode
from zharia.publishing import account_queue, actions, leases, rate_limits
from zharia.publishing.ledger import MACHINE, load
from zharia.publishing.model import Publication, RateSlot
from zharia.publishing.rate_limits import Limits
from zharia.publishing.retry_policy import Action, Decision
from zharia.publishing.sender import Sender
from zharia.publishing.states import OUTGOING, State
from zharia.publishing.transitions import apply_decision
from zharia.settings import Settings
from zharia.storage.database import Database
from zharia.tiktok.errors import InvalidRequest, TikTokFault

HOURS: Final = timedelta(hours=9)
OWNER: Final = "worker"

Leave = Callable[[Room, str], None]


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


def sleeping(room: Room, name: str, account_id: str | None = None, **more: Any) -> str:
    """One that is due, and sleeps until a place of the day that it was given."""
    with room.database.write() as session:
        now = room.database.now(session)
        return rows.publication(
            session,
            rows.article(session, name),
            session.get_one(Account, account_id or room.account_id),
            due_at=now - HOURS,
            wake_at=now + HOURS,
            **more,
        ).id


def is_awake(room: Room, publication_id: str) -> bool:
    with room.database.read() as session:
        wake_at = session.get_one(Publication, publication_id).wake_at
        return wake_at is not None and wake_at <= room.database.now(session)


def withdrawn(room: Room, one: str) -> None:
    with room.database.write() as session:
        actions.cancel(session, load(session, one), "editor", room.database.now(session))


def decided(action: Action) -> Leave:
    """What a worker decides on an error before it has sent anything."""

    def leave(room: Room, one: str) -> None:
        with room.database.write() as session:
            now = room.database.now(session)
            session.execute(update(Publication).where(Publication.id == one).values(wake_at=now))
            publication = leases.claim(session, one, OWNER, OUTGOING, now)
            assert publication is not None
            wait = timedelta(minutes=1)
            decision = Decision.from_code(action, ErrorCode.PHOTO_UNREACHABLE, "away", wait)
            apply_decision(session, publication, decision, now=now, owner=OWNER)

    return leave


def too_old(room: Room, one: str) -> None:
    with room.database.write() as session:
        now = room.database.now(session)
        publication = load(session, one)
        publication.due_at, publication.wake_at = now - timedelta(days=3), now
        publication.requested_by = MACHINE
        session.get_one(Article, publication.article_id).published_at = publication.due_at
    assert room.advance(one).state == State.DRAFT


def refused(error: Exception) -> Leave:
    """It took a place of the day, which TikTok's refusal gives back."""

    def leave(room: Room, one: str) -> None:
        def refuse(_post: Any) -> Any:
            raise error

        with room.database.write() as session:
            now = room.database.now(session)
            session.execute(update(Publication).where(Publication.id == one).values(wake_at=now))
        room.tiktok.on_init = refuse
        room.advance(one)
        assert len(room.tiktok.inits) == 1

    return leave


@pytest.mark.parametrize(
    "leave",
    [
        withdrawn,
        decided(Action.AGAIN),
        decided(Action.FAIL),
        too_old,
        refused(TikTokFault(code="internal_error")),
        refused(InvalidRequest(code="invalid_param")),
    ],
    ids=["withdrawn", "tried again", "failed", "too old", "refused for now", "refused"],
)
def test_those_behind_are_awake_once_one_ahead_has_left(room: Room, leave: Leave) -> None:
    first = sleeping(room, "first", post_mode="MEDIA_UPLOAD", photo_urls=["https://a.kz/1"])
    second, third = sleeping(room, "second"), sleeping(room, "third")
    with room.database.write() as session:
        other = rows.account(session, nickname="other").id
    elsewhere = sleeping(room, "elsewhere", other)
    leave(room, first)
    assert is_awake(room, second)
    assert is_awake(room, third)
    assert not is_awake(room, elsewhere)


def test_one_that_is_sent_wakes_nobody_who_waits_for_another_day(room: Room) -> None:
    first = room.publication("first", photos=1)
    behind = sleeping(room, "behind")
    room.tiktok.on_init = accepts("v_inbox_url~v2.1")
    assert room.advance(first).state == State.PROCESSING
    assert not is_awake(room, behind)


def test_two_that_wait_because_of_an_error_do_not_wake_each_other(room: Room) -> None:
    first, second = sleeping(room, "first"), sleeping(room, "second")
    for one in (first, second, first, second):
        decided(Action.LATER)(room, one)
    assert not is_awake(room, first)
    assert not is_awake(room, second)
    decided(Action.FAIL)(room, first)
    assert not is_awake(room, second)


def test_one_ahead_that_leaves_while_it_is_looked_at_leaves_its_place_too(
    postgres_copy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite has one writer: there nobody leaves meanwhile."""
    with closing(Database(postgres_copy)) as database:
        room = Room(database)
        limits = Limits.from_settings(Settings(direct_posts_per_day=2))
        sender = Sender(replace(room.context, limits=limits), set())
        ahead = sleeping(room, "ahead")
        behind = room.publication("behind", post_mode="DIRECT_POST")
        with database.write() as session:
            an_hour_ago = database.now(session) - timedelta(hours=1)
            session.add(RateSlot(account_id=room.account_id, kind="DIRECT_POST", at=an_hour_ago))
        reckon = rate_limits.init_free_at
        left: list[str] = []

        def leave_meanwhile(*arguments: Any) -> datetime:
            moment = reckon(*arguments)
            if not left:
                left.append(ahead)
                withdrawn(room, ahead)
            return moment

        monkeypatch.setattr(rate_limits, "init_free_at", leave_meanwhile)
        sender.advance(behind)
        assert left
        assert is_awake(room, behind)


def test_what_somebody_has_locked_is_passed_over(postgres_copy: str) -> None:
    room = Room(Database(postgres_copy))
    locked, free = sleeping(room, "locked"), sleeping(room, "free")
    with room.database.write() as editor:
        editor.get_one(Publication, locked, with_for_update=True)
        with room.database.write() as session:
            account_queue.wake_waiting(session, room.account_id, room.database.now(session))
        assert is_awake(room, free)
    assert not is_awake(room, locked)
    room.database.close()
