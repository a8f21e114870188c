"""Dashboard data for the queue page, in a handful of queries: quotas, positions, counts."""

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
    StoreUnavailable,
    StoreUnwritable,
    WorkersUnavailable,
)
from zharia.publishing.holds import held_accounts, hold_reason
from zharia.publishing.model import AccountPause, Publication, RateSlot
from zharia.publishing.queries import is_open_failure
from zharia.publishing.queue_forecast import (
    Capacity,
    Delay,
    QueueItem,
    QueuePosition,
    WaitReason,
    forecast,
    forecast_held,
)
from zharia.publishing.rate_limits import Limits
from zharia.publishing.states import AWAITING_OUTCOME, GROUPS, Group, State
from zharia.publishing.unknown_posts import REPORTED_FOR, foreign_posts
from zharia.tiktok import PostMode

#: an account sends hardly twenty a day
MAX_POSITIONS: Final = 200

_QUEUED: Final = (State.SCHEDULED, State.PREPARING)
#: states whose publications are counted
_COUNTED: Final = GROUPS[Group.UNDER_WAY] | {State.DRAFT, State.DELIVERED}
_PHOTO_CODES: Final = frozenset(
    error.code
    for error in (
        PhotoTooSlow,
        PhotoUnreachable,
        PhotoRefusedForNow,
        StoreUnavailable,
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
    #: null: one more may be sent now
    next_direct_free_at: datetime | None
    next_draft_free_at: datetime | None
    inits_per_minute: int
    #: TikTok asked the account to wait until then, with this code; null: it did not
    paused_until: datetime | None
    pause_reason: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """Number of publications by what they need."""

    waiting_for_approval: int
    #: queued, being sent, or at TikTok without a final status
    on_its_way: int
    #: in a creator's TikTok inbox
    delivered: int
    #: open failures, by who must act; see `queries.is_open_failure`
    failed: Mapping[WhoActs, int]
    #: only a person can say how they ended
    needs_resolution: int
    published_today: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the queue page shows beside its rows."""

    #: account id → its quota
    quotas: Mapping[str, Quota]
    #: publication id → its position, for those in the queue that leave first
    positions: Mapping[str, QueuePosition]
    counts: Counts
    #: account id → posts of the last days that somebody else made there with this app
    foreign: Mapping[str, int]


def overview(session: Session, limits: Limits, now: datetime, *, today: datetime) -> Overview:
    """Everything at once. `today` is when the reader's day began; see `queue_positions`."""
    capacities = _capacities(session, _accounts(session), limits, now)
    quotas = {
        account_id: _quota(capacity, limits, now) for account_id, capacity in capacities.items()
    }
    return Overview(
        quotas,
        _positions(session, capacities, limits, now),
        _counts(session, now, today),
        foreign_posts(session, now - REPORTED_FOR),
    )


def queue_positions(session: Session, limits: Limits, now: datetime) -> dict[str, QueuePosition]:
    """Publication id → its position in its account's queue.

    Of more than `MAX_POSITIONS`, only those that leave first have one.
    """
    return _positions(session, _capacities(session, _accounts(session), limits, now), limits, now)


def quota(session: Session, account_id: str, limits: Limits, now: datetime) -> Quota:
    """One account's quota."""
    return _quota(_capacities(session, [account_id], limits, now)[account_id], limits, now)


def queue_position(
    session: Session, publication: Publication, limits: Limits, now: datetime
) -> QueuePosition | None:
    """A publication's position in its account's queue; None if it is not queued."""
    account_id = publication.account_id
    queued = session.execute(_queued().where(Publication.account_id == account_id))
    queue = [_queue_item(row, limits, now) for row in queued]
    capacity = _capacities(session, [account_id], limits, now)[account_id]
    hold = hold_reason(session, account_id)
    placed = forecast(queue, capacity, now) if hold is None else forecast_held(queue, hold, now)
    return placed.get(publication.id)


def _accounts(session: Session) -> Sequence[str]:
    return session.scalars(select(Account.id)).all()


def _positions(
    session: Session, capacities: Mapping[str, Capacity], limits: Limits, now: datetime
) -> dict[str, QueuePosition]:
    """Uses the capacities up."""
    queues: dict[str, list[QueueItem]] = defaultdict(list)
    soonest = (Publication.wake_at, Publication.precedence, Publication.due_at, Publication.id)
    held = held_accounts(session)
    # Queues that are held must not hide those that move.
    kinds = [Publication.account_id.not_in(held), Publication.account_id.in_(held)]
    for kind in kinds if held else kinds[:1]:
        for row in session.execute(_queued().where(kind).order_by(*soonest).limit(MAX_POSITIONS)):
            queues[row.account_id].append(_queue_item(row, limits, now))
    found: dict[str, QueuePosition] = {}
    for account_id, queue in queues.items():
        if hold := held.get(account_id):
            found |= forecast_held(queue, hold, now)
        else:
            found |= forecast(queue, capacities[account_id], now)
    return found


def _capacities(
    session: Session, accounts: Sequence[str], limits: Limits, now: datetime
) -> dict[str, Capacity]:
    taken: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    counted = (
        ("init", limits.init),
        (PostMode.DIRECT_POST, limits.direct_posts),
        (PostMode.MEDIA_UPLOAD, limits.drafts),
    )
    still_counts = or_(
        *(
            and_(RateSlot.kind == kind, RateSlot.at > now - window.length)
            for kind, window in counted
        )
    )
    slots = select(RateSlot.account_id, RateSlot.kind, RateSlot.at).where(
        RateSlot.account_id.in_(accounts), still_counts
    )
    for row in session.execute(slots):
        taken[row.account_id, row.kind].append(row.at)
    paused = {
        pause.account_id: pause
        for pause in session.scalars(
            select(AccountPause).where(
                AccountPause.account_id.in_(accounts), AccountPause.not_before > now
            )
        )
    }
    caps = {str(mode): limits.for_day(mode) for mode in PostMode}
    capacities = {}
    for account_id in accounts:
        pause = paused.get(account_id)
        capacities[account_id] = Capacity(
            minute=limits.init,
            taken=taken[account_id, "init"],
            caps=caps,
            posted={mode: taken[account_id, mode] for mode in caps},
            paused_until=pause.not_before if pause else None,
            pause_reason=pause.reason if pause else None,
        )
    return capacities


def _quota(capacity: Capacity, limits: Limits, now: datetime) -> Quota:
    direct, drafts = capacity.posted[PostMode.DIRECT_POST], capacity.posted[PostMode.MEDIA_UPLOAD]
    return Quota(
        direct_used=len(direct),
        direct_limit=limits.direct_posts.limit,
        drafts_used=len(drafts),
        drafts_limit=limits.drafts.limit,
        next_direct_free_at=_unless_now(capacity.day_at(PostMode.DIRECT_POST, now), now),
        next_draft_free_at=_unless_now(capacity.day_at(PostMode.MEDIA_UPLOAD, now), now),
        inits_per_minute=limits.init.limit,
        paused_until=capacity.paused_until,
        pause_reason=capacity.pause_reason,
    )


def _unless_now(moment: datetime, now: datetime) -> datetime | None:
    return moment if moment > now else None


def _queued() -> Select[*tuple[Any, ...]]:
    return select(
        Publication.id,
        Publication.account_id,
        Publication.post_mode,
        Publication.precedence,
        Publication.due_at,
        Publication.wake_at,
        Publication.state,
        Publication.error_code,
    ).where(Publication.state.in_(_QUEUED))


def _queue_item(row: Row[Any], limits: Limits, now: datetime) -> QueueItem:
    preparing = row.state == State.PREPARING
    checked_at = row.due_at if preparing or row.wake_at is None else max(row.due_at, row.wake_at)
    hold = None
    if row.due_at > now:
        hold = Delay(row.due_at, WaitReason.SCHEDULED_FOR)
    elif row.error_code == ErrorCode.WAITS_FOR_ITS_TURN:
        hold = Delay(checked_at, WaitReason.MINUTE_FULL, limit=limits.creator_info.limit)
    elif row.error_code:
        photo = row.error_code in _PHOTO_CODES
        hold = Delay(
            checked_at, WaitReason.PHOTO_RETRY if photo else WaitReason.RETRY, row.error_code
        )
    return QueueItem(
        id=row.id,
        post_mode=row.post_mode,
        rank=(row.precedence, row.due_at, row.id),
        not_before=checked_at,
        delay=hold,
        preparing=preparing,
    )


def _counts(session: Session, now: datetime, today: datetime) -> Counts:
    by_state: Counter[str] = Counter()
    unclear = 0
    states = (Publication.state, Publication.needs_resolution)
    # By the index: what is out, or ended otherwise, is nearly all that there is.
    counted = select(*states, func.count()).where(Publication.state.in_(sorted(_COUNTED)))
    for row in session.execute(counted.group_by(*states)):
        by_state[row[0]] += row[2]
        unclear += row[2] if row[1] and row[0] in AWAITING_OUTCOME else 0
    failed = session.execute(
        select(Publication.who_acts, func.count())
        .where(is_open_failure(now))
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
