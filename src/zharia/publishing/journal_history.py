"""History of each attempt: its records in the attempt journal, collected. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from zharia.journal import (
    AttemptAnswered,
    AttemptEnded,
    AttemptRevoked,
    AttemptSent,
    PhotoPulled,
    PublicationCancelled,
    Record,
    TokensKept,
)

#: final: a record of another end was written late
_PUBLIC: Final = frozenset({"published", "removed"})
_POSTS: Final = frozenset({"published", "delivered", "removed"})


@dataclass(slots=True)
class AttemptHistory:
    """Records of one attempt, as far as the journal was read."""

    attempt_id: str
    #: None if it was sent before the part of the journal that was read
    sent: AttemptSent | None = None
    answered: AttemptAnswered | None = None
    #: by photo, the first time that it was handed over
    pulled: dict[int, PhotoPulled] = field(default_factory=dict)
    revoked: AttemptRevoked | None = None
    ended: AttemptEnded | None = None

    @property
    def accepted(self) -> str | None:
        """The publish id, if TikTok gave one."""
        return self.answered.publish_id if self.answered is not None else None

    @property
    def refused(self) -> bool:
        """TikTok refused init."""
        return self.answered is not None and self.answered.publish_id is None

    @property
    def became_a_post(self) -> bool:
        """TikTok published or delivered it."""
        return self.ended is not None and self.ended.how in _POSTS


@dataclass(frozen=True, slots=True)
class JournalHistory:
    """Records of a part of the journal, attempts in the order of sending."""

    attempts: tuple[AttemptHistory, ...]
    cancelled: tuple[PublicationCancelled, ...]
    #: account id → the newest tokens, as they were written down last
    tokens: dict[str, TokensKept]


def read_history(records: Iterable[Record]) -> JournalHistory:
    """Collect the records; of several answers, the one with a publish id counts."""
    attempts: dict[str, AttemptHistory] = {}
    cancelled: dict[str, PublicationCancelled] = {}
    tokens: dict[str, TokensKept] = {}
    for record in records:
        if isinstance(record, TokensKept):
            known = tokens.get(record.account_id)
            # Two processes may write in another order than they renewed.
            if known is None or record.order >= known.order:
                tokens[record.account_id] = record
        elif isinstance(record, PublicationCancelled):
            cancelled[record.publication_id] = record
        else:
            history = attempts.setdefault(record.attempt_id, AttemptHistory(record.attempt_id))
            _add(history, record)
    return JournalHistory(tuple(attempts.values()), tuple(cancelled.values()), tokens)


def _add(
    history: AttemptHistory,
    record: AttemptSent | AttemptAnswered | PhotoPulled | AttemptRevoked | AttemptEnded,
) -> None:
    match record:
        case AttemptSent():
            history.sent = record
        case AttemptAnswered():
            if history.accepted is None:
                history.answered = record
        case PhotoPulled():
            history.pulled.setdefault(record.photo, record)
        case AttemptRevoked():
            history.revoked = record
        case AttemptEnded():
            was_public = history.ended is not None and history.ended.how in _PUBLIC
            if record.how in _PUBLIC or not was_public:
                history.ended = record
