"""The result of one poll of a feed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from zharia.articles.content import Note
from zharia.articles.storing import Outcome, StoreResult
from zharia.errors import ErrorCode


class PollOutcome(StrEnum):
    """How a poll ended."""

    #: the document was read and its articles stored
    STORED = "stored"
    #: the server says that nothing has changed (304)
    NOT_MODIFIED = "not-modified"
    #: tried again later, see the message
    FAILED = "failed"
    #: the server says that the feed is gone for good (410); switched off
    GONE = ErrorCode.FEED_GONE
    #: not due, switched off, or another worker has it
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class PollResult:
    """Stored as the feed's last result, and shown to whoever asked for the poll."""

    outcome: PollOutcome
    #: HTTP; None if no answer came or what came was no feed
    status: int | None = None
    #: what went wrong: stable, and for a person
    code: str = ""
    message: str = ""
    stored: tuple[StoreResult, ...] = ()
    notes: tuple[Note, ...] = ()
    next_poll_at: datetime | None = None

    def count(self, outcome: Outcome) -> int:
        return sum(stored.outcome is outcome for stored in self.stored)
