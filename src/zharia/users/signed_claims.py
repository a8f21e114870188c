"""Signed claims (JWT, HS256) by PyJWT.

PyJWT imports nearly all of `cryptography`, certificates too, for algorithms that are not used here:
`tokens` imports this with the first token that somebody issues or shows.
"""

from typing import Any, Final

import jwt

from zharia.storage.crypto import Secret
from zharia.storage.storable import REMEDY, unstorable_in
from zharia.users.errors import InvalidToken, TokenExpired

_ALGORITHM: Final = "HS256"


def sign(claims: dict[str, Any], secret: Secret) -> str:
    return jwt.encode(claims, secret.reveal(), algorithm=_ALGORITHM)


def read(token: str, secret: Secret) -> dict[str, Any]:
    """The claims of a token that was signed with the secret, and has not expired.

    Raises `TokenExpired` and `InvalidToken`.
    """
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            secret.reveal(),
            algorithms=[_ALGORITHM],
            options={
                "require": ["exp", "sub", "email", "role"],
                "verify_aud": False,
                "verify_iat": False,
            },
            leeway=10,
        )
    except jwt.ExpiredSignatureError:
        raise TokenExpired from None
    except jwt.MissingRequiredClaimError as error:
        raise InvalidToken(f"it has no `{error.claim}`") from None
    except (jwt.InvalidTokenError, ValueError, OverflowError, RecursionError):
        # PyJWT's own words may quote the token.
        raise InvalidToken("it is damaged, or signed with another secret") from None
    if unstorable := next(unstorable_in(claims), None):
        raise InvalidToken(f"`{unstorable}` {REMEDY}")
    return claims
