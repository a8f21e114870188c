"""Response classification: success, refusal, or nobody knows. Pure.

TikTok's status line is not to be trusted: refusals come with HTTP 200. So the code in the body
speaks first, and the status is asked only where there is no code, or none we know.

A page of HTML is from the edge in front of TikTok. Even its 403, by which it most likely let
nothing through, proves nothing of what lies behind it: for a call that must not be made twice it
is an unknown outcome, and not a refusal.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from zharia.tiktok.codes import API_CODES, OAUTH_CODES, OK, TEXT_LIMIT
from zharia.tiktok.errors import (
    AnswerLost,
    OAuthError,
    OAuthRejected,
    OutcomeUnknown,
    RateLimited,
    TikTokFault,
    UnknownCode,
)
from zharia.tiktok.json_values import object_at, parse_object, text_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zharia.tiktok.errors import TikTokError


@dataclass(frozen=True, slots=True)
class ApiResponse:
    """A response as read. `code` is `"ok"` for success, and empty if there was none."""

    http_status: int
    code: str = ""
    message: str = ""
    log_id: str = ""
    #: The error that the code stands for, if it is a code we know.
    known: type[TikTokError] | None = None
    #: What was asked for. It may hold tokens.
    content: Mapping[str, object] = field(default_factory=dict, repr=False)


def read_envelope(http_status: int, body: bytes) -> ApiResponse:
    """Read `{"data", "error": {"code", "message", "log_id"}}` (`tiktok-api-v2-error-handling`)."""
    envelope = parse_object(body) or {}
    error = object_at(envelope, "error") or {}
    code = text_at(error, "code")
    return ApiResponse(
        http_status,
        code=code,
        message=text_at(error, "message") or _not_json_message(http_status, body),
        log_id=_log_id(error),
        known=API_CODES.get(code),
        content=object_at(envelope, "data") or {},
    )


def read_tokens(http_status: int, body: bytes) -> ApiResponse:
    """Read the token endpoint's flat JSON (`oauth-user-access-token-management`).

    It has no `ok`: an answer that names no error and holds an access token is a success. A
    gateway in front of it may answer with the envelope instead, so that is read too.
    """
    flat = parse_object(body) or {}
    if object_at(flat, "error") is not None:
        return read_envelope(http_status, body)
    code = text_at(flat, "error")
    if flat.get("error") in (None, "") and text_at(flat, "access_token"):
        code = OK
    known = OAUTH_CODES.get(code) or API_CODES.get(code)
    if known is None and code and http_status < 500 and http_status != 429:
        known = OAuthRejected
    return ApiResponse(
        http_status,
        code=code,
        message=text_at(flat, "error_description") or _not_json_message(http_status, body),
        log_id=_log_id(flat),
        known=known,
        content=flat,
    )


def read_revocation(http_status: int, body: bytes) -> ApiResponse:
    """Read the answer to a revoke: success is an empty body or `{}` with a 2xx status."""
    body = body.strip() or b"{}"
    response = read_tokens(http_status, body)
    if response.code == "" and http_status // 100 == 2 and parse_object(body) is not None:
        return ApiResponse(http_status, code=OK, log_id=response.log_id)
    return response


def redacted(response: ApiResponse, secrets: frozenset[str]) -> ApiResponse:
    """The response without what we sent, should TikTok quote it: no error or log may show it."""

    def clean(text: str) -> str:
        for secret in secrets:
            text = text.replace(secret, "[secret]")
        return text[:TEXT_LIMIT]

    return replace(
        response,
        code=OK if response.code == OK else clean(response.code),
        message=clean(response.message),
        log_id=clean(response.log_id),
    )


def failure(response: ApiResponse, *, idempotent: bool) -> TikTokError | None:
    """The error that a response stands for, or None if it is a success.

    For a call that is not `idempotent`, whatever is not a clear refusal is an unknown outcome.
    """
    if response.code == OK:
        return None
    return _error_class(response, idempotent=idempotent)(
        response.message,
        code=response.code,
        log_id=response.log_id,
        http_status=response.http_status,
    )


def _error_class(response: ApiResponse, *, idempotent: bool) -> type[TikTokError]:
    known, status = response.known, response.http_status
    if known is not None and issubclass(known, OAuthError):
        # The token endpoint's own codes are clear at any status: TikTok says which may be repeated.
        return known
    if status == 429 and known is None:
        return RateLimited
    if status >= 500 or response.code == "" or known is TikTokFault:
        if not idempotent:
            return OutcomeUnknown
        return known or (TikTokFault if response.code else AnswerLost)
    return known or UnknownCode


def _not_json_message(http_status: int, body: bytes) -> str:
    """The message of an error whose response is not JSON from TikTok."""
    if parse_object(body) is not None:
        return ""
    page = body.lstrip()[:1] == b"<"
    what = "a web page of the network in front of TikTok" if page else "no JSON"
    return f"HTTP {http_status} with {what} instead of an answer"


def _log_id(source: Mapping[str, object]) -> str:
    """TikTok's number for this exchange; some of its pages spell it `logid`."""
    return text_at(source, "log_id") or text_at(source, "logid")
