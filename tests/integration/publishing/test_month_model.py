"""The simulated month agrees with the real sender, poller and ledger, on the same stories."""

import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from heapq import heappop, heappush
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import select

from tests.integration.publishing.machine.house import House
from tests.integration.publishing.machine.mortal import MortalDatabase
from tests.support import rows
from tests.support.month.arrivals import BEGIN, Newsroom, Story
from tests.support.month.fates import Fate
from tests.support.month.simulation import Simulation
from tests.support.month.state import Item, Plan
from zharia.publishing import webhooks
from zharia.publishing.leases import seconds_to_next
from zharia.publishing.model import Attempt, Publication, precedence
from zharia.publishing.outgoing import due_to_send
from zharia.publishing.states import OUTGOING, POLLED
from zharia.tiktok import PostMode

#: pulled, complete, public so many seconds after init
FATE: Final = Fate(2.0, 5.0, 25.0, "")
UNTIL: Final = timedelta(hours=27)
#: both have moments of their own between a turn and its init
NEAR: Final = 3.0
ROOMS: Final = [
    Newsroom(f"account{number}", 1, 0, PostMode.DIRECT_POST, over_cap=False) for number in range(3)
]


def _stories() -> Iterator[Story]:
    minute = timedelta(minutes=1)
    for _ in range(10):
        # More than TikTok takes in a minute.
        yield Story(BEGIN, 0)
    for number in range(18):
        # More than it takes in a day.
        yield Story(BEGIN + 10 * minute * number, 1)
    for number in range(4):
        yield Story(BEGIN + 7 * minute * number, 2)
    # It overtakes those of the first that wait.
    yield Story(BEGIN + minute / 2, 0, breaking=True)


STORIES: Final = sorted(_stories())
#: of each account, seconds from the beginning to each init, and which story it was of
Sent = dict[int, list[tuple[float, float]]]


@pytest.fixture
def house(sqlite_copy: str, tmp_path: Path) -> Iterator[House]:
    with contextlib.closing(MortalDatabase(sqlite_copy, rows.NOW)) as database:
        yield House(database, tmp_path / "journal")


def test_the_model_sends_what_the_ledger_sends_and_when(house: House) -> None:
    really, modelled = by_the_ledger(house), by_the_model()
    assert [len(sent) for sent in really.values()] == [11, 18, 4]
    for number, sent in really.items():
        for (at, due), (expected_at, expected_due) in zip(sent, modelled[number], strict=True):
            assert due == expected_due, "another order"
            assert at == pytest.approx(expected_at, abs=NEAR)


def by_the_model() -> Sent:
    found: Sent = {number: [] for number in range(len(ROOMS))}

    def sent(item: Item, now: datetime) -> None:
        number = int(item.account.room.id.removeprefix("account"))
        due = (item.row.due_at - BEGIN).total_seconds()
        found[number].append(((now - BEGIN).total_seconds(), due))

    plan = Plan(4, post_seconds=0.05, look_seconds=0.01, answer=(0.01, 0.02), webhooks_lost=0)
    simulation = Simulation(ROOMS, {mode: [FATE] for mode in PostMode}, plan, sent)
    simulation.run(STORIES, BEGIN + UNTIL)
    return found


def by_the_ledger(house: House) -> Sent:
    database, begin = house.database, house.database.moment + timedelta(minutes=1)
    accounts = _order(house, begin)
    tiktok: list[tuple[datetime, int, str]] = []
    known: set[str] = set()
    while database.moment < begin + UNTIL:
        _work(house)
        for publish_id in house.tiktok.posts.keys() - known:
            known.add(publish_id)
            sent_at = house.tiktok.posts[publish_id].created_at
            for step, seconds in enumerate((FATE.pulled, FATE.ended, FATE.public)):
                heappush(tiktok, (sent_at + timedelta(seconds=seconds or 0), step, publish_id))
        moments = [tiktok[0][0]] if tiktok else []
        with database.read() as session:
            for states in (OUTGOING, POLLED):
                seconds = seconds_to_next(session, states, database.moment)
                if seconds is not None:
                    moments.append(database.moment + timedelta(seconds=seconds))
        if not moments:
            break
        database.moment = max(database.moment, min(moments))
        while tiktok and tiktok[0][0] <= database.moment:
            _, step, publish_id = heappop(tiktok)
            _happen(house, step, publish_id)
    with database.read() as session:
        lines = session.execute(
            select(Attempt.account_id, Attempt.sent_at, Publication.due_at)
            .join(Publication, Publication.id == Attempt.publication_id)
            .order_by(Attempt.sent_at)
        ).all()
    found: Sent = {number: [] for number in range(len(ROOMS))}
    for account_id, sent_at, due_at in lines:
        at, due = ((one - begin).total_seconds() for one in (sent_at, due_at))
        found[accounts.index(account_id)].append((at, due))
    return found


def _order(house: House, begin: datetime) -> list[str]:
    with house.database.write() as session:
        accounts = [rows.account(session, nickname=room.id) for room in ROOMS]
        for number, story in enumerate(STORIES):
            due_at = begin + (story.due_at - BEGIN)
            rows.publication(
                session,
                rows.article(session, f"story {number}", photos=("https://news.example/1.jpg",)),
                accounts[story.newsroom],
                precedence=precedence(breaking=story.breaking),
                photo_urls=["https://news.example/1.jpg"],
                due_at=due_at,
                wake_at=due_at,
            )
        return [account.id for account in accounts]


def _work(house: House) -> None:
    """All that is due, in the order of claims."""
    while True:
        with house.database.read() as session:
            due = session.scalar(due_to_send(house.database.moment).limit(1))
        if due is None:
            break
        house.publisher.advance(due)
    house.hooks()
    house.poller.poll_due()


def _happen(house: House, step: int, publish_id: str) -> None:
    post = house.tiktok.posts[publish_id]
    if step == 0:
        house.pull(post, 1)
    elif step == 1:
        house.tiktok.end(post)
    else:
        house.tiktok.publish(post, public=True)
    if house.tiktok.webhooks:
        with house.database.write() as session:
            webhooks.store(session, house.tiktok.webhooks, house.database.moment)
        house.tiktok.webhooks.clear()
