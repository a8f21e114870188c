"""Error codes: every one that TikTok documents, and the exception it becomes.

A code that is in no table is never a success and is never repeated by a machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from zharia.tiktok import errors

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The one code that means success, whatever the HTTP status (`tiktok-api-v2-error-handling`).
OK: Final = "ok"

#: Characters of a text from outside that an error keeps.
TEXT_LIMIT: Final = 300

#: The codes inside the envelope (`content-posting-api-reference-photo-post` and its siblings).
API_CODES: Final[Mapping[str, type[errors.Refused]]] = {
    "access_token_invalid": errors.AccessTokenInvalid,
    "scope_not_authorized": errors.ScopeNotAuthorized,
    "scope_permission_missed": errors.ScopePermissionMissed,
    "invalid_param": errors.InvalidRequest,
    "invalid_params": errors.InvalidRequest,
    "invalid_file_upload": errors.InvalidRequest,
    "invalid_publish_id": errors.UnknownPublishId,
    "token_not_authorized_for_specified_publish_id": errors.UnknownPublishId,
    "publish_not_cancellable": errors.NotCancellable,
    "app_version_check_failed": errors.AppTooOld,
    "rate_limit_exceeded": errors.RateLimited,
    "spam_risk_too_many_posts": errors.PostCapReached,
    "reached_active_user_cap": errors.UserCapReached,
    "spam_risk_too_many_pending_share": errors.TooManyPendingDrafts,
    "spam_risk_user_banned_from_posting": errors.CreatorBlocked,
    "spam_risk_text": errors.CreatorBlocked,
    "spam_risk": errors.CreatorBlocked,
    "unaudited_client_can_only_post_to_private_accounts": errors.UnauditedApp,
    "url_ownership_unverified": errors.UrlNotVerified,
    "privacy_level_option_mismatch": errors.PrivacyLevelMismatch,
    "internal_error": errors.TikTokFault,
}

#: The flat `error` of the token endpoint (`oauth-error-handling`).
OAUTH_CODES: Final[Mapping[str, type[errors.OAuthError]]] = {
    "invalid_grant": errors.InvalidGrant,
    "access_denied": errors.AccessDenied,
    "invalid_request": errors.OAuthRejected,
    "invalid_client": errors.OAuthRejected,
    "unauthorized_client": errors.OAuthRejected,
    "invalid_scope": errors.OAuthRejected,
    "unsupported_grant_type": errors.OAuthRejected,
    "server_error": errors.OAuthUnavailable,
    "temporarily_unavailable": errors.OAuthUnavailable,
}

#: Why an accepted post failed (`content-posting-api-reference-get-video-status`).
FAIL_REASONS: Final[Mapping[str, type[errors.Refused]]] = {
    "file_format_check_failed": errors.MediaRefused,
    "picture_size_check_failed": errors.MediaRefused,
    "duration_check_failed": errors.MediaRefused,
    "frame_rate_check_failed": errors.MediaRefused,
    "internal": errors.ProcessingFailed,
    "photo_pull_failed": errors.PullFailed,
    "video_pull_failed": errors.PullFailed,
    "publish_cancelled": errors.PostCancelled,
    "auth_removed": errors.AuthorizationRemoved,
    "spam_risk_too_many_posts": errors.PostCapReached,
    "spam_risk_user_banned_from_posting": errors.CreatorBlocked,
    "spam_risk_text": errors.CreatorBlocked,
    "spam_risk": errors.CreatorBlocked,
}


def post_failure(reason: str, *, log_id: str = "") -> errors.Refused:
    """The error for a post's `fail_reason`, from the status call or a webhook; not raised."""
    return FAIL_REASONS.get(reason, errors.UnknownFailure)(code=reason, log_id=log_id)


def oauth_failure(code: str, description: str) -> errors.OAuthError:
    """The error for a flat OAuth `error`; not raised."""
    kind = OAUTH_CODES.get(code, errors.OAuthRejected)
    return kind(description[:TEXT_LIMIT], code=code[:TEXT_LIMIT])
