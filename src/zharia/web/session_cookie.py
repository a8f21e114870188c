"""Session cookie: of a browser in which somebody is signed in.

Its name's prefix has browsers take it only from this very host, over a safe connection, for every
path; so no other site, not even a neighbour under the same domain, can plant one.
"""

from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from zharia.storage.database import Database
from zharia.users import User, UserSession, find_session, touch

NAME: Final = "__Host-zharia"


def set_cookie(response: Response, token: str, expires: datetime) -> None:
    """Sign the browser in with a session's token until then."""
    response.set_cookie(
        NAME,
        token,
        expires=expires.astimezone(UTC),
        path="/",
        secure=True,
        httponly=True,
        # Links from elsewhere lead to pages, TikTok's consent page leads back to the callback.
        samesite="lax",
    )


def clear_cookie(response: Response) -> None:
    """Have the browser forget it. The session itself is ended by `end_session`."""
    response.delete_cookie(NAME, path="/", secure=True, httponly=True, samesite="lax")


def session_token(request: Request) -> str | None:
    """The token that the browser shows, if any."""
    return request.cookies.get(NAME) or None


def load_session(database: Database, token: str) -> tuple[UserSession, User] | None:
    """The session that a token is of, which is kept alive by that, and the person who holds it."""
    with database.read() as session:
        now = database.now(session)
        found = find_session(session, token, now)
    if found is not None:
        touch(database, found[0], now)
    return found
