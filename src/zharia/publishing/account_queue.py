"""Account's queue: wakes those who wait in it once it has moved.

Each of them sleeps until the moment that it was given when a worker last looked, with everything
ahead of it sent first (`rate_limits.init_free_at`). Where one ahead leaves, or a place of the day
is given back, that moment is too late, and the place would stay unused.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, bindparam, select, update
from sqlalchemy.orm import Session

from zharia.publishing.init_turn import LINE, UNANSWERED_INIT_WAIT
from zharia.publishing.model import Publication
from zharia.publishing.states import IN_QUEUE
from zharia.storage.database import AT_NOW, UtcDateTime


def wake_next(session: Session, account_id: str, now: datetime) -> None:
    """An init was answered, or its outcome is known: wake the next one in the account's queue."""
    until = now + UNANSWERED_INIT_WAIT
    session.execute(_WAKE_NEXT, {"of_account": account_id, "at_now": now, "until": until})


def wake_waiting(session: Session, account_id: str, now: datetime) -> None:
    """The account's queue is shorter: wake all that sleep until their turn. What waits because of
    an error goes on waiting, or two of them would wake each other without end.
    """
    session.execute(_WAKE_WAITING, {"of_account": account_id, "at_now": now})


def wake_queue(session: Session, account_id: str, now: datetime) -> None:
    """The account may send again: wake everything in its queue."""
    session.execute(_WAKE_ALL, {"of_account": account_id, "at_now": now})


def wake_asleep(
    session: Session, publication_id: str, asleep_until: datetime, now: datetime
) -> None:
    """Wake one that sleeps until this very moment; another one has given it a reason of its own."""
    session.execute(
        _WAKE.where(
            Publication.id == publication_id,
            Publication.wake_at == asleep_until,
            Publication.owner.is_(None),
        ),
        {"at_now": now},
    )


_ASLEEP: Final[ColumnElement[bool]] = and_(
    Publication.account_id == bindparam("of_account"),
    Publication.state.in_(sorted(IN_QUEUE)),
    Publication.tries == 0,
    Publication.due_at <= AT_NOW,
    Publication.wake_at > AT_NOW,
)
# What somebody else has locked is about to move by itself; waiting for each other's rows, two that
# wake the same queue would wait for ever.
_ALL: Final = select(Publication.id).where(_ASLEEP).with_for_update(skip_locked=True)
_NEXT: Final = (
    _ALL.where(Publication.wake_at <= bindparam("until", type_=UtcDateTime()))
    .order_by(*LINE)
    .limit(1)
)
_WAKE: Final = (
    update(Publication).values(wake_at=AT_NOW).execution_options(synchronize_session=False)
)
_WAKE_ALL: Final = _WAKE.where(Publication.id.in_(_ALL))
_WAKE_WAITING: Final = _WAKE.where(Publication.id.in_(_ALL.where(Publication.error_code.is_(None))))
_WAKE_NEXT: Final = _WAKE.where(Publication.id == _NEXT.scalar_subquery())
