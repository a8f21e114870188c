"""Authentication and authorisation of requests: what a route demands in its signature.

A person comes with `Authorization: Bearer …` or, in a browser, with the cookie of a session; a
machine with `X-API-Key: …`. A header counts before the cookie: no other site's page can have set
it, but a browser sends its cookie whoever asked it to. So a request that changes something is
believed for its cookie only if a page of ours sent it.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from zharia.errors import ErrorCode
from zharia.users import (
    KeyScope,
    Principal,
    Role,
    Tokens,
    UserError,
    authenticate_key,
    principal_of,
)
from zharia.web import session_cookie
from zharia.web.context import Context, WebContext
from zharia.web.csrf import SAFE_METHODS, same_origin
from zharia.web.problems import Problem
from zharia.web.requests import client_address

bearer = HTTPBearer(
    auto_error=False,
    scheme_name="accessToken",
    bearerFormat="JWT",
    description="From `POST /api/auth/login`, or signed by a CMS that shares `ZHARIA_JWT_SECRET`"
    " (HS256, with `sub`, `email`, `role` and `exp`).",
)
api_key = APIKeyHeader(
    name="X-API-Key",
    auto_error=False,
    scheme_name="apiKey",
    description="For machines that deliver articles; made by an administrator with"
    " `POST /api/keys`.",
)
cookie = APIKeyCookie(
    name=session_cookie.NAME,
    auto_error=False,
    scheme_name="session",
    description="Of a browser in which somebody is signed in. Requests that change something are"
    " taken from our own pages alone (`Sec-Fetch-Site`, `Origin`).",
)
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
Key = Annotated[str | None, Depends(api_key)]
Cookie = Annotated[str | None, Depends(cookie)]


def optional_principal(context: WebContext, request: Request) -> Principal | None:
    """Whom a request shows itself to come from; for routes that ask nobody.

    None too if what it shows is not valid, as if it had shown nothing.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        try:
            found: Principal | None = _by_token(context, token.strip())
        except UserError:
            found = None
    else:
        cookie_token = session_cookie.session_token(request)
        found = _by_cookie(context, cookie_token) if cookie_token else None
    return replace(found, address=client_address(request)) if found else None


def _require_role(
    role: Role, *, changing: bool = False
) -> Callable[[Request, Context, Bearer, Cookie], Principal]:
    """`changing`: the route changes something by whatever method."""

    def require(
        request: Request, context: Context, credentials: Bearer, token: Cookie
    ) -> Principal:
        principal = _authenticate(context, request, credentials, None, token, changing=changing)
        if not principal.has_role(role):
            raise _forbidden(f"This needs the role {role}.")
        return principal

    return require


def _require_scope(
    scope: KeyScope,
) -> Callable[[Request, Context, Bearer, Key, Cookie], Principal]:
    """An editor, or a machine whose key has this scope."""

    def require(
        request: Request, context: Context, credentials: Bearer, key: Key, token: Cookie
    ) -> Principal:
        principal = _authenticate(context, request, credentials, key, token)
        if not principal.has_scope(scope):
            raise _forbidden(f"This needs the role {Role.EDITOR}, or a key with {scope}.")
        return principal

    return require


Administrator = Annotated[Principal, Depends(_require_role(Role.ADMIN))]
#: of a route that changes something even by GET
AdministratorFromOurPage = Annotated[Principal, Depends(_require_role(Role.ADMIN, changing=True))]
Editor = Annotated[Principal, Depends(_require_role(Role.EDITOR))]
ArticleWriter = Annotated[Principal, Depends(_require_scope(KeyScope.ARTICLES_WRITE))]
ArticleReader = Annotated[Principal, Depends(_require_scope(KeyScope.ARTICLES_READ))]


def _authenticate(
    context: WebContext,
    request: Request,
    credentials: Bearer,
    key: Key,
    token: Cookie,
    *,
    changing: bool = False,
) -> Principal:
    """Raises a 401, or a 403 for a cookie that another site's page had the browser send."""
    try:
        if credentials is not None:
            principal = _by_token(context, credentials.credentials)
        elif key is not None:
            principal = _by_key(context, key)
        elif token:
            principal = _by_cookie_of_our_page(context, request, token, changing=changing)
        else:
            raise _unauthenticated(
                ErrorCode.UNAUTHENTICATED,
                "This needs an access token: sign in at POST /api/auth/login and send"
                " `Authorization: Bearer …`.",
            )
    except UserError as error:
        raise _unauthenticated(error.code, str(error)) from None
    return replace(principal, address=client_address(request))


def _by_token(context: WebContext, token: str) -> Principal:
    with context.database.read() as session:
        return Tokens(context.jwt_secret).read(session, token)


def _by_key(context: WebContext, key: str) -> Principal:
    with context.database.read() as session:
        return authenticate_key(session, key)


def _by_cookie(context: WebContext, token: str) -> Principal | None:
    found = session_cookie.load_session(context.database, token)
    return principal_of(found[1]) if found else None


def _by_cookie_of_our_page(
    context: WebContext, request: Request, token: str, *, changing: bool
) -> Principal:
    if (changing or request.method not in SAFE_METHODS) and not same_origin(request):
        raise Problem(
            403,
            ErrorCode.CROSS_SITE,
            "Another site's page sent this with your cookie, so nothing was done. If it was you, do"
            " it on Zharia's own pages; programs send an access token instead of the cookie.",
        )
    found = _by_cookie(context, token)
    if found is None:
        raise _unauthenticated(
            ErrorCode.SESSION_OVER, "You are no longer signed in, in this browser: sign in again."
        )
    return found


def _unauthenticated(code: ErrorCode, detail: str) -> Problem:
    return Problem(401, code, detail, headers={"WWW-Authenticate": "Bearer"})


def _forbidden(detail: str) -> Problem:
    return Problem(403, ErrorCode.FORBIDDEN, detail)
