"""Who is asking, and whether they may: what a route demands in its signature.

A person comes with `Authorization: Bearer …`, a machine with `X-API-Key: …`.
"""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from zharia.users import KeyScope, Principal, Role, Tokens, UserError, key_holder
from zharia.web.context import Context, WebContext
from zharia.web.problems import Problem

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
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
Key = Annotated[str | None, Depends(api_key)]


def presented(request: Request) -> str | None:
    """The access token that a request shows, if any; for routes that ask nobody for one."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def person(context: WebContext, token: str) -> Principal:
    """Who comes with an access token. Raises `TokenUnusable`."""
    with context.database.read() as session:
        return Tokens(context.jwt_secret).read(session, token)


def _signed_in(role: Role) -> Callable[[Context, Bearer], Principal]:
    def demand(context: Context, credentials: Bearer) -> Principal:
        if credentials is None:
            raise _who_are_you()
        principal = _known(lambda: person(context, credentials.credentials))
        if not principal.may(role):
            raise _forbidden(f"This needs the role {role}.")
        return principal

    return demand


def _editor_or(scope: KeyScope) -> Callable[[Context, Bearer, Key], Principal]:
    def demand(context: Context, credentials: Bearer, key: Key) -> Principal:
        if credentials is not None:
            principal = _known(lambda: person(context, credentials.credentials))
        elif key is not None:
            principal = _known(lambda: _machine(context, key))
        else:
            raise _who_are_you()
        if not principal.may_use(scope):
            raise _forbidden(f"This needs the role {Role.EDITOR}, or a key with {scope}.")
        return principal

    return demand


Administrator = Annotated[Principal, Depends(_signed_in(Role.ADMIN))]
Editor = Annotated[Principal, Depends(_signed_in(Role.EDITOR))]
ArticleWriter = Annotated[Principal, Depends(_editor_or(KeyScope.ARTICLES_WRITE))]
ArticleReader = Annotated[Principal, Depends(_editor_or(KeyScope.ARTICLES_READ))]


def _machine(context: WebContext, key: str) -> Principal:
    with context.database.read() as session:
        return key_holder(session, key)


def _known(ask: Callable[[], Principal]) -> Principal:
    try:
        return ask()
    except UserError as error:
        raise _unauthenticated(error.code, str(error)) from None


def _who_are_you() -> Problem:
    return _unauthenticated(
        "unauthenticated",
        "This needs an access token: sign in at POST /api/auth/login and send"
        " `Authorization: Bearer …`.",
    )


def _unauthenticated(code: str, detail: str) -> Problem:
    return Problem(401, code, detail, headers={"WWW-Authenticate": "Bearer"})


def _forbidden(detail: str) -> Problem:
    return Problem(403, "forbidden", detail)
