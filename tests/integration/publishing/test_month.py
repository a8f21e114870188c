"""Two days of a hundred newsrooms by a virtual clock: who waits, for what, and for how long."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Final

import pytest

from tests.support.month import arrivals, fates
from tests.support.month.arrivals import BEGIN, DAY, HOUR, BigNews, Newsroom, Story
from tests.support.month.results import Group, Results
from tests.support.month.simulation import Simulation
from tests.support.month.state import Item, Plan
from zharia.publishing.leases import LEASE
from zharia.simulator import model as simulated
from zharia.tiktok import PostMode

SEEDS: Final = (1, 2)
DAYS: Final = 2
#: slow workers, so that in a rush work waits for minutes
SLOW: Final = Plan(workers=2, post_seconds=3.0, look_seconds=0.05, polled_one_of=10)
#: from its turn to init at most, besides waiting for a worker
MOMENT: Final = timedelta(seconds=5)
OUTAGE: Final = (BEGIN + HOUR * 13, BEGIN + HOUR * 14)


@cache
def drawn(mode: PostMode) -> list[fates.Fate]:
    return fates.draw(500, simulated.PostMode(mode), 1)


def rooms(seed: int, count: int = 100) -> list[Newsroom]:
    return arrivals.newsrooms(count, seed, over_cap=0.05, drafts=0.05)


def stories(seed: int, found: list[Newsroom]) -> list[Story]:
    news = [BigNews(BEGIN + DAY + HOUR * 13, 0.3)]
    return list(arrivals.stories(found, DAYS, news, seed))


def run(
    plan: Plan,
    found: list[Newsroom],
    due: list[Story],
    sent: Callable[[Item, datetime], None] = lambda _item, _now: None,
) -> Results:
    by_mode = {mode: drawn(mode) for mode in PostMode}
    return Simulation(found, by_mode, plan, sent).run(due, BEGIN + DAY * (DAYS + 2))


def test_nobody_starves() -> None:
    """All that was due at once is what one may have to wait for, and no more: nothing overtakes.

    The workers have as much to do as they can for a quarter of an hour, and one of them is lost.
    """
    chance = random.Random(1)
    found = [replace(room, mode=PostMode.DIRECT_POST) for room in rooms(1)]
    begin = BEGIN + HOUR
    due = [Story(begin, number) for number in range(40)]
    due += [
        Story(begin + timedelta(seconds=1.5 * number), chance.randrange(100))
        for number in range(600)
    ]
    lost = (((begin, begin + timedelta(minutes=1)), 1),)
    results = run(replace(SLOW, lost=lost), found, sorted(due))
    assert results.of(Group.WITHIN).count > 500
    assert 60 < results.backlog < 300
    assert results.starved <= results.backlog + (LEASE + MOMENT).total_seconds()


@pytest.mark.parametrize("seed", SEEDS)
def test_tiktok_never_has_to_refuse_a_call_or_a_post(seed: int) -> None:
    found = rooms(seed)
    burst = [Story(BEGIN + HOUR * 3, 0, breaking=True)] * 14
    fast = replace(SLOW, post_seconds=0.1, answer=(0.1, 0.3))
    results = run(fast, found, sorted(stories(seed, found) + burst))
    assert results.of(Group.OVER).count > 30, "nobody is over the cap: it shows nothing"
    assert not [what for what in results.happened if what.startswith("refused")]


@pytest.mark.parametrize("seed", SEEDS)
def test_an_account_over_its_cap_waits_alone(seed: int) -> None:
    """The others wait no longer beside it than without it, but for the work that it is."""
    found = rooms(seed)
    due = stories(seed, found)
    greedy = {number for number, room in enumerate(found) if room.over_cap}
    fast = replace(SLOW, post_seconds=0.5, look_seconds=0.02)
    beside = ages(fast, found, due)
    alone = ages(fast, found, [one for one in due if one.newsroom not in greedy])
    assert beside.keys() == alone.keys()
    later = [waited - alone[one] for one, waited in beside.items()]
    assert max(later) <= 60
    over = run(fast, found, due).of(Group.OVER)
    assert over.median > HOUR.total_seconds(), "nobody is over the cap: it shows nothing"


def ages(plan: Plan, found: list[Newsroom], due: list[Story]) -> dict[tuple[str, datetime], float]:
    """Seconds from due to sent, of accounts that are not over their caps."""
    waited = {}

    def sent(item: Item, now: datetime) -> None:
        room, due_at = item.account.room, item.row.due_at
        if not room.over_cap and due_at > item.account.over_until:
            waited[room.id, due_at] = (now - due_at).total_seconds()

    run(plan, found, due, sent)
    return waited


@pytest.mark.parametrize("seed", SEEDS)
def test_after_an_outage_all_that_was_due_leaves_within_the_longest_pause(seed: int) -> None:
    found = rooms(seed)
    results = run(replace(SLOW, outages=(OUTAGE,)), found, stories(seed, found))
    assert results.of(Group.OUTAGE).count > 10
    longest = HOUR + timedelta(seconds=results.backlog) + MOMENT
    assert 0 < results.recovered <= longest.total_seconds()


def test_a_disconnected_account_goes_on_by_itself() -> None:
    """What is not too old by then leaves as its account is connected anew."""
    found = rooms(1)
    number = next(n for n, room in enumerate(found) if not room.over_cap and room.per_day > 5)
    held = (BEGIN + HOUR * 2, BEGIN + HOUR * 20)
    results = run(replace(SLOW, disconnected={found[number].id: held}), found, stories(1, found))
    mine = [one for one in stories(1, found) if one.newsroom == number]
    assert results.of(Group.DISCONNECTED).count == sum(
        held[0] <= one.due_at < held[1] for one in mine
    )
