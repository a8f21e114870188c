"""Which answers are successes, which are refusals, and which leave it open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zharia.tiktok import NEEDS_A_PERSON, UNKNOWN_OUTCOME, after, errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.tiktok.conftest import FakeTikTok
    from zharia.tiktok import Client, PhotoPost, TikTokError


@pytest.fixture
def init_error(tiktok: Client, draft: PhotoPost) -> Callable[[], TikTokError]:
    def call() -> TikTokError:
        with pytest.raises(errors.TikTokError) as caught:
            tiktok.init("act.1", draft)
        return caught.value

    return call


@pytest.mark.parametrize("status", [200, 400, 403, 500, 503])
def test_code_ok_is_success_whatever_the_http_status(
    tiktok: Client, fake: FakeTikTok, draft: PhotoPost, status: int
) -> None:
    fake.says({"data": {"publish_id": "p"}, "error": {"code": "ok"}}, status=status)
    assert tiktok.init("act.1", draft).publish_id == "p"


@pytest.mark.parametrize(
    "code",
    ["spam_risk_too_many_posts", "spam_risk_user_banned_from_posting", "reached_active_user_cap"],
)
def test_a_refusal_with_http_200_is_a_refusal(tiktok: Client, fake: FakeTikTok, code: str) -> None:
    fake.refuses(code, status=200, message="come back later")
    with pytest.raises(errors.Refused) as caught:
        tiktok.creator_info("act.1")
    error = caught.value
    assert (error.code, error.log_id, error.http_status) == (code, "log-2", 200)
    assert "come back later" in str(error)
    assert "(log id log-2)" in str(error)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, {"data": {}, "error": {"code": "internal_error", "log_id": "log-2"}}),
        (200, {"data": {}, "error": {"code": "internal_error", "log_id": "log-2"}}),
        (503, {"data": {}, "error": {"code": "spam_risk_too_many_posts"}}),
        (502, {"data": {}, "error": {"code": "a_new_code"}}),
        (429, {"data": {}, "error": {"code": "internal_error"}}),
        (502, b"<html>Bad Gateway</html>"),
        (200, b"<html>"),
        (200, b'{"data": {"publish_id": "p_pub'),
        (200, b""),
        (200, b"[" * 100_000),
        (200, b'{"error": ' + b"9" * 5000 + b"}"),
        (200, b"[]"),
        (200, {"data": {"publish_id": "p"}}),
        (200, {"data": {"publish_id": "p"}, "error": "ok"}),
        (200, {"data": {"publish_id": "p"}, "error": {"code": ""}}),
        (200, {"data": {"publish_id": "p"}, "error": {"code": 0}}),
        (200, {"data": {}, "error": {"code": "ok"}}),
        (200, {"data": {"publish_id": ""}, "error": {"code": "ok"}}),
        (200, {"data": {"publish_id": 7}, "error": {"code": "ok"}}),
        (200, {"data": None, "error": {"code": "ok"}}),
        (404, b"no such page"),
        (302, b""),
        (401, b""),
        (200, {"error": "server_error"}),
    ],
)
def test_what_is_no_clear_answer_to_init_is_an_unknown_outcome(
    fake: FakeTikTok, init_error: Callable[[], TikTokError], status: int, body: object
) -> None:
    fake.says(body, status=status)
    error = init_error()
    assert type(error) is errors.OutcomeUnknown
    assert error.retry is UNKNOWN_OUTCOME
    assert len(fake.requests) == 1


@pytest.mark.parametrize("status", [200, 403, 503, 504])
def test_a_page_of_the_edge_proves_nothing_and_says_what_it_was(
    fake: FakeTikTok, init_error: Callable[[], TikTokError], tiktok: Client, status: int
) -> None:
    page = b"<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD></HTML>"
    fake.says(page, status=status)
    error = init_error()
    assert type(error) is errors.OutcomeUnknown
    assert f"HTTP {status} with a web page" in str(error)
    assert "Access Denied" not in str(error)
    fake.says(page, status=status)
    with pytest.raises(errors.OutcomeUnknown, match="web page"):
        tiktok.refresh("rft.1")


def test_an_answer_of_a_gigabyte_is_not_read_to_its_end(
    fake: FakeTikTok, init_error: Callable[[], TikTokError]
) -> None:
    fake.says(b" " * (1024 * 1024 + 1))
    assert type(init_error()) is errors.OutcomeUnknown


def test_an_unknown_code_is_a_refusal_for_a_person(
    fake: FakeTikTok, init_error: Callable[[], TikTokError]
) -> None:
    fake.refuses("a_code_of_next_year", status=403)
    error = init_error()
    assert type(error) is errors.UnknownCode
    assert error.retry is NEEDS_A_PERSON
    assert len(fake.requests) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"code": "rate_limit_exceeded"}},
        {"error": {"code": "a_new_code"}},
        b"<html>slow down</html>",
    ],
)
def test_429_means_not_accepted_come_back_in_a_minute(
    fake: FakeTikTok, init_error: Callable[[], TikTokError], body: object
) -> None:
    fake.says(body, status=429)
    error = init_error()
    assert type(error) is errors.RateLimited
    assert error.retry == after(60)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("invalid_grant", errors.InvalidGrant),
        ("invalid_client", errors.OAuthRejected),
        ("a_new_code", errors.OAuthRejected),
        ("rate_limit_exceeded", errors.RateLimited),
    ],
)
@pytest.mark.parametrize("status", [200, 400, 401])
def test_the_flat_errors_of_oauth_count_at_any_status(
    tiktok: Client, fake: FakeTikTok, code: str, kind: type[TikTokError], status: int
) -> None:
    flat = {"error": code, "error_description": "it is spent", "log_id": "log-4"}
    fake.says({**flat, "access_token": "act.not-granted"}, status=status)
    with pytest.raises(kind) as caught:
        tiktok.refresh("rft.1")
    assert (caught.value.code, caught.value.log_id) == (code, "log-4")
    assert "it is spent" in str(caught.value)
    assert len(fake.requests) == 1


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b""),
        (502, {"error": "a_new_code"}),
        (200, b'{"access_token": "act.'),
        (200, {}),
        (200, {"access_token": ""}),
        (200, {"error": {"code": "ok"}}),
        (200, {"error": ["odd"], "access_token": "act.1"}),
        (500, {"error": {"code": "internal_error"}}),
        (500, {"error": "internal_error"}),
    ],
)
def test_a_lost_answer_to_a_refresh_is_an_unknown_outcome(
    tiktok: Client, fake: FakeTikTok, status: int, body: object
) -> None:
    fake.says(body, status=status)
    with pytest.raises(errors.OutcomeUnknown):
        tiktok.refresh("rft.1")
    assert len(fake.requests) == 1


def test_an_envelope_from_the_token_endpoint_is_understood(
    tiktok: Client, fake: FakeTikTok
) -> None:
    fake.refuses("invalid_params")
    with pytest.raises(errors.InvalidRequest):
        tiktok.refresh("rft.1")


def test_a_rate_limit_on_tokens_is_a_rate_limit(tiktok: Client, fake: FakeTikTok) -> None:
    fake.says({"error": "a_new_code"}, status=429)
    with pytest.raises(errors.RateLimited):
        tiktok.refresh("rft.1")


@pytest.mark.parametrize("status", [200, 404])
def test_a_revoke_answered_with_a_web_page_is_no_success(
    tiktok: Client, fake: FakeTikTok, status: int
) -> None:
    for _ in range(3):
        fake.says(b"<html>", status=status)
    with pytest.raises(errors.AnswerLost):
        tiktok.revoke("act.1")


@pytest.mark.parametrize(
    "call",
    [
        lambda tiktok: tiktok.creator_info("act.1"),
        lambda tiktok: tiktok.user_info("act.1"),
        lambda tiktok: tiktok.status("act.1", "p"),
    ],
)
def test_a_success_that_lacks_its_point_is_a_lost_answer(
    tiktok: Client, fake: FakeTikTok, call: Callable[[Client], object]
) -> None:
    for _ in range(3):
        fake.accepts()
    with pytest.raises(errors.AnswerLost) as caught:
        call(tiktok)
    assert caught.value.log_id == "log-1"


def test_a_long_message_is_cut(tiktok: Client, fake: FakeTikTok) -> None:
    fake.refuses("invalid_param", message="x" * 10_000)
    with pytest.raises(errors.InvalidRequest) as caught:
        tiktok.status("act.1", "p")
    assert len(str(caught.value)) < 500
