"""Init's answer was lost: what do the traces say? Pure.

TikTok pulls the photos from us, at addresses that only this attempt has. So a pull proves that
init arrived; and while there was none, taking the photos away makes sure that nothing can
become of it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from zharia.publishing.schedule import PATIENCE


class Finding(Enum):
    #: TikTok has it: follow, never send again
    ACCEPTED = auto()
    #: no trace yet
    WAIT = auto()
    #: no trace for long enough: revoke, then send anew
    REVOKE = auto()
    #: accepted, but nothing was heard since: a person must look
    ASK = auto()


@dataclass(frozen=True, slots=True)
class Traces:
    """What is known of an attempt whose answer was lost."""

    sent_at: datetime
    publish_id: str | None
    first_pulled_at: datetime | None


def weigh(traces: Traces, now: datetime, wait: timedelta) -> Finding:
    """Decide by evidence. `wait` is how long TikTok may take before its first pull."""
    if traces.publish_id is not None:
        return Finding.ACCEPTED
    if traces.first_pulled_at is not None:
        return Finding.ASK if now - traces.sent_at >= PATIENCE else Finding.ACCEPTED
    return Finding.REVOKE if now - traces.sent_at >= wait else Finding.WAIT
