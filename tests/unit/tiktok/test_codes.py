"""Every code that TikTok's pages name, written out by hand, and what becomes of it."""

from __future__ import annotations

import pickle
import re

import pytest

from zharia.tiktok import NEEDS_A_PERSON, NEVER, Retry, RetryKind, after, errors, post_failure
from zharia.tiktok.codes import API_CODES, FAIL_REASONS, OAUTH_CODES, oauth_failure

DAY = 86_400

# Sections 2 to 4 of the facts: the code, and whether it may be tried again.
API = {
    "invalid_param": NEVER,
    "invalid_params": NEVER,
    "app_version_check_failed": NEVER,
    "invalid_publish_id": NEVER,
    "token_not_authorized_for_specified_publish_id": NEVER,
    "publish_not_cancellable": NEVER,
    "invalid_file_upload": NEVER,
    "scope_permission_missed": NEVER,
    "access_token_invalid": NEEDS_A_PERSON,
    "scope_not_authorized": NEEDS_A_PERSON,
    "spam_risk_too_many_posts": after(DAY),
    "spam_risk_user_banned_from_posting": NEEDS_A_PERSON,
    "spam_risk_text": NEEDS_A_PERSON,
    "spam_risk": NEEDS_A_PERSON,
    "spam_risk_too_many_pending_share": NEEDS_A_PERSON,
    "reached_active_user_cap": after(DAY),
    "unaudited_client_can_only_post_to_private_accounts": NEEDS_A_PERSON,
    "url_ownership_unverified": NEEDS_A_PERSON,
    "privacy_level_option_mismatch": NEEDS_A_PERSON,
    "rate_limit_exceeded": after(60),
    "internal_error": after(30),
}
OAUTH = {
    "server_error": after(30),
    "temporarily_unavailable": after(30),
    "invalid_grant": NEEDS_A_PERSON,
    "invalid_request": NEVER,
    "invalid_client": NEVER,
    "unauthorized_client": NEVER,
    "invalid_scope": NEVER,
    "unsupported_grant_type": NEVER,
    "access_denied": NEVER,
}
FAILURES = {
    "file_format_check_failed": NEVER,
    "picture_size_check_failed": NEVER,
    "duration_check_failed": NEVER,
    "frame_rate_check_failed": NEVER,
    "internal": after(30),
    "photo_pull_failed": after(300),
    "video_pull_failed": after(300),
    "publish_cancelled": NEVER,
    "auth_removed": NEEDS_A_PERSON,
    "spam_risk_too_many_posts": after(DAY),
    "spam_risk_user_banned_from_posting": NEEDS_A_PERSON,
    "spam_risk_text": NEEDS_A_PERSON,
    "spam_risk": NEEDS_A_PERSON,
}


@pytest.mark.parametrize(
    ("documented", "table"),
    [(API, API_CODES), (OAUTH, OAUTH_CODES), (FAILURES, FAIL_REASONS)],
    ids=["api", "oauth", "fail reasons"],
)
def test_every_documented_code_has_its_decision(
    documented: dict[str, Retry], table: dict[str, type[errors.TikTokError]]
) -> None:
    assert {code: kind.retry for code, kind in table.items()} == documented


def test_an_unknown_fail_reason_waits_for_a_person() -> None:
    failure = post_failure("a_reason_of_next_year", log_id="log-1")
    assert type(failure) is errors.UnknownFailure
    assert (failure.code, failure.log_id) == ("a_reason_of_next_year", "log-1")


def test_an_unknown_oauth_error_is_never_repeated() -> None:
    assert type(oauth_failure("a_new_error", "")) is errors.OAuthRejected


def leaves() -> list[type[errors.TikTokError]]:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    return [kind for kind in kinds if issubclass(kind, errors.TikTokError)]


def test_the_drawn_tree_is_the_real_one() -> None:
    """Each line's depth, name and decision, against the classes."""
    decisions = {
        "never": RetryKind.NEVER,
        "after": RetryKind.AFTER,
        "person": RetryKind.NEEDS_A_PERSON,
        "unknown": RetryKind.UNKNOWN_OUTCOME,
    }
    drawn: dict[str, str] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"^    ((?:[│ ]  )*)(?:[├└]─ )?([A-Z]\w+)\s*(\w+)?", line)
        if found is None:
            continue
        depth = (found.start(2) - 4) // 3
        path[depth:] = [found[2]]
        kind = getattr(errors, found[2])
        drawn[found[2]] = kind.__name__
        assert kind.__mro__[1].__name__ == (path[depth - 1] if depth else "Exception")
        if found[3] in decisions:
            assert kind.retry.kind is decisions[found[3]], found[2]
    assert set(drawn) == {kind.__name__ for kind in leaves()}


@pytest.mark.parametrize("kind", leaves())
def test_an_error_survives_a_queue_between_processes(kind: type[errors.TikTokError]) -> None:
    error: errors.TikTokError
    if kind is errors.InvalidPost:
        error = errors.InvalidPost(["title: too long"])
    else:
        error = kind("detail", code="c", log_id="l", http_status=400)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert str(again) == str(error)
    assert (again.code, again.log_id, again.retry) == (error.code, error.log_id, error.retry)


@pytest.mark.parametrize("kind", leaves())
def test_an_error_without_details_still_says_what_happened(kind: type[errors.TikTokError]) -> None:
    error = errors.InvalidPost([]) if kind is errors.InvalidPost else kind()
    assert re.fullmatch(r"[A-Z][^\n]*\.", str(error))
