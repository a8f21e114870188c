"""Status updates: what a status response and a webhook both say of a post. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from zharia.tiktok import PostStatus, PublishStatus, post_failure
from zharia.tiktok.errors import Refused


class StatusKind(StrEnum):
    """Kinds of status updates."""

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


class UpdateOutcome(StrEnum):
    """Outcome of a status update where the publication keeps its state."""

    NOTHING_NEW = "nothing new"
    #: an earlier attempt failed: there is only an event of it
    NOTED = "noted"
    #: an earlier attempt is live, and the later one could not be revoked
    TWO_MAY_BE_LIVE = "two attempts may be live"
    OTHER_IS_LIVE = "the other one is live"
    OTHER_POST_IS_PUBLIC = "another post is public"
    FURTHER_POST = "a further post"
    PUBLIC_AGAIN = "public again"


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """A status update of one publish id. `failure` is set where it failed."""

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
        """From a status response; an unknown status counts as processing."""
        kind = _OF_STATUS.get(status.status, StatusKind.PROCESSING)
        first = next(iter(status.post_ids), "")
        return cls(kind, first, status.failure, status.log_id, status.post_ids[1:])

    @classmethod
    def from_stored(cls, kind: str, post_id: str, fail_reason: str) -> "StatusUpdate":
        """From the columns of an unknown post."""
        failure = post_failure(fail_reason) if StatusKind(kind) is StatusKind.FAILED else None
        return cls(StatusKind(kind), post_id, failure)
