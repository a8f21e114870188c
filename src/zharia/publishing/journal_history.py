"""Journal history: everything that the attempt journal tells of one attempt, together. Pure."""

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

#: nothing leads from here to another end: such a line was written late
_PUBLIC: Final = frozenset({"published", "removed"})
_POSTS: Final = frozenset({"published", "delivered", "removed"})


@dataclass(slots=True)
class Story:
    """What the journal tells of one attempt, as far as it was read."""

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
        """TikTok said no to init."""
        return self.answered is not None and self.answered.publish_id is None

    @property
    def became_a_post(self) -> bool:
        """TikTok published or delivered it."""
        return self.ended is not None and self.ended.how in _POSTS


@dataclass(frozen=True, slots=True)
class History:
    """What a part of the journal tells, each attempt in the order of sending."""

    stories: tuple[Story, ...]
    cancelled: tuple[PublicationCancelled, ...]
    #: account id → the newest tokens, as they were written down last
    tokens: dict[str, TokensKept]


def history(records: Iterable[Record]) -> History:
    """Put the lines in order; of an answer, the one with a publish id counts."""
    stories: dict[str, Story] = {}
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
            story = stories.setdefault(record.attempt_id, Story(record.attempt_id))
            _add(story, record)
    return History(tuple(stories.values()), tuple(cancelled.values()), tokens)


def _add(
    story: Story,
    record: AttemptSent | AttemptAnswered | PhotoPulled | AttemptRevoked | AttemptEnded,
) -> None:
    match record:
        case AttemptSent():
            story.sent = record
        case AttemptAnswered():
            if story.accepted is None:
                story.answered = record
        case PhotoPulled():
            story.pulled.setdefault(record.photo, record)
        case AttemptRevoked():
            story.revoked = record
        case AttemptEnded():
            was_public = story.ended is not None and story.ended.how in _PUBLIC
            if record.how in _PUBLIC or not was_public:
                story.ended = record
