"""State machine: moves on the ledger, each a compare-and-set with its event.

A worker first claims a publication, see `leases`. Every later move of its names it as the owner, so
that a worker which slept through its lease finds nothing to move and stops.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, insert, inspect, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from zharia.background.failing_rows import FailingRows, process_each
from zharia.publishing.account_queue import wake_waiting
from zharia.publishing.event_types import WITHOUT_NEWS_OF_ATTEMPTS, EventType
from zharia.publishing.journal_writer import record_change
from zharia.publishing.model import Publication, PublicationEvent
from zharia.publishing.states import AWAITING_OUTCOME, IDLE, IN_QUEUE, OUTGOING, State, allowed
from zharia.storage.database import AT_NOW
from zharia.storage.fresh_row import columns_of, fresh_row, overwrite

log = logging.getLogger(__name__)
#: actor where there is no person
MACHINE: Final = "zharia"
# Built once, and not for each publication again.
_EVENT: Final = insert(PublicationEvent.__table__)  # type: ignore[arg-type]
_WAKE_BY_ATTEMPT: Final = (
    update(Publication)
    .where(
        Publication.attempt_id == bindparam("of_attempt"),
        Publication.publish_id.is_(None),
        Publication.state.in_(AWAITING_OUTCOME),
    )
    .values(wake_at=AT_NOW)
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

    Whoever leaves the account's queue, or steps aside in it, wakes those behind it.

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
    session.flush()
    moved = session.connection().execute(
        _move_statement(frozenset(values), owned=owner is not None),
        {f"new_{name}": value for name, value in values.items()}
        | {"moved_id": publication.id, "moved_from": before, "moved_by": owner},
    )
    row = moved.one_or_none()
    if row is None:
        raise LostRace(publication.id, before)
    overwrite(publication, row)
    if before in IN_QUEUE and _has_left_queue(publication):
        wake_waiting(session, publication.account_id, now)
    add_event(session, publication, now=now, who=who, what=what, log_id=log_id, detail=detail)


def _has_left_queue(moved: Publication) -> bool:
    """Nobody on its account waits for it to be sent, as they do not for what is tried again."""
    return moved.state not in OUTGOING or bool(moved.state == State.SCHEDULED and moved.tries)


@lru_cache(maxsize=500)
def _move_statement(columns: frozenset[str], *, owned: bool) -> ReturningUpdate[Any]:
    """The compare-and-set of a move that writes these columns, built once for each set of them. The
    row comes back as it is then.
    """
    table = inspect(Publication).columns
    statement = (
        update(Publication.__table__)  # type: ignore[arg-type]
        .where(table.id == bindparam("moved_id"), table.state == bindparam("moved_from"))
        .values({table[name]: bindparam(f"new_{name}") for name in sorted(columns)})
    )
    if owned:
        statement = statement.where(table.owner == bindparam("moved_by"))
    return statement.returning(*(table[one.key] for one in columns_of(Publication)))


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
    # Past the unit of work: nobody reads the row here.
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
    publication = fresh_row(session, Publication, publication_id)
    if publication is None:
        raise LookupError(f"there is no publication {publication_id}")
    return publication
