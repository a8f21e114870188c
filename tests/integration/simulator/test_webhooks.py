"""Webhooks: signed, retried for 72 hours, and in disorder on demand."""

import hashlib
import hmac
import json
import time
from typing import Any

import pytest
from tests.integration.simulator.conftest import MAIN, MAIN_SECRET, Tik, direct, draft
from tests.support.servers import PhotoHost, Received, RunningSimulator

HOUR = 3600


def verdict(received: Received, secret: str = MAIN_SECRET) -> str:
    """webhooks-verification, as a receiver written for this test alone reads it."""
    header = received.headers.get("tiktok-signature", "")
    try:
        pairs = dict(part.split("=", 1) for part in header.split(","))
        timestamp, signature = int(pairs["t"]), pairs["s"]
    except (ValueError, KeyError):
        return "malformed"
    expected = hmac.new(
        secret.encode(), f"{timestamp}.".encode() + received.body, hashlib.sha256
    ).hexdigest()
    if not hmac.compare_digest(expected, signature):
        return "false"
    return "stale" if abs(time.time() - timestamp) > 300 else "true"


def events(tik: Tik) -> list[tuple[str, dict[str, Any]]]:
    bodies = [json.loads(one.body) for one in tik.host.received]
    return [(body["event"], json.loads(body["content"])) for body in bodies]


def test_a_public_posts_events(tik: Tik) -> None:
    publish_id = tik.accepted(tik.token(), direct(tik.host.photo()))
    tik.advance(60)
    post_id = str(tik.post(publish_id)["post_id"])
    tik.control("POST", f"/posts/{publish_id}/remove")
    tik.advance(1)
    common = {"publish_id": publish_id, "publish_type": "DIRECT_PUBLISH"}
    assert events(tik) == [
        ("post.publish.complete", common),
        ("post.publish.publicly_available", {**common, "post_id": post_id}),
        ("post.publish.no_longer_publicaly_available", {**common, "post_id": post_id}),
    ]
    first = json.loads(tik.host.received[0].body)
    assert set(first) == {"client_key", "event", "create_time", "user_openid", "content"}
    assert first["client_key"] == MAIN
    assert isinstance(first["create_time"], int)
    assert isinstance(first["content"], str)
    assert [verdict(one) for one in tik.host.received] == ["true"] * 3


def test_a_drafts_and_a_failures_events(tik: Tik) -> None:
    token = tik.token()
    publish_id = tik.accepted(token, draft(tik.host.photo()))
    tik.advance(5)
    common = {"publish_id": publish_id, "publish_type": "INBOX_SHARE"}
    assert events(tik) == [("post.publish.inbox_delivered", common)]
    tik.control("POST", f"/posts/{publish_id}/draft/post", {"privacy_level": "SELF_ONLY"})
    tik.advance(1)
    assert events(tik)[1:] == [("post.publish.complete", common)]
    failed = tik.accepted(token, direct(f"{tik.host.url}/missing.jpg"))
    tik.advance(5)
    [(event, content)] = events(tik)[2:]
    assert event == "post.publish.failed"
    assert (content["publish_id"], content["reason"]) == (failed, "photo_pull_failed")


@pytest.mark.parametrize("answer", [500, 404, 204, 302])
def test_anything_but_200_is_sent_again_with_growing_pauses(tik: Tik, answer: int) -> None:
    tik.host.answers[:] = [answer] * 3
    tik.control("POST", "/deliveries", sent("post.publish.complete"))
    for attempts, pause in enumerate([0, 15, 30, 60], start=1):
        tik.advance(pause + 0.1)
        assert len(tik.host.received) == attempts
    tik.advance(HOUR)
    assert len(tik.host.received) == 4
    assert len({one.body for one in tik.host.received}) == 1
    assert [verdict(one) for one in tik.host.received] == ["true"] * 4


def test_after_72_hours_a_webhook_is_given_up(tik: Tik) -> None:
    tik.change_app(MAIN, webhook_url="http://127.0.0.1:1/nobody")
    tik.control("POST", "/deliveries", sent("post.publish.complete"))
    tik.advance(40 * HOUR)
    [delivery] = tik.control("GET", "/deliveries")["deliveries"]
    assert not delivery["given_up_at"]
    tik.advance(40 * HOUR)
    [delivery] = tik.control("GET", "/deliveries")["deliveries"]
    assert delivery["given_up_at"] <= delivery["created_at"] + 72 * HOUR
    assert 10 < delivery["attempts"] < 20
    assert delivery["last_error"]
    assert tik.control("GET", "/clock")["jobs"] == []


def test_a_delivery_is_repeated_on_demand(tik: Tik) -> None:
    first = tik.control("POST", "/deliveries", sent("post.publish.complete"))
    tik.advance(1)
    tik.control("POST", f"/deliveries/{first['id']}/repeat")
    tik.advance(1)
    one, two = tik.host.received
    assert one.body == two.body


def test_deliveries_come_late_and_in_another_order(tik: Tik) -> None:
    tik.control("POST", "/deliveries/hold")
    for number in range(3):
        tik.control("POST", "/deliveries", sent(f"event.{number}"))
    tik.advance(HOUR)
    assert tik.host.received == []
    tik.control("POST", "/deliveries/release", {"order": "newest"})
    tik.advance(5)
    assert [event for event, _ in events(tik)] == ["event.2", "event.1", "event.0"]
    # Signed when sent, so that lateness alone does not make it stale.
    assert {verdict(one) for one in tik.host.received} == {"true"}
    tik.control("POST", "/deliveries", sent("event.3"))
    tik.advance(1)
    assert events(tik)[-1][0] == "event.3"


def test_deliveries_are_released_in_a_chosen_order(tik: Tik) -> None:
    tik.control("POST", "/deliveries/hold")
    ids = [tik.control("POST", "/deliveries", sent(f"event.{n}"))["id"] for n in range(3)]
    order = [ids[1], ids[2], ids[0]]
    tik.control("POST", "/deliveries/release", {"order": order})
    tik.advance(5)
    assert [event for event, _ in events(tik)] == ["event.1", "event.2", "event.0"]


@pytest.mark.parametrize(
    ("forgery", "expected"),
    [
        ("wrong_secret", "false"),
        ("altered_body", "false"),
        ("altered_time", "false"),
        ("no_signature", "malformed"),
        ("malformed_signature", "malformed"),
        ("late", "stale"),
    ],
)
def test_a_forged_webhook_is_false_in_the_way_asked_for(
    tik: Tik, forgery: str, expected: str
) -> None:
    tik.host.answers[:] = [401]
    tik.control("POST", "/deliveries/forge", {**sent("post.publish.failed"), "forgery": forgery})
    tik.advance(HOUR)
    [received] = tik.host.received
    assert verdict(received) == expected


@pytest.mark.parametrize("reason", range(6))
def test_the_end_of_a_consent_is_told_with_its_reason(tik: Tik, reason: int) -> None:
    tik.token()
    who = {"client_key": MAIN, "username": "aimaq_kz"}
    tik.control("POST", "/grants/remove", {**who, "reason": reason})
    tik.advance(1)
    assert events(tik) == [("authorization.removed", {"reason": reason})]


def test_an_app_without_a_callback_is_told_nothing(tik: Tik) -> None:
    tik.change_app(MAIN, webhook_url="")
    tik.accepted(tik.token(), direct(tik.host.photo()))
    tik.advance(60)
    assert tik.control("GET", "/deliveries")["deliveries"] == []


def sent(event: str) -> dict[str, Any]:
    return {"client_key": MAIN, "username": "aimaq_kz", "event": event, "content": {"n": 1}}


def test_a_callback_that_is_not_https_is_not_called() -> None:
    with PhotoHost() as host, RunningSimulator(strict_urls=True) as running:
        running.control("POST", "/deliveries", sent("post.publish.complete"))
        running.advance(1)
        [delivery] = running.control("GET", "/deliveries")["deliveries"]
        assert (delivery["attempts"], delivery["last_status"]) == (1, 0)
        assert "--strict-urls" in delivery["last_error"]
        assert host.received == []
