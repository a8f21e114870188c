"""Evidence about an init whose answer was lost, and what it proves. Pure.

TikTok pulls the photos from us, at addresses that only this attempt has, and it needs them all.
So an attempt may become a post only once the last byte of each photo has left us; until then it
can be made sure that it never does: its photos are taken away.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

#: all photos were fetched and no status came: an editor may say how it ended
ASK_AFTER = timedelta(minutes=30)


class Finding(Enum):
    """What the evidence about an unanswered attempt proves."""

    #: TikTok has it: poll, never send again
    ACCEPTED = auto()
    #: TikTok lacks photos, but may still come for them
    WAIT = auto()
    #: it lacks photos and has not come for long enough: revoke, then send again
    REVOKE = auto()
    #: TikTok has every photo, but no status came since: a person may look
    ASK = auto()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of an attempt whose answer was lost."""

    sent_at: datetime
    publish_id: str | None = None
    last_pulled_at: datetime | None = None
    all_pulled_at: datetime | None = None

    @property
    def last_activity_at(self) -> datetime:
        """When TikTok last pulled a photo, else when init was sent."""
        return max(self.sent_at, self.last_pulled_at or self.sent_at)


def assess(evidence: Evidence, now: datetime, wait: timedelta) -> Finding:
    """Assess the evidence. `wait` is how long TikTok may take until its next pull."""
    if evidence.publish_id is not None:
        return Finding.ACCEPTED
    if evidence.all_pulled_at is not None:
        return Finding.ASK if now - evidence.all_pulled_at >= ASK_AFTER else Finding.ACCEPTED
    return Finding.REVOKE if now - evidence.last_activity_at >= wait else Finding.WAIT
