"""A photo post: its fields, what TikTok would refuse, and its JSON. Pure.

Source of every rule: `content-posting-api-reference-photo-post`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from zharia.tiktok.errors import InvalidPost
from zharia.tiktok.urls import is_loopback, is_pullable, parse_url

if TYPE_CHECKING:
    from collections.abc import Iterator

#: UTF-16 units (`content-posting-api-reference-photo-post`).
TITLE_LIMIT = 90
#: UTF-16 units (`content-posting-api-reference-photo-post`).
DESCRIPTION_LIMIT = 4000
#: Photos in one post (`content-posting-api-reference-photo-post`).
PHOTO_LIMIT = 35


class PostMode(StrEnum):
    """Where a post goes."""

    #: Onto the creator's profile at once.
    DIRECT_POST = "DIRECT_POST"
    #: Into the creator's TikTok inbox, as a draft to finish there.
    MEDIA_UPLOAD = "MEDIA_UPLOAD"


class PrivacyLevel(StrEnum):
    """Who sees a post. Which of them a creator may choose, creator info says."""

    #: Everyone; offered to public accounts.
    PUBLIC_TO_EVERYONE = "PUBLIC_TO_EVERYONE"
    #: Those who follow the creator and are followed back.
    MUTUAL_FOLLOW_FRIENDS = "MUTUAL_FOLLOW_FRIENDS"
    #: Those who follow the creator; offered to private accounts.
    FOLLOWER_OF_CREATOR = "FOLLOWER_OF_CREATOR"
    #: The creator alone.
    SELF_ONLY = "SELF_ONLY"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoPost:
    """One post of 1 to 35 photos, in TikTok's own field names.

    A field left at None is not sent. `privacy_level` and both toggles are demanded for
    `DIRECT_POST`, though TikTok takes an absent toggle for false: whoever posts says it. Everything
    from `privacy_level` to the toggles is no part of `MEDIA_UPLOAD`, where TikTok ignores it.
    `privacy_level` is a plain string, since creator info may offer a level newer than this code.
    """

    post_mode: PostMode
    photo_images: tuple[str, ...]
    photo_cover_index: int = 0
    title: str = ""
    description: str = ""
    privacy_level: str | None = None
    disable_comment: bool | None = None
    auto_add_music: bool | None = None
    #: A paid partnership with somebody else.
    brand_content_toggle: bool | None = None
    #: Promotes the creator's own business.
    brand_organic_toggle: bool | None = None
    #: Labels the photos as made by AI.
    is_aigc: bool | None = None


def utf16_length(text: str) -> int:
    """The length as TikTok counts it, in UTF-16 units: most emoji are 2, some many more."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check(post: PhotoPost, *, allow_loopback: bool = False) -> None:
    """Raise `InvalidPost`, with every reason, if TikTok would refuse `post` as it stands.

    `allow_loopback` also accepts photos on this machine, over http: for a simulator.
    """
    problems = [*_text_problems(post), *_photo_problems(post, allow_loopback=allow_loopback)]
    if post.post_mode is PostMode.DIRECT_POST:
        problems += _direct_problems(post)
    else:
        problems += _draft_problems(post)
    if problems:
        raise InvalidPost(problems)


def payload(post: PhotoPost) -> dict[str, object]:
    """The JSON body of init for a post that has passed `check`."""
    post_info = {
        "title": post.title or None,
        "description": post.description or None,
        "privacy_level": post.privacy_level,
        "disable_comment": post.disable_comment,
        "auto_add_music": post.auto_add_music,
        "brand_content_toggle": post.brand_content_toggle,
        "brand_organic_toggle": post.brand_organic_toggle,
    }
    body: dict[str, object] = {
        "media_type": "PHOTO",
        "post_mode": post.post_mode.value,
        "post_info": {name: value for name, value in post_info.items() if value is not None},
        "source_info": {
            "source": "PULL_FROM_URL",
            "photo_images": list(post.photo_images),
            "photo_cover_index": post.photo_cover_index,
        },
    }
    if post.is_aigc is not None:
        body["is_aigc"] = post.is_aigc
    return body


def _text_problems(post: PhotoPost) -> Iterator[str]:
    for name, text, limit in (
        ("title", post.title, TITLE_LIMIT),
        ("description", post.description, DESCRIPTION_LIMIT),
    ):
        length = utf16_length(text)
        if length > limit:
            yield f"{name}: {length} UTF-16 units, TikTok takes {limit}"
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            yield f"{name}: half an emoji; it was cut inside a character"


def _photo_problems(post: PhotoPost, *, allow_loopback: bool) -> Iterator[str]:
    count = len(post.photo_images)
    if not 1 <= count <= PHOTO_LIMIT:
        yield f"photo_images: {count} photos, TikTok takes 1 to {PHOTO_LIMIT}"
    elif not 0 <= post.photo_cover_index < count:
        yield f"photo_cover_index: {post.photo_cover_index}, but the photos are 0 to {count - 1}"
    for index, url in enumerate(post.photo_images):
        # The URL itself stays out of the message: whoever knows it can fetch the photo.
        address = parse_url(url)
        if address is None or not (
            is_pullable(address) or (allow_loopback and is_loopback(address))
        ):
            yield f"photo_images[{index}]: not an https URL on a named host"


def _direct_problems(post: PhotoPost) -> Iterator[str]:
    if not post.privacy_level:
        yield "privacy_level: required for DIRECT_POST"
    if post.brand_content_toggle is None:
        yield "brand_content_toggle: required for DIRECT_POST"
    if post.brand_organic_toggle is None:
        yield "brand_organic_toggle: required for DIRECT_POST"
    if post.brand_content_toggle and post.privacy_level == PrivacyLevel.SELF_ONLY.value:
        yield "privacy_level: branded content cannot be SELF_ONLY"


def _draft_problems(post: PhotoPost) -> Iterator[str]:
    for name, value in (
        ("privacy_level", post.privacy_level),
        ("disable_comment", post.disable_comment),
        ("auto_add_music", post.auto_add_music),
        ("brand_content_toggle", post.brand_content_toggle),
        ("brand_organic_toggle", post.brand_organic_toggle),
    ):
        if value is not None:
            yield f"{name}: not part of MEDIA_UPLOAD; the creator chooses it in TikTok"
