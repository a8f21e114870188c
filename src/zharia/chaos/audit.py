"""The audit of a run: doubles, lost articles, false successes, and how each doubt ended. Pure.

Three books are compared: the posts at TikTok, the ledger's rows, the articles that were
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
class Pair:
    """A story on an account: it is to be live there once."""

    story: int
    username: str


@dataclass(frozen=True, slots=True)
class SeenPost:
    """A post at TikTok that this installation made."""

    publish_id: str
    pair: Pair
    live: bool
    #: accepted, and not ended
    under_way: bool = False


@dataclass(frozen=True, slots=True)
class SeenRow:
    """A publication as the ledger has it at the end."""

    publication_id: str
    pair: Pair
    state: State
    publish_id: str | None = None
    error_code: str | None = None
    #: when somebody looks at it next
    wake_at: datetime | None = None
    asks_a_person: bool = False


@dataclass(frozen=True, slots=True)
class SeenEvent:
    """A line of a publication's story, oldest first among its own."""

    publication_id: str
    what: str
    state: State
    detail: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Findings:
    doubles: list[Pair]
    lost: list[Pair]
    false_successes: list[Pair]
    #: live, and no row says that it is or may be: whoever reads the ledger would publish it again
    without_row: list[Pair]
    #: published, but with the publish id of somebody else's post or of another article's
    wrong_ids: list[Pair]
    #: how each passage through `unconfirmed` ended, and how many did
    doubts: dict[str, int]
    #: publications about which a person was asked, each once
    asked: list[Pair]
    #: not at its end, by state and reason
    open: dict[str, int]
    #: ended without a post, by its code
    failed: dict[str, int]

    @property
    def broken(self) -> bool:
        """Whether a promise was."""
        return bool(self.doubles or self.lost or self.false_successes or self.without_row)


SUCCESS = frozenset({State.PUBLISHED, State.DELIVERED})
#: it was sent: it is live, or may be
_SENT = SUCCESS | {State.SUBMITTING, State.UNCONFIRMED, State.PROCESSING, State.REMOVED}
#: nothing more is to come, whatever TikTok or a worker does
_ENDED = SUCCESS | {State.FAILED, State.CANCELLED, State.REMOVED, State.DRAFT}


def is_open(row: SeenRow) -> bool:
    """Whether a publication is still on its way."""
    return row.state not in _ENDED


def audit(
    accepted: Iterable[Pair],
    posts: Sequence[SeenPost],
    rows: Sequence[SeenRow],
    events: Sequence[SeenEvent],
) -> Findings:
    """Compare the three books."""
    live = Counter(post.pair for post in posts if post.live)
    by_pair: dict[Pair, list[SeenRow]] = defaultdict(list)
    for row in rows:
        by_pair[row.pair].append(row)
    whose = {post.publish_id: post.pair for post in posts if post.live}
    successes = [row for row in rows if row.state in SUCCESS]
    claimed = Counter(row.pair for row in successes)
    told = {row.pair for row in rows if row.state in _SENT}
    asked = {one.publication_id for one in events if one.what == EventType.ASKS_A_PERSON}
    return Findings(
        doubles=[pair for pair, count in live.items() if count > 1],
        lost=[
            pair
            for pair in dict.fromkeys(accepted)
            if not live[pair] and not any(map(_accounted_for, by_pair[pair]))
        ],
        # Of two rows over one post, one says what is not so.
        false_successes=list((claimed - live).elements()),
        without_row=[pair for pair in live if pair not in told],
        wrong_ids=[
            row.pair
            for row in successes
            if live[row.pair] and row.publish_id and whose.get(row.publish_id) != row.pair
        ],
        doubts=doubts(events),
        asked=[row.pair for row in rows if row.asks_a_person or row.publication_id in asked],
        open=dict(
            Counter(_reason(row) for row in rows if is_open(row))
            + Counter("at TikTok" for post in posts if post.under_way)
        ),
        failed=dict(Counter(row.error_code or "" for row in rows if row.state is State.FAILED)),
    )


def _accounted_for(row: SeenRow) -> bool:
    """Failed with a reason, or waiting with a time or for a person.

    A false success is counted as such and not as lost.
    """
    if row.state in SUCCESS:
        return True
    if row.state is State.FAILED:
        return bool(row.error_code)
    if row.state in {State.CANCELLED, State.REMOVED}:
        return False
    return row.state is State.DRAFT or row.asks_a_person or row.wake_at is not None


def _reason(row: SeenRow) -> str:
    if row.asks_a_person:
        return f"{row.state}: asks a person"
    if row.state is State.PROCESSING and row.publish_id is None:
        return f"{row.state}: no publish id"
    return f"{row.state}: {row.error_code}" if row.error_code else str(row.state)


def doubts(events: Sequence[SeenEvent]) -> dict[str, int]:
    """How each stay in `unconfirmed` ended, by the event that left it.

    A pull proves that TikTok has the post and not which post it is: such a doubt goes on until
    its publish id or its end is known.
    """
    ends: Counter[str] = Counter()
    doubtful: dict[str, str] = {}
    for event in events:
        begun = doubtful.get(event.publication_id)
        if begun is None:
            if event.state is State.UNCONFIRMED:
                doubtful[event.publication_id] = _BY_NOTHING
        elif event.what == EventType.PROVED_ACCEPTED and event.detail.get("by") == "pull":
            doubtful[event.publication_id] = _BY_PULL
        elif event.what in _TELLING or event.state not in _WITHOUT_A_WORD:
            ends[begun + _ENDINGS.get(event.what, event.what)] += 1
            del doubtful[event.publication_id]
    for begun in doubtful.values():
        ends[f"{begun}still open"] += 1
    return dict(sorted(ends.items()))


_BY_NOTHING, _BY_PULL = "", "proved by pull, then "
_WITHOUT_A_WORD = frozenset({State.UNCONFIRMED, State.PROCESSING})
#: ends a doubt without leaving those two states
_TELLING: frozenset[str] = frozenset(
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
