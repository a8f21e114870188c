"""Retries: with backoff for the calls that are idempotent, once with a renewed token on 401.

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

from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

import stamina

from zharia.tiktok.deadline import deadline, remaining
from zharia.tiktok.errors import (
    AccessTokenInvalid,
    AnswerLost,
    NotSent,
    OAuthUnavailable,
    TikTokFault,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from zharia.tiktok.timing import Backoff

T = TypeVar("T")

#: Given the access token that TikTok refused, returns a fresh one, or raises.
Renew: TypeAlias = "Callable[[str], str]"

_REPEATABLE: Final = (NotSent, AnswerLost, TikTokFault, OAuthUnavailable)


def with_retries(backoff: Backoff, call: Callable[[], T]) -> T:
    """Make a call until it succeeds; return its result, or raise its last error."""

    def again(error: Exception) -> bool:
        return isinstance(error, _REPEATABLE) and remaining() > backoff.longest_wait

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


def with_renewed_token(call: Callable[[str], T], access_token: str, renew: Renew | None) -> T:
    """Make `call` with a token, and once more with a renewed one if TikTok calls it invalid.

    TikTok checks the token before anything else, so this is safe for init too. A second refusal is
    raised, as is the first without `renew`.
    """
    try:
        return call(access_token)
    except AccessTokenInvalid:
        if renew is None:
            raise
    # Outside the except block, so that an error of the second call does not drag the first along.
    return call(renew(access_token))
