"""A small TikTok, honest about posts and careless about answers. Pure of the ledger.

It pulls each photo from us and makes a post only of what it has all photos of; what failed stays
failed, and its status tells the truth. Its answers get lost, its webhooks are lost, doubled and
overtaken by others, and somebody else posts with the same app.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from tests.integration.publishing.machine.mortal import freeze
from zharia.publishing.webhooks import Delivery
from zharia.tiktok import Accepted, CreatorInfo, PhotoPost, PostMode, PostStatus, PublishStatus
from zharia.tiktok.errors import (
    CreatorBlocked,
    NotSent,
    OutcomeUnknown,
    RateLimited,
    TikTokFault,
    UnknownPublishId,
)

_LOG = "20261122120000ABCDEF"
#: not made of any number of our photos
FOREIGN_BYTES = 777


class Answer(StrEnum):
    """What becomes of an init."""

    ACCEPTED = "accepted"
    #: TikTok has it; we are not told
    LOST = "accepted, answer lost"
    #: it never arrived; we are not told that either
    UNHEARD = "never arrived"
    REFUSED = "refused"
    #: TikTok says no, and makes the post all the same
    LIED = "refused though accepted"
    BUSY = "rate limited"
    #: the connection was not even made
    DOWN = "not reached"


class Fate(StrEnum):
    """How far a post is."""

    PULLING = "pulling"
    PROCESSING = "processing"
    LIVE = "live"
    FAILED = "failed"


class Telling(StrEnum):
    """What becomes of a status call."""

    TRUTH = "truth"
    FAULT = "fault"
    #: TikTok does not know its own post yet
    UNKNOWN = "unknown id"


@dataclass
class Post:
    """What TikTok has accepted. Without a token it is somebody else's."""

    publish_id: str
    open_id: str
    created_at: datetime
    direct: bool
    token: str = ""
    photos: int = 0
    pulled: set[int] = field(default_factory=set)
    downloaded: int = 0
    fate: Fate = Fate.PULLING
    reason: str = ""
    post_id: str = ""

    @property
    def word(self) -> PublishStatus:
        if self.fate is Fate.LIVE:
            return (
                PublishStatus.PUBLISH_COMPLETE if self.direct else PublishStatus.SEND_TO_USER_INBOX
            )
        if self.fate is Fate.FAILED:
            return PublishStatus.FAILED
        return PublishStatus.PROCESSING_DOWNLOAD


class TikTok:
    """All posts, and the webhooks that have not been delivered."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.posts: dict[str, Post] = {}
        self.webhooks: list[Delivery] = []
        #: what the next calls meet
        self.answer, self.telling = Answer.ACCEPTED, Telling.TRUTH
        #: TikTok is this slow to hear an init, or to answer it
        self.freezes_before = self.freezes_after = False
        #: called with each new post before its answer leaves: TikTok may pull as soon as it has it
        self.before_answer: Callable[[Post], None] = lambda _post: None
        self.inits: list[str] = []

    def client(self, open_id: str) -> "_Client":
        return _Client(self, open_id)

    @property
    def ours(self) -> list[Post]:
        return [post for post in self.posts.values() if post.token]

    def foreign(self, open_id: str, *, succeeds: bool) -> Post:
        """Somebody else posts with our app."""
        post = Post(self._new_id(), open_id, self._now(), direct=True, downloaded=FOREIGN_BYTES)
        self.posts[post.publish_id] = post
        self.end(post, "" if succeeds else "internal")
        return post

    def hand(self, post: Post, number: int, size: int | None) -> None:
        """Our answer to a GET: so many bytes, or none, and then the post has failed."""
        if post.fate is not Fate.PULLING:
            return
        if size is None:
            self.end(post, "photo_pull_failed")
        elif number not in post.pulled:
            post.pulled.add(number)
            post.downloaded += size
            if len(post.pulled) == post.photos:
                post.fate = Fate.PROCESSING

    def end(self, post: Post, reason: str = "") -> None:
        """The post is live, or has failed for a reason."""
        post.fate, post.reason = Fate.FAILED if reason else Fate.LIVE, reason
        if reason:
            self.tell(post, "failed", reason=reason)
        else:
            self.tell(post, "complete" if post.direct else "inbox_delivered")

    def publish(self, post: Post, *, public: bool) -> None:
        """A live post passes moderation, or is taken down."""
        post.post_id = post.post_id or f"75{len(self.posts):017d}"
        word = "publicly_available" if public else "no_longer_publicaly_available"
        self.tell(post, word, post_id=post.post_id)

    def tell(self, post: Post, word: str, **content: str) -> None:
        """A webhook is on its way."""
        fields = {"publish_id": post.publish_id, "publish_type": "DIRECT_PUBLISH"} | content
        name, now = f"post.publish.{word}", self._now()
        body = json.dumps(
            {
                "client_key": "key",
                "event": name,
                "create_time": int(now.timestamp()),
                "user_openid": post.open_id,
                "content": json.dumps(fields),
            }
        )
        self.webhooks.append(Delivery(body, name, now, late=False))

    def hear(self, open_id: str, post: PhotoPost) -> Accepted:
        answer = self.answer
        if self.freezes_before:
            freeze()
        token = post.photo_images[0].split("/")[-2]
        self.inits.append(token)
        if answer is Answer.DOWN:
            raise NotSent("ConnectError")
        if answer is Answer.BUSY:
            raise RateLimited(code="rate_limit_exceeded")
        known = None
        if answer not in {Answer.UNHEARD, Answer.REFUSED}:
            direct = post.post_mode is PostMode.DIRECT_POST
            count = len(post.photo_images)
            known = Post(self._new_id(), open_id, self._now(), direct, token, count)
            self.posts[known.publish_id] = known
            self.before_answer(known)
        if self.freezes_after:
            freeze()
        if answer in {Answer.REFUSED, Answer.LIED}:
            raise CreatorBlocked(code="spam_risk_user_banned_from_posting", log_id=_LOG)
        if known is None or answer is Answer.LOST:
            raise OutcomeUnknown("ReadTimeout")
        return Accepted(publish_id=known.publish_id, log_id=_LOG)

    def status(self, publish_id: str) -> PostStatus:
        post, telling = self.posts.get(publish_id), self.telling
        if telling is Telling.FAULT:
            raise TikTokFault(code="internal_error")
        if post is None or telling is Telling.UNKNOWN:
            raise UnknownPublishId(code="invalid_publish_id")
        answer = PostStatus(
            status=post.word,
            raw_status=post.word.value,
            fail_reason=post.reason,
            post_ids=(post.post_id,) if post.post_id else (),
            downloaded_bytes=post.downloaded,
            uploaded_bytes=0,
            log_id=_LOG,
        )
        if self.freezes_after:
            freeze()
        return answer

    def _new_id(self) -> str:
        return f"p_pub_url~v2.{len(self.posts) + 1}"


class _Client:
    """What `Desk.client` gives: TikTok's API for one account."""

    def __init__(self, tiktok: TikTok, open_id: str) -> None:
        self._tiktok, self._open_id = tiktok, open_id

    def init(self, _token: str, post: PhotoPost, **_: Any) -> Accepted:
        return self._tiktok.hear(self._open_id, post)

    def status(self, _token: str, publish_id: str, **_: Any) -> PostStatus:
        return self._tiktok.status(publish_id)

    def creator_info(self, _token: str, **_: Any) -> CreatorInfo:
        options = ("PUBLIC_TO_EVERYONE", "SELF_ONLY")
        return CreatorInfo("", "aimaq", "aimaq", options, False, False, False, 600, _LOG)
