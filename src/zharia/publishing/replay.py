"""Journal replay: restores what the attempt journal has and the database lacks. Sends nothing.

Each attempt in a transaction of its own; replaying it again changes nothing. Accounts come first,
with the tokens that still work. Then, of each attempt, what is missing of its account, article,
publication, row and slots, so that a late pull finds it, the day's cap is right, and the article is
recognized when it comes in once more. The publication's state follows from its newest attempt, see
`replayed_state`.
"""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from zharia.accounts import journaling as account_journal
from zharia.journal import Journal, PublicationCancelled, Record
from zharia.publishing import ledger
from zharia.publishing.event_types import EventType
from zharia.publishing.journal_history import AttemptHistory, read_history
from zharia.publishing.model import BECAME_A_POST, Attempt, Publication
from zharia.publishing.replayed_rows import (
    pulled_photos,
    restore_attempt,
    restore_facts,
    restore_publication,
    restore_slots,
)
from zharia.publishing.replayed_state import apply_state
from zharia.publishing.states import CANCELLABLE, NOT_POSTED, UNDER_WAY, State
from zharia.storage.database import Database

log = logging.getLogger(__name__)

#: attempts that one query looks for
_AT_ONCE: Final = 500


@dataclass(slots=True)
class Replayed:
    """How much was restored, and up to where the journal was read."""

    position: int = 0
    attempts: int = 0
    facts: int = 0
    accounts: int = 0
    cancelled: int = 0

    @property
    def anything(self) -> bool:
        """Whether anything was restored."""
        return bool(self.attempts or self.facts or self.accounts or self.cancelled)


def needs_replay(session: Session, records: Sequence[Record]) -> bool:
    """Whether the database lacks something that these records tell."""
    known = read_history(records)
    return (
        any(account_journal.database_lacks(session, one) for one in known.tokens.values())
        or bool(_lacking(session, known.attempts))
        or any(_cancellation_is_missing(session, one) for one in known.cancelled)
    )


def replay(database: Database, journal: Journal, position: int) -> Replayed:
    """Restore what the journal tells from a position on."""
    tail = journal.tail(position)
    known, done = read_history(tail.records), Replayed(position=tail.position)
    for tokens in known.tokens.values():
        with database.write() as session:
            done.accounts += account_journal.restore_tokens(session, tokens, database.now(session))
    for history in known.attempts:
        with database.write() as session:
            if not _lacking(session, [history]):
                continue
            is_new = session.get(Attempt, history.attempt_id) is None
            if is_new and history.sent is None:
                log.error("the journal has lost where attempt %s begins", history.attempt_id)
                continue
            _restore(session, history, database.now(session))
            done.attempts += is_new
            done.facts += not is_new
    for withdrawn in known.cancelled:
        with database.write() as session:
            if _cancellation_is_missing(session, withdrawn):
                _restore_cancellation(session, withdrawn, database.now(session))
                done.cancelled += 1
    return done


def _lacking(session: Session, histories: Sequence[AttemptHistory]) -> list[AttemptHistory]:
    """Those of which the database lacks something, as it is now: read anew, all at once."""
    lacking: list[AttemptHistory] = []
    # SQLite takes 32,766 parameters, other builds fewer.
    for start in range(0, len(histories), _AT_ONCE):
        part = histories[start : start + _AT_ONCE]
        rows = session.execute(_KNOWN, {"attempt_ids": [one.attempt_id for one in part]})
        known = {row.id: row for row in rows}
        pulled = pulled_photos(session, [one.attempt_id for one in part if one.pulled])
        lacking += (
            one for one in part if _lacks(one, known.get(one.attempt_id), pulled[one.attempt_id])
        )
    return lacking


# Columns, and built once: it is asked before each init. A row may have been read before.
_Known = Row[*tuple[Any, ...]]
_KNOWN: Final = (
    select(
        Attempt.id,
        Attempt.publish_id,
        Attempt.answered_at,
        Attempt.revoked_at,
        Attempt.state,
        Publication.state.label("publication_state"),
        Publication.attempt_id.label("current_attempt"),
    )
    .join(Publication, Publication.id == Attempt.publication_id)
    .where(Attempt.id.in_(bindparam("attempt_ids", expanding=True)))
)


def _lacks(
    history: AttemptHistory, attempt: Row[*tuple[Any, ...]] | None, pulled: Collection[int]
) -> bool:
    if attempt is None:
        # Without its first record it cannot be restored.
        return history.sent is not None
    return (
        (history.accepted is not None and attempt.publish_id is None)
        or (history.refused and attempt.answered_at is None)
        or (history.revoked is not None and attempt.revoked_at is None)
        or not history.pulled.keys() <= set(pulled)
        or _end_is_missing(history, attempt)
    )


def _end_is_missing(history: AttemptHistory, attempt: _Known) -> bool:
    """Whether it is missing that it became a post; that it failed may be outdated by a retry."""
    return _is_unknown_post(history, State(attempt.publication_state)) and (
        attempt.current_attempt == attempt.id or attempt.state not in BECAME_A_POST
    )


def _is_unknown_post(history: AttemptHistory, state: State) -> bool:
    """Whether it became a post, and a publication in this state does not say so."""
    if history.ended is None or not history.became_a_post:
        return False
    # A draft in the inbox may have failed since; what was published is not taken back.
    is_draft = State(history.ended.how) is State.DELIVERED
    return state in UNDER_WAY or (state in NOT_POSTED and not is_draft)


def _cancellation_is_missing(session: Session, told_of: PublicationCancelled) -> bool:
    known = session.get(Publication, told_of.publication_id, populate_existing=True)
    if known is None:
        return told_of.publication is not None
    return State(known.state) in CANCELLABLE


def _restore(session: Session, history: AttemptHistory, now: datetime) -> None:
    attempt = session.get(Attempt, history.attempt_id)
    if attempt is None:
        assert history.sent is not None  # noqa: S101 - the caller has seen to it
        attempt = restore_attempt(session, history.sent, now)
    restore_facts(session, attempt, history)
    restore_slots(session, attempt, history, now)
    publication = ledger.load(session, attempt.publication_id)
    state = State(publication.state)
    # Another attempt of it is a post: that is kept, whatever the last one came to.
    is_final = state in {State.PUBLISHED, State.REMOVED} and not history.became_a_post
    if _is_unknown_post(history, state) or (not is_final and _is_newest(session, attempt, history)):
        apply_state(session, publication, attempt, history, now)
    ledger.add_event(
        session,
        publication,
        now=now,
        what=EventType.RECALLED,
        detail={"attempt": attempt.number},
    )


def _is_newest(session: Session, attempt: Attempt, history: AttemptHistory) -> bool:
    """By its number: a clock may have gone back. Another one with its number was sent after the
    database went back, and so later.
    """
    number = history.sent.number if history.sent is not None else attempt.number
    later = select(Attempt.id).where(
        Attempt.publication_id == attempt.publication_id,
        Attempt.id != attempt.id,
        Attempt.number >= number,
    )
    return session.scalar(later.limit(1)) is None


def _restore_cancellation(session: Session, told_of: PublicationCancelled, now: datetime) -> None:
    """It was cancelled: so it is not sent now either, nor created again automatically."""
    known = session.get(Publication, told_of.publication_id, populate_existing=True)
    if known is None:
        if told_of.publication and told_of.article and told_of.account:
            made = restore_publication(
                session, told_of.publication, told_of.article, told_of.account, now=now
            )
            for again in _created_since(session, made, told_of.at):
                _cancel(session, again, now)
        return
    _cancel(session, known, now)


def _created_since(session: Session, withdrawn: Publication, at: datetime) -> Sequence[Publication]:
    """What was queued automatically since, because the database lacked the cancellation.

    What a person ordered, or was there beside it then, is kept.
    """
    return session.scalars(
        select(Publication).where(
            Publication.article_id == withdrawn.article_id,
            Publication.account_id == withdrawn.account_id,
            Publication.repeat == withdrawn.repeat,
            Publication.state.in_(CANCELLABLE),
            Publication.requested_by == ledger.MACHINE,
            Publication.approved_by.is_(None),
            Publication.created_at > at,
        )
    ).all()


def _cancel(session: Session, publication: Publication, now: datetime) -> None:
    ledger.move(session, publication, State.CANCELLED, now=now, what=EventType.RECALLED)
