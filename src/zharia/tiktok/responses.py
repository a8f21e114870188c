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
from zharia.tiktok.jsontext import object_at, parse_object, text_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zharia.tiktok.errors import TikTokError


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as read. `code` is `"ok"` for success, and empty if there was none."""

    http_status: int
    code: str = ""
    message: str = ""
    log_id: str = ""
    #: The error that the code stands for, if it is a code we know.
    known: type[TikTokError] | None = None
    #: What was asked for. It may hold tokens.
    content: Mapping[str, object] = field(default_factory=dict, repr=False)


def read_envelope(http_status: int, body: bytes) -> Answer:
    """Read `{"data", "error": {"code", "message", "log_id"}}` (`tiktok-api-v2-error-handling`)."""
    envelope = parse_object(body) or {}
    error = object_at(envelope, "error") or {}
    code = text_at(error, "code")
    return Answer(
        http_status,
        code=code,
        message=text_at(error, "message") or _instead(http_status, body),
        log_id=_log_id(error),
        known=API_CODES.get(code),
        content=object_at(envelope, "data") or {},
    )


def read_tokens(http_status: int, body: bytes) -> Answer:
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
    return Answer(
        http_status,
        code=code,
        message=text_at(flat, "error_description") or _instead(http_status, body),
        log_id=_log_id(flat),
        known=known,
        content=flat,
    )


def read_revocation(http_status: int, body: bytes) -> Answer:
    """Read the answer to a revoke: success is an empty body or `{}` with a 2xx status."""
    body = body.strip() or b"{}"
    answer = read_tokens(http_status, body)
    if answer.code == "" and http_status // 100 == 2 and parse_object(body) is not None:
        return Answer(http_status, code=OK, log_id=answer.log_id)
    return answer


def without(secrets: frozenset[str], answer: Answer) -> Answer:
    """The same answer, should TikTok quote back what we sent: no error or log may show it."""

    def clean(text: str) -> str:
        for secret in secrets:
            text = text.replace(secret, "[secret]")
        return text[:TEXT_LIMIT]

    return replace(
        answer,
        code=OK if answer.code == OK else clean(answer.code),
        message=clean(answer.message),
        log_id=clean(answer.log_id),
    )


def failure(answer: Answer, *, once: bool) -> TikTokError | None:
    """The error that an answer stands for, or None if it is a success.

    `once` says that the call must not reach TikTok twice: whatever is then not a clear refusal
    is an unknown outcome.
    """
    if answer.code == OK:
        return None
    return _kind(answer, once=once)(
        answer.message,
        code=answer.code,
        log_id=answer.log_id,
        http_status=answer.http_status,
    )


def _kind(answer: Answer, *, once: bool) -> type[TikTokError]:
    known, status = answer.known, answer.http_status
    if known is not None and issubclass(known, OAuthError):
        # The token endpoint's own codes are clear at any status: TikTok says which may be repeated.
        return known
    if status == 429 and known is None:
        return RateLimited
    if status >= 500 or answer.code == "" or known is TikTokFault:
        if once:
            return OutcomeUnknown
        return known or (TikTokFault if answer.code else AnswerLost)
    return known or UnknownCode


def _instead(http_status: int, body: bytes) -> str:
    """What to say of an answer that is not TikTok's."""
    if parse_object(body) is not None:
        return ""
    page = body.lstrip()[:1] == b"<"
    what = "a web page of the network in front of TikTok" if page else "no JSON"
    return f"HTTP {http_status} with {what} instead of an answer"


def _log_id(source: Mapping[str, object]) -> str:
    """TikTok's number for this exchange; some of its pages spell it `logid`."""
    return text_at(source, "log_id") or text_at(source, "logid")
