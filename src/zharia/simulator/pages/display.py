"""Display names, labels and links for the templates. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import quote

from zharia.simulator.model import (
    Call,
    Delivery,
    Post,
    PostMode,
    PostStatus,
)

#: as the app's own menu calls them
PRIVACY = {
    "PUBLIC_TO_EVERYONE": "Everyone",
    "MUTUAL_FOLLOW_FRIENDS": "Friends",
    "FOLLOWER_OF_CREATOR": "Followers",
    "SELF_ONLY": "Only you",
}

FAIL_REASONS = {
    "file_format_check_failed": "A photo is neither JPEG nor WebP.",
    "picture_size_check_failed": "A photo is over 20 MB, or over 1080 pixels on its shorter side.",
    "internal": "TikTok's own trouble. A new init may succeed.",
    "photo_pull_failed": "A photo could not be pulled from its URL.",
    "publish_cancelled": "Cancelled by the app.",
    "auth_removed": "The user disconnected the app.",
    "spam_risk_too_many_posts": "Too many posts in 24 hours.",
    "spam_risk_user_banned_from_posting": "The user is banned from posting.",
    "spam_risk_text": "The text looks like spam.",
    "spam_risk": "The post looks like spam.",
}

SCOPES = {
    "user.info.basic": "Read your profile info (open id, avatar, display name)",
    "user.info.profile": "Read your profile: username, bio, link, verified status",
    "user.info.stats": "Read your profile's numbers: followers, likes, posts",
    "video.publish": "Post content to TikTok",
    "video.upload": "Share content as drafts, for you to finish in TikTok",
    "video.list": "Read your public posts on TikTok",
}

#: the scope that TikTok's page does not let a person refuse
REQUIRED_SCOPE = "user.info.basic"


class Stage(StrEnum):
    """The stage of a post, as a person sees it."""

    #: TikTok pulls the photos
    PROCESSING = "processing"
    #: a draft in the inbox
    DRAFT = "draft"
    #: posted for everyone, but moderation has not given it a public id yet
    MODERATION = "moderation"
    LIVE = "live"
    FAILED = "failed"
    #: taken down, or a draft thrown away
    GONE = "gone"


STAGES = {
    Stage.PROCESSING: "Pulling photos",
    Stage.DRAFT: "Draft in the inbox",
    Stage.MODERATION: "In moderation",
    Stage.LIVE: "Posted",
    Stage.FAILED: "Failed",
    Stage.GONE: "Removed",
}


def stage(post: Post) -> Stage:
    match post.status:
        case PostStatus.PROCESSING_DOWNLOAD:
            return Stage.PROCESSING
        case PostStatus.FAILED:
            return Stage.FAILED
        case PostStatus.SEND_TO_USER_INBOX:
            return Stage.GONE if post.draft_discarded_at else Stage.DRAFT
    if post.removed_at:
        return Stage.GONE
    if post.privacy_level == "PUBLIC_TO_EVERYONE" and not post.public_at:
        return Stage.MODERATION
    return Stage.LIVE


def is_unposted_draft(post: Post) -> bool:
    """A draft that its user has not posted: it belongs in the inbox, not on the profile."""
    return post.mode == PostMode.MEDIA_UPLOAD and post.status != PostStatus.PUBLISH_COMPLETE


def is_private(post: Post) -> bool:
    return post.privacy_level == "SELF_ONLY"


def href(post: Post) -> str:
    """The post's address: as on TikTok once it is public, by publish id before."""
    if post.post_id:
        return f"/@{quote(post.username)}/photo/{post.post_id}"
    return f"/posts/{quote(post.publish_id, safe='~')}"


def photo_href(post: Post, index: int) -> str:
    """A photo's preview; the tail of its checksum keeps a browser from showing an older one."""
    tail = post.photos[index].sha256[:8]
    return f"/photo/{quote(post.publish_id, safe='~')}/{index + 1}.jpg?v={tail}"


def cover_href(post: Post) -> str:
    """The cover's preview, or nothing while it is not pulled."""
    index = post.cover_index if post.cover_index < len(post.photos) else 0
    if post.photos and post.photos[index].preview:
        return photo_href(post, index)
    return ""


def pulled(post: Post) -> int:
    return sum(bool(photo.size) for photo in post.photos)


def name_of(post: Post) -> str:
    """What a screen reader or a list calls the post."""
    return post.title or one_line(post.description)[:60] or "Untitled post"


def one_line(text: str) -> str:
    """TikTok drops the line breaks of a caption."""
    return " ".join(text.split())


@dataclass(frozen=True)
class CaptionPart:
    kind: str
    text: str


_MARKED = re.compile(r"(?P<hashtag>#[\w\u200d]+)|(?P<mention>(?<!\w)@[\w.]*\w)")


def caption_parts(text: str) -> Iterator[CaptionPart]:
    """A caption on one line, split into text, hashtags and mentions."""
    text = one_line(text)
    end = 0
    for match in _MARKED.finditer(text):
        if match.start() > end:
            yield CaptionPart("text", text[end : match.start()])
        yield CaptionPart(match.lastgroup or "text", match.group())
        end = match.end()
    if end < len(text):
        yield CaptionPart("text", text[end:])


def commercial_label(post: Post) -> str:
    """The commercial label; both toggles together make a paid partnership."""
    if post.brand_content:
        return "Paid partnership"
    return "Promotional content" if post.brand_organic else ""


def short_number(number: int) -> str:
    """1234 is 1234, 12400 is 12.4K, 3000000 is 3M."""
    for size, letter in ((10**9, "B"), (10**6, "M"), (10**4, "K")):
        if number >= size:
            unit = 1000 if letter == "K" else size
            return f"{number / unit:.1f}".removesuffix(".0") + letter
    return str(number)


def file_size(size: int) -> str:
    if size >= 1_000_000:
        return f"{size / 1_000_000:.1f} MB"
    return f"{size / 1000:.0f} kB" if size >= 1000 else f"{size} B"


def local_time(seconds: float) -> datetime:
    """On this machine's own calendar, for a simulator that runs beside its reader."""
    return datetime.fromtimestamp(seconds, UTC).astimezone()


def is_wrong(call: Call) -> bool:
    return bool(call.wrong) or call.status >= 400 or call.code not in {"", "ok"}


def delivery_state(delivery: Delivery) -> str:
    if delivery.delivered_at:
        return "delivered"
    if delivery.given_up_at:
        return "given up"
    if delivery.held:
        return "held"
    return "retrying" if delivery.attempts else "waiting"


def may_be_changed(post: Post) -> bool:
    """Whether its author can still change or delete it."""
    return stage(post) in {Stage.LIVE, Stage.MODERATION}


def draft_href(post: Post) -> str:
    return f"/@{quote(post.username)}/inbox/{quote(post.publish_id, safe='~')}"


def language(text: str) -> str:
    """The language to pronounce a text in: a guess by its letters."""
    lowered = text.lower()
    if any(letter in lowered for letter in "әғқңөұүһі"):
        return "kk"
    return "ru" if any("а" <= letter <= "я" for letter in lowered) else "en"
