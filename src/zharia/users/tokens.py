"""Access tokens: JWT, HS256, twelve hours. A CMS that shares the secret may sign its own.

Ours name this service as issuer; their subject is looked up at each use, so that somebody who
was disabled, or is no longer an administrator, loses that at once. They also say in `since` when
their user last got a new password or was enabled again, which must still be so. (`iat` would not
do: it counts whole seconds, by the clock of another machine.) For a CMS's token the CMS vouches:
`sub`, `email`, `role` and `exp` are believed as they stand.
"""

import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from zharia.storage.crypto import KeysUnusable, Secret, read_or_create
from zharia.users.errors import InvalidToken
from zharia.users.model import Role, User
from zharia.users.principal import Principal, principal_of

LIFETIME: Final = timedelta(hours=12)
ISSUER: Final = "zharia"
#: bytes; a shorter HMAC key is easier to guess than the hash (RFC 7518, section 3.2)
MIN_SECRET_BYTES: Final = 32
_REMEDY: Final = (
    "Put it back from a backup, set ZHARIA_JWT_SECRET, or delete it: then a new one is made, and"
    " whoever works with an access token signs in anew."
)


def open_jwt_secret(configured: str, file: Path) -> Secret:
    """`ZHARIA_JWT_SECRET`, or what `file` holds, which is made (0600) if it is not there.

    Raises `KeysUnusable`.
    """
    secret = configured or read_or_create(file, _random_secret, _REMEDY).strip()
    if len(secret.encode()) < MIN_SECRET_BYTES:
        where = "ZHARIA_JWT_SECRET" if configured else str(file)
        raise KeysUnusable(
            f"{where} is too short: at least {MIN_SECRET_BYTES} bytes;"
            ' `python3 -c "import secrets; print(secrets.token_urlsafe(48))"` makes one'
        )
    return Secret(secret)


def _random_secret() -> str:
    return secrets.token_urlsafe(48)


class Tokens:
    """Issues and reads access tokens with one secret."""

    def __init__(self, secret: Secret) -> None:
        self._secret = secret

    def issue(self, user: User, now: datetime) -> str:
        claims = {
            "iss": ISSUER,
            "sub": user.id,
            "email": user.email,
            "role": str(user.role),
            "since": _since(user),
            "iat": int(now.timestamp()),
            "exp": int((now + LIFETIME).timestamp()),
        }
        from zharia.users.signed_claims import sign  # noqa: PLC0415 - see that module

        return sign(claims, self._secret)

    def read(self, session: Session, token: str) -> Principal:
        """Who comes with this token. Raises `TokenExpired` and `InvalidToken`."""
        from zharia.users.signed_claims import read  # noqa: PLC0415 - see that module

        claims = read(token, self._secret)
        if claims.get("iss") == ISSUER:
            user = session.get(User, claims["sub"])
            if user is None or user.disabled_at is not None:
                raise InvalidToken("its user is gone")
            if claims.get("since", "") != _since(user):
                raise InvalidToken("it was issued before its user's password was changed")
            return principal_of(user)
        email, role = claims["email"], claims["role"]
        if not isinstance(email, str) or not 0 < len(email) <= 120:
            raise InvalidToken("`email` must have 1 to 120 characters")
        if not isinstance(role, str) or role not in set(Role):
            raise InvalidToken("`role` must be ADMIN or EDITOR")
        if len(claims["sub"]) > 100:
            raise InvalidToken("`sub` has more than 100 characters")
        return Principal(f"cms:{claims['sub']}", email, Role(role))


def _since(user: User) -> str:
    """The last moment that made this user's earlier tokens unusable; empty if there was none."""
    moments = [moment for moment in (user.password_changed_at, user.enabled_at) if moment]
    return max(moments).astimezone(UTC).isoformat() if moments else ""
