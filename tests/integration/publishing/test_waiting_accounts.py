"""What an account may not send waits in its line, and goes out by itself, in its order."""

import itertools
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any, cast

import pytest
from sqlalchemy import select, update

from tests.integration.publishing.room import Room, accepts, status
from tests.integration.publishing.silent import Silent
from tests.support import rows
from tests.support.stage import Stage
from zharia.accounts import (
    Account,
    AccountError,
    AccountState,
    Environment,
    Mode,
    NotConnected,
    ScopeNotGranted,
    SocialMediaConfig,
    configuration,
)
from zharia.articles import Article, IncomingArticle
from zharia.media.library import StoredPhoto
from zharia.posts import Style
from zharia.publishing import actions, rate_limits
from zharia.publishing.auto_publish import publish_new_articles
from zharia.publishing.editor_checks import draft_after_mode_changes
from zharia.publishing.engine import MOST_PENDING
from zharia.publishing.event_types import EventType
from zharia.publishing.holds import HoldReason, held_accounts, hold_reason, not_held
from zharia.publishing.leases import claim
from zharia.publishing.ledger import MACHINE, load
from zharia.publishing.model import AccountPause, Attempt, Publication, RateSlot
from zharia.publishing.orders import Order
from zharia.publishing.overview import queue_position
from zharia.publishing.preconditions import blocked
from zharia.publishing.progress import progress_of
from zharia.publishing.queue_forecast import WaitReason
from zharia.publishing.sender import Sender
from zharia.publishing.sliding_window import Window
from zharia.publishing.staleness import FRESH_FOR
from zharia.publishing.states import OUTGOING, State
from zharia.service.bulk_order import order_all
from zharia.storage.database import Database
from zharia.terminal.watch import state_text
from zharia.tiktok import PostMode, TikTokError
from zharia.tiktok.errors import AccessTokenInvalid, CreatorBlocked, UnauditedApp, UrlNotVerified

#: each switch: what throws it, and what puts it back
SWITCHES: dict[HoldReason, tuple[dict[str, Any], dict[str, Any]]] = {
    HoldReason.PLATFORM_OFF: ({"config.enabled": False}, {"config.enabled": True}),
    HoldReason.OTHER_ENVIRONMENT: (
        {"config.environment": Environment.SANDBOX},
        {"config.environment": Environment.PRODUCTION},
    ),
    HoldReason.ACCOUNT_OFF: ({"enabled": False}, {"enabled": True}),
    HoldReason.NEEDS_RECONNECT: (
        {"state": AccountState.NEEDS_RECONNECT},
        {"state": AccountState.CONNECTED},
    ),
    HoldReason.DISCONNECTED: (
        {"state": AccountState.DISCONNECTED},
        {"state": AccountState.CONNECTED},
    ),
}


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


def throw(room: Room, switch: dict[str, Any]) -> None:
    with room.database.write() as session:
        for name, value in switch.items():
            table = SocialMediaConfig if name.startswith("config.") else Account
            session.execute(update(table).values({name.removeprefix("config."): value}))


def woken(room: Room) -> list[str]:
    """Whom the watchdog wakes now, in its order."""
    engine = Silent()
    with room.database.write() as session:
        engine.send_due(session, room.database.now(session))
    return engine.woken


def line(room: Room, count: int) -> list[str]:
    """So many in line; the last of them is breaking, and so the first."""
    made = [room.publication(str(number)) for number in range(count)]
    with room.database.write() as session:
        session.get_one(Publication, made[-1]).precedence = 0
    return [made[-1], *made[:-1]]


def happenings(room: Room, publication_id: str) -> list[str]:
    return [event.what for event in room.look(publication_id).events]


@pytest.mark.parametrize("reason", HoldReason)
def test_a_held_line_sleeps_and_goes_out_in_order_once_the_hold_ends(
    room: Room, reason: HoldReason
) -> None:
    in_line = line(room, 3)
    off, on = SWITCHES[reason]
    throw(room, off)
    with room.database.read() as session:
        assert hold_reason(session, room.account_id) is reason
    assert woken(room) == []
    throw(room, on)
    assert woken(room) == in_line
    sent = []
    for number, one in enumerate(in_line):
        room.tiktok.on_init = accepts(f"v_inbox_file~{number}")
        sent.append(room.advance(one).state)
    assert sent == [State.PROCESSING] * 3
    assert len(room.tiktok.inits) == 3


def test_the_widest_reason_is_told(room: Room) -> None:
    for reason in reversed(HoldReason):
        throw(room, SWITCHES[reason][0])
        with room.database.read() as session:
            assert hold_reason(session, room.account_id) is reason


def test_the_watchdogs_question_is_the_same_as_the_workers(database: Database) -> None:
    kinds = itertools.product(Environment, (True, False), AccountState)
    with database.write() as session:
        rows.configuration(session)
        article = rows.article(session)
        for environment, enabled, state in kinds:
            account = rows.account(session, environment=environment, enabled=enabled, state=state)
            rows.publication(session, article, account)
    for platform_on, active in itertools.product((True, False), Environment):
        with database.write() as session:
            config = configuration(session)
            config.enabled, config.environment = platform_on, active
        with database.read() as session:
            free = set(session.scalars(select(Publication.account_id).where(not_held())))
            every = session.scalars(select(Account)).all()
            assert free == {one.id for one in every} - set(held_accounts(session))
            assert bool(free) == platform_on


@pytest.mark.parametrize("reason", HoldReason)
def test_what_was_woken_before_the_switch_was_thrown_is_not_sent(
    room: Room, reason: HoldReason
) -> None:
    one = room.publication()
    throw(room, SWITCHES[reason][0])
    for _ in range(2):
        assert room.advance(one).state == State.SCHEDULED
    assert room.tiktok.inits == []
    assert happenings(room, one) == [EventType.HELD]
    assert room.look(one).events[0].detail == {"code": reason}


class Disturbed:
    """Photos, at whose making ready something else happens."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        self.meanwhile = meanwhile

    def ready(self, url: str, *_: object) -> StoredPhoto:
        self.meanwhile()
        return StoredPhoto(url[-1] * 64, 900, 1200, size=1000)


@pytest.mark.parametrize("reason", HoldReason)
def test_what_was_being_prepared_is_not_sent_and_is_back_in_line(
    room: Room, reason: HoldReason
) -> None:
    one = room.publication()
    off, on = SWITCHES[reason]
    context = replace(room.context, photos=Disturbed(lambda: throw(room, off)))
    Sender(context, set()).advance(one)
    assert room.state(one) is State.SCHEDULED
    assert happenings(room, one) == [EventType.PREPARING, EventType.HELD]
    assert room.tiktok.inits == []
    with room.database.read() as session:
        assert session.query(Attempt).count() == 0
        assert session.query(RateSlot).count() == 0
    throw(room, on)
    assert woken(room) == [one]


def test_what_was_sent_already_is_followed_although_all_is_switched_off(room: Room) -> None:
    one = room.publication()
    room.tiktok.on_init = accepts("v_inbox_file~1")
    room.advance(one)
    throw(room, SWITCHES[HoldReason.PLATFORM_OFF][0])
    throw(room, SWITCHES[HoldReason.ACCOUNT_OFF][0])
    room.tiktok.statuses["v_inbox_file~1"] = status("SEND_TO_USER_INBOX")
    room.pass_time(one, timedelta(minutes=1))
    assert room.follow() == 1
    assert room.state(one) is State.DELIVERED


def test_a_sender_that_died_is_found_although_all_is_switched_off(room: Room) -> None:
    one = room.publication(state=State.SUBMITTING)
    with room.database.write() as session:
        rows.attempt(session, session.get_one(Publication, one))
    throw(room, SWITCHES[HoldReason.PLATFORM_OFF][0])
    assert woken(room) == [one]
    assert room.advance(one).state == State.UNCONFIRMED


def test_the_queue_says_what_a_held_line_waits_for(room: Room) -> None:
    first, second = line(room, 2)
    throw(room, SWITCHES[HoldReason.NEEDS_RECONNECT][0])
    with room.database.read() as session:
        now = room.database.now(session)
        places = [
            queue_position(session, session.get_one(Publication, one), room.context.limits, now)
            for one in (first, second)
        ]
    assert [(one.position, one.leaves_at, one.reason, one.code) for one in places if one] == [
        (1, None, WaitReason.HELD, "needs_reconnect"),
        (2, None, WaitReason.HELD, "needs_reconnect"),
    ]


def refusing(error: TikTokError) -> Callable[[Any], Any]:
    def answer(_post: Any) -> Any:
        raise error

    return answer


def pause_ends(room: Room) -> None:
    """The pause, and whatever learnt of it, lies behind."""
    with room.database.write() as session:
        now = room.database.now(session)
        session.execute(update(AccountPause).values(not_before=now))
        session.execute(
            update(Publication).where(Publication.state == State.SCHEDULED).values(wake_at=now)
        )


@pytest.mark.parametrize(
    ("error", "pause", "count"),
    [
        (AccessTokenInvalid(code="access_token_invalid"), timedelta(minutes=5), 52),
        # How long the line is makes no difference to which error it meets.
        (UrlNotVerified(code="url_ownership_unverified"), timedelta(hours=1), 5),
        (
            UnauditedApp(code="unaudited_client_can_only_post_to_private_accounts"),
            timedelta(hours=1),
            5,
        ),
        (CreatorBlocked(code="spam_risk_user_banned_from_posting"), timedelta(days=1), 5),
    ],
    ids=lambda value: getattr(value, "code", None),
)
def test_a_line_waits_for_a_person_and_one_try_tells_that_it_is_mended(
    room: Room, error: TikTokError, pause: timedelta, count: int
) -> None:
    room.context = replace(
        room.context, limits=replace(room.context.limits, drafts=Window(99, DAY))
    )
    room.publisher = Sender(room.context, set())
    in_line = line(room, count)
    room.tiktok.on_init = refusing(error)
    for _ in range(2):
        for one in in_line:
            assert room.advance(one).state == State.SCHEDULED
        assert len(room.tiktok.inits) == 1
    met = room.look(in_line[0])
    assert (met.error_code, met.who_acts, met.tries) == (error.code, "admin", 0)
    with room.database.read() as session:
        turn = session.get_one(AccountPause, room.account_id)
        assert turn.not_before is not None
        assert timedelta(0) < turn.not_before - room.database.now(session) <= pause
    pause_ends(room)
    for one in in_line:
        room.advance(one)
    assert len(room.tiktok.inits) == 2
    pause_ends(room)
    for number, one in enumerate(in_line):
        room.tiktok.on_init = accepts(f"v_inbox_file~{number}")
        assert room.advance(one).state == State.PROCESSING
    assert room.look(in_line[0]).error_code is None


DAY = timedelta(days=1)


@pytest.mark.parametrize("code", ["spam_risk_text", "spam_risk"])
def test_what_is_the_posts_own_fails_it_and_holds_up_nobody(room: Room, code: str) -> None:
    first, second = line(room, 2)
    room.tiktok.on_init = refusing(CreatorBlocked(code=code))
    assert room.advance(first).state == State.FAILED
    room.tiktok.on_init = accepts("v_inbox_file~2")
    assert room.advance(second).state == State.PROCESSING


def test_a_new_connection_ends_the_pause_at_once(room: Room) -> None:
    first, second = line(room, 2)
    room.tiktok.on_init = refusing(AccessTokenInvalid(code="access_token_invalid"))
    room.advance(first)
    room.advance(second)
    assert woken(room) == []
    with room.database.write() as session:
        rate_limits.resume_account(session, room.account_id, room.database.now(session))
    assert woken(room) == [first, second]
    room.tiktok.on_init = accepts("v_inbox_file~1")
    assert room.advance(first).state == State.PROCESSING


def test_a_new_connection_ends_no_pause_that_tiktok_asked_for(room: Room) -> None:
    with room.database.write() as session:
        now = room.database.now(session)
        rate_limits.pause_account(
            session, room.account_id, now + timedelta(hours=1), "spam_risk_too_many_posts"
        )
        rate_limits.resume_account(session, room.account_id, now)
    one = room.publication()
    assert room.advance(one).state == State.SCHEDULED
    assert room.tiktok.inits == []


class _NoTokens:
    def __init__(self, error: AccountError) -> None:
        self.error = error

    def access_token(self, *_: object) -> str:
        raise self.error


@pytest.mark.parametrize(
    "error",
    [
        NotConnected(name="aimaq", reason="Connect it again."),
        ScopeNotGranted(name="aimaq", scopes="video.upload"),
    ],
    ids=lambda error: error.code,
)
def test_without_an_access_token_it_waits_and_does_not_fail(
    room: Room, error: AccountError
) -> None:
    context = replace(room.context, tokens=cast("Any", _NoTokens(error)))
    one = room.publication()
    for _ in range(15):
        Sender(context, set()).advance(one)
        pause_ends(room)
    waiting = room.look(one)
    assert (waiting.state, waiting.error_code, waiting.who_acts) == (
        State.SCHEDULED,
        error.code,
        "admin",
    )
    room.tiktok.on_init = accepts("v_inbox_file~1")
    assert room.advance(one).state == State.PROCESSING


def test_one_that_lacks_a_permission_holds_up_nobody_else(room: Room) -> None:
    first, second = line(room, 2)
    room.context = replace(
        room.context, limits=replace(room.context.limits, init=Window.per_minute(1))
    )
    error = ScopeNotGranted(name="aimaq", scopes="video.publish")
    Sender(replace(room.context, tokens=cast("Any", _NoTokens(error))), set()).advance(first)
    room.publisher = Sender(room.context, set())
    room.tiktok.on_init = accepts("v_inbox_file~2")
    assert room.advance(second).state == State.PROCESSING


def old(room: Room, **more: Any) -> str:
    """In line since the day before yesterday, as its article is."""
    with room.database.write() as session:
        then = room.database.now(session) - FRESH_FOR - timedelta(minutes=1)
    values: dict[str, Any] = {"requested_by": MACHINE, "due_at": then, "created_at": then}
    one = room.publication(**values | more)
    with room.database.write() as session:
        session.execute(update(Article).values(published_at=then))
    return one


def test_news_that_waited_too_long_goes_to_the_editor_instead_of_to_tiktok(room: Room) -> None:
    one = old(room)
    draft = room.advance(one)
    assert (draft.state, draft.error_code, draft.who_acts) == (
        State.DRAFT,
        "too_old_to_go",
        "editor",
    )
    assert happenings(room, one) == [EventType.TOO_OLD_TO_GO]
    with room.database.write() as session:
        publication = session.get_one(Publication, one)
        actions.approve(session, publication, "aigul", room.database.now(session))
    room.tiktok.on_init = accepts("v_inbox_file~1")
    assert room.advance(one).state == State.PROCESSING


def test_workers_that_find_an_old_line_at_once_do_not_block_each_other(postgres_copy: str) -> None:
    with closing(Database(postgres_copy)) as database:
        room = Room(database)
        line = [old(room, external_id=name) for name in "123"]
        claimed = Barrier(2)

        def step(one: str) -> bool:
            with database.write() as session:
                now = database.now(session)
                assert claim(session, one, one, OUTGOING, now)
                claimed.wait(20)
                return blocked(session, load(session, one), now=now, owner=one)

        assert room.at_once(partial(step, line[0]), partial(step, line[1])) == [True, True]
        assert {room.state(one) for one in line} == {State.DRAFT}


def automatic(room: Room, **more: Any) -> str:
    """A direct post in line that nobody has agreed to."""
    return room.publication(
        requested_by=MACHINE, post_mode=PostMode.DIRECT_POST, allow_comment=True, **more
    )


def account_mode(room: Room, mode: Mode) -> None:
    with room.database.write() as session:
        session.get_one(Account, room.account_id).mode = mode


@pytest.mark.parametrize("mode", [Mode.REVIEW, Mode.INBOX])
def test_what_waits_when_its_account_stops_posting_by_itself_needs_an_editor(
    room: Room, mode: Mode
) -> None:
    one = automatic(room)
    account_mode(room, mode)
    draft = room.advance(one)
    assert (draft.state, draft.privacy_level, draft.allow_comment) == (State.DRAFT, None, False)
    assert happenings(room, one) == [EventType.MODE_CHANGED]
    assert room.tiktok.inits == []


def test_an_embargo_waits_for_its_editor_from_the_moment_that_the_mode_changes(room: Room) -> None:
    ahead = rows.NOW + timedelta(days=7)
    one = automatic(room, due_at=ahead, wake_at=ahead)
    account_mode(room, Mode.REVIEW)
    with room.database.write() as session:
        publish_new_articles(session, Silent(), limits=Style(), now=room.database.now(session))
    assert room.look(one).state == State.DRAFT


@pytest.mark.parametrize("more", [{"approved_by": "aigul"}, {"requested_by": "aigul"}])
def test_what_a_person_agreed_to_goes_out_in_any_mode(room: Room, more: dict[str, Any]) -> None:
    one = room.publication(**{"requested_by": MACHINE, "post_mode": "DIRECT_POST"} | more)
    account_mode(room, Mode.REVIEW)
    with room.database.write() as session:
        now = room.database.now(session)
        draft_after_mode_changes(session, now)
        assert not blocked(session, session.get_one(Publication, one), now=now, owner="w")


def test_old_news_takes_no_place_of_the_day_from_what_is_new(room: Room) -> None:
    then = rows.NOW - FRESH_FOR - timedelta(minutes=1)
    more: dict[str, Any] = {"requested_by": MACHINE, "due_at": then, "created_at": then}
    stale = [room.publication(f"old {number}", **more) for number in range(20)]
    with room.database.write() as session:
        session.execute(update(Article).values(published_at=then))
    fresh = room.publication("new", requested_by=MACHINE)
    room.tiktok.on_init = accepts("v_inbox_file~1")
    # Whoever looked while the line was long waits for tomorrow, unless it is told.
    assert room.advance(fresh).state == State.SCHEDULED
    room.advance(stale[0])
    assert {room.state(one) for one in stale} == {State.DRAFT}
    assert room.advance(fresh).state == State.PROCESSING


@pytest.mark.parametrize(
    "more",
    [
        {"requested_by": "aigul"},
        {"approved_by": "aigul"},
        {"due_at": rows.NOW - timedelta(hours=1)},
    ],
    ids=lambda more: next(iter(more)),
)
def test_what_a_person_wanted_goes_out_however_old(room: Room, more: dict[str, Any]) -> None:
    one = old(room, **more)
    room.tiktok.on_init = accepts("v_inbox_file~1")
    assert room.advance(one).state == State.PROCESSING


def test_a_retry_is_a_persons_order_too(room: Room) -> None:
    one = old(room, state=State.FAILED)
    with room.database.write() as session:
        publication = session.get_one(Publication, one)
        actions.retry(session, publication, "aigul", room.database.now(session))
    room.tiktok.on_init = accepts("v_inbox_file~1")
    assert room.advance(one).state == State.PROCESSING


def test_a_service_that_is_switched_on_again_sends_what_came_in_meanwhile(stage: Stage) -> None:
    account = stage.connect()
    with stage.service.database.write() as session:
        configuration(session).enabled = False
    article = stage.article()
    waiting = stage.publication(article, account)
    assert waiting.state == State.SCHEDULED
    with stage.service.database.write() as session:
        session.get_one(Account, account).enabled = False
        configuration(session).enabled = True
    again = stage.article("2")
    assert stage.publication(again, account).state == State.SCHEDULED
    assert stage.inits() == 0
    with stage.service.database.write() as session:
        session.get_one(Account, account).enabled = True
    for one in (article, again):
        stage.wait_for(one, account, State.PUBLISHED)
    assert len(stage.posts()) == 2


def test_a_feed_ordered_at_once_tells_of_every_account(stage: Stage) -> None:
    account = stage.connect(enabled=False)
    other = stage.connect("aimaq_ru", language="tr")
    delivery = IncomingArticle(
        "1", rows.content(stage.photos(1)), published_at=rows.NOW, keys=("1",)
    )
    ordered = order_all(stage.service, "news.example", [delivery], Order("aigul"))
    told = {one.outcome.account_id: one.outcome for one in ordered}
    assert "switched off" in told[account].message
    assert "no version" in told[other].message
    with stage.service.database.read() as session:
        (standing,) = progress_of(session, [told[account].publication_id or ""])
        now = stage.service.database.now(session)
    assert standing.settled
    assert "switched off" in state_text(standing, now)


def test_hundreds_that_wait_cost_the_watchdog_nothing(room: Room) -> None:
    with room.database.write() as session:
        account = session.get_one(Account, room.account_id)
        for number in range(300):
            rows.publication(session, rows.article(session, f"many {number}"), account)
    throw(room, SWITCHES[HoldReason.PLATFORM_OFF][0])
    other = room.publication("other", post_mode=PostMode.MEDIA_UPLOAD)
    assert woken(room) == []
    with room.database.read() as session:
        assert set(session.scalars(select(Publication.wakes))) == {0}
    throw(room, SWITCHES[HoldReason.PLATFORM_OFF][1])
    assert len(woken(room)) == MOST_PENDING
    assert other
