"""Webhook events: what a delivery says. Pure.

Sources: `webhooks-events`, and `content-posting-api-reference-get-video-status` for the events of
posts.

TikTok delivers at least once, in any order, without an id for the delivery. An event this code
does not know is an `Event` and nothing more; fields it does not know stay in `content`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Final, TypedDict

from zharia.tiktok.codes import post_failure
from zharia.tiktok.errors import DeliveryMalformed
from zharia.tiktok.json_values import exact_id, number_at, parse_object, text_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zharia.tiktok.errors import Refused


class RemovalReason(IntEnum):
    """Why an account is no longer connected."""

    #: TikTok does not say, or says something newer than this code.
    UNKNOWN = 0
    #: The person disconnected the app.
    DISCONNECTED = 1
    #: The person deleted the account.
    ACCOUNT_DELETED = 2
    #: The person's age changed.
    AGE = 3
    #: TikTok banned the account.
    BANNED = 4
    #: We revoked the token.
    REVOKED_BY_DEVELOPER = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A delivery. `name` is TikTok's `event`, `create_time` is in Unix seconds."""

    name: str
    client_key: str
    create_time: int
    user_openid: str
    #: Every field of the event's own JSON, as it came.
    content: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRemoved(Event):
    """The account is no longer connected; its tokens are dead."""

    reason: RemovalReason


@dataclass(frozen=True, slots=True, kw_only=True)
class PostEvent(Event):
    """Something happened to a post. `publish_type` is TikTok's word, `INBOX_SHARE` for a draft.

    `reason` is set where the post failed, `post_id` where TikTok names the public post.
    """

    publish_id: str
    publish_type: str
    reason: str
    post_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishFailed(PostEvent):
    """The post failed."""

    @property
    def failure(self) -> Refused:
        """Why it failed and whether another post helps."""
        return post_failure(self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishComplete(PostEvent):
    """The post is published. May come more than once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxDelivered(PostEvent):
    """The draft lies in the creator's TikTok inbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PubliclyAvailable(PostEvent):
    """The post has passed moderation and everyone can see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoLongerPubliclyAvailable(PostEvent):
    """The post can no longer be seen by everyone."""


_POST_EVENTS: Final[Mapping[str, type[PostEvent]]] = {
    "post.publish.failed": PublishFailed,
    "post.publish.complete": PublishComplete,
    "post.publish.inbox_delivered": InboxDelivered,
    "post.publish.publicly_available": PubliclyAvailable,
    # The misspelling is TikTok's.
    "post.publish.no_longer_publicaly_available": NoLongerPubliclyAvailable,
}


class _Common(TypedDict):
    name: str
    client_key: str
    create_time: int
    user_openid: str
    content: Mapping[str, object]


def read_event(body: bytes) -> Event:
    """Read the body of a delivery that `verify` has accepted.

    Raises `DeliveryMalformed` if it is no event, or an event about a post that names none.
    """
    delivery = parse_object(body) or {}
    # JSON in a string in JSON.
    content = parse_object(text_at(delivery, "content")) or {}
    common: _Common = {
        "name": text_at(delivery, "event"),
        "client_key": text_at(delivery, "client_key"),
        "create_time": number_at(delivery, "create_time"),
        "user_openid": text_at(delivery, "user_openid"),
        "content": content,
    }
    if not _readable(common["name"]):
        raise DeliveryMalformed("not a JSON object in UTF-8 with an event")
    if common["name"] == "authorization.removed":
        return AuthorizationRemoved(**common, reason=_removal_reason(content))
    return _post_event(common) or Event(**common)


def _post_event(common: _Common) -> PostEvent | None:
    kind = _POST_EVENTS.get(common["name"])
    if kind is None:
        return None
    content = common["content"]
    publish_id = text_at(content, "publish_id")
    if not _readable(publish_id):
        raise DeliveryMalformed(f"{common['name']} without a publish id")
    return kind(
        **common,
        publish_id=publish_id,
        publish_type=text_at(content, "publish_type"),
        reason=text_at(content, "reason"),
        post_id=exact_id(content.get("post_id")) or "",
    )


def _readable(name: str) -> bool:
    # U+FFFD stands for what no text can hold (`json_values`): cut off from it, a name is another.
    return bool(name) and "\ufffd" not in name


def _removal_reason(content: Mapping[str, object]) -> RemovalReason:
    try:
        return RemovalReason(number_at(content, "reason"))
    except ValueError:
        return RemovalReason.UNKNOWN
