"""Facts for the queue page, in a handful of queries: quotas, places in line, what needs whom."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from zharia.accounts import Account
from zharia.errors import ErrorCode, WhoActs
from zharia.media.errors import (
    PhotoRefusedForNow,
    PhotoTooSlow,
    PhotoUnreachable,
    StoreUnwritable,
    WorkersUnavailable,
)
from zharia.publishing.holds import held_accounts, hold_reason
from zharia.publishing.model import AccountPause, Publication, RateSlot
from zharia.publishing.queries import unmended
from zharia.publishing.queue_forecast import (
    Capacity,
    Hold,
    QueueItem,
    QueuePosition,
    WaitReason,
    plan,
    plan_held,
)
from zharia.publishing.rate_limits import Limits
from zharia.publishing.states import GROUPS, WAITING_FOR_AN_END, Group, State
from zharia.publishing.unknown_posts import REPORTED_FOR, foreign_posts
from zharia.tiktok import PostMode

#: an account sends hardly twenty a day
MOST_PLACES: Final = 200

_IN_LINE: Final = (State.SCHEDULED, State.PREPARING)
_PHOTO_CODES: Final = frozenset(
    error.code
    for error in (
        PhotoTooSlow,
        PhotoUnreachable,
        PhotoRefusedForNow,
        StoreUnwritable,
        WorkersUnavailable,
    )
)


@dataclass(frozen=True, slots=True)
class Quota:
    """What an account has used of TikTok's limits, and what is left."""

    #: direct posts within 24 hours
    direct_used: int
    direct_limit: int
    #: drafts sent to the TikTok inbox within 24 hours
    drafts_used: int
    drafts_limit: int
    #: null: one more fits now
    next_direct_free_at: datetime | None
    next_draft_free_at: datetime | None
    inits_per_minute: int
    #: TikTok asked the account to wait so long, with this code; null: it did not
    pushed_until: datetime | None
    push_reason: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many publications want what."""

    waiting_for_approval: int
    #: in line, being sent, or at TikTok without a last word
    on_its_way: int
    #: in a creator's TikTok inbox
    delivered: int
    #: failed and unmended, by who must act; see `queries.unmended`
    failed: Mapping[WhoActs, int]
    #: only a person can say how they ended
    needs_resolution: int
    published_today: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the queue page says beside its rows."""

    #: account id → its quota
    quotas: Mapping[str, Quota]
    #: publication id → its place, for those in line that leave first
    places: Mapping[str, QueuePosition]
    counts: Counts
    #: account id → posts of the last days that somebody else made there with this app
    foreign: Mapping[str, int]


def overview(session: Session, limits: Limits, now: datetime, *, today: datetime) -> Overview:
    """Everything at once. `today` is when the reader's day began; for places see there."""
    rooms = _rooms(session, _accounts(session), limits, now)
    quotas = {account_id: _quota(room, limits, now) for account_id, room in rooms.items()}
    return Overview(
        quotas,
        _places(session, rooms, limits, now),
        _counts(session, now, today),
        foreign_posts(session, now - REPORTED_FOR),
    )


def places(session: Session, limits: Limits, now: datetime) -> dict[str, QueuePosition]:
    """By publication, where those in line stand.

    Of a line longer than `MOST_PLACES`, only those that leave first are given a place.
    """
    return _places(session, _rooms(session, _accounts(session), limits, now), limits, now)


def quota(session: Session, account_id: str, limits: Limits, now: datetime) -> Quota:
    """One account's quota."""
    return _quota(_rooms(session, [account_id], limits, now)[account_id], limits, now)


def why_waiting(
    session: Session, publication: Publication, limits: Limits, now: datetime
) -> QueuePosition | None:
    """A publication's place in its account's line; None if it is not in line."""
    account_id = publication.account_id
    in_line = session.execute(_in_line().where(Publication.account_id == account_id))
    line = [_waiting(row, limits, now) for row in in_line]
    room = _rooms(session, [account_id], limits, now)[account_id]
    hold = hold_reason(session, account_id)
    placed = plan(line, room, now) if hold is None else plan_held(line, hold, now)
    return placed.get(publication.id)


def _accounts(session: Session) -> Sequence[str]:
    return session.scalars(select(Account.id)).all()


def _places(
    session: Session, rooms: Mapping[str, Capacity], limits: Limits, now: datetime
) -> dict[str, QueuePosition]:
    """Fills the rooms up."""
    lines: dict[str, list[QueueItem]] = defaultdict(list)
    soonest = (Publication.wake_at, Publication.precedence, Publication.due_at, Publication.id)
    held = held_accounts(session)
    # A line that stands still must not hide those that move.
    kinds = [Publication.account_id.not_in(held), Publication.account_id.in_(held)]
    for kind in kinds if held else kinds[:1]:
        for row in session.execute(_in_line().where(kind).order_by(*soonest).limit(MOST_PLACES)):
            lines[row.account_id].append(_waiting(row, limits, now))
    found: dict[str, QueuePosition] = {}
    for account_id, line in lines.items():
        if hold := held.get(account_id):
            found |= plan_held(line, hold, now)
        else:
            found |= plan(line, rooms[account_id], now)
    return found


def _rooms(
    session: Session, accounts: Sequence[str], limits: Limits, now: datetime
) -> dict[str, Capacity]:
    taken: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    counted = (
        ("init", limits.init),
        (PostMode.DIRECT_POST, limits.direct_posts),
        (PostMode.MEDIA_UPLOAD, limits.drafts),
    )
    counts_still = or_(
        *(
            and_(RateSlot.kind == kind, RateSlot.at > now - window.length)
            for kind, window in counted
        )
    )
    slots = select(RateSlot.account_id, RateSlot.kind, RateSlot.at).where(
        RateSlot.account_id.in_(accounts), counts_still
    )
    for row in session.execute(slots):
        taken[row.account_id, row.kind].append(row.at)
    pushed = {
        turn.account_id: turn
        for turn in session.scalars(
            select(AccountPause).where(
                AccountPause.account_id.in_(accounts), AccountPause.not_before > now
            )
        )
    }
    caps = {str(mode): limits.of_day(mode) for mode in PostMode}
    rooms = {}
    for account_id in accounts:
        turn = pushed.get(account_id)
        rooms[account_id] = Capacity(
            minute=limits.init,
            taken=taken[account_id, "init"],
            caps=caps,
            posted={mode: taken[account_id, mode] for mode in caps},
            pushed_until=turn.not_before if turn else None,
            push_reason=turn.reason if turn else None,
        )
    return rooms


def _quota(room: Capacity, limits: Limits, now: datetime) -> Quota:
    direct, drafts = room.posted[PostMode.DIRECT_POST], room.posted[PostMode.MEDIA_UPLOAD]
    return Quota(
        direct_used=len(direct),
        direct_limit=limits.direct_posts.limit,
        drafts_used=len(drafts),
        drafts_limit=limits.drafts.limit,
        next_direct_free_at=_unless_now(room.day_at(PostMode.DIRECT_POST, now), now),
        next_draft_free_at=_unless_now(room.day_at(PostMode.MEDIA_UPLOAD, now), now),
        inits_per_minute=limits.init.limit,
        pushed_until=room.pushed_until,
        push_reason=room.push_reason,
    )


def _unless_now(moment: datetime, now: datetime) -> datetime | None:
    return moment if moment > now else None


def _in_line() -> Select[*tuple[Any, ...]]:
    return select(
        Publication.id,
        Publication.account_id,
        Publication.post_mode,
        Publication.precedence,
        Publication.due_at,
        Publication.wake_at,
        Publication.state,
        Publication.error_code,
    ).where(Publication.state.in_(_IN_LINE))


def _waiting(row: Row[Any], limits: Limits, now: datetime) -> QueueItem:
    preparing = row.state == State.PREPARING
    looks_at = row.due_at if preparing or row.wake_at is None else max(row.due_at, row.wake_at)
    hold = None
    if row.due_at > now:
        hold = Hold(row.due_at, WaitReason.SCHEDULED_FOR)
    elif row.error_code == ErrorCode.WAITS_FOR_ITS_TURN:
        hold = Hold(looks_at, WaitReason.MINUTE_FULL, limit=limits.creator_info.limit)
    elif row.error_code:
        photo = row.error_code in _PHOTO_CODES
        hold = Hold(looks_at, WaitReason.PHOTO_RETRY if photo else WaitReason.RETRY, row.error_code)
    return QueueItem(
        id=row.id,
        post_mode=row.post_mode,
        rank=(row.precedence, row.due_at, row.id),
        not_before=looks_at,
        hold=hold,
        preparing=preparing,
    )


def _counts(session: Session, now: datetime, today: datetime) -> Counts:
    by_state: Counter[str] = Counter()
    unclear = 0
    states = (Publication.state, Publication.needs_resolution)
    for row in session.execute(select(*states, func.count()).group_by(*states)):
        by_state[row[0]] += row[2]
        unclear += row[2] if row[1] and row[0] in WAITING_FOR_AN_END else 0
    failed = session.execute(
        select(Publication.who_acts, func.count())
        .where(unmended(now))
        .group_by(Publication.who_acts)
    )
    since = select(func.count()).where(Publication.published_at >= today)
    return Counts(
        waiting_for_approval=by_state[State.DRAFT],
        on_its_way=sum(by_state[state] for state in GROUPS[Group.UNDER_WAY]) - unclear,
        delivered=by_state[State.DELIVERED],
        failed={WhoActs(row[0] or WhoActs.EDITOR): row[1] for row in failed},
        needs_resolution=unclear,
        published_today=session.scalar(since) or 0,
    )
