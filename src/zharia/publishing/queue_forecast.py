"""Queue forecast: who of an account's line leaves when, and what they wait for. Pure.

It plays ahead what the worker will do if nothing else happens: at each moment that the limits of
TikTok leave free, the first of the line that is ready goes. The worker decides anew each time
(`turns.init_free_at`); this only tells people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from heapq import heapify, heappop, heappush

from zharia.publishing.sliding_window import Window, next_free


class WaitReason(StrEnum):
    """What a publication waits for. Stable: pages put it into words."""

    #: its account may not send now, and nobody knows until when; `code` is a `holds.HoldReason`
    HELD = "held"
    #: it leaves as soon as a worker looks
    NEXT = "next"
    #: it is its turn, and its photos are being made ready
    WAITS_FOR_PHOTO = "waits_for_photo"
    #: others are before it, and only `limit` a minute may go
    TURN = "turn"
    #: nobody is before it, but `limit` have gone within a minute
    MINUTE_FULL = "minute_full"
    #: `limit` of its kind go in 24 hours
    DAY_FULL = "day_full"
    #: TikTok asked the account to wait, or does not take its posts; `code` is TikTok's word for it
    ACCOUNT_PUSHED = "account_pushed"
    #: a person named the moment, or its article is dated so
    SCHEDULED_FOR = "scheduled_for"
    #: a photo could not be had; `code` says why
    PHOTO_RETRY = "photo_retry"
    #: something else went wrong that may pass; `code` says what
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class Hold:
    """Why one publication does not leave before a moment of its own."""

    until: datetime
    because: WaitReason
    code: str | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One in line. `rank` tells who is first: precedence, due moment, id."""

    id: str
    post_mode: str
    rank: tuple[int, datetime, str]
    #: no worker looks before
    not_before: datetime
    hold: Hold | None = None
    #: a worker has it in hand
    preparing: bool = False

    @property
    def due_at(self) -> datetime:
        """The moment before which it does not go."""
        return self.rank[1]


@dataclass(slots=True)
class Capacity:
    """What the account's limits leave. `taken` are calls made or reserved, in any order."""

    minute: Window
    taken: list[datetime]
    #: post mode → cap of a day
    caps: Mapping[str, Window]
    #: post mode → posts that count against its cap
    posted: Mapping[str, list[datetime]]
    pushed_until: datetime | None = None
    push_reason: str | None = None

    def minute_at(self, now: datetime) -> datetime:
        """When one more call fits the minute."""
        return next_free(self.taken, [self.minute], now)

    def day_at(self, mode: str, now: datetime) -> datetime:
        """When one more post of this mode fits the day."""
        return next_free(self.posted[mode], [self.caps[mode]], now)

    def fill(self, mode: str, moment: datetime) -> None:
        """Use up one call; those that can no longer matter are forgotten, however long the line."""
        for calls, window in ((self.taken, self.minute), (self.posted[mode], self.caps[mode])):
            calls.append(moment)
            calls.sort()
            del calls[: -window.limit]


@dataclass(frozen=True, slots=True)
class QueuePosition:
    """Where a publication stands in its account's line. `position` counts from 1."""

    position: int
    #: null: only a person can end what it waits for
    leaves_at: datetime | None
    because: WaitReason
    code: str | None = None
    limit: int | None = None

    @property
    def ahead(self) -> int:
        """How many leave before it."""
        return self.position - 1


def plan(waiting: Sequence[QueueItem], room: Capacity, now: datetime) -> dict[str, QueuePosition]:
    """The places of everybody in line, in the order of leaving. It fills the room up."""
    later = [(one.not_before, number) for number, one in enumerate(waiting)]
    heapify(later)
    ready: dict[str, list[tuple[tuple[int, datetime, str], int]]] = {m: [] for m in room.caps}
    places: dict[str, QueuePosition] = {}
    moment = max(now, room.pushed_until or now)
    while len(places) < len(waiting):
        minute_at = room.minute_at(now)
        moment = max(moment, minute_at)
        while later and later[0][0] <= moment:
            number = heappop(later)[1]
            heappush(ready[waiting[number].post_mode], (waiting[number].rank, number))
        day_at = {mode: room.day_at(mode, now) for mode, heap in ready.items() if heap}
        first = min((ready[mode][0] for mode, at in day_at.items() if at <= moment), default=None)
        if first is None:
            moment = min([*day_at.values(), *(at for at, _ in later[:1])])
            continue
        one = waiting[first[1]]
        heappop(ready[one.post_mode])
        places[one.id] = _place(
            one,
            room,
            now,
            moment,
            len(places) + 1,
            minute_at=minute_at,
            day_at=day_at[one.post_mode],
        )
        room.fill(one.post_mode, moment)
    return places


def plan_held(waiting: Sequence[QueueItem], reason: str, now: datetime) -> dict[str, QueuePosition]:
    """The places of everybody in line of an account that may not send, in the order of leaving."""
    in_order = sorted(waiting, key=lambda one: (one.due_at > now, one.rank))
    return {
        one.id: QueuePosition(position, one.due_at, WaitReason.SCHEDULED_FOR)
        if one.due_at > now
        else QueuePosition(position, None, WaitReason.HELD, reason)
        for position, one in enumerate(in_order, 1)
    }


def _place(
    one: QueueItem,
    room: Capacity,
    now: datetime,
    moment: datetime,
    position: int,
    *,
    minute_at: datetime,
    day_at: datetime,
) -> QueuePosition:
    if moment <= now:
        because = WaitReason.WAITS_FOR_PHOTO if one.preparing else WaitReason.NEXT
        return QueuePosition(position, moment, because)
    in_line = WaitReason.TURN if position > 1 else WaitReason.MINUTE_FULL
    holds = [
        Hold(minute_at, in_line, limit=room.minute.limit),
        *([one.hold] if one.hold else []),
        Hold(day_at, WaitReason.DAY_FULL, limit=room.caps[one.post_mode].limit),
        *(
            [Hold(room.pushed_until, WaitReason.ACCOUNT_PUSHED, room.push_reason)]
            if room.pushed_until
            else []
        ),
    ]
    # Of two that end together, the later one of the list tells more.
    last = max(enumerate(holds), key=lambda entry: (entry[1].until, entry[0]))[1]
    if last.until <= now:
        # A worker looks only then, since the line was longer when it last looked.
        last = holds[0]
    return QueuePosition(position, moment, last.because, last.code, last.limit)
