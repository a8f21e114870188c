"""The audit of a run: doubles, lost articles, false successes, unconfirmed sends. Pure.

Three records are compared: the posts at TikTok, the ledger's rows, the articles that were
accepted. A post is known by the story's number in its title, as a reader would know it, and so
without believing the ledger, which an older copy may have replaced.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from zharia.publishing.event_types import EventType
from zharia.publishing.states import State


@dataclass(frozen=True, slots=True)
class PostKey:
    """What identifies a post: a story on an account, where it is to be live once."""

    story: int
    username: str


@dataclass(frozen=True, slots=True)
class TikTokPost:
    """A post at TikTok that this installation made."""

    publish_id: str
    key: PostKey
    live: bool
    #: accepted, and not ended
    pending: bool = False


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A publication in the ledger at the end of the run."""

    publication_id: str
    key: PostKey
    state: State
    publish_id: str | None = None
    error_code: str | None = None
    #: when a worker takes it next
    wake_at: datetime | None = None
    needs_resolution: bool = False


@dataclass(frozen=True, slots=True)
class LedgerEvent:
    """An event of a publication, oldest first among its own."""

    publication_id: str
    what: str
    state: State
    detail: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Findings:
    doubles: list[PostKey]
    lost: list[PostKey]
    false_successes: list[PostKey]
    #: live, and no row says that it is or may be: whoever reads the ledger would publish it again
    without_row: list[PostKey]
    #: published, but with the publish id of somebody else's post or of another article's
    wrong_ids: list[PostKey]
    #: how many stays in `unconfirmed` ended, by how
    unconfirmed_endings: dict[str, int]
    #: publications about which a person was asked, each once
    asked: list[PostKey]
    #: not at its end, by state and reason
    open: dict[str, int]
    #: ended without a post, by its code
    failed: dict[str, int]

    @property
    def has_violations(self) -> bool:
        """Whether an article was posted twice, lost or falsely called published."""
        return bool(self.doubles or self.lost or self.false_successes or self.without_row)


SUCCESS = frozenset({State.PUBLISHED, State.DELIVERED})
#: it was sent: it is live, or may be
_SENT = SUCCESS | {State.SUBMITTING, State.UNCONFIRMED, State.PROCESSING, State.REMOVED}
#: nothing more is to come, whatever TikTok or a worker does
_ENDED = SUCCESS | {State.FAILED, State.CANCELLED, State.REMOVED, State.DRAFT}


def is_open(row: LedgerRow) -> bool:
    """Whether a publication is still on its way."""
    return row.state not in _ENDED


def audit(
    accepted: Iterable[PostKey],
    posts: Sequence[TikTokPost],
    rows: Sequence[LedgerRow],
    events: Sequence[LedgerEvent],
) -> Findings:
    """Compare TikTok's posts, the ledger and the accepted articles."""
    live = Counter(post.key for post in posts if post.live)
    by_key: dict[PostKey, list[LedgerRow]] = defaultdict(list)
    for row in rows:
        by_key[row.key].append(row)
    key_of = {post.publish_id: post.key for post in posts if post.live}
    successes = [row for row in rows if row.state in SUCCESS]
    claimed = Counter(row.key for row in successes)
    recorded = {row.key for row in rows if row.state in _SENT}
    asked = {one.publication_id for one in events if one.what == EventType.ASKS_A_PERSON}
    return Findings(
        doubles=[key for key, count in live.items() if count > 1],
        lost=[
            key
            for key in dict.fromkeys(accepted)
            if not live[key] and not any(map(_accounted_for, by_key[key]))
        ],
        # Of two rows over one post, one says what is not so.
        false_successes=list((claimed - live).elements()),
        without_row=[key for key in live if key not in recorded],
        wrong_ids=[
            row.key
            for row in successes
            if live[row.key] and row.publish_id and key_of.get(row.publish_id) != row.key
        ],
        unconfirmed_endings=unconfirmed_endings(events),
        asked=[row.key for row in rows if row.needs_resolution or row.publication_id in asked],
        open=dict(
            Counter(_reason(row) for row in rows if is_open(row))
            + Counter("at TikTok" for post in posts if post.pending)
        ),
        failed=dict(Counter(row.error_code or "" for row in rows if row.state is State.FAILED)),
    )


def _accounted_for(row: LedgerRow) -> bool:
    """Failed with a reason, or waiting with a time or for a person.

    A false success is counted as such and not as lost.
    """
    if row.state in SUCCESS:
        return True
    if row.state is State.FAILED:
        return bool(row.error_code)
    if row.state in {State.CANCELLED, State.REMOVED}:
        return False
    return row.state is State.DRAFT or row.needs_resolution or row.wake_at is not None


def _reason(row: LedgerRow) -> str:
    if row.needs_resolution:
        return f"{row.state}: asks a person"
    if row.state is State.PROCESSING and row.publish_id is None:
        return f"{row.state}: no publish id"
    return f"{row.state}: {row.error_code}" if row.error_code else str(row.state)


def unconfirmed_endings(events: Sequence[LedgerEvent]) -> dict[str, int]:
    """How each stay in `unconfirmed` ended, by the event that left it.

    A pull proves that TikTok has the post and not which post it is: then its publish id or its
    end has to become known.
    """
    ends: Counter[str] = Counter()
    unconfirmed: dict[str, str] = {}
    for event in events:
        begun = unconfirmed.get(event.publication_id)
        if begun is None:
            if event.state is State.UNCONFIRMED:
                unconfirmed[event.publication_id] = _BY_NOTHING
        elif event.what == EventType.PROVED_ACCEPTED and event.detail.get("by") == "pull":
            unconfirmed[event.publication_id] = _BY_PULL
        elif event.what in _CONFIRMING or event.state not in _UNDECIDED:
            ends[begun + _ENDINGS.get(event.what, event.what)] += 1
            del unconfirmed[event.publication_id]
    for begun in unconfirmed.values():
        ends[f"{begun}still open"] += 1
    return dict(sorted(ends.items()))


_BY_NOTHING, _BY_PULL = "", "proved by pull, then "
_UNDECIDED = frozenset({State.UNCONFIRMED, State.PROCESSING})
#: confirms without leaving those two states
_CONFIRMING: frozenset[str] = frozenset(
    {
        EventType.ACCEPTED,
        EventType.ANSWERED_LATE,
        EventType.ATTRIBUTED,
        EventType.PROVED_ACCEPTED,
        EventType.SAID_LIVE,
        EventType.SAID_NOT_LIVE,
    }
)
_ENDINGS: dict[str, str] = {
    EventType.REVOKED: "revoked, sent anew",
    EventType.ATTEMPT_VOID: "refused, sent anew",
    EventType.ACCEPTED: "late answer",
    EventType.ANSWERED_LATE: "late answer",
    EventType.PROVED_ACCEPTED: "publish id",
    EventType.ATTRIBUTED: "publish id by webhook",
    EventType.COMPLETE: "live by webhook",
    EventType.PUBLIC: "live by webhook",
    EventType.DELIVERED: "live by webhook",
    EventType.FAILED: "failed at TikTok",
    EventType.TRIES_AGAIN: "failed at TikTok",
    EventType.WAITS: "failed at TikTok",
    EventType.ACCOUNT_WAITS: "failed at TikTok",
    EventType.SAID_LIVE: "a person's word",
    EventType.SAID_NOT_LIVE: "a person's word",
}
