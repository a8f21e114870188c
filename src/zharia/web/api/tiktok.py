"""OAuth routes: connecting a TikTok account, renewing tokens, status."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse
from starlette.status import HTTP_302_FOUND, HTTP_303_SEE_OTHER

from zharia.accounts import (
    AccountError,
    AuthorizationRequest,
    Connected,
    NotConfigured,
    configuration,
    has_credentials,
)
from zharia.accounts.queries import first_connected
from zharia.newsroom.accounts import Renewal, finish_connecting, renew_all
from zharia.web.accept_language import preferred_language
from zharia.web.auth import Administrator, AdministratorFromOurPage, optional_principal
from zharia.web.context import Context, WebContext
from zharia.web.problems import PARAMETERS, SIGNED_IN, Problem, documented
from zharia.web.requests import client_address
from zharia.web.schemas import Schema

router = APIRouter(tags=["Connecting TikTok"])

#: the page that shows how a visit to TikTok ended
SETTINGS_PAGE = "/admin/settings/social-media"

_NOT_CONFIGURED = documented(
    p409="tiktok_not_configured: no client key or secret yet: PUT them at"
    " /api/social-media/config/TIKTOK"
)


class AuthUrl(Schema):
    auth_url: str = Field(description="TikTok's consent page, with a state good for ten minutes")
    redirect_uri: str = Field(description="as it must be registered in TikTok's console")


class Refreshed(Schema):
    account_id: str
    name: str
    success: bool
    expires_in: int | None = Field(description="seconds that the access token is good for")
    code: str | None = Field(default=None, description="why it failed: stable")
    message: str | None = Field(default=None, description="why it failed, and what to do")


class Status(Schema):
    is_configured: bool = Field(description="client key and secret are there")
    is_authorized: bool = Field(description="an account is connected")
    enabled: bool = Field(description="an administrator switched TikTok on")
    open_id: str | None = Field(description="of the account that was connected first")


@router.get(
    "/api/tiktok/auth",
    operation_id="beginAuthorization",
    summary="Go to TikTok's consent page",
    status_code=HTTP_302_FOUND,
    response_class=RedirectResponse,
    responses=SIGNED_IN | _NOT_CONFIGURED,
)
def auth(context: Context, admin: Administrator) -> RedirectResponse:
    """Redirects the browser to TikTok; the way back is the callback."""
    return RedirectResponse(_begin_connecting(context, admin.id).authorize_url, HTTP_302_FOUND)


@router.get(
    "/api/tiktok/auth-url",
    operation_id="getAuthorizationUrl",
    summary="The address of TikTok's consent page",
    responses=SIGNED_IN | _NOT_CONFIGURED,
)
def auth_url(context: Context, admin: Administrator) -> AuthUrl:
    """Makes a state and a PKCE pair, and names the page to send the administrator to."""
    begun = _begin_connecting(context, admin.id)
    return AuthUrl(auth_url=begun.authorize_url, redirect_uri=begun.redirect_uri)


@router.get(
    "/api/tiktok/callback",
    operation_id="finishAuthorization",
    summary="Where TikTok sends the browser back to",
    status_code=HTTP_303_SEE_OTHER,
    response_class=RedirectResponse,
    responses=PARAMETERS,
)
async def callback(
    request: Request,
    context: Context,
    state: Annotated[str | None, Query(max_length=500)] = None,
    code: Annotated[str | None, Query(max_length=4000)] = None,
    scopes: Annotated[str | None, Query(max_length=1000)] = None,
    error: Annotated[str | None, Query(max_length=500)] = None,
    error_description: Annotated[str | None, Query(max_length=2000)] = None,
) -> RedirectResponse:
    """Public: the state tells which administrator began, and works once within ten minutes.

    No access token or cookie need be shown; if one is, it must be that administrator's. Redirects
    to `/admin/settings/social-media?tiktok_auth=success`, or `=error` with a `message` in the
    browser's language (kk, ru, en) and its stable `code`.
    """
    query = {
        name: value
        for name, value in {
            "state": state,
            "code": code,
            "scopes": scopes,
            "error": error,
            "error_description": error_description,
        }.items()
        if value is not None
    }
    try:
        connected = await run_in_threadpool(_finish_connecting, context, request, query)
    except AccountError as failure:
        language = preferred_language(request.headers.get("accept-language", ""))
        return _redirect_to_settings(
            tiktok_auth="error", message=failure.message.text(language), code=failure.code
        )
    left_out = {"missing": ",".join(connected.missing)} if connected.missing else {}
    return _redirect_to_settings(tiktok_auth="success", **left_out)


@router.get(
    "/api/tiktok/refresh-token",
    operation_id="refreshTokensByGet",
    summary="Renew the access tokens now",
    responses=SIGNED_IN,
)
@router.post(
    "/api/tiktok/refresh-token",
    operation_id="refreshTokens",
    summary="Renew the access tokens now",
    responses=SIGNED_IN,
)
def refresh_token(context: Context, _admin: AdministratorFromOurPage) -> list[Refreshed]:
    """One row for each connected account. They are renewed ahead of their end anyway."""
    return [_refreshed(one) for one in renew_all(context.database, context.vault)]


@router.get(
    "/api/tiktok/status",
    operation_id="getTikTokStatus",
    summary="Whether TikTok is set up",
)
def status(context: Context) -> Status:
    """Public, and without any secret."""
    with context.database.read() as session:
        config = configuration(session)
        open_id = first_open_id(session)
        return Status(
            is_configured=has_credentials(config),
            is_authorized=open_id is not None,
            enabled=config.enabled,
            open_id=open_id,
        )


def first_open_id(session: Session) -> str | None:
    """The `open_id` of the active environment's first connected account."""
    first = first_connected(session)
    return first.open_id if first is not None else None


def _begin_connecting(context: WebContext, admin_id: str) -> AuthorizationRequest:
    try:
        return context.connecting.begin(admin_id)
    except NotConfigured as error:
        raise Problem(409, error.code, str(error)) from None


def _finish_connecting(
    context: WebContext, request: Request, query: Mapping[str, str]
) -> Connected:
    return finish_connecting(
        context.database,
        context.connecting,
        query,
        principal=optional_principal(context, request),
        address=client_address(request),
    )


def _redirect_to_settings(**query: str) -> RedirectResponse:
    return RedirectResponse(f"{SETTINGS_PAGE}?{urlencode(query)}", HTTP_303_SEE_OTHER)


def _refreshed(one: Renewal) -> Refreshed:
    return Refreshed(
        account_id=one.account.id,
        name=one.account.name,
        success=one.problem is None,
        expires_in=None if one.expires_in is None else int(one.expires_in),
        code=one.problem.code if one.problem else None,
        message=str(one.problem) if one.problem else None,
    )
