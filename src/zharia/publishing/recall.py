"""Recovery: bring back what the attempt journal knows and the database does not. Sends nothing.

Each attempt in a transaction of its own, and each once: doing it again changes nothing. Accounts
come first, with the tokens that still work. Then, of each attempt, what is missing of its account,
article, publication, row and slots, so that a late pull finds it, the day's cap stays true, and the
article is known again when it comes in once more. Where its publication stands follows from what
is known of its newest attempt, see
`recalled_standing`.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from zharia.accounts import journaling as account_journal
from zharia.journal import Journal, PublicationCancelled, Record
from zharia.publishing import ledger
from zharia.publishing.event_types import EventType
from zharia.publishing.journal_history import Story, history
from zharia.publishing.model import BECAME_A_POST, Attempt, Publication, PullReceipt
from zharia.publishing.recalled_rows import (
    attempt_again,
    facts_again,
    publication_again,
    slots_again,
)
from zharia.publishing.recalled_standing import stand
from zharia.publishing.states import CANCELLABLE, UNDER_WAY, VOID, State
from zharia.storage.database import Database

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Recalled:
    """How much was brought back, and up to where the journal was read."""

    position: int = 0
    attempts: int = 0
    facts: int = 0
    accounts: int = 0
    cancelled: int = 0

    @property
    def anything(self) -> bool:
        """Whether the database lacked something."""
        return bool(self.attempts or self.facts or self.accounts or self.cancelled)


def lacking(session: Session, records: Sequence[Record]) -> bool:
    """Whether the database lacks something that these lines tell."""
    known = history(records)
    return (
        any(account_journal.database_lacks(session, one) for one in known.tokens.values())
        or any(_lacks(session, story) for story in known.stories)
        or any(_lacks_withdrawal(session, one) for one in known.cancelled)
    )


def recall(database: Database, journal: Journal, position: int) -> Recalled:
    """Bring back what the journal tells from a position on."""
    tail = journal.tail(position)
    known, done = history(tail.records), Recalled(position=tail.position)
    for tokens in known.tokens.values():
        with database.write() as session:
            done.accounts += account_journal.restore_tokens(session, tokens, database.now(session))
    for story in known.stories:
        with database.write() as session:
            if not _lacks(session, story):
                continue
            is_new = session.get(Attempt, story.attempt_id) is None
            if is_new and story.sent is None:
                log.error("the journal has lost where attempt %s begins", story.attempt_id)
                continue
            _bring_back(session, story, database.now(session))
            done.attempts += is_new
            done.facts += not is_new
    for withdrawn in known.cancelled:
        with database.write() as session:
            if _lacks_withdrawal(session, withdrawn):
                _withdraw(session, withdrawn, database.now(session))
                done.cancelled += 1
    return done


def _lacks(session: Session, story: Story) -> bool:
    attempt = session.get(Attempt, story.attempt_id, populate_existing=True)
    if attempt is None:
        # Of one whose beginning is lost there is nothing that could be brought back.
        return story.sent is not None
    return (
        (story.accepted is not None and attempt.publish_id is None)
        or (story.refused and attempt.answered_at is None)
        or (story.revoked is not None and attempt.revoked_at is None)
        or bool(story.pulled.keys() - _handed_over(session, attempt))
        or _lacks_end(session, story, attempt)
    )


def _handed_over(session: Session, attempt: Attempt) -> set[int]:
    """The photos that have a receipt, also if it turned out later that the end did not arrive."""
    receipts = select(PullReceipt.photo).where(
        PullReceipt.attempt_id == attempt.id, PullReceipt.status == 200
    )
    return set(session.scalars(receipts))


def _lacks_end(session: Session, story: Story, attempt: Attempt) -> bool:
    """That it became a post. That it failed is no news: a person may have tried again since."""
    publication = session.get_one(Publication, attempt.publication_id, populate_existing=True)
    return _is_unheard(story, State(publication.state)) and (
        publication.attempt_id == attempt.id or attempt.state not in BECAME_A_POST
    )


def _is_unheard(story: Story, state: State) -> bool:
    """Whether it became a post of which a publication in this state does not know."""
    if story.ended is None or not story.became_a_post:
        return False
    # A draft in the inbox may have failed since; what was published is not taken back.
    is_draft = State(story.ended.how) is State.DELIVERED
    return state in UNDER_WAY or (state in VOID and not is_draft)


def _lacks_withdrawal(session: Session, told_of: PublicationCancelled) -> bool:
    known = session.get(Publication, told_of.publication_id, populate_existing=True)
    if known is None:
        return told_of.publication is not None
    return State(known.state) in CANCELLABLE


def _bring_back(session: Session, story: Story, now: datetime) -> None:
    attempt = session.get(Attempt, story.attempt_id)
    if attempt is None:
        assert story.sent is not None  # noqa: S101 - the caller has seen to it
        attempt = attempt_again(session, story.sent, now)
    facts_again(session, attempt, story)
    slots_again(session, attempt, story, now)
    publication = ledger.load(session, attempt.publication_id)
    state = State(publication.state)
    # What another attempt of it has become stands, whatever the last one came to.
    stands = state in {State.PUBLISHED, State.REMOVED} and not story.became_a_post
    if _is_unheard(story, state) or (not stands and _is_newest(session, attempt, story)):
        stand(session, publication, attempt, story, now)
    ledger.add_event(
        session,
        publication,
        now=now,
        what=EventType.RECALLED,
        detail={"attempt": attempt.number},
    )


def _is_newest(session: Session, attempt: Attempt, story: Story) -> bool:
    """By its number: a clock may have gone back. Whoever has its number was sent without knowing
    of it, and so later.
    """
    number = story.sent.number if story.sent is not None else attempt.number
    later = select(Attempt.id).where(
        Attempt.publication_id == attempt.publication_id,
        Attempt.id != attempt.id,
        Attempt.number >= number,
    )
    return session.scalar(later.limit(1)) is None


def _withdraw(session: Session, told_of: PublicationCancelled, now: datetime) -> None:
    """It was withdrawn: so it is not sent now either, nor made again by itself."""
    known = session.get(Publication, told_of.publication_id, populate_existing=True)
    if known is None:
        if told_of.publication and told_of.article and told_of.account:
            made = publication_again(
                session, told_of.publication, told_of.article, told_of.account, now=now
            )
            for again in _came_again(session, made, told_of.at):
                _cancel(session, again, now)
        return
    _cancel(session, known, now)


def _came_again(session: Session, withdrawn: Publication, at: datetime) -> Sequence[Publication]:
    """What has gone in line by itself since, because the database did not know of the withdrawal.

    Whatever a person wants, or stood beside it then, stays.
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
    ledger.move(
        session,
        publication,
        State.CANCELLED,
        now=now,
        what=EventType.RECALLED,
        detail={},
    )
