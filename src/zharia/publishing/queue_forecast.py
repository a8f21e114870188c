"""Queue forecast: when the publications of an account's queue leave, and what they wait for. Pure.

It simulates what the worker will do if nothing else happens: at each moment that TikTok's limits
leave free, the first one that is ready leaves. The worker decides anew each time
(`rate_limits.init_free_at`); this is only shown to people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from heapq import heapify, heappop, heappush

from zharia.publishing.sliding_window import Window, next_free


class WaitReason(StrEnum):
    """What a publication waits for. Stable: pages translate each."""

    #: its account may not send now, and nobody knows until when; `code` is a `holds.HoldReason`
    HELD = "held"
    #: it leaves as soon as a worker takes it
    NEXT = "next"
    #: it is its turn, and its photos are being made ready
    WAITS_FOR_PHOTO = "waits_for_photo"
    #: others are before it, and only `limit` a minute may go
    TURN = "turn"
    #: nobody is before it, but `limit` have gone within a minute
    MINUTE_FULL = "minute_full"
    #: `limit` of its kind go in 24 hours
    DAY_FULL = "day_full"
    #: TikTok asked the account to wait, or does not take its posts; `code` is TikTok's
    ACCOUNT_PAUSED = "account_pushed"
    #: a person named the moment, or its article is dated so
    SCHEDULED_FOR = "scheduled_for"
    #: a photo could not be had; `code` says why
    PHOTO_RETRY = "photo_retry"
    #: something else went wrong that may pass; `code` says what
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class Delay:
    """Why one publication does not leave before a moment of its own."""

    until: datetime
    reason: WaitReason
    code: str | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A queued publication. `rank` is its order: precedence, due moment, id."""

    id: str
    post_mode: str
    rank: tuple[int, datetime, str]
    #: it does not leave before
    not_before: datetime
    delay: Delay | None = None
    #: a worker holds it
    preparing: bool = False

    @property
    def due_at(self) -> datetime:
        """The moment before which it does not go."""
        return self.rank[1]


@dataclass(slots=True)
class Capacity:
    """What the account's limits allow. `taken` are calls made or reserved, in any order."""

    minute: Window
    taken: list[datetime]
    #: post mode → cap of a day
    caps: Mapping[str, Window]
    #: post mode → posts that count against its cap
    posted: Mapping[str, list[datetime]]
    paused_until: datetime | None = None
    pause_reason: str | None = None

    def minute_at(self, now: datetime) -> datetime:
        """When one more call is allowed in the minute."""
        return next_free(self.taken, [self.minute], now)

    def day_at(self, mode: str, now: datetime) -> datetime:
        """When one more post of this mode is allowed in the day."""
        return next_free(self.posted[mode], [self.caps[mode]], now)

    def fill(self, mode: str, moment: datetime) -> None:
        """Use up one call; those that no longer matter are dropped, however long the queue."""
        for calls, window in ((self.taken, self.minute), (self.posted[mode], self.caps[mode])):
            calls.append(moment)
            calls.sort()
            del calls[: -window.limit]


@dataclass(frozen=True, slots=True)
class QueuePosition:
    """Position of a publication in its account's queue, counted from 1."""

    position: int
    #: null: only a person can end what it waits for
    leaves_at: datetime | None
    reason: WaitReason
    code: str | None = None
    limit: int | None = None


def forecast(
    waiting: Sequence[QueueItem], capacity: Capacity, now: datetime
) -> dict[str, QueuePosition]:
    """The positions of all in the queue, in the order of leaving. Uses the capacity up."""
    later = [(one.not_before, number) for number, one in enumerate(waiting)]
    heapify(later)
    ready: dict[str, list[tuple[tuple[int, datetime, str], int]]] = {m: [] for m in capacity.caps}
    positions: dict[str, QueuePosition] = {}
    moment = max(now, capacity.paused_until or now)
    while len(positions) < len(waiting):
        minute_at = capacity.minute_at(now)
        moment = max(moment, minute_at)
        while later and later[0][0] <= moment:
            number = heappop(later)[1]
            heappush(ready[waiting[number].post_mode], (waiting[number].rank, number))
        day_at = {mode: capacity.day_at(mode, now) for mode, heap in ready.items() if heap}
        first = min((ready[mode][0] for mode, at in day_at.items() if at <= moment), default=None)
        if first is None:
            moment = min([*day_at.values(), *(at for at, _ in later[:1])])
            continue
        one = waiting[first[1]]
        heappop(ready[one.post_mode])
        positions[one.id] = _position(
            one,
            capacity,
            now,
            moment,
            len(positions) + 1,
            minute_at=minute_at,
            day_at=day_at[one.post_mode],
        )
        capacity.fill(one.post_mode, moment)
    return positions


def forecast_held(
    waiting: Sequence[QueueItem], reason: str, now: datetime
) -> dict[str, QueuePosition]:
    """As `forecast`, for an account that may not send."""
    in_order = sorted(waiting, key=lambda one: (one.due_at > now, one.rank))
    return {
        one.id: QueuePosition(position, one.due_at, WaitReason.SCHEDULED_FOR)
        if one.due_at > now
        else QueuePosition(position, None, WaitReason.HELD, reason)
        for position, one in enumerate(in_order, 1)
    }


def _position(
    one: QueueItem,
    capacity: Capacity,
    now: datetime,
    moment: datetime,
    position: int,
    *,
    minute_at: datetime,
    day_at: datetime,
) -> QueuePosition:
    if moment <= now:
        reason = WaitReason.WAITS_FOR_PHOTO if one.preparing else WaitReason.NEXT
        return QueuePosition(position, moment, reason)
    in_line = WaitReason.TURN if position > 1 else WaitReason.MINUTE_FULL
    holds = [
        Delay(minute_at, in_line, limit=capacity.minute.limit),
        *([one.delay] if one.delay else []),
        Delay(day_at, WaitReason.DAY_FULL, limit=capacity.caps[one.post_mode].limit),
        *(
            [Delay(capacity.paused_until, WaitReason.ACCOUNT_PAUSED, capacity.pause_reason)]
            if capacity.paused_until
            else []
        ),
    ]
    # Of two that end together, the later one of the list is more specific.
    last = max(enumerate(holds), key=lambda entry: (entry[1].until, entry[0]))[1]
    if last.until <= now:
        # It is woken only then, since the queue was longer when it was last checked.
        last = holds[0]
    return QueuePosition(position, moment, last.reason, last.code, last.limit)
