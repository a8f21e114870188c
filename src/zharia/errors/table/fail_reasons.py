"""Why TikTok did not publish what it had accepted.

Source: `content-posting-api-reference-get-video-status`."""

from dataclasses import replace
from typing import Final

from zharia.errors.codes import ErrorCode
from zharia.errors.entry import Entry
from zharia.errors.table.phrases import (
    ASK_SUPPORT,
    GOES_ON_SOON,
    PRESS_RETRY,
    REMOVED_BY_OWNER,
    REPLACE_PHOTO,
    TALK_TO_OWNER,
)
from zharia.errors.who_acts import WhoActs
from zharia.texts.message import Message
from zharia.tiktok import RetryKind

_DURATION: Final = Entry(
    "duration_check_failed",
    WhoActs.EDITOR,
    RetryKind.NEVER,
    title=Message("TikTok refused a video's length"),
    happened=Message(
        "This reason is about videos, and Zharia posts only photos, so it should not occur."
    ),
    remedy=Message("Give an administrator the log_id: TikTok's support can name the cause."),
)

_PULL_FAILED: Final = Entry(
    "photo_pull_failed",
    WhoActs.ADMIN,
    RetryKind.AFTER,
    title=Message("TikTok could not fetch a photo"),
    happened=Message(
        "TikTok did not get the photos from Zharia: the service was out of reach, or a firewall"
        " stopped TikTok's robot."
    ),
    remedy=Message(
        "Zharia sends the post again by itself. If TikTok never came for a photo, or Zharia could"
        " not read its photos then, the whole account waits, and Zharia tries now and then: check"
        " that its address opens from outside over https, and that no rule blocks the robots of"
        " TikTok and ByteDance. If TikTok came but did not get a photo for another reason, the post"
        " fails after three times."
    ).then(PRESS_RETRY),
)

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        "file_format_check_failed",
        WhoActs.EDITOR,
        RetryKind.NEVER,
        title=Message("TikTok refused a photo's format"),
        happened=Message(
            "TikTok took the post, but could not read one of its photos; it does not say which."
        ),
        remedy=REPLACE_PHOTO.then(ASK_SUPPORT),
    ),
    Entry(
        "picture_size_check_failed",
        WhoActs.EDITOR,
        RetryKind.NEVER,
        title=Message("TikTok refused a photo's size"),
        happened=Message(
            "One of the photos is too large or too small for TikTok; it does not say which."
        ),
        remedy=REPLACE_PHOTO.then(ASK_SUPPORT),
    ),
    _DURATION,
    replace(
        _DURATION,
        code="frame_rate_check_failed",
        title=Message("TikTok refused a video's frame rate"),
    ),
    Entry(
        "internal",
        WhoActs.TIKTOK,
        RetryKind.AFTER,
        title=Message("TikTok could not process the post"),
        happened=Message(
            "TikTok took the post, but did not publish it because of a fault of its own."
        ),
        remedy=Message(
            "Zharia sends the post again by itself, up to three times in all. If it still"
            " fails, press “Retry”, or give TikTok's support the log_id."
        ),
    ),
    _PULL_FAILED,
    replace(
        _PULL_FAILED,
        code="video_pull_failed",
        title=Message("TikTok could not fetch a file"),
    ),
    Entry(
        "publish_cancelled",
        WhoActs.EDITOR,
        RetryKind.NEVER,
        title=Message("The post was withdrawn"),
        happened=Message("The post was withdrawn before TikTok published it."),
        remedy=Message("If that was meant, there is nothing to do. Otherwise press “Retry”."),
    ),
    Entry(
        "auth_removed",
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("Access was removed while posting"),
        happened=REMOVED_BY_OWNER,
        remedy=TALK_TO_OWNER.then(GOES_ON_SOON),
    ),
    Entry(
        "spam_risk_text",
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("TikTok takes the text for spam"),
        happened=Message(
            "The text met TikTok's rules against spam: a link, repeated words or too many"
            " hashtags may be the cause."
        ),
        remedy=Message(
            "Change the text and publish the article again; Zharia does not repeat such a post"
            " by itself. If it happens again, an administrator can have fewer hashtags and no link"
            " in the settings."
        ),
    ),
    Entry(
        "spam_risk",
        WhoActs.ADMIN,
        RetryKind.NEEDS_A_PERSON,
        title=Message("TikTok takes the post for spam"),
        happened=Message(
            "The post met TikTok's rules against spam; TikTok does not name the exact cause."
        ),
        remedy=Message(
            "Look at the account's notices in the TikTok app. Zharia does not try again by"
            " itself: change the post and publish the article again, or wait a while and press"
            " “Retry”."
        ),
    ),
    Entry(
        ErrorCode.NO_LONGER_PUBLIC,
        WhoActs.EDITOR,
        title=Message("The post is no longer public"),
        happened=Message(
            "TikTok or the account's owner has hidden the post, deleted it, or made it private."
        ),
        remedy=Message(
            "Look at the post in the TikTok app: if TikTok took it down, the reason stands in"
            " the inbox. If the article is wanted on TikTok again, publish it once more."
        ),
    ),
)
