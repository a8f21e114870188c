"""State machine with leases: moves on the ledger, each a compare-and-set with its event.

A worker first claims a publication. Every later move of its names it as the owner, so that
a worker which slept through its lease finds nothing to move and stops.
"""

import logging
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from zharia.background.failing_rows import FailingRows, process_each
from zharia.publishing.event_types import WITHOUT_NEWS_OF_ATTEMPTS, EventType
from zharia.publishing.journal_writer import record_change
from zharia.publishing.model import Publication, PublicationEvent
from zharia.publishing.states import AWAITING_OUTCOME, IDLE, State, allowed
from zharia.storage.database import UtcDateTime

log = logging.getLogger(__name__)
#: actor where there is no person
MACHINE: Final = "zharia"
#: after this, another worker takes over from a dead one; a living one renews in time
LEASE = timedelta(seconds=10)
#: built once, since building it takes as long as sending it
_BY_ID: Final = (
    select(Publication)
    .where(Publication.id == bindparam("publication_id"))
    .execution_options(populate_existing=True)
)
_EVENT: Final = insert(PublicationEvent.__table__)  # type: ignore[arg-type]
_NOW: Final = bindparam("at_now", type_=UtcDateTime())
_RELEASE: Final = (
    update(Publication)
    .where(Publication.id == bindparam("of_id"), Publication.owner == bindparam("of_owner"))
    .values(owner=None, lease_until=None, wake_at=_NOW)
    .execution_options(synchronize_session=False)
)
_WAKE_BY_ATTEMPT: Final = (
    update(Publication)
    .where(
        Publication.attempt_id == bindparam("of_attempt"),
        Publication.publish_id.is_(None),
        Publication.state.in_(AWAITING_OUTCOME),
    )
    .values(wake_at=_NOW)
    .execution_options(synchronize_session=False)
)


class LostRace(Exception):
    """The row has changed since this worker read it; somebody else goes on from here."""

    def __init__(self, publication_id: str, expected: State) -> None:
        """`expected` is the state that the row was to be in."""
        super().__init__(
            f"publication {publication_id} is no longer {expected}, or has a new owner"
        )


class NotAllowed(LostRace):
    """There is no transition from the state that the row is in by now; see `states.NEXT`."""

    def __init__(self, publication_id: str, before: State, after: State) -> None:
        """There is no transition from `before` to `after`."""
        super().__init__(publication_id, before)
        self.args = (f"publication {publication_id} cannot go from {before} to {after}",)


#: a moment, or the parameter of a statement that is built once
Moment = datetime | BindParameter[datetime]


def unleased(now: Moment) -> ColumnElement[bool]:
    """Of publications: no worker holds it, or its lease has ended."""
    return or_(Publication.lease_until.is_(None), Publication.lease_until <= now)


def due(states: Iterable[State], now: Moment) -> ColumnElement[bool]:
    """Of publications: in one of these states, its moment has come, and no worker holds it."""
    return and_(Publication.state.in_(list(states)), Publication.wake_at <= now, unleased(now))


def seconds_to_next(session: Session, states: Iterable[State], now: datetime) -> float | None:
    """Seconds until one in these states is due by itself: it wakes, or its lease ends, unless that
    is renewed. None if there is none.
    """
    moments = session.execute(_next_moments(frozenset(states)), {"at_now": now}).one()
    return min(((one - now).total_seconds() for one in moments if one is not None), default=None)


@lru_cache
def _next_moments(states: frozenset[State]) -> Select[datetime | None, datetime | None]:
    """The first moment at which one wakes, and at which a lease ends of one that is awake."""
    listed = Publication.state.in_(sorted(states))
    wakes = select(func.min(Publication.wake_at)).where(listed, Publication.wake_at > _NOW)
    ends = select(func.min(Publication.lease_until)).where(
        listed, Publication.wake_at <= _NOW, Publication.lease_until > _NOW
    )
    return select(wakes.scalar_subquery(), ends.scalar_subquery())


@contextmanager
def lease_owner(leases: set[str]) -> Iterator[str]:
    """A new owner's name, whose leases are renewed (`leases` has it) as long as the block runs."""
    owner = secrets.token_hex(8)
    leases.add(owner)
    try:
        yield owner
    finally:
        leases.discard(owner)


def claim(
    session: Session, publication_id: str, owner: str, states: Iterable[State], now: datetime
) -> Publication | None:
    """Lease a publication that is due and that nobody holds. None if there is nothing to do."""
    parameters = {"claimed_id": publication_id, "at_now": now}
    claimed: Publication | None = session.scalar(
        _claim_by_id(frozenset(states)), parameters | lease_of(owner, now)
    )
    return claimed


@lru_cache
def _claim_by_id(states: frozenset[State]) -> ReturningUpdate[Any]:
    return claim_where(Publication.id == bindparam("claimed_id"), due(sorted(states), _NOW))


def claim_where(*conditions: ColumnElement[bool]) -> ReturningUpdate[Any]:
    """The statement that leases what fulfils these conditions, with the parameters of `lease_of`;
    the row comes back as it is then.
    """
    return (
        update(Publication)
        .where(*conditions)
        .values(
            owner=bindparam("lease_owner"),
            lease_until=bindparam("lease_end", type_=UtcDateTime()),
        )
        .returning(Publication)
        .execution_options(populate_existing=True, synchronize_session=False)
    )


def lease_of(owner: str, now: datetime) -> dict[str, Any]:
    """The parameters of `claim_where`."""
    return {"lease_owner": owner, "lease_end": now + LEASE}


def renew(session: Session, owners: Iterable[str], now: datetime) -> None:
    """Renew the leases of these owners."""
    session.execute(
        update(Publication)
        .where(Publication.owner.in_(list(owners)), Publication.lease_until > now)
        .values(lease_until=now + LEASE)
    )


def hand_over(session: Session, owners: Iterable[str], now: datetime) -> None:
    """Give up the leases of these owners, so that another worker goes on at once.

    What is being sent stays theirs: its answer may come yet, and only evidence decides without.
    """
    session.execute(
        update(Publication)
        .where(Publication.owner.in_(list(owners)), Publication.state != State.SUBMITTING)
        .values(owner=None, lease_until=None, wake_at=now)
        .execution_options(synchronize_session=False)
    )


def expire_leases(session: Session) -> None:
    """Expire every lease: for the only worker of a database, before it begins."""
    session.execute(
        update(Publication)
        .where(Publication.owner.is_not(None))
        .values(owner=None, lease_until=None)
    )


def move(
    session: Session,
    publication: Publication,
    after: State,
    *,
    now: datetime,
    what: EventType,
    who: str = MACHINE,
    owner: str | None = None,
    wake_at: datetime | None = None,
    log_id: str | None = None,
    detail: dict[str, Any] | None = None,
    **changes: Any,
) -> None:
    """Move a publication to another state, or keep its state, and add an event.

    A move always ends the lease, unless the work goes on (`preparing`, `submitting`).
    A publication that is `submitting` when its worker dies is taken up again when the
    lease ends, whatever `wake_at` says.

    Raises:
        LostRace: the row has left the state, or belongs to another worker; or there is no way
            from its state to `after`.
    """
    before = State(publication.state)
    if after is not before and not allowed(before, after):
        raise NotAllowed(publication.id, before, after)
    goes_on = owner is not None and after in {State.PREPARING, State.SUBMITTING}
    values: dict[str, Any] = changes | {
        "state": after,
        "wake_at": None if after in IDLE and wake_at is None else wake_at or now,
    }
    if log_id is not None:
        values["log_id"] = log_id
    # TikTok's values may be longer than their column; PostgreSQL would refuse the whole move.
    for name in ("log_id", "error_code"):
        if isinstance(values.get(name), str):
            values[name] = values[name][:80]
    if not goes_on:
        values |= {"owner": None, "lease_until": None}
    moved = session.scalar(
        _move_statement(frozenset(values), owned=owner is not None),
        {f"new_{name}": value for name, value in values.items()}
        | {"moved_id": publication.id, "moved_from": before, "moved_by": owner},
    )
    if moved is None:
        raise LostRace(publication.id, before)
    add_event(session, publication, now=now, who=who, what=what, log_id=log_id, detail=detail)


@lru_cache(maxsize=500)
def _move_statement(columns: frozenset[str], *, owned: bool) -> ReturningUpdate[Any]:
    """The compare-and-set of a move that writes these columns; built once, since building it takes
    as long as sending it. The row comes back as it is then.
    """
    statement = (
        update(Publication)
        .where(
            Publication.id == bindparam("moved_id"), Publication.state == bindparam("moved_from")
        )
        .values({name: bindparam(f"new_{name}") for name in sorted(columns)})
    )
    if owned:
        statement = statement.where(Publication.owner == bindparam("moved_by"))
    return statement.returning(Publication).execution_options(
        populate_existing=True, synchronize_session=False
    )


def release(
    session: Session, publication: Publication, owner: str, wake_at: datetime | None
) -> None:
    """Release a lease without moving the publication; it is due again at `wake_at`, or never."""
    session.execute(_RELEASE, {"of_id": publication.id, "of_owner": owner, "at_now": wake_at})


def add_event(
    session: Session,
    publication: Publication,
    *,
    now: datetime,
    what: EventType,
    who: str = MACHINE,
    log_id: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Add an event to a publication's history."""
    if what not in WITHOUT_NEWS_OF_ATTEMPTS:
        record_change(session, publication.id)
    # Past the unit of work, which would take twice as long for a row that nobody reads here.
    event = {
        "publication_id": publication.id,
        "at": now,
        "who": who[:120],
        "what": EventType(what),
        "state": State(publication.state),
        "log_id": log_id and log_id[:80],
        "detail": detail or {},
    }
    session.flush()
    session.connection().execute(_EVENT, event)


def has_event(
    session: Session,
    publication: Publication,
    what: EventType,
    *conditions: ColumnElement[bool],
) -> bool:
    """Whether a publication has an event of this type, under these conditions."""
    found = select(PublicationEvent.id).where(
        PublicationEvent.publication_id == publication.id,
        PublicationEvent.what == what,
        *conditions,
    )
    return session.scalar(found.limit(1)) is not None


def set_columns(session: Session, publication: Publication, **values: Any) -> None:
    """Write columns without moving: no event, and the lease goes on."""
    session.execute(
        update(Publication)
        .where(Publication.id == publication.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    session.refresh(publication)


def each_publication(
    session: Session,
    publication_ids: Iterable[str],
    work: Callable[[Publication], object],
    failing: FailingRows,
) -> None:
    """Call `work` with each of them as it is now, in a savepoint of its own.

    A lost race is ignored: a worker checks the same before it sends.
    """

    def one(publication_id: str) -> None:
        try:
            work(load(session, publication_id))
        except LostRace as lost:
            log.info("%s", lost)

    process_each(session, publication_ids, one, failing)


def wake(session: Session, publication_id: str, now: datetime) -> None:
    """Make it due at once."""
    session.execute(update(Publication).where(Publication.id == publication_id).values(wake_at=now))


def wake_by_attempt(session: Session, attempt_id: str, now: datetime) -> None:
    """Make due at once a publication that waits for evidence about this very attempt."""
    session.execute(_WAKE_BY_ATTEMPT, {"of_attempt": attempt_id, "at_now": now})


def lock(session: Session, publication_id: str) -> None:
    """Lock the row until this transaction ends."""
    session.get(Publication, publication_id, with_for_update=True)


def load(session: Session, publication_id: str) -> Publication:
    """The row as it is now.

    Raises:
        LookupError: there is none.
    """
    publication: Publication | None = session.scalar(_BY_ID, {"publication_id": publication_id})
    if publication is None:
        raise LookupError(f"there is no publication {publication_id}")
    return publication
