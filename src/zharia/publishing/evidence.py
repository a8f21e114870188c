"""Evidence about an init whose answer was lost: what the traces prove. Pure.

TikTok pulls the photos from us, at addresses that only this attempt has, and it needs them all.
So an attempt may become a post only once the last byte of each photo has left us; until then it
can be made sure that it never does: its photos are taken away.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

#: all photos were fetched and nothing more was heard: an editor may say how it ended
ASK_AFTER = timedelta(minutes=30)


class Finding(Enum):
    """What evidence says about an unanswered attempt."""

    #: TikTok has it: follow, never send again
    ACCEPTED = auto()
    #: TikTok lacks photos, but may still come for them
    WAIT = auto()
    #: it lacks photos and has not come for long enough: revoke, then send anew
    REVOKE = auto()
    #: TikTok has every photo, but nothing was heard since: a person may look
    ASK = auto()


@dataclass(frozen=True, slots=True)
class Traces:
    """What is known of an attempt whose answer was lost."""

    sent_at: datetime
    publish_id: str | None = None
    last_pulled_at: datetime | None = None
    all_pulled_at: datetime | None = None

    @property
    def last_sign(self) -> datetime:
        """When TikTok was last known to be at it."""
        return max(self.sent_at, self.last_pulled_at or self.sent_at)


def weigh(traces: Traces, now: datetime, wait: timedelta) -> Finding:
    """Decide by evidence. `wait` is how long TikTok may stay away before its next pull."""
    if traces.publish_id is not None:
        return Finding.ACCEPTED
    if traces.all_pulled_at is not None:
        return Finding.ASK if now - traces.all_pulled_at >= ASK_AFTER else Finding.ACCEPTED
    return Finding.REVOKE if now - traces.last_sign >= wait else Finding.WAIT
