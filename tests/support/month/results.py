"""What a simulated month has shown: how long what fell due waited, and for what."""

from array import array
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

_NOTHING: Final = 0.0


class Group(StrEnum):
    """Whose waiting is told apart."""

    #: the account keeps within TikTok's caps, and nothing is wrong
    WITHIN = "within their caps"
    #: the account wants to post more than TikTok takes
    OVER = "over their caps"
    #: it fell due while TikTok was away, or was held up by that
    OUTAGE = "due during TikTok's outage"
    #: it fell due while its account was disconnected
    DISCONNECTED = "due while disconnected"


@dataclass(frozen=True, slots=True)
class Ages:
    """Seconds from due to sent."""

    count: int
    median: float
    p99: float
    most: float


@dataclass(slots=True)
class Results:
    """What is counted while the clock runs."""

    #: seconds from due to the first init, as they came
    ages: "dict[Group, array[float]]" = field(
        default_factory=lambda: {one: array("d") for one in Group}
    )
    #: calls of TikTok's API by endpoint, and what else happened, by name
    calls: Counter[str] = field(default_factory=Counter)
    happened: Counter[str] = field(default_factory=Counter)
    #: the longest that one waited although TikTok and its own account left it free
    starved: float = _NOTHING
    #: the same of accounts over their caps, or in whose line one waited for a retry within a day:
    #: the longest that a place of the day stayed unused
    unused: float = _NOTHING
    #: seconds of a worker's time that were due at once, at most
    backlog: float = _NOTHING
    #: seconds that workers worked
    busy: float = _NOTHING
    #: how many fell due in the fullest minute
    peak: int = 0
    #: after each outage, the seconds until the last one that it held up had left
    recovered: float = _NOTHING

    @property
    def sent(self) -> int:
        """Publications that reached TikTok."""
        return sum(map(len, self.ages.values()))

    def of(self, group: Group) -> Ages:
        """The waiting of one group."""
        found = sorted(self.ages[group])
        if not found:
            return Ages(0, _NOTHING, _NOTHING, _NOTHING)
        last = len(found) - 1
        return Ages(len(found), found[last // 2], found[last * 99 // 100], found[last])
