"""An account's turn: when its next init may be sent, and in which order they are. Pure.

`rate_limits` reads what it needs from the database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from zharia.publishing.model import Publication
from zharia.publishing.sliding_window import Window, next_free

#: how long an account's next init waits while one is unanswered: two at once might never be
#: distinguished
UNANSWERED_INIT_WAIT: Final = timedelta(minutes=2)
#: an init is being answered just now: check again soon
_SOON: Final = timedelta(seconds=1)
#: the line of an account: of those that are due, the smallest goes first
LINE: Final = (Publication.precedence, Publication.due_at, Publication.id)


@dataclass(frozen=True, slots=True)
class Usage:
    """What an account has used of its limits, and who goes before this one."""

    #: calls of init in the last minute and more, reserved or made, in any order
    inits: Sequence[datetime]
    #: post mode → posts of that mode in the last day and more
    posted: Mapping[str, Sequence[datetime]]
    #: post mode → how many are ready and go first
    ahead: Mapping[str, int]


def free_at(
    mode: str, usage: Usage, minute: Window, caps: Mapping[str, Window], now: datetime
) -> datetime:
    """When TikTok's limits allow one of this mode, with everything ahead of it sent first.

    It is its turn if that is not after `now`. `caps` has the cap of a day for every post mode.
    """
    moment = now
    in_minute = 0
    for kind, cap in caps.items():
        posted = [at for at in usage.posted.get(kind, ()) if at > now - cap.length]
        ahead = usage.ahead.get(kind, 0)
        if kind == mode:
            moment = next_free(posted, [cap], now, ahead=ahead)
            in_minute += ahead
        else:
            # Those of the other kind that have no room today take nobody's place in the minute.
            in_minute += min(ahead, max(cap.limit - len(posted), 0))
    return max(moment, next_free(usage.inits, [minute], now, ahead=in_minute))


def unanswered_until(sent_at: datetime, now: datetime, *, sending: bool) -> datetime:
    """How long an account's unanswered init keeps its next one waiting."""
    return now + _SOON if sending else sent_at + UNANSWERED_INIT_WAIT
