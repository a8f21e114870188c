"""TikTok's answers: the API's envelope, OAuth's flat errors, every code's HTTP status."""

import json
import secrets
import time
from typing import Any

from starlette.responses import Response

#: tiktok-api-v2-error-handling; content-posting-api-reference-photo-post
STATUS_OF = {
    "ok": 200,
    "invalid_param": 400,
    "invalid_params": 400,
    "app_version_check_failed": 400,
    "invalid_publish_id": 400,
    "token_not_authorized_for_specified_publish_id": 400,
    "publish_not_cancellable": 400,
    "invalid_file_upload": 400,
    "scope_permission_missed": 400,
    "access_token_invalid": 401,
    "scope_not_authorized": 401,
    "spam_risk_too_many_posts": 403,
    "spam_risk_user_banned_from_posting": 403,
    "spam_risk_too_many_pending_share": 403,
    "reached_active_user_cap": 403,
    "unaudited_client_can_only_post_to_private_accounts": 403,
    "url_ownership_unverified": 403,
    "privacy_level_option_mismatch": 403,
    "rate_limit_exceeded": 429,
    "internal_error": 500,
    # An empty code is seen with 5xx.
    "": 500,
}

#: content-posting-api-reference-query-creator-info: these come with HTTP 200 there
CREATOR_INFO_OK_STATUS = frozenset(
    {
        "spam_risk_too_many_posts",
        "spam_risk_user_banned_from_posting",
        "reached_active_user_cap",
    }
)

#: oauth-error-handling; all others answer `Settings.oauth_error_status`
OAUTH_CODES = {
    "invalid_grant": None,
    "invalid_request": None,
    "invalid_client": None,
    "unauthorized_client": None,
    "invalid_scope": None,
    "unsupported_grant_type": None,
    "access_denied": None,
    "server_error": 500,
    "temporarily_unavailable": 503,
}

_MESSAGES = {
    "access_token_invalid": "The access token is invalid or not found in the request.",
    "scope_not_authorized": "The user did not authorize the scope required for this request.",
    "scope_permission_missed": "Additional scope permissions are required by the fields requested.",
    "rate_limit_exceeded": "The API rate limit was exceeded. Please try again later.",
    "internal_error": "Something is wrong. Please try again later.",
    "url_ownership_unverified": "Please review our URL ownership verification rules.",
    "privacy_level_option_mismatch": "The privacy level is not among the creator's options.",
    # Whatever is malformed: the field is not named (field).
    "invalid_param": "One or more fields in request is invalid.",
    "invalid_params": "One or more fields in request is invalid.",
}


class Refused(Exception):  # "raise Refused" is what TikTok does
    """TikTok says no: `code` goes to the client, `wrong` to the call log, in detail.

    `message` is what the client reads; by default TikTok's own phrase for the code.
    """

    def __init__(self, code: str, wrong: str, *, message: str | None = None) -> None:
        super().__init__(wrong)
        self.code = code
        self.wrong = wrong
        self.message = _MESSAGES.get(code, code) if message is None else message


def new_log_id() -> str:
    """What TikTok's support asks for: a time of 14 digits and 20 hex digits (field)."""
    return time.strftime("%Y%m%d%H%M%S", time.gmtime()) + secrets.token_hex(10).upper()


def api_body(
    data: dict[str, Any] | None, *, code: str = "ok", message: str = "", log_id: str
) -> dict[str, Any]:
    """The envelope around every answer but the token endpoint's; an error has no `data` (field)."""
    body: dict[str, Any] = {} if data is None else {"data": data}
    body["error"] = {"code": code, "message": message, "log_id": log_id}
    return body


def json_response(body: object, status: int = 200) -> Response:
    """JSON as TikTok writes it: 19-digit ids stay bare integers."""
    return Response(
        json.dumps(body, ensure_ascii=False),
        status_code=status,
        media_type="application/json; charset=utf-8",
    )
