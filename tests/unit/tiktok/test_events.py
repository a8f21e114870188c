"""Deliveries become typed events; what is new to us survives."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zharia.tiktok import (
    AuthorizationRemoved,
    Event,
    InboxDelivered,
    NoLongerPubliclyAvailable,
    PostEvent,
    PubliclyAvailable,
    PublishComplete,
    PublishFailed,
    RemovalReason,
    errors,
    read_event,
)


def delivery(event: str, content: object, **more: object) -> bytes:
    return json.dumps(
        {
            "client_key": "key",
            "event": event,
            "create_time": 1_795_000_000,
            "user_openid": "open-1",
            "content": content if isinstance(content, str) else json.dumps(content),
            **more,
        }
    ).encode()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("post.publish.complete", PublishComplete),
        ("post.publish.inbox_delivered", InboxDelivered),
        ("post.publish.publicly_available", PubliclyAvailable),
        ("post.publish.no_longer_publicaly_available", NoLongerPubliclyAvailable),
        ("post.publish.failed", PublishFailed),
    ],
)
def test_each_event_about_a_post_has_its_type(name: str, kind: type[PostEvent]) -> None:
    content = {"publish_id": "p1", "publish_type": "INBOX_SHARE", "new_field": [1]}
    event = read_event(delivery(name, content))
    assert type(event) is kind
    assert isinstance(event, PostEvent)
    assert (event.publish_id, event.publish_type) == ("p1", "INBOX_SHARE")
    assert (event.client_key, event.user_openid) == ("key", "open-1")
    assert event.create_time == 1_795_000_000
    assert event.content["new_field"] == [1]


@pytest.mark.parametrize("post_id", ["7491234567890123457", '"7491234567890123457"'])
def test_a_19_digit_post_id_stays_exact(post_id: str) -> None:
    content = f'{{"publish_id": "p1", "post_id": {post_id}}}'
    event = read_event(delivery("post.publish.publicly_available", content))
    assert isinstance(event, PubliclyAvailable)
    assert event.post_id == "7491234567890123457"


def test_a_failed_post_says_why_and_whether_to_try_again() -> None:
    content = {"publish_id": "p1", "reason": "photo_pull_failed"}
    event = read_event(delivery("post.publish.failed", content))
    assert isinstance(event, PublishFailed)
    assert type(event.failure) is errors.PullFailed
    assert event.reason == "photo_pull_failed"


@pytest.mark.parametrize("number", range(6))
def test_a_removed_authorization_says_why(number: int) -> None:
    event = read_event(delivery("authorization.removed", {"reason": number}))
    assert isinstance(event, AuthorizationRemoved)
    assert event.reason is RemovalReason(number)


@pytest.mark.parametrize("content", [{"reason": 99}, {}, "", {"reason": "odd"}, {"reason": 1.5}])
def test_a_removal_for_a_new_reason_is_still_a_removal(content: object) -> None:
    event = read_event(delivery("authorization.removed", content))
    assert isinstance(event, AuthorizationRemoved)
    assert event.reason is RemovalReason.UNKNOWN


@pytest.mark.parametrize(
    "name",
    [
        "video.upload.failed",
        "video.publish.completed",
        "portability.download.ready",
        "post.publish.praised",
    ],
)
def test_an_unknown_event_survives(name: str) -> None:
    event = read_event(delivery(name, {"share_id": 7491234567890123457}))
    assert type(event) is Event
    assert event.name == name
    assert event.content == {"share_id": 7491234567890123457}


def test_an_event_about_no_post_is_malformed() -> None:
    with pytest.raises(errors.DeliveryMalformed, match="without a publish id"):
        read_event(delivery("post.publish.complete", {"publish_type": "DIRECT"}))


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff\xfe\x00", b'{"event": 7}'])
def test_what_is_no_event_is_malformed(body: bytes) -> None:
    with pytest.raises(errors.DeliveryMalformed, match="not a JSON object"):
        read_event(body)


@given(st.binary())
def test_no_body_does_anything_but_parse_or_refuse(body: bytes) -> None:
    with pytest.raises(errors.DeliveryMalformed):
        read_event(body)
