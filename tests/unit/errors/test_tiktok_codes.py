"""Every code of TikTok's has its entry; the codes are written out by hand from TikTok's pages."""

import pytest

from zharia.errors import WhoActs
from zharia.errors.book import entries, entry, explain
from zharia.errors.entry import Source
from zharia.publishing.retry_policy import MAX_TRIES, decide_on_error
from zharia.tiktok import RetryKind
from zharia.tiktok.codes import API_CODES, FAIL_REASONS, OAUTH_CODES

# login-kit-web, login-kit-desktop: pages that say one word and nothing more
OPAQUE_PAGES = ["client_key", "redirect_uri", "code_challenge"]
# oauth-error-handling
OAUTH = [
    "access_denied",
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "server_error",
    "temporarily_unavailable",
    "unauthorized_client",
    "unsupported_grant_type",
]
# content-posting-api-reference-query-creator-info
CREATOR_INFO = [
    "reached_active_user_cap",
    "spam_risk_too_many_posts",
    "spam_risk_user_banned_from_posting",
]
# content-posting-api-reference-photo-post, content-posting-api-get-started
INIT = [
    "app_version_check_failed",
    "privacy_level_option_mismatch",
    "spam_risk_too_many_pending_share",
    "unaudited_client_can_only_post_to_private_accounts",
    "url_ownership_unverified",
]
# content-posting-api-reference-get-video-status, and cancel
FAIL_REASON = [
    "auth_removed",
    "duration_check_failed",
    "file_format_check_failed",
    "frame_rate_check_failed",
    "internal",
    "photo_pull_failed",
    "picture_size_check_failed",
    "publish_cancelled",
    "spam_risk",
    "spam_risk_text",
    "spam_risk_too_many_posts",
    "spam_risk_user_banned_from_posting",
    "video_pull_failed",
]
CANCEL = ["invalid_publish_id", "publish_not_cancellable"]
# tiktok-api-v2-error-handling
ANY_CALL = [
    "access_token_invalid",
    "internal_error",
    "invalid_file_upload",
    "invalid_param",
    "invalid_params",
    "rate_limit_exceeded",
    "scope_not_authorized",
    "scope_permission_missed",
    "token_not_authorized_for_specified_publish_id",
]
# webhooks-events
WEBHOOKS = [
    "authorization.removed.account_deleted",
    "authorization.removed.age",
    "authorization.removed.banned",
    "authorization.removed.disconnected",
    "authorization.removed.revoked_by_developer",
    "authorization.removed.unknown",
    "post.publish.no_longer_publicaly_available",
]
ALL = {
    *OPAQUE_PAGES, *OAUTH, *CREATOR_INFO, *INIT, *FAIL_REASON, *CANCEL, *ANY_CALL, *WEBHOOKS
}  # fmt: skip


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_code_is_explained_in_every_language(language: str) -> None:
    for code in sorted(ALL):
        known = entry(code)
        assert known is not None, code
        assert known.code == code
        assert known.title.text(language), code
        assert known.happened.text(language), code
        assert known.remedy.text(language), code


@pytest.mark.parametrize("code", sorted({*API_CODES, *FAIL_REASONS, *OAUTH_CODES}))
def test_the_book_says_what_the_ledger_does(code: str) -> None:
    """Who acts is the decision once the machine has done what it can."""
    known = explain(code)
    kinds = {table[code] for table in (API_CODES, FAIL_REASONS, OAUTH_CODES) if code in table}
    assert {kind.retry.kind for kind in kinds} == {known.retry}
    assert {decide_on_error(kind(code=code), MAX_TRIES).who_acts for kind in kinds} == {known.who}


def test_an_unknown_code_is_named_and_asks_for_the_log_id() -> None:
    general = explain("a_code_of_next_year", "Try {harder}.")
    assert entry("a_code_of_next_year") is None
    assert general.code == "a_code_of_next_year"
    for language in ("kk", "ru", "en"):
        assert "a_code_of_next_year" in general.happened.text(language)
        assert "Try {harder}" in general.happened.text(language)
        assert "log_id" in general.remedy.text(language)
        assert "TikTok" in general.remedy.text(language)
    assert (general.who, general.retry) == (WhoActs.ADMIN, RetryKind.NEEDS_A_PERSON)


def test_no_code_at_all_is_explained_too() -> None:
    assert explain("").code == "unknown_code"
    assert len(str(explain("x" * 10_000, "y" * 10_000).happened)) < 1000


@pytest.mark.parametrize(
    ("code", "way_out"),
    [
        ("client_key", "Sandbox settings → Target Users → Add account"),
        ("callback_401", "/api/tiktok/callback"),
        ("publication_hangs", "Content Posting API → Verify domains"),
        ("post_not_visible", "App Review"),
    ],
)
def test_the_briefs_troubleshooting_stands_first(code: str, way_out: str) -> None:
    first = entries()[0]
    assert first.source is Source.CASES
    (case,) = (one for one in first.entries if one.code == code)
    for language in ("kk", "ru", "en"):
        assert way_out in case.remedy.text(language)
