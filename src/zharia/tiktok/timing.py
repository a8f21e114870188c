"""Timeouts of a call, and the backoff with which it is repeated: values, without HTTP."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds. `connect` covers TCP and TLS each, `read` one wait for bytes, `total` everything."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 30.0


@dataclass(frozen=True, slots=True)
class Backoff:
    """How an idempotent call is repeated. Seconds; each wait doubles and has a random part.

    No attempt begins unless the longest wait still fits, and none outlasts the deadline.
    """

    attempts: int = 4
    deadline: float = 45.0
    first_wait: float = 0.5
    longest_wait: float = 5.0
    jitter: float = 0.5
