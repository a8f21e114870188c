"""TikTok's Login Kit and Content Posting API for photos, as a small typed library.

    >>> from zharia.tiktok import Client, PhotoPost, PostMode
    >>> with Client("client key", "client secret") as tiktok:  # doctest: +SKIP
    ...     post = PhotoPost(
    ...         post_mode=PostMode.MEDIA_UPLOAD,
    ...         photo_images=("https://media.example.kz/1.jpg",),
    ...         title="Жаңа саябақ ашылды",
    ...     )
    ...     accepted = tiktok.init(access_token, post)
    ...     tiktok.status(access_token, accepted.publish_id).status

It holds no settings and no database. What can go wrong is drawn at the top of `errors`.
"""

from typing import TYPE_CHECKING

from zharia.tiktok.codes import post_failure
from zharia.tiktok.errors import TikTokError
from zharia.tiktok.events import (
    AuthorizationRemoved,
    Event,
    InboxDelivered,
    NoLongerPubliclyAvailable,
    PostEvent,
    PubliclyAvailable,
    PublishComplete,
    PublishFailed,
    RemovalReason,
    read_event,
)
from zharia.tiktok.models import (
    Accepted,
    CreatorInfo,
    Done,
    PostStatus,
    PublishStatus,
    Tokens,
    UserInfo,
)
from zharia.tiktok.oauth import Denied, Granted, Pkce, PkceEncoding, parse_callback
from zharia.tiktok.photo_post import (
    DESCRIPTION_LIMIT,
    PHOTO_LIMIT,
    TITLE_LIMIT,
    PhotoPost,
    PostMode,
    PrivacyLevel,
    utf16_length,
)
from zharia.tiktok.retry_policy import (
    NEEDS_A_PERSON,
    NEVER,
    UNKNOWN_OUTCOME,
    Retry,
    RetryKind,
    after,
)
from zharia.tiktok.timing import Backoff, Timeouts
from zharia.tiktok.webhooks import SIGNATURE_HEADER, TOLERANCE, verify

if TYPE_CHECKING:
    from zharia.tiktok.client import API_URL, AUTHORIZE_URL, Client

__all__ = [
    "API_URL",
    "AUTHORIZE_URL",
    "DESCRIPTION_LIMIT",
    "NEEDS_A_PERSON",
    "NEVER",
    "PHOTO_LIMIT",
    "SIGNATURE_HEADER",
    "TITLE_LIMIT",
    "TOLERANCE",
    "UNKNOWN_OUTCOME",
    "Accepted",
    "AuthorizationRemoved",
    "Backoff",
    "Client",
    "CreatorInfo",
    "Denied",
    "Done",
    "Event",
    "Granted",
    "InboxDelivered",
    "NoLongerPubliclyAvailable",
    "PhotoPost",
    "Pkce",
    "PkceEncoding",
    "PostEvent",
    "PostMode",
    "PostStatus",
    "PrivacyLevel",
    "PubliclyAvailable",
    "PublishComplete",
    "PublishFailed",
    "PublishStatus",
    "RemovalReason",
    "Retry",
    "RetryKind",
    "TikTokError",
    "Timeouts",
    "Tokens",
    "UserInfo",
    "after",
    "parse_callback",
    "post_failure",
    "read_event",
    "utf16_length",
    "verify",
]

_OF_THE_CLIENT = frozenset({"API_URL", "AUTHORIZE_URL", "Client"})


def __getattr__(name: str) -> object:
    """The client, at its first use (PEP 562): of all that is here, it alone needs HTTP."""
    if name not in _OF_THE_CLIENT:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from zharia.tiktok import client  # noqa: PLC0415

    return getattr(client, name)
