"""A month of 10,000 newsrooms by a virtual clock, and what 1, 100 and 10,000 of them take.

    ./run bench month

Discrete events by the product's own rules (`tests/support/month`). What a worker's work costs is
read from `docs/performance.md`, what a publication leaves behind from `docs/scaling.md`.
"""

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from tests.support.month import arrivals, fates
from tests.support.month.arrivals import BEGIN, DAY, HOUR, BigNews
from tests.support.month.fates import Fate
from tests.support.month.results import Group, Results
from tests.support.month.simulation import Simulation
from tests.support.month.state import Plan
from zharia.simulator import model as simulated
from zharia.tiktok import PostMode

PAGE: Final = "scaling.md"
SIZES: Final = (1, 100, 10_000)
DAYS: Final = 30
SEED: Final = 1
#: enough workers: accounts within their caps wait no longer, of a hundred and at most
_ENOUGH_P99, _ENOUGH_MOST = 60.0, 300.0
_DOCS: Final = Path(__file__).parents[2] / "docs"
#: a status call is two transactions: its slot, and what TikTok said
_POLL_TRANSACTIONS: Final = 2
#: one account of so many is polled in the month; the simulation of a poll costs as much as the rest
_POLLED_ONE_OF: Final = 50

Fates = Mapping[PostMode, Sequence[Fate]]


def measured(page: str, pattern: str) -> float:
    """A figure that a command has put into a page."""
    found = re.search(pattern, (_DOCS / page).read_text())
    if found is None:
        raise LookupError(f"docs/{page} has no {pattern}")
    return float(found[1].replace(",", ""))


def measured_plan() -> Plan:
    """What one worker takes for a publication on PostgreSQL, without further status calls."""
    rate = measured("performance.md", r"publications/s, PostgreSQL, one worker \| ([\d.,]+)/s")
    transactions = measured("performance.md", r"; ([\d.,]+) transactions each")
    return Plan(workers=1, post_seconds=1 / rate, look_seconds=1 / rate / transactions, seed=SEED)


def drawn_fates(count: int = 10_000) -> Fates:
    return {mode: fates.draw(count, simulated.PostMode(mode), SEED) for mode in PostMode}


def status_calls(found: Fates, plan: Plan) -> float:
    """For each post that TikTok has, where every account is polled."""
    results = run(300, 2, found, replace(plan, workers=4), [])
    return results.calls["status"] / results.sent


def run(count: int, days: int, found: Fates, plan: Plan, news: list[BigNews]) -> Results:
    rooms = arrivals.newsrooms(count, SEED)
    simulation = Simulation(rooms, found, plan)
    return simulation.run(arrivals.stories(rooms, days, news, SEED), BEGIN + DAY * (days + 2))


def needed_workers(count: int, found: Fates, plan: Plan) -> tuple[int, Results]:
    """The fewest that are enough on a day with big news in the evening rush of most."""
    news = [BigNews(BEGIN + HOUR * 13, 0.2)]
    workers = 0
    while True:
        workers += 1
        results = run(count, 1, found, replace(plan, workers=workers), news)
        ages = results.of(Group.WITHIN)
        if ages.p99 <= _ENOUGH_P99 and ages.most <= _ENOUGH_MOST:
            return workers, results


def disturbed(plan: Plan, workers: int, account: str) -> Plan:
    """A month's accidents: TikTok away for an hour, a worker for two, an account for three days."""
    rush = HOUR * 13
    return replace(
        plan,
        workers=workers,
        outages=((BEGIN + DAY * 6 + rush, BEGIN + DAY * 6 + rush + HOUR),),
        lost=(((BEGIN + DAY * 11 + rush, BEGIN + DAY * 11 + rush + HOUR * 2), 1),),
        disconnected={account: (BEGIN + DAY * 15, BEGIN + DAY * 18)},
        polled_one_of=_POLLED_ONE_OF,
    )


def texts() -> Iterator[tuple[str, str]]:
    """The tables for the page."""
    # Nothing here is in a circle, and there are millions of objects.
    gc.disable()
    found, plan = drawn_fates(), measured_plan()
    calls = status_calls(found, plan)
    known = measured("performance.md", r"status calls per post \| ([\d.,]+)")
    more = max(calls - known, 0) * _POLL_TRANSACTIONS * plan.look_seconds
    whole = replace(plan, post_seconds=plan.post_seconds + more)
    print(f"a publication takes {whole.post_seconds * 1000:.0f} ms of a worker", flush=True)
    days = {count: needed_workers(count, found, replace(whole, polled_one_of=count + 1))
            for count in SIZES}  # fmt: skip
    yield "sizes", sizes(days, whole, calls)
    # One of them is lost for two hours, and somebody has to go on.
    workers = max(days[SIZES[-1]][0], 2)
    rooms = arrivals.newsrooms(SIZES[-1], SEED)
    third = next(room.id for room in rooms if not room.over_cap)
    month = run(
        SIZES[-1], DAYS, found, disturbed(whole, workers, third), arrivals.big_news(DAYS, SEED)
    )
    yield "month", report(month, workers, calls)


def sizes(days: Mapping[int, tuple[int, Results]], plan: Plan, calls: float) -> str:
    """What so many newsrooms take, of what was measured of one publication."""
    rows = measured(PAGE, r"\*\*all of PostgreSQL\*\* \| ([\d.,]+)")
    grown = measured(PAGE, r"grows by ([\d,]+) bytes")
    statements = measured(PAGE, r"PostgreSQL gets ([\d,]+) statements")
    photo = measured(PAGE, r"leaves as ([\d,]+) bytes")
    lines = [
        "| | " + " | ".join(f"{count:,} newsroom{'s' * (count > 1)}" for count in days) + " |",
        "|---|" + "---|" * len(days),
    ]
    posts = {count: results.sent for count, (_, results) in days.items()}
    peak = {count: results.peak for count, (_, results) in days.items()}

    def line(what: str, shown: Mapping[int, str]) -> None:
        lines.append(f"| {what} | " + " | ".join(shown[count] for count in days) + " |")

    line("posts on a day with big news", {n: f"{posts[n]:,}" for n in days})
    line("due in the fullest minute", {n: f"{peak[n]:,}" for n in days})
    line("workers needed", {n: str(days[n][0]) for n in days})
    line(
        "of a worker's time used, mean",
        {n: f"{_load(posts[n], plan, days[n][0]):.1%}" for n in days},
    )
    line("most seconds of work due at once", {n: f"{days[n][1].backlog:,.0f}" for n in days})
    line("PostgreSQL: rows a year", {n: f"{posts[n] * rows * 365:,.0f}" for n in days})
    line("PostgreSQL: GB a year", {n: f"{posts[n] * grown * 365 / 1e9:,.2f}" for n in days})
    line(
        "statements/s, mean of the day", {n: f"{posts[n] * statements / 86_400:,.2f}" for n in days}
    )
    line(
        "statements/s, all workers busy",
        {n: f"{days[n][0] * statements / plan.post_seconds:,.0f}" for n in days},
    )
    line("status calls/s, mean of the day", {n: f"{posts[n] * calls / 86_400:,.2f}" for n in days})
    line(
        "photos to TikTok, GB a day for each photo of a post",
        {n: f"{posts[n] * photo / 1e9:,.3f}" for n in days},
    )
    line(
        "the same, Mbit/s in the fullest minute",
        {n: f"{peak[n] * photo * 8 / 60 / 1e6:,.2f}" for n in days},
    )
    line("TikTok's cap, direct posts a day", {n: f"{n * 15:,}" for n in days})
    return "\n".join(lines)


def _load(posts: int, plan: Plan, workers: int) -> float:
    return posts * plan.post_seconds / 86_400 / workers


def report(results: Results, workers: int, calls: float) -> str:
    """What the month has shown."""
    lines = ["| whose posts | how many | p50 | p99 | most |", "|---|---|---|---|---|"]
    for group in Group:
        ages = results.of(group)
        waits = " | ".join(_span(one) for one in (ages.median, ages.p99, ages.most))
        lines.append(f"| {group} | {ages.count:,} | {waits} |")
    happened, sent = results.happened, results.sent
    refused = sum(count for what, count in happened.items() if what.startswith("refused"))
    facts = {
        "posts a day": f"{sent / DAYS:,.0f}",
        "workers": str(workers),
        "the longest that a post within its account's caps waited although its turn was free":
            _span(results.starved),
        "the same over the caps, or beside a retry: a place of the day stayed unused for":
            _span(results.unused),
        "all that TikTok's outage held up had left after its end within": _span(results.recovered),
        "refused by TikTok for calls or posts too many": f"{refused:,}",
        "too old to go by itself, given to an editor": f"{happened['too old to go by itself']:,}",
        "failed for good": f"{happened['failed for good']:,}",
        "init calls a post": f"{results.calls['init'] / sent:.3f}",
        "creator info calls a post": f"{results.calls['creator info'] / sent:.3f}",
        "status calls a post": f"{calls:.1f}",
        "looks at a post before its turn": f"{happened['looked at before its turn'] / sent:.2f}",
    }  # fmt: skip
    lines += ["", "| what | result |", "|---|---|"]
    lines += [f"| {what} | {value} |" for what, value in facts.items()]
    return "\n".join(lines)


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.1f} s"
    return str(timedelta(seconds=round(seconds)))
