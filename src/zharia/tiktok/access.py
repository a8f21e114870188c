"""Token renewal on 401: a refused access token is renewed once, then the call is repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypeVar

from zharia.tiktok.errors import AccessTokenInvalid

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

#: Given the access token that TikTok refused, returns a fresh one, or raises.
Renew: TypeAlias = "Callable[[str], str]"


def authorized(call: Callable[[str], T], access_token: str, renew: Renew | None) -> T:
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
