"""Retry with backoff, for the calls that do no harm when TikTok gets them twice.

| call                          | repeated here after                                   |
|-------------------------------|-------------------------------------------------------|
| creator info, user info,      | no answer, an unreadable one, a fault of TikTok's     |
| status                        |                                                       |
| revoke, cancel                | the same: twice revoked or cancelled is the same thing |
| code exchange, refresh        | nothing left us; `server_error`, `temporarily_unavailable` |
| init                          | nothing: it has no idempotency key                    |

A code works once and a refresh kills the old refresh token, so when an answer to either is lost,
the tokens in it may be lost too: the caller is told with `OutcomeUnknown` and must not take the
next `invalid_grant` for a withdrawn consent without having read its store again. The two named
codes are an answer, and TikTok's page says to ask again after them (`oauth-error-handling`).

A rate limit is not waited out here: a minute is too long to hold a thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

import stamina

from zharia.tiktok.deadline import deadline, remaining
from zharia.tiktok.errors import AnswerLost, NotSent, OAuthUnavailable, TikTokFault

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

_HARMLESS: Final = (NotSent, AnswerLost, TikTokFault, OAuthUnavailable)


@dataclass(frozen=True, slots=True)
class Backoff:
    """How a harmless call is repeated. Seconds; each wait doubles and has a random part.

    No attempt begins unless the longest wait still fits, and none outlasts the deadline.
    """

    attempts: int = 4
    deadline: float = 45.0
    first_wait: float = 0.5
    longest_wait: float = 5.0
    jitter: float = 0.5


def repeating(backoff: Backoff, call: Callable[[], T]) -> T:
    """Make a call until it answers; then return its result, or raise its last error."""

    def again(error: Exception) -> bool:
        return isinstance(error, _HARMLESS) and remaining() > backoff.longest_wait

    attempts = stamina.retry_context(
        again,
        attempts=backoff.attempts,
        timeout=None,
        wait_initial=backoff.first_wait,
        wait_max=backoff.longest_wait,
        wait_jitter=backoff.jitter,
    )
    with deadline(backoff.deadline):
        for attempt in attempts:
            with attempt:
                return call()
    raise AssertionError  # pragma: no cover  stamina returns or raises in its last attempt
