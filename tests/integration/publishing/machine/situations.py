"""The situations that a long run must have met; one that never comes up is not tried at all."""

from typing import Final

from tests.integration.publishing.machine.mortal import Edge
from tests.integration.publishing.machine.world import Answer
from zharia.publishing.happenings import Happening
from zharia.publishing.model import PostOrigin
from zharia.publishing.states import State

_STORIES: Final = (
    Happening.ACCEPTED,
    Happening.ACCOUNT_WAITS,
    Happening.ALREADY_LIVE,
    Happening.ANSWER_LOST,
    Happening.ANSWERED_LATE,
    Happening.APPROVED,
    Happening.ASKS_A_PERSON,
    Happening.ATTRIBUTED,
    Happening.CANCELLED,
    Happening.COMPLETE,
    Happening.COMPOSED_AGAIN,
    Happening.DELIVERED,
    Happening.EARLIER_ATTEMPT_FAILED,
    Happening.NOT_PUBLIC,
    Happening.PROVED_ACCEPTED,
    Happening.PUBLIC,
    Happening.REFUSED_THOUGH_PULLED,
    Happening.RECALLED,
    Happening.RETRIED,
    Happening.REVOKED,
    Happening.SAID_LIVE,
    Happening.SAID_NOT_LIVE,
    Happening.SENDER_DIED,
    Happening.TRIES_AGAIN,
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
