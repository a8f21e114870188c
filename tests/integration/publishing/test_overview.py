"""The queue page's facts: what it tells is what the worker then does."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import httpx2
import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from tests.support import rows
from tests.support.rows import NOW
from zharia.accounts import Account, Scope, TokenVault
from zharia.errors import WhoActs
from zharia.media.library import StoredPhoto
from zharia.media.photo_metadata import PhotoMetadata
from zharia.media.prepared import Layout
from zharia.publishing import rate_limits
from zharia.publishing.model import Attempt, Precedence, Publication, RateSlot
from zharia.publishing.overview import Overview, overview, queue_position, quota
from zharia.publishing.queries import OPEN_FAILURE_FOR
from zharia.publishing.queue_forecast import WaitReason
from zharia.publishing.rate_limits import Limits
from zharia.publishing.sender import Sender
from zharia.publishing.states import State
from zharia.publishing.worker_context import WorkerContext
from zharia.settings import Settings
from zharia.storage.database import Database
from zharia.tiktok import Client, PostMode

LIMITS = Limits.from_settings(Settings())
START = NOW + timedelta(seconds=1)
SECOND = timedelta(seconds=1)


class Clocked(Database):
    """A database whose clock stands where a test puts it."""

    moment = START

    def now(self, session: Session) -> datetime:
        return self.moment


@pytest.fixture
def clocked(database: Database) -> Iterator[Clocked]:
    clocked = Clocked(database.url.render_as_string(hide_password=False))
    with clocked.write() as session:
        rows.account(session)
    yield clocked
    clocked.close()


class Tokens(TokenVault):
    def __init__(self) -> None:
        pass

    def access_token(self, account_id: str, *scopes: Scope) -> str:
        return "act.test"


class Photos:
    def ready(self, url: str, layout: Layout, label: PhotoMetadata) -> StoredPhoto:
        return StoredPhoto("a" * 64, 1080, 1350)


def good_mood() -> httpx2.MockTransport:
    """A TikTok that takes everything."""
    numbers = count(1)

    def answer(request: httpx2.Request) -> httpx2.Response:
        said: dict[str, Any] = {"publish_id": f"p_pub_url~{next(numbers)}"}
        if "creator_info" in request.url.path:
            said = {"privacy_level_options": ["PUBLIC_TO_EVERYONE"]}
        return httpx2.Response(200, json={"data": said, "error": {"code": "ok"}})

    return httpx2.MockTransport(answer)


def work_until_all_is_sent(database: Clocked, limits: Limits) -> dict[str, datetime]:
    """What a worker does, woken at each moment that it names itself; when each was sent."""
    with Client("key", "secret", transport=good_mood()) as client:
        context = WorkerContext(
            database=database,
            client=lambda _: client,
            tokens=Tokens(),
            photos=Photos(),
            limits=limits,
            public_url="https://zharia.example",
            unconfirmed_after=timedelta(minutes=5),
            poll=timedelta(seconds=5),
        )
        publisher = Sender(context, set())
        while True:
            with database.read() as session:
                waiting = session.execute(
                    select(Publication.id, Publication.wake_at)
                    .where(Publication.state.in_([State.SCHEDULED, State.PREPARING]))
                    .order_by(Publication.wake_at, Publication.id.desc())
                ).all()
            if not waiting:
                break
            database.moment = max(database.moment, waiting[0].wake_at)
            for row in waiting:
                publisher.advance(row.id)
    with database.read() as session:
        return {one.publication_id: one.sent_at for one in session.query(Attempt)}


def in_line(database: Database, many: int, **more: Any) -> list[str]:
    with database.write() as session:
        account = session.query(Account).order_by(Account.id).first()
        assert account is not None
        known = session.query(Publication).count()
        return [
            rows.publication(
                session,
                rows.article(session, str(known + number)),
                account,
                **{"due_at": NOW + (known + number) * SECOND / 1000} | more,
            ).id
            for number in range(many)
        ]


def look(database: Clocked, limits: Limits = LIMITS) -> Overview:
    with database.read() as session:
        return overview(session, limits, database.moment, today=NOW - timedelta(hours=3))


def burst(database: Database) -> None:
    in_line(database, 10)


def burst_with_breaking_news_and_a_date(database: Database) -> None:
    in_line(database, 8)
    soon = START + timedelta(seconds=20)
    in_line(database, 1, precedence=Precedence.BREAKING, due_at=soon, wake_at=soon)
    later = START + timedelta(minutes=3)
    in_line(database, 1, due_at=later, wake_at=later)


def burst_of_both_kinds_on_a_full_day(database: Database) -> None:
    in_line(database, 8)
    in_line(database, 2, post_mode=PostMode.MEDIA_UPLOAD, privacy_level=None)
    with database.write() as session:
        account = session.query(Account).one()
        for number in range(12):
            at = NOW - timedelta(hours=1, minutes=number)
            session.add(RateSlot(account_id=account.id, kind="DIRECT_POST", at=at))


@pytest.mark.parametrize(
    "line",
    [burst, burst_with_breaking_news_and_a_date, burst_of_both_kinds_on_a_full_day],
)
def test_each_of_ten_leaves_at_the_moment_that_was_told(
    clocked: Clocked, line: Callable[[Database], None]
) -> None:
    line(clocked)
    told = {name: place.leaves_at for name, place in look(clocked).positions.items()}
    assert len(told) == 10
    assert work_until_all_is_sent(clocked, LIMITS) == told


def test_a_kind_whose_day_is_full_does_not_hold_up_the_other(clocked: Clocked) -> None:
    burst_of_both_kinds_on_a_full_day(clocked)
    with clocked.write() as session:
        session.add_all(
            RateSlot(account_id=session.query(Account).one().id, kind="DIRECT_POST", at=NOW)
            for _ in range(3)
        )
    with clocked.read() as session:
        drafts = session.scalars(
            select(Publication).where(Publication.post_mode == PostMode.MEDIA_UPLOAD)
        )
        free_at = [rate_limits.init_free_at(session, one, LIMITS, START) for one in drafts]
    assert free_at == [START, START]


def test_the_reason_is_told_for_one_as_for_all(clocked: Clocked) -> None:
    later = NOW + timedelta(minutes=5)
    *ready, last = in_line(clocked, 7)
    [retrying] = in_line(clocked, 1, tries=1, wake_at=later, error_code="photo_unreachable")
    [draft] = in_line(clocked, 1, state=State.DRAFT, wake_at=None)
    places = look(clocked).positions
    assert (places[last].reason, places[last].position) == (WaitReason.TURN, 7)
    assert (places[retrying].reason, places[retrying].code) == (
        WaitReason.PHOTO_RETRY,
        "photo_unreachable",
    )
    assert draft not in places
    with clocked.read() as session:
        for one in [*ready, last, retrying, draft]:
            publication = session.get_one(Publication, one)
            assert queue_position(session, publication, LIMITS, START) == places.get(one)


def test_each_account_has_its_own_quota(clocked: Clocked) -> None:
    with clocked.write() as session:
        first = session.query(Account).one().id
        second = rows.account(session, "ru").id
        for hours in (1, 2, 30):
            at = START - timedelta(hours=hours)
            session.add(RateSlot(account_id=first, kind="DIRECT_POST", at=at))
        for _ in range(5):
            session.add(RateSlot(account_id=second, kind="MEDIA_UPLOAD", at=START))
        rate_limits.pause_account(
            session, second, START + timedelta(minutes=1), "rate_limit_exceeded"
        )
    quotas = look(clocked).quotas
    mine, theirs = quotas[first], quotas[second]
    assert (mine.direct_used, mine.direct_limit, mine.inits_per_minute) == (2, 15, 6)
    assert (mine.next_direct_free_at, mine.paused_until) == (None, None)
    assert (theirs.drafts_used, theirs.drafts_limit, theirs.direct_used) == (5, 5, 0)
    assert theirs.next_draft_free_at == START + timedelta(days=1, seconds=1)
    assert theirs.paused_until == START + timedelta(minutes=1)
    assert theirs.pause_reason == "rate_limit_exceeded"
    with clocked.read() as session:
        assert quota(session, second, LIMITS, START) == theirs


def test_what_wants_whom_is_counted(clocked: Clocked) -> None:
    in_line(clocked, 2, state=State.DRAFT, wake_at=None)
    in_line(clocked, 3)
    in_line(clocked, 1, state=State.PROCESSING)
    in_line(clocked, 1, state=State.PROCESSING, needs_resolution=True)
    in_line(clocked, 1, state=State.DELIVERED)
    in_line(clocked, 1, state=State.PUBLISHED, published_at=NOW)
    in_line(clocked, 1, state=State.PUBLISHED, published_at=NOW - timedelta(hours=4))
    in_line(clocked, 2, state=State.FAILED, who_acts="editor")
    in_line(clocked, 1, state=State.FAILED, who_acts="admin")
    in_line(clocked, 1, state=State.FAILED, who_acts="admin", due_at=NOW - 2 * OPEN_FAILURE_FOR)
    with clocked.write() as session:
        mended = session.query(Publication).filter_by(who_acts="editor").first()
        assert mended is not None
        rows.publication(
            session,
            rows.article(session, "again"),
            session.query(Account).one(),
            article_id=mended.article_id,
            number=2,
            state=State.PUBLISHED,
        )
    counts = look(clocked).counts
    assert (counts.waiting_for_approval, counts.on_its_way, counts.delivered) == (2, 4, 1)
    assert counts.failed == {WhoActs.EDITOR: 1, WhoActs.ADMIN: 1}
    assert (counts.needs_resolution, counts.published_today) == (1, 1)


def test_the_number_of_queries_does_not_grow_with_the_line(clocked: Clocked) -> None:
    def queries() -> int:
        seen: list[str] = []
        event.listen(clocked.engine, "before_cursor_execute", lambda *call: seen.append(call[2]))
        look(clocked)
        return len(seen)

    in_line(clocked, 2)
    few = queries()
    in_line(clocked, 20)
    assert queries() == few <= 10


def test_an_empty_newsroom_has_an_overview(database: Database) -> None:
    with database.read() as session:
        empty = overview(session, LIMITS, NOW, today=NOW)
    assert (empty.quotas, empty.positions, empty.counts.failed) == ({}, {}, {})
