"""TikTok's limits per account, on both databases: reserved slots are the law."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from tests.support import rows
from tests.support.rows import NOW
from zharia.accounts import Account
from zharia.publishing import rate_limits
from zharia.publishing.model import Precedence, Publication, RateSlot
from zharia.publishing.rate_limits import Limits
from zharia.publishing.sliding_window import Window
from zharia.publishing.states import State
from zharia.settings import Settings
from zharia.storage.database import Database
from zharia.storage.ids import new_id

LIMITS = Limits.from_settings(Settings(direct_posts_per_day=100))
SECOND = timedelta(seconds=1)


@pytest.fixture
def account_id(database: Database) -> str:
    with database.write() as session:
        return rows.account(session).id


def in_line(database: Database, account_id: str, count: int, **more: object) -> list[str]:
    """Publications that are due, in order."""
    ids = []
    with database.write() as session:
        account = session.get_one(Account, account_id)
        for number in range(count):
            article = rows.article(session, f"{account_id}-{more}-{number}")
            values = {"due_at": NOW + number * SECOND / 1000} | more
            ids.append(rows.publication(session, article, account, **values).id)
    return ids


def free_at(database: Database, publication_id: str, now: datetime = NOW) -> datetime:
    with database.read() as session:
        publication = session.get_one(Publication, publication_id)
        return rate_limits.init_free_at(session, publication, LIMITS, now)


def test_a_burst_of_sixty_leaves_six_a_minute(database: Database, account_id: str) -> None:
    line = in_line(database, account_id, 60)
    now = NOW + SECOND
    plan = [free_at(database, publication_id, now) for publication_id in line]
    assert plan == [now + timedelta(seconds=61 * (place // 6)) for place in range(60)]


def test_no_two_workers_get_the_last_place(database: Database, account_id: str) -> None:
    line = in_line(database, account_id, 12)

    def send(publication_id: str) -> bool:
        with database.write() as session:
            rate_limits.lock_account(session, account_id)
            publication = session.get_one(Publication, publication_id)
            moment = NOW + SECOND
            if rate_limits.init_free_at(session, publication, LIMITS, moment) > moment:
                return False
            rate_limits.reserve_init(session, publication, new_id(), moment)
            publication.state = State.SUBMITTING
            return True

    with ThreadPoolExecutor(12) as threads:
        assert sum(threads.map(send, line)) <= 6
    with database.write() as session:
        taken = session.query(RateSlot).filter_by(kind="init").count()
    assert taken <= 6


def test_a_breaking_story_goes_to_the_head_of_its_line(database: Database, account_id: str) -> None:
    ordinary = in_line(database, account_id, 8)
    now = NOW + SECOND
    assert free_at(database, ordinary[5], now) == now
    [breaking] = in_line(database, account_id, 1, precedence=Precedence.BREAKING, due_at=now)
    assert free_at(database, breaking, now) == now
    assert free_at(database, ordinary[5], now) > now


def test_the_cap_of_the_day_holds_back_the_sixteenth(database: Database, account_id: str) -> None:
    limits = Limits.from_settings(Settings())
    [last] = in_line(database, account_id, 1)
    with database.write() as session:
        for hours in range(15):
            session.add(
                RateSlot(account_id=account_id, kind="DIRECT_POST", at=NOW - timedelta(hours=hours))
            )
        session.flush()
        publication = session.get_one(Publication, last)
        assert rate_limits.init_free_at(session, publication, limits, NOW) == NOW + timedelta(
            hours=10, seconds=1
        )


def test_one_accounts_wait_is_not_anothers(database: Database, account_id: str) -> None:
    with database.write() as session:
        other = rows.account(session, "ru").id
        rate_limits.pause_account(
            session, account_id, NOW + timedelta(minutes=1), "rate_limit_exceeded"
        )
    [mine], [theirs] = in_line(database, account_id, 1), in_line(database, other, 1)
    assert free_at(database, mine) == NOW + timedelta(minutes=1)
    assert free_at(database, theirs) == NOW


def test_one_that_waits_for_its_photos_host_holds_up_nobody(
    database: Database, account_id: str
) -> None:
    in_line(database, account_id, 6, tries=1, wake_at=NOW + timedelta(minutes=5))
    [next_one] = in_line(database, account_id, 1, title="next", due_at=NOW + SECOND)
    assert free_at(database, next_one, NOW + SECOND) == NOW + SECOND


def test_a_refused_init_costs_no_post_of_the_day(database: Database, account_id: str) -> None:
    [publication_id] = in_line(database, account_id, 1)
    with database.write() as session:
        publication = session.get_one(Publication, publication_id)
        rate_limits.reserve_init(session, publication, "attempt", NOW)
        session.flush()
        rate_limits.set_slot_time(session, "attempt", NOW + SECOND)
        rate_limits.refund_day(session, "attempt", NOW)
        kinds = {slot.kind: slot.at for slot in session.query(RateSlot)}
    assert kinds == {"init": NOW + SECOND}


def test_thirty_status_calls_a_minute_and_not_one_more(database: Database, account_id: str) -> None:
    window = Window.per_minute(30)
    with database.write() as session:
        rate_limits.lock_account(session, account_id)
        given = [rate_limits.reserve(session, account_id, "status", window, NOW) for _ in range(31)]
    assert given == [NOW] * 30 + [NOW + timedelta(seconds=61)]


def test_old_slots_are_forgotten(database: Database, account_id: str) -> None:
    with database.write() as session:
        for age in (timedelta(hours=1), timedelta(days=2)):
            session.add(RateSlot(account_id=account_id, kind="init", at=NOW - age))
        session.flush()
        rate_limits.delete_old_slots(session, NOW)
        assert session.query(RateSlot).count() == 1
