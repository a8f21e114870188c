"""Login for an access token, and API keys."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import Field, SecretStr
from starlette.status import HTTP_201_CREATED

from zharia.newsroom import keys as api_keys
from zharia.newsroom.keys import MAX_NAME
from zharia.users import KeyScope, Role, Tokens, TooManyAttempts, WrongCredentials, keys
from zharia.users.tokens import LIFETIME
from zharia.web.auth import Administrator
from zharia.web.context import Context
from zharia.web.hashing_limits import check_password
from zharia.web.problems import INPUT, SIGNED_IN, Problem, documented
from zharia.web.schemas import Id, RequestSchema, Schema

router = APIRouter()


class Credentials(RequestSchema):
    email: Annotated[str, Field(max_length=254, examples=["editor@news.example"])]
    password: Annotated[SecretStr, Field(max_length=1000, examples=["correct horse battery"])]


class UserAnswer(Schema):
    id: str
    email: str
    role: Role


class SignedIn(Schema):
    access_token: str = Field(description="send it as `Authorization: Bearer …`")
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a kind of token
    expires_in: int = Field(description="seconds", examples=[43200])
    user: UserAnswer


class KeyAsked(RequestSchema):
    name: Annotated[str, Field(min_length=1, max_length=MAX_NAME, examples=["WordPress"])]
    scopes: Annotated[frozenset[KeyScope], Field(min_length=1)] = frozenset(
        {KeyScope.ARTICLES_WRITE}
    )


class KeyAnswer(Schema):
    id: str
    name: str
    hint: str = Field(description="how the key begins")
    scopes: Sequence[str]
    created_by: str
    created_at: datetime
    revoked_at: datetime | None


class KeyMade(KeyAnswer):
    key: str = Field(description="the key itself: shown now and never again")


@router.post(
    "/api/auth/login",
    operation_id="login",
    tags=["People and keys"],
    summary="Sign in with e-mail and password",
    responses=INPUT
    | documented(
        p401="wrong_credentials: e-mail or password is wrong; which of them is not said",
        p429="too_many_attempts: wait as long as the Retry-After header says",
    ),
)
async def login(context: Context, request: Request, asked: Credentials) -> SignedIn:
    """The access token lives for twelve hours, or until its user is disabled or has a new password.

    Ten attempts on one account, or fifty from one address, within a quarter of an hour are the
    limit, whether or not the account exists.
    """
    try:
        user = await check_password(request, asked.email, asked.password.get_secret_value())
    except WrongCredentials as error:
        raise Problem(401, error.code, str(error)) from None
    except TooManyAttempts as error:
        headers = {"Retry-After": str(error.retry_after)}
        raise Problem(429, error.code, str(error), headers=headers) from None
    return SignedIn(
        # Not the database's clock: whoever reads the token compares it with the machine's.
        access_token=Tokens(context.jwt_secret).issue(user, datetime.now(UTC)),
        expires_in=int(LIFETIME.total_seconds()),
        user=UserAnswer.model_validate(user),
    )


@router.get(
    "/api/keys",
    operation_id="listKeys",
    tags=["People and keys"],
    summary="List API keys",
    responses=SIGNED_IN,
)
def list_keys(context: Context, _admin: Administrator) -> list[KeyAnswer]:
    """Newest first, revoked ones included. The keys themselves are not kept."""
    with context.database.read() as session:
        return [KeyAnswer.model_validate(key) for key in keys(session)]


@router.post(
    "/api/keys",
    operation_id="createKey",
    tags=["People and keys"],
    status_code=HTTP_201_CREATED,
    summary="Create an API key",
    responses=SIGNED_IN | INPUT,
)
def make_key(context: Context, admin: Administrator, asked: KeyAsked) -> KeyMade:
    """For a machine that delivers articles. Keep the `key`: it is shown this once."""
    with context.database.write() as session:
        now = context.database.now(session)
        row, key = api_keys.create(session, admin, asked.name, asked.scopes, now=now)
        return KeyMade(**KeyAnswer.model_validate(row).model_dump(), key=key)


@router.delete(
    "/api/keys/{key_id}",
    operation_id="revokeKey",
    tags=["People and keys"],
    summary="Revoke an API key",
    responses=SIGNED_IN
    | documented(
        p404="key_unknown: there is no such key", p422="validation_failed: the id is wrong"
    ),
)
def end_key(context: Context, admin: Administrator, key_id: Id) -> KeyAnswer:
    """From now on the key opens nothing. Revoking it again changes nothing."""
    with context.database.write() as session:
        key = api_keys.revoke(session, admin, key_id, now=context.database.now(session))
    return KeyAnswer.model_validate(key)
