"""Status updates: what TikTok says of a post, alike in its status and its webhooks. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from zharia.tiktok import PostStatus, PublishStatus, post_failure
from zharia.tiktok.errors import Refused


class StatusKind(StrEnum):
    """What TikTok said about a post."""

    PROCESSING = "processing"
    DELIVERED = "delivered"
    COMPLETE = "complete"
    FAILED = "failed"
    PUBLIC = "publicly available"
    NOT_PUBLIC = "no longer publicly available"


#: such a post exists, or has existed
SUCCESSES: Final = frozenset(
    {StatusKind.DELIVERED, StatusKind.COMPLETE, StatusKind.PUBLIC, StatusKind.NOT_PUBLIC}
)

_OF_STATUS: Final = {
    PublishStatus.SEND_TO_USER_INBOX: StatusKind.DELIVERED,
    PublishStatus.PUBLISH_COMPLETE: StatusKind.COMPLETE,
    PublishStatus.FAILED: StatusKind.FAILED,
}


class Effect(StrEnum):
    """What a status update came to where the publication keeps its state."""

    NOTHING_NEW = "nothing new"
    #: an earlier attempt failed: only its story tells of it
    NOTED = "noted"
    #: an earlier attempt is live, and the later one could not be called back
    TWO_MAY_BE_LIVE = "two attempts may be live"
    OTHER_IS_LIVE = "the other one is live"
    OTHER_POST_IS_PUBLIC = "another post is public"
    FURTHER_POST = "a further post"
    PUBLIC_AGAIN = "public again"


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """What TikTok said about one publish id. `failure` is set where it failed."""

    kind: StatusKind
    post_id: str = ""
    failure: Refused | None = None
    log_id: str = ""
    #: of the posts beside the first: a draft can become several
    further_ids: tuple[str, ...] = ()

    @property
    def post_ids(self) -> tuple[str, ...]:
        """All that it names."""
        return ((self.post_id,) if self.post_id else ()) + self.further_ids

    @classmethod
    def from_status(cls, status: PostStatus) -> "StatusUpdate":
        """Read a status answer; an unknown status is processing."""
        kind = _OF_STATUS.get(status.status, StatusKind.PROCESSING)
        first = next(iter(status.post_ids), "")
        return cls(kind, first, status.failure, status.log_id, status.post_ids[1:])

    @classmethod
    def stored(cls, kind: str, post_id: str, fail_reason: str) -> "StatusUpdate":
        """What was kept of it in the database."""
        failure = post_failure(fail_reason) if StatusKind(kind) is StatusKind.FAILED else None
        return cls(StatusKind(kind), post_id, failure)
