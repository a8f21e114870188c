"""Each fault as a client meets it, on a real socket."""

import socket
import time
from typing import Any

import httpx2
import pytest
from tests.integration.simulator.conftest import (
    CALLBACK,
    MAIN,
    MAIN_SECRET,
    SANDBOX,
    Tik,
    direct,
    draft,
)
from tests.support.servers import PhotoHost, RunningSimulator
from tests.support.waiting import until

HOUR = 3600
INIT = "/v2/post/publish/content/init/"


def posts(tik: Tik) -> list[dict[str, Any]]:
    return list(tik.control("GET", "/posts")["posts"])


def refresh(tik: Tik, token: str) -> httpx2.Response:
    form = {
        "client_key": MAIN,
        "client_secret": MAIN_SECRET,
        "grant_type": "refresh_token",
        "refresh_token": token,
    }
    return tik.http.post("/v2/oauth/token/", data=form)


def test_refuse_answers_500_and_accepts_nothing(tik: Tik) -> None:
    token = tik.token()
    tik.fault("refuse", "content_init")
    response = tik.init(token, direct(tik.host.photo()))
    assert (response.status_code, response.json()["error"]["code"]) == (500, "internal_error")
    assert posts(tik) == []
    assert tik.calls()[-1]["fault"] == "refuse"


def test_accept_then_500_accepts_and_says_it_did_not(tik: Tik) -> None:
    token = tik.token()
    tik.fault("accept_then_500", "content_init")
    response = tik.init(token, direct(tik.host.photo()))
    assert (response.status_code, response.json()["error"]["code"]) == (500, "internal_error")
    [post] = posts(tik)
    tik.advance(60)
    assert tik.post(post["publish_id"])["status"] == "PUBLISH_COMPLETE"
    assert tik.host.asked == ["/1.jpg"]


@pytest.mark.parametrize(("name", "accepted"), [("cut", 0), ("accept_then_cut", 1)])
def test_a_cut_connection_is_really_cut(tik: Tik, name: str, accepted: int) -> None:
    token = tik.token()
    tik.fault(name, "content_init")
    with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
        tik.init(token, direct(tik.host.photo()))
    assert len(posts(tik)) == accepted
    # The server lives on.
    assert tik.call("/creator_info/query/", token).status_code == 200


def test_a_cut_is_a_reset_not_a_close(tik: Tik) -> None:
    tik.fault("cut", "user_info")
    with socket.create_connection(("127.0.0.1", tik.running.port), timeout=60) as connection:
        connection.sendall(b"GET /v2/user/info/ HTTP/1.1\r\nHost: tiktok\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            connection.recv(1)


@pytest.mark.parametrize(("name", "accepted"), [("hang", 0), ("accept_then_hang", 1)])
def test_a_hanging_call_never_answers(tik: Tik, name: str, accepted: int) -> None:
    token = tik.token()
    tik.fault(name, "content_init")
    started = time.monotonic()
    with pytest.raises(httpx2.ReadTimeout):
        httpx2.post(
            tik.running.url + INIT,
            headers={"Authorization": f"Bearer {token}"},
            json=direct(tik.host.photo()),
            timeout=httpx2.Timeout(60, read=0.4),
        )
    assert time.monotonic() - started >= 0.4
    # However slow it is, it got that far.
    until(lambda: [call for call in tik.calls() if call["fault"] == name], "the call to arrive")
    assert len(posts(tik)) == accepted


def test_a_hanging_call_ends_in_a_cut_after_its_time(tik: Tik) -> None:
    token = tik.token()
    tik.fault("hang", "content_init", value="0.2")
    with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
        tik.init(token, direct(tik.host.photo()))


def test_rate_limit(tik: Tik) -> None:
    tik.fault("rate_limit", "status_fetch")
    response = tik.call("/status/fetch/", tik.token(), {"publish_id": "x"})
    assert (response.status_code, response.json()["error"]["code"]) == (429, "rate_limit_exceeded")


def test_slow_answers_late_but_rightly(tik: Tik) -> None:
    token = tik.token()
    tik.fault("slow", "creator_info", value="0.3")
    started = time.monotonic()
    assert tik.call("/creator_info/query/", token).json()["error"]["code"] == "ok"
    assert time.monotonic() - started >= 0.3


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("spam_risk_too_many_posts", 403),
        ("url_ownership_unverified", 403),
        ("app_version_check_failed", 400),
        ("internal_error", 500),
        ("", 500),
    ],
)
def test_any_documented_code(tik: Tik, code: str, status: int) -> None:
    tik.fault("code", "content_init", value=code)
    response = tik.init(tik.token(), direct(tik.host.photo()))
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert posts(tik) == []


def test_a_code_that_creator_info_answers_with_200(tik: Tik) -> None:
    tik.fault("code", "creator_info", value="reached_active_user_cap")
    response = tik.call("/creator_info/query/", tik.token())
    assert (response.status_code, response.json()["error"]["code"]) == (
        200,
        "reached_active_user_cap",
    )


@pytest.mark.parametrize(
    ("name", "value", "status", "error"),
    [
        ("refuse", "", 500, "server_error"),
        ("code", "temporarily_unavailable", 503, "temporarily_unavailable"),
        ("code", "invalid_grant", 200, "invalid_grant"),
        ("rate_limit", "", 429, "temporarily_unavailable"),
    ],
)
def test_oauth_faults_are_flat(tik: Tik, name: str, value: str, status: int, error: str) -> None:
    tik.fault(name, "token", value=value)
    response = refresh(tik, "rft.whatever")
    assert (response.status_code, response.json()["error"]) == (status, error)


def test_a_lost_refresh_answer_loses_the_account(tik: Tik) -> None:
    pair = tik.control("POST", "/grants", {"client_key": MAIN, "username": "aimaq_kz"})
    tik.fault("accept_then_cut", "token_refresh")
    with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
        refresh(tik, pair["refresh_token"])
    assert refresh(tik, pair["refresh_token"]).json()["error"] == "invalid_grant"


def test_a_fault_of_the_refresh_spares_the_code(tik: Tik) -> None:
    tik.fault("refuse", "token_refresh")
    form = {
        "client_key": MAIN,
        "client_secret": MAIN_SECRET,
        "grant_type": "authorization_code",
        "code": "x",
        "redirect_uri": CALLBACK,
    }
    assert tik.http.post("/v2/oauth/token/", data=form).json()["error"] == "invalid_grant"
    assert refresh(tik, "rft.x").json()["error"] == "server_error"


@pytest.mark.parametrize(
    "reason", ["internal", "spam_risk_text", "auth_removed", "photo_pull_failed"]
)
def test_any_documented_fail_reason(tik: Tik, reason: str) -> None:
    token = tik.token()
    tik.fault("fail_reason", "content_init", value=reason)
    publish_id = tik.accepted(token, direct(tik.host.photo()))
    tik.advance(10)
    failed = tik.status(token, publish_id)
    assert (failed["status"], failed["fail_reason"]) == ("FAILED", reason)


def test_stuck_stays_in_processing(tik: Tik) -> None:
    token = tik.token()
    tik.fault("stuck")
    publish_id = tik.accepted(token, direct(tik.host.photo()))
    tik.advance(HOUR)
    assert tik.status(token, publish_id)["status"] == "PROCESSING_DOWNLOAD"
    assert tik.host.asked == []
    tik.control("POST", f"/posts/{publish_id}/fail", {"reason": "internal"})
    assert tik.status(token, publish_id)["fail_reason"] == "internal"


def test_late_pull_comes_22_hours_later(tik: Tik) -> None:
    token = tik.token()
    tik.fault("late_pull")
    publish_id = tik.accepted(token, direct(tik.host.photo()))
    tik.advance(21.9 * HOUR)
    assert tik.host.asked == []
    tik.advance(0.2 * HOUR)
    assert tik.host.asked == ["/1.jpg"]
    assert tik.status(tik.token(), publish_id)["status"] == "PUBLISH_COMPLETE"


def test_an_answer_can_be_lost_and_the_pull_be_late_too(tik: Tik) -> None:
    token = tik.token()
    tik.fault("accept_then_cut", "content_init")
    tik.fault("late_pull", value=str(2 * HOUR))
    with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
        tik.init(token, direct(tik.host.photo()))
    tik.advance(HOUR)
    assert tik.host.asked == []
    tik.advance(HOUR + 60)
    assert tik.host.asked == ["/1.jpg"]


def test_late_and_missing_public_ids(tik: Tik) -> None:
    token, url = tik.token(), tik.host.photo()
    tik.fault("late_public", value=str(5 * HOUR))
    late = tik.accepted(token, direct(url))
    tik.fault("never_public")
    never = tik.accepted(token, direct(url))
    tik.advance(HOUR)
    assert tik.post(late)["post_id_text"] == ""
    tik.advance(5 * HOUR)
    assert len(tik.post(late)["post_id_text"]) == 19
    tik.advance(100 * HOUR)
    assert tik.post(never)["post_id_text"] == ""
    assert tik.post(never)["status"] == "PUBLISH_COMPLETE"


def test_an_unknown_status_is_answered_as_asked(tik: Tik) -> None:
    token = tik.token()
    publish_id = tik.accepted(token, direct(tik.host.photo()))
    tik.fault("status", value="PROCESSING_MODERATION")
    assert tik.status(token, publish_id)["status"] == "PROCESSING_MODERATION"
    assert tik.status(token, publish_id)["status"] == "PROCESSING_DOWNLOAD"


def test_a_post_fault_is_not_used_up_by_a_refused_init(tik: Tik) -> None:
    token = tik.token()
    tik.fault("stuck")
    tik.init(token, {})
    assert len(tik.control("GET", "/faults")["faults"]) == 1


def test_times_count_down_and_minus_one_has_no_end(tik: Tik) -> None:
    token = tik.token()
    tik.fault("refuse", "creator_info", times=2)
    statuses = [tik.call("/creator_info/query/", token).status_code for _ in range(3)]
    assert statuses == [500, 500, 200]
    tik.fault("refuse", "creator_info", times=-1)
    assert {tik.call("/creator_info/query/", token).status_code for _ in range(5)} == {500}
    tik.control("DELETE", "/faults")
    assert tik.call("/creator_info/query/", token).status_code == 200


def test_a_rate_strikes_now_and_then() -> None:
    with RunningSimulator(random_seed=7) as running:
        running.fault("refuse", "user_info", rate=0.3, times=-1)
        statuses = [running.http.get("/v2/user/info/").status_code for _ in range(100)]
        assert 15 <= statuses.count(500) <= 45
        assert statuses.count(401) == 100 - statuses.count(500)


@pytest.mark.parametrize("status", ["403", "503", "504"])
@pytest.mark.parametrize(("name", "accepted"), [("edge_page", 0), ("accept_then_edge_page", 1)])
def test_the_edge_answers_with_a_page_of_its_own(
    tik: Tik, name: str, accepted: int, status: str
) -> None:
    token = tik.token()
    tik.fault(name, "content_init", value=status)
    response = tik.init(token, direct(tik.host.photo()))
    assert response.status_code == int(status)
    assert response.headers["content-type"].startswith("text/html")
    assert "<HTML>" in response.text
    assert len(posts(tik)) == accepted
    assert tik.calls()[-1]["fault"] == name


def test_a_fresh_id_is_not_known_once_or_twice(tik: Tik) -> None:
    token = tik.token()
    for value, looks in (("1", 1), ("", 2)):
        tik.fault("unknown_at_first", value=value)
        publish_id = tik.accepted(token, direct(tik.host.photo()))
        for _ in range(looks):
            answer = tik.call("/status/fetch/", token, {"publish_id": publish_id})
            assert answer.json()["error"]["code"] == "invalid_publish_id"
        assert tik.status(token, publish_id)["status"] == "PROCESSING_DOWNLOAD"


def test_a_cancel_can_be_ignored(tik: Tik) -> None:
    token = tik.token()
    publish_id = tik.accepted(token, direct(tik.host.photo()))
    tik.fault("cancel_ignored")
    answer = tik.call("/cancel/", token, {"publish_id": publish_id})
    assert (answer.status_code, answer.json()["error"]["code"]) == (200, "ok")
    tik.advance(30)
    assert tik.status(token, publish_id)["status"] == "PUBLISH_COMPLETE"


def test_a_cancel_is_too_late_once_the_photos_are_pulled(tik: Tik) -> None:
    token = tik.token()
    publish_id = tik.accepted(token, direct(tik.host.photo()))
    tik.control("POST", "/clock", {"speed": 0.001})
    try:
        tik.advance(2.5)
        assert tik.status(token, publish_id)["status"] == "PROCESSING_DOWNLOAD"
        answer = tik.call("/cancel/", token, {"publish_id": publish_id})
    finally:
        tik.control("POST", "/clock", {"speed": 1})
    assert answer.json()["error"]["code"] == "publish_not_cancellable"


def test_a_draft_becomes_two_posts(tik: Tik) -> None:
    token, everyone = tik.token(), {"privacy_level": "PUBLIC_TO_EVERYONE"}
    tik.fault("two_posts")
    # It is the draft's fault: a direct post leaves it be.
    tik.accepted(token, direct(tik.host.photo()))
    publish_id = tik.accepted(token, draft(tik.host.photo()))
    tik.advance(10)
    tik.control("POST", f"/posts/{publish_id}/draft/post", everyone)
    tik.advance(30)
    first, second = tik.status(token, publish_id)["publicaly_available_post_id"]
    for post_id in (first, second):
        assert tik.http.get(f"/@aimaq_kz/photo/{post_id}").status_code == 200
    tik.control("POST", f"/posts/{publish_id}/draft/post_again", everyone)
    tik.advance(30)
    *_, third = tik.status(token, publish_id)["publicaly_available_post_id"]
    tik.control("POST", f"/posts/{publish_id}/remove", {"post_id": str(first)})
    assert tik.status(token, publish_id)["publicaly_available_post_id"] == [second, third]
    tik.control("POST", f"/posts/{publish_id}/remove", {"post_id": str(second)})
    assert tik.post(publish_id)["public_ids"] == [str(third)]
    told = [
        one for one in tik.control("GET", "/deliveries")["deliveries"] if publish_id in one["body"]
    ]
    assert [one["event"] for one in told].count("post.publish.complete") == 3


def test_a_sandbox_can_refuse_every_refresh() -> None:
    with RunningSimulator(sandbox_refuses_refresh=True) as running:
        for key, secret, error in (
            (SANDBOX, "fake-secret-of-simbox-not-for-tiktok", "invalid_grant"),
            (MAIN, MAIN_SECRET, None),
        ):
            pair = running.control(
                "POST", "/grants", {"client_key": key, "username": "aimaq_private"}
            )
            form = {
                "client_key": key,
                "client_secret": secret,
                "grant_type": "refresh_token",
                "refresh_token": pair["refresh_token"],
            }
            answer = running.http.post("/v2/oauth/token/", data=form)
            assert (answer.status_code, answer.json().get("error")) == (200, error)


def test_strict_refuses_what_tiktok_ignores() -> None:
    with RunningSimulator(strict=True) as running, PhotoHost() as host:
        tik = Tik(running, host)
        tik.start_afresh()
        url = host.photo()
        assert tik.accepted(tik.token(), direct(url))
        for body in (
            direct(url, disable_duet=True),
            draft(url, privacy_level="SELF_ONLY"),
        ):
            answer = tik.init(tik.token(), body)
            assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_params")


@pytest.mark.parametrize(
    ("fault", "hint"),
    [
        ({"name": "explode"}, "accept_then_500"),
        ({"name": "refuse", "endpoint": "video_init"}, "content_init"),
        ({"name": "refuse", "rate": 0}, "rate"),
        ({"name": "refuse", "times": 0}, "times"),
        ({"name": "code", "value": "teapot"}, "access_token_invalid"),
        ({"name": "fail_reason", "value": "bad_luck"}, "photo_pull_failed"),
        ({"name": "late_pull", "value": "tomorrow"}, "seconds"),
        ({"name": "status"}, "PROCESSING"),
        ({"name": "edge_page", "value": "418"}, "504"),
        ({"name": "unknown_at_first", "value": "often"}, "status calls"),
        ({"name": "refuse", "colour": "red"}, "colour"),
    ],
)
def test_a_fault_that_makes_no_sense_is_explained(
    tik: Tik, fault: dict[str, Any], hint: str
) -> None:
    response = tik.http.post("/_sim/faults", json=fault)
    assert response.status_code == 400
    assert hint in response.json()["error"]["message"]
