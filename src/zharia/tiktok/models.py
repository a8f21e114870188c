"""Response models: what TikTok's calls return, read from JSON. Pure.

Every result carries `log_id`, the number that TikTok's support asks for; it is empty where TikTok
sent none. A text that is missing reads as an empty string, since only a few fields are vital; a
`read` method returns None if one of those is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from zharia.tiktok.codes import post_failure
from zharia.tiktok.json_values import exact_id, number_at, object_at, text_at
from zharia.tiktok.oauth import split_scopes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zharia.tiktok.errors import Refused
    from zharia.tiktok.responses import ApiResponse


@dataclass(frozen=True, slots=True)
class Tokens:
    """A token pair, from a code exchange or a refresh (`oauth-user-access-token-management`).

    Store it before using it: after a refresh the old refresh token is dead. Lifetimes are in
    seconds; 0 means that TikTok named none, so refresh before the next use. An empty
    `refresh_token` means that the stored one stays.
    """

    access_token: str = field(repr=False)
    expires_in: int
    refresh_token: str = field(repr=False)
    refresh_expires_in: int
    open_id: str
    scopes: tuple[str, ...]
    token_type: str
    log_id: str

    @classmethod
    def read(cls, response: ApiResponse) -> Tokens | None:
        """Read a response."""
        flat = response.content
        access_token = text_at(flat, "access_token")
        if not access_token:
            return None
        return cls(
            access_token=access_token,
            expires_in=number_at(flat, "expires_in"),
            refresh_token=text_at(flat, "refresh_token"),
            refresh_expires_in=number_at(flat, "refresh_expires_in"),
            open_id=text_at(flat, "open_id"),
            scopes=split_scopes(text_at(flat, "scope")),
            token_type=text_at(flat, "token_type"),
            log_id=response.log_id,
        )


@dataclass(frozen=True, slots=True)
class Done:
    """TikTok did what it was asked to; there is nothing to return but its number."""

    log_id: str

    @classmethod
    def read(cls, response: ApiResponse) -> Done:
        """Read a response that means success."""
        return cls(response.log_id)


@dataclass(frozen=True, slots=True)
class UserInfo:
    """Who an account is (`tiktok-api-v2-get-user-info`)."""

    open_id: str
    union_id: str
    avatar_url: str
    display_name: str
    log_id: str

    @classmethod
    def read(cls, response: ApiResponse) -> UserInfo | None:
        """Read a response; the fields lie in `data.user`, or in `data` itself."""
        user = object_at(response.content, "user") or response.content
        open_id = text_at(user, "open_id")
        if not open_id:
            return None
        return cls(
            open_id=open_id,
            union_id=text_at(user, "union_id"),
            avatar_url=text_at(user, "avatar_url"),
            display_name=text_at(user, "display_name"),
            log_id=response.log_id,
        )


@dataclass(frozen=True, slots=True)
class CreatorInfo:
    """What a creator may choose right now (`content-posting-api-reference-query-creator-info`).

    Ask afresh whenever a publish form is shown. The avatar's URL lives two hours. An option is a
    plain string, since TikTok may add levels that `PrivacyLevel` does not name.
    """

    creator_avatar_url: str
    creator_username: str
    creator_nickname: str
    privacy_level_options: tuple[str, ...]
    comment_disabled: bool
    duet_disabled: bool
    stitch_disabled: bool
    max_video_post_duration_sec: int
    log_id: str

    @classmethod
    def read(cls, response: ApiResponse) -> CreatorInfo | None:
        """Read a response; without privacy options there is nothing to choose from."""
        info = response.content
        options = info.get("privacy_level_options")
        if not isinstance(options, list):
            return None
        return cls(
            creator_avatar_url=text_at(info, "creator_avatar_url"),
            creator_username=text_at(info, "creator_username"),
            creator_nickname=text_at(info, "creator_nickname"),
            privacy_level_options=tuple(level for level in options if isinstance(level, str)),
            comment_disabled=info.get("comment_disabled") is True,
            duet_disabled=info.get("duet_disabled") is True,
            stitch_disabled=info.get("stitch_disabled") is True,
            max_video_post_duration_sec=number_at(info, "max_video_post_duration_sec"),
            log_id=response.log_id,
        )


@dataclass(frozen=True, slots=True)
class Accepted:
    """TikTok has taken a post on; follow it by its publish id."""

    publish_id: str
    log_id: str

    @classmethod
    def read(cls, response: ApiResponse) -> Accepted | None:
        """Read a response."""
        publish_id = text_at(response.content, "publish_id")
        return cls(publish_id, response.log_id) if publish_id else None


class PublishStatus(StrEnum):
    """How far a post has come (`content-posting-api-reference-get-video-status`)."""

    #: TikTok receives the file; photos never show it.
    PROCESSING_UPLOAD = "PROCESSING_UPLOAD"
    #: TikTok pulls the photos from us.
    PROCESSING_DOWNLOAD = "PROCESSING_DOWNLOAD"
    #: The draft lies in the creator's TikTok inbox.
    SEND_TO_USER_INBOX = "SEND_TO_USER_INBOX"
    #: Posted, or the person finished the draft.
    PUBLISH_COMPLETE = "PUBLISH_COMPLETE"
    #: Not posted; `PostStatus.failure` says why.
    FAILED = "FAILED"
    #: A word newer than this code; TikTok is still processing.
    UNKNOWN = ""

    @property
    def processing(self) -> bool:
        """Whether TikTok is still at work."""
        return self in {
            PublishStatus.PROCESSING_UPLOAD,
            PublishStatus.PROCESSING_DOWNLOAD,
            PublishStatus.UNKNOWN,
        }


@dataclass(frozen=True, slots=True)
class PostStatus:
    """How a post is doing.

    `post_ids` stays empty until a public post has passed moderation, which can take hours; posts
    that are not public never get one. `raw_status` is the status as TikTok spelt it.
    """

    status: PublishStatus
    raw_status: str
    fail_reason: str
    post_ids: tuple[str, ...]
    downloaded_bytes: int
    uploaded_bytes: int
    log_id: str

    @property
    def failure(self) -> Refused | None:
        """Why it failed and whether another post helps; None if it has not failed."""
        if self.status is not PublishStatus.FAILED:
            return None
        return post_failure(self.fail_reason, log_id=self.log_id)

    @classmethod
    def read(cls, response: ApiResponse) -> PostStatus | None:
        """Read a response."""
        status = response.content
        raw_status = text_at(status, "status")
        if not raw_status:
            return None
        return cls(
            status=_status(raw_status),
            raw_status=raw_status,
            fail_reason=text_at(status, "fail_reason"),
            post_ids=_post_ids(status),
            downloaded_bytes=number_at(status, "downloaded_bytes"),
            uploaded_bytes=number_at(status, "uploaded_bytes"),
            log_id=response.log_id,
        )


def _status(raw_status: str) -> PublishStatus:
    try:
        return PublishStatus(raw_status)
    except ValueError:
        return PublishStatus.UNKNOWN


def _post_ids(status: Mapping[str, object]) -> tuple[str, ...]:
    # The misspelling is TikTok's.
    ids = status.get("publicaly_available_post_id")
    exact = (exact_id(post_id) for post_id in ids) if isinstance(ids, list) else ()
    return tuple(post_id for post_id in exact if post_id)
