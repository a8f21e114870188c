"""Leases: a worker claims the publications that are due, and others leave them alone meanwhile.

A lease that is not renewed ends, so that another worker takes over from one that died.
"""

import secrets
from collections.abc import Iterable, Iterator
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
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from zharia.publishing.model import Publication
from zharia.publishing.states import State
from zharia.storage.database import AT_NOW, UtcDateTime

#: after this, another worker takes over from a dead one; a living one renews in time
LEASE = timedelta(seconds=10)
# Built once, and not for each publication again.
_RELEASE: Final = (
    update(Publication)
    .where(Publication.id == bindparam("of_id"), Publication.owner == bindparam("of_owner"))
    .values(owner=None, lease_until=None, wake_at=AT_NOW)
    .execution_options(synchronize_session=False)
)

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
    wakes = select(func.min(Publication.wake_at)).where(listed, Publication.wake_at > AT_NOW)
    ends = select(func.min(Publication.lease_until)).where(
        listed, Publication.wake_at <= AT_NOW, Publication.lease_until > AT_NOW
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
    """Lease a publication that is due and that nobody holds. None if there is nothing to do.

    One whose row is locked counts as held: whoever waited for a process that hangs would be missing
    for all the others.
    """
    parameters = {"claimed_id": publication_id, "at_now": now}
    claimed: Publication | None = session.scalar(
        _claim_by_id(frozenset(states)), parameters | lease_of(owner, now)
    )
    return claimed


@lru_cache
def _claim_by_id(states: frozenset[State]) -> ReturningUpdate[Any]:
    free = select(Publication.id).where(
        Publication.id == bindparam("claimed_id"), due(sorted(states), AT_NOW)
    )
    return claim_where(Publication.id == free.with_for_update(skip_locked=True).scalar_subquery())


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


def release(
    session: Session, publication: Publication, owner: str, wake_at: datetime | None
) -> None:
    """Release a lease without moving the publication; it is due again at `wake_at`, or never."""
    session.execute(_RELEASE, {"of_id": publication.id, "of_owner": owner, "at_now": wake_at})
