"""Attribution: publish ids that reached us by webhook alone, matched to attempts by proof. Pure.

Another program may post with the same app on the same account, so that an attempt is the only one
left proves nothing. What does: TikTok pulled just as many bytes for the post as this attempt's
photos have, and as many such posts succeeded as there are such attempts: then all are live,
whichever is whose.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

#: TikTok's clock and ours may disagree by this much
CLOCK_SKEW = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An attempt without a publish id, whose publication waits for just this attempt."""

    attempt_id: str
    sent_at: datetime
    #: every byte of every photo has left us
    all_pulled: bool
    #: possible `downloaded_bytes`: of the photos, or of all that was sent, repeats included
    sizes: frozenset[int]


@dataclass(frozen=True, slots=True)
class UnmatchedPost:
    """A post known by webhook. `downloaded_bytes` is None before its status was polled."""

    publish_id: str
    created_at: datetime
    succeeded: bool
    downloaded_bytes: int | None


@dataclass(frozen=True, slots=True)
class Attribution:
    """The result. Posts that are in neither wait for more evidence."""

    #: publish id → attempt
    ours: Mapping[str, str] = field(default_factory=dict)
    foreign: frozenset[str] = frozenset()


def attribute(candidates: Collection[Candidate], posts: Collection[UnmatchedPost]) -> Attribution:
    """Match what evidence allows, of one account."""
    ours: dict[str, str] = {}
    foreign: set[str] = set()
    groups: dict[tuple[frozenset[str], bool], list[str]] = defaultdict(list)
    for post in posts:
        fits = frozenset(one.attempt_id for one in candidates if _fits(one, post))
        if not fits:
            # A success cannot be ours where no attempt had all its photos pulled.
            foreign.add(post.publish_id)
        elif post.downloaded_bytes is not None:
            groups[fits, post.succeeded].append(post.publish_id)
    for (fits, succeeded), publish_ids in groups.items():
        rivals = any(other & fits for other, ended in groups if (other, ended) != (fits, succeeded))
        if len(publish_ids) == len(fits) and not rivals:
            ours |= dict(zip(sorted(publish_ids), sorted(fits), strict=True))
    return Attribution(ours, frozenset(foreign))


def _fits(candidate: Candidate, post: UnmatchedPost) -> bool:
    if candidate.sent_at > post.created_at + CLOCK_SKEW or not candidate.all_pulled:
        return False
    size = post.downloaded_bytes
    if size is None or (size == 0 and post.succeeded):
        # Not polled yet; or TikTok does not say, then only their number decides.
        return True
    return size in candidate.sizes
