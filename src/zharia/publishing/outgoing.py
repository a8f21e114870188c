"""Outgoing queue: which publications are due to be sent, and in which order.

The head has the highest precedence, then the earliest wake-up. What waits on an account that may
not send is not due, and is as soon as the account may.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import BindParameter, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from zharia.publishing.holds import not_held
from zharia.publishing.leases import Moment, claim_where, due, lease_of
from zharia.publishing.model import Publication
from zharia.publishing.states import OUTGOING, State
from zharia.storage.database import AT_NOW

#: of all accounts' publications that are due, the smallest is claimed first
CLAIM_ORDER: Final = (Publication.precedence, Publication.wake_at, Publication.id)


def due_to_send(now: Moment, excluded: Collection[str] | BindParameter[str] = ()) -> Select[str]:
    """The ids of what a worker may take up now, in order."""
    return (
        select(Publication.id)
        .where(
            Publication.id.not_in(excluded),
            due(OUTGOING, now),
            or_(Publication.state != State.SCHEDULED, not_held()),
        )
        .order_by(*CLAIM_ORDER)
    )


def count_due(session: Session, now: datetime) -> int:
    """How many could be sent now: the length of the queue, over all accounts."""
    return session.scalar(select(func.count()).select_from(due_to_send(now).subquery())) or 0


def claim_next(
    session: Session, owner: str, now: datetime, excluded: Collection[str] = ()
) -> Publication | None:
    """Lease the first one that is due. None if there is none.

    Rows that another worker has locked are passed over: a worker that hangs in the middle of a
    transaction must not hold up the accounts of others.
    """
    parameters = {"at_now": now, "excluded": list(excluded)}
    claimed: Publication | None = session.scalar(_CLAIM_NEXT, parameters | lease_of(owner, now))
    return claimed


_CLAIM_NEXT: Final = claim_where(
    Publication.id
    == due_to_send(AT_NOW, bindparam("excluded", expanding=True))
    .limit(1)
    .with_for_update(skip_locked=True, of=Publication)
    .scalar_subquery()
)
