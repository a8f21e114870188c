"""The report: the line of JSON at a run's end. Pure."""

import json
import statistics
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zharia.chaos.audit import Findings, PostKey


@dataclass(frozen=True, slots=True)
class Counts:
    """What was done and how long it took."""

    seed: int
    database: str
    workers: int
    media: str
    accounts: int
    kills: int
    freezes: int
    restores: int
    #: accounts that an administrator had to connect again
    reconnects: int
    articles: int
    #: sent, but refused, or in a feed that was not read since
    not_taken: int
    publications: int
    inits: int
    #: what somebody else did, by what it was
    foreign: Mapping[str, int]
    webhooks: Mapping[str, int]
    #: of each disruption while something was to be sent; None if no init came any more
    seconds_to_next_init: Sequence[float | None]
    seconds: float


def recovery_times(disruptions: Sequence[float], inits: Sequence[float]) -> list[float | None]:
    """For each disruption, how long it took until the next init came in."""
    ordered = sorted(inits)
    following = ((at, bisect_right(ordered, at)) for at in disruptions)
    return [ordered[index] - at if index < len(ordered) else None for at, index in following]


def to_json(counts: Counts, findings: Findings) -> str:
    """One line, for a program to read."""
    known = [one for one in counts.seconds_to_next_init if one is not None]
    content: dict[str, Any] = {
        "seed": counts.seed,
        "database": counts.database,
        "workers": counts.workers,
        "media": counts.media,
        "accounts": counts.accounts,
        "kills": counts.kills,
        "freezes": counts.freezes,
        "restores": counts.restores,
        "articles": counts.articles,
        "notTaken": counts.not_taken,
        "publications": counts.publications,
        "inits": counts.inits,
        "foreign": dict(counts.foreign),
        "webhooks": dict(counts.webhooks),
        "doubles": len(findings.doubles),
        "lost": len(findings.lost),
        "falseSuccesses": len(findings.false_successes),
        "withoutRow": len(findings.without_row),
        "wrongPublishIds": len(findings.wrong_ids),
        "doubts": findings.unconfirmed_endings,
        "askedOfAPerson": len(findings.asked),
        "reconnects": counts.reconnects,
        "open": findings.open,
        "failed": findings.failed,
        "secondsToNextInit": {
            "median": round(statistics.median(known), 2) if known else None,
            "max": round(max(known), 2) if known else None,
            "never": len(counts.seconds_to_next_init) - len(known),
        },
        "seconds": round(counts.seconds),
    }
    return json.dumps(content, ensure_ascii=False)


def violations(findings: Findings) -> list[tuple[str, PostKey]]:
    """Each broken promise with its kind."""
    return [
        *(("double", key) for key in findings.doubles),
        *(("lost", key) for key in findings.lost),
        *(("false success", key) for key in findings.false_successes),
        *(("live without a row", key) for key in findings.without_row),
    ]
