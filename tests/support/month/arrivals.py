"""What newsrooms publish and when: their days, their breaking news. Seeded, pure.

None of it is measured: it is made up to be harder than a usual day.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from zharia.tiktok import PostMode

BEGIN: Final = datetime(2026, 11, 2, tzinfo=UTC)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
#: hour in the newsroom's own zone and its spread in hours, and the share of the day's stories
_RUSHES: Final = ((8.0, 1.0, 0.35), (18.0, 1.5, 0.65))
#: the rest is spread over these hours
_WAKING: Final = (7.0, 23.0)
#: this share is scheduled for a full quarter of an hour
_ON_THE_QUARTER: Final = 0.4
#: on a day, one newsroom of so many has news of its own that breaks
_OWN_NEWS_ONE_OF: Final = 200


@dataclass(frozen=True, slots=True)
class Newsroom:
    """One account and its habits."""

    id: str
    per_day: float
    #: hours ahead of UTC
    zone: int
    mode: PostMode
    #: it wants to post more than TikTok takes in a day
    over_cap: bool


@dataclass(frozen=True, slots=True, order=True)
class Story:
    """One publication that falls due."""

    due_at: datetime
    newsroom: int
    breaking: bool = False


@dataclass(frozen=True, slots=True)
class BigNews:
    """A story that many newsrooms bring at once: within three minutes."""

    at: datetime
    share: float


def newsrooms(
    count: int, seed: int, *, over_cap: float = 0.03, drafts: float = 0.01
) -> list[Newsroom]:
    """So many, a share of them over the cap, and a share that sends drafts.

    Most are in one zone, so that their mornings fall together.
    """
    chance = random.Random(f"newsrooms {seed}")
    found = []
    for number in range(count):
        greedy = chance.random() < over_cap
        is_draft = not greedy and chance.random() < drafts
        usual = min(chance.lognormvariate(math.log(3.7), 0.4), 8.0)
        found.append(
            Newsroom(
                id=f"account{number:06d}",
                per_day=chance.uniform(25, 60) if greedy else usual / 3 if is_draft else usual,
                zone=5 if chance.random() < 0.6 else chance.randrange(-8, 10),
                mode=PostMode.MEDIA_UPLOAD if is_draft else PostMode.DIRECT_POST,
                over_cap=greedy,
            )
        )
    return found


def big_news(days: int, seed: int, one_in: int = 5, share: float = 0.2) -> list[BigNews]:
    """About every fifth day, at any hour of it."""
    chance = random.Random(f"big news {seed}")
    return [
        BigNews(BEGIN + DAY * day + HOUR * chance.uniform(6, 18), share)
        for day in range(days)
        if day % one_in == one_in - 1
    ]


def stories(rooms: list[Newsroom], days: int, news: list[BigNews], seed: int) -> Iterator[Story]:
    """All of them in order, day by day."""
    held: list[Story] = []
    for day in range(days):
        midnight, chance = BEGIN + DAY * day, random.Random(f"{seed} {day}")
        held += (one for one in _day(rooms, midnight, news, chance) if one.due_at >= BEGIN)
        held.sort()
        # A zone's day reaches into the next one of UTC.
        until = BEGIN + DAY * day + timedelta(hours=14)
        ready = [one for one in held if one.due_at < until]
        yield from ready
        del held[: len(ready)]
    yield from held


def _day(
    rooms: list[Newsroom], midnight: datetime, news: list[BigNews], chance: random.Random
) -> Iterator[Story]:
    for number, room in enumerate(rooms):
        local = midnight - HOUR * room.zone
        for _ in range(_poisson(chance, room.per_day)):
            yield Story(_moment(local, chance), number)
        if not chance.randrange(_OWN_NEWS_ONE_OF):
            begin = local + HOUR * chance.uniform(*_WAKING)
            for _ in range(chance.randint(3, 8)):
                begin += timedelta(minutes=chance.expovariate(1 / 2))
                yield Story(begin, number, breaking=True)
    for one in news:
        if one.at.date() == midnight.date():
            for number in range(len(rooms)):
                if chance.random() < one.share:
                    late = timedelta(minutes=chance.triangular(0, 3, 0.5))
                    yield Story(one.at + late, number, breaking=True)


def _moment(midnight: datetime, chance: random.Random) -> datetime:
    kind = chance.random()
    hour = chance.uniform(*_WAKING)
    for middle, spread, until in _RUSHES:
        if kind < until:
            hour = min(max(chance.gauss(middle, spread), 0), 23.9)
            break
    seconds = hour * 3600
    if chance.random() < _ON_THE_QUARTER:
        seconds = seconds // 900 * 900
    return midnight + timedelta(seconds=seconds)


def _poisson(chance: random.Random, mean: float) -> int:
    """Knuth's; the mean is small."""
    limit, product, count = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count
