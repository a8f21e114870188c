"""Retry policy: whether a call that failed may be made again, and when."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class RetryKind(Enum):
    """Whether the same call may be made again."""

    #: The same call will be refused again.
    NEVER = "never"
    #: The same call may be made again once `Retry.seconds` have passed.
    AFTER = "after"
    #: Nobody knows whether TikTok acted on the call; evidence must decide, not a second call.
    UNKNOWN_OUTCOME = "unknown outcome"
    #: The same call may be made again once a person has put something right.
    NEEDS_A_PERSON = "needs a person"


@dataclass(frozen=True, slots=True)
class Retry:
    """What to do about an error. `seconds` is set for `RetryKind.AFTER` only."""

    kind: RetryKind
    seconds: float | None = None


NEVER = Retry(RetryKind.NEVER)
UNKNOWN_OUTCOME = Retry(RetryKind.UNKNOWN_OUTCOME)
NEEDS_A_PERSON = Retry(RetryKind.NEEDS_A_PERSON)


def after(seconds: float) -> Retry:
    """The same call may be made again after this many seconds."""
    return Retry(RetryKind.AFTER, seconds)
