"""Clock skew: repairs timestamps that were stored while the clock was ahead.

They would count until then: a call against the account's limits, an attempt that waits for its
answer, a lease, a sleep. What is dated in the future happened by now at the latest.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import or_, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from zharia.publishing.leases import LEASE
from zharia.publishing.model import AccountPause, Attempt, Publication, RateSlot
from zharia.publishing.states import POLLED

#: further ahead than another process's clock can be
_AHEAD: Final = timedelta(minutes=1)
#: no pause of an account is longer, and nothing that is due sleeps longer
_LONGEST: Final = timedelta(days=1, minutes=1)

#: when something happened
_HAPPENED: Final[tuple[InstrumentedAttribute[Any], ...]] = (
    RateSlot.at,
    Attempt.sent_at,
    Attempt.last_pulled_at,
    Attempt.all_pulled_at,
    Publication.submitted_at,
    Publication.status_failing_since,
)


def repair_timestamps(session: Session, now: datetime) -> None:
    """Set back what is dated after `now` and cannot be. Changes nothing if the clock was right."""
    for column in _HAPPENED:
        _set(session, column.class_, column > now + _AHEAD, **{column.key: now})
    _set(session, AccountPause, AccountPause.not_before > now + _LONGEST, not_before=now + _LONGEST)
    _set(session, Publication, Publication.lease_until > now + _AHEAD, lease_until=now + LEASE)
    # Made to go at once: that is now.
    at_once = (Publication.created_at > now + _AHEAD) & (
        Publication.due_at == Publication.created_at
    )
    _set(session, Publication, at_once, created_at=now, due_at=now)
    overslept = (Publication.wake_at > now + _LONGEST) & or_(
        Publication.state.in_(POLLED), Publication.due_at <= now
    )
    _set(session, Publication, overslept, wake_at=now)


def _set(session: Session, table: Any, where: Any, **values: datetime) -> None:
    statement = update(table).where(where).values(**values)
    session.execute(statement.execution_options(synchronize_session=False))
