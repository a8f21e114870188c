"""The situations that a long run must have met; one that never comes up is not tried at all."""

from typing import Final

from tests.integration.publishing.machine.mortal import Edge
from tests.integration.publishing.machine.world import Answer
from zharia.publishing.event_types import EventType
from zharia.publishing.states import State
from zharia.publishing.webhook_model import PostOrigin

_STORIES: Final = (
    EventType.ACCEPTED,
    EventType.ACCOUNT_WAITS,
    EventType.ALREADY_LIVE,
    EventType.ANSWER_LOST,
    EventType.ANSWERED_LATE,
    EventType.APPROVED,
    EventType.ASKS_A_PERSON,
    EventType.ATTRIBUTED,
    EventType.CANCELLED,
    EventType.COMPLETE,
    EventType.COMPOSED_AGAIN,
    EventType.DELIVERED,
    EventType.EARLIER_ATTEMPT_FAILED,
    EventType.NOT_PUBLIC,
    EventType.PROVED_ACCEPTED,
    EventType.PUBLIC,
    EventType.REFUSED_THOUGH_PULLED,
    EventType.RECALLED,
    EventType.RETRIED,
    EventType.REVOKED,
    EventType.SAID_LIVE,
    EventType.SAID_NOT_LIVE,
    EventType.SENDER_DIED,
    EventType.TRIES_AGAIN,
)

INTERESTING: Final[frozenset[str]] = frozenset(
    {f"init: {answer}" for answer in Answer}
    | {f"story: {line}" for line in _STORIES}
    | {f"unknown post: {origin}" for origin in PostOrigin if origin is not PostOrigin.OPEN}
    | {f"killed {edge} commit {number}" for edge in Edge for number in range(2)}
    | {f"end: {state}" for state in (State.PUBLISHED, State.DELIVERED, State.REMOVED, State.FAILED)}
    | {f"webhook: {fate}" for fate in ("once", "again later", "lost", "kept only")}
    | {
        "frozen before",
        "frozen after",
        "thawed",
        "thawed and killed",
        "force over one under way is refused",
        "repeat ordered",
        "a person errs",
        "restored",
        "went back underneath",
        "resolve: done",
        "retry: done",
        "retry: still_under_way",
        "pull broken off: pulling",
        "pull end",
        "pull all: failed",
    }
)
