"""Bring back what the attempt journal knows and the database does not. Sends nothing.

Each attempt in a transaction of its own, and each once: doing it again changes nothing. Accounts
come first, with the tokens that still work. Then, of each attempt, what is missing of its account,
article, publication, row and slots, so that a late pull finds it, the day's cap stays true, and the
article is known again when it comes in once more. Where its publication stands follows from what
is known of its newest attempt:

    ended                       there
    a publish id                processing: TikTok is asked how it went
    refused, or revoked         back in line: nothing can become of it
    neither                     unconfirmed: pulls are the evidence, as after any lost answer
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from zharia.accounts import account_of
from zharia.accounts import journaling as account_journal
from zharia.accounts.hashtags import HashtagSettings
from zharia.accounts.model import Account, AccountState, Environment, Mode, StateReason
from zharia.articles.recalling import bring_back as bring_back_article
from zharia.database import Database
from zharia.journal import AttemptSent, Journal, Record
from zharia.publishing.consent import approval
from zharia.publishing.happenings import Happening
from zharia.publishing.ledger import note
from zharia.publishing.model import Attempt, AttemptState, Publication, Slot
from zharia.publishing.states import OUTGOING, State
from zharia.publishing.stories import Story, Told, told

log = logging.getLogger(__name__)

#: slots older than that count for nothing
_DAY: Final = timedelta(days=1, minutes=1)
_ENDS: Final = {
    "published": State.PUBLISHED,
    "delivered": State.DELIVERED,
    "removed": State.REMOVED,
    "failed": State.FAILED,
}


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
        return bool(self.attempts or self.facts or self.accounts or self.cancelled)


def lacking(session: Session, records: Sequence[Record]) -> bool:
    """Whether the database lacks something that these lines tell."""
    known = told(records)
    return (
        any(account_journal.lacks(session, one) for one in known.tokens.values())
        or any(_lacks(session, story) for story in known.stories)
        or bool(_not_cancelled(session, known))
    )


def recall(database: Database, journal: Journal, position: int) -> Recalled:
    """Bring back what the journal tells from a position on."""
    tail = journal.tail(position)
    known, done = told(tail.records), Recalled(position=tail.position)
    for tokens in known.tokens.values():
        with database.write() as session:
            done.accounts += account_journal.bring_back(session, tokens, database.now(session))
    for story in known.stories:
        with database.write() as session:
            if not _lacks(session, story):
                continue
            attempt = session.get(Attempt, story.attempt_id)
            if attempt is None and story.sent is None:
                log.error(
                    "attempt %s is in the journal, but where it begins is lost", story.attempt_id
                )
                continue
            _bring_back(session, story, database.now(session))
            done.attempts += attempt is None
            done.facts += attempt is not None
    for withdrawn in known.cancelled:
        with database.write() as session:
            done.cancelled += _cancel(session, withdrawn.publication_id, database.now(session))
    return done


def _lacks(session: Session, story: Story) -> bool:
    attempt = session.get(Attempt, story.attempt_id, populate_existing=True)
    if attempt is None:
        return True
    return (
        (story.accepted is not None and attempt.publish_id is None)
        or (story.refused and attempt.answered_at is None)
        or (bool(story.pulled) and attempt.first_pulled_at is None)
        or (story.revoked is not None and attempt.revoked_at is None)
        or _lacks_end(session, story, attempt)
    )


def _lacks_end(session: Session, story: Story, attempt: Attempt) -> bool:
    if story.ended is None:
        return False
    publication = session.get_one(Publication, attempt.publication_id, populate_existing=True)
    open_still = State(publication.state) in OUTGOING | {State.UNCONFIRMED, State.PROCESSING}
    return open_still and publication.attempt_id == attempt.id


def _bring_back(session: Session, story: Story, now: datetime) -> None:
    attempt = session.get(Attempt, story.attempt_id)
    if attempt is None:
        assert story.sent is not None  # noqa: S101 - the caller has seen to it
        attempt = _attempt(session, story.sent, now)
    _add_facts(attempt, story)
    session.flush()
    _slots(session, attempt, story, now)
    publication = session.get_one(Publication, attempt.publication_id)
    if _newest(session, publication.id) == attempt.id:
        _stand(session, publication, attempt, story, now)
    note(
        session,
        publication,
        now=now,
        who="zharia",
        what=Happening.RECALLED,
        detail={"attempt": attempt.number},
    )


def _attempt(session: Session, sent: AttemptSent, now: datetime) -> Attempt:
    account = _account(session, sent, now)
    publication = _publication(session, sent, account, now)
    number = sent.number
    taken = select(Attempt.id).where(
        Attempt.publication_id == publication.id, Attempt.number == number
    )
    if session.scalar(taken) is not None:
        last = select(func.max(Attempt.number)).where(Attempt.publication_id == publication.id)
        number = (session.scalar(last) or 0) + 1
    attempt = Attempt(
        id=sent.attempt_id,
        publication_id=publication.id,
        account_id=account.id,
        number=number,
        token=sent.token,
        state=AttemptState.SENT,
        photos=list(sent.photos),
        sent_at=sent.sent_at,
    )
    session.add(attempt)
    session.flush()
    return attempt


def _account(session: Session, sent: AttemptSent, now: datetime) -> Account:
    told_of = sent.account
    known = account_of(session, told_of.id, told_of.environment, told_of.open_id)
    if known is not None:
        return known
    # Its tokens were never written down: the posts are known, and a person connects it again.
    account = Account(
        id=told_of.id,
        environment=Environment(told_of.environment),
        open_id=told_of.open_id,
        language=sent.publication.language,
        mode=Mode.REVIEW,
        hashtags=HashtagSettings.default(sent.publication.language).model_dump(mode="json"),
        state=AccountState.NEEDS_RECONNECT,
        state_reason=StateReason.ANSWER_LOST,
        scopes=[],
        connected_at=now,
        issued_at=now,
        access_expires_at=now,
        refresh_due_at=now,
        created_at=now,
        updated_at=now,
    )
    session.add(account)
    session.flush()
    return account


def _publication(
    session: Session, sent: AttemptSent, account: Account, now: datetime
) -> Publication:
    was = sent.publication
    known = session.get(Publication, was.id, populate_existing=True)
    if known is not None:
        return known
    article_id = bring_back_article(session, sent.article, was.language, now)
    pair = (Publication.article_id == article_id, Publication.account_id == account.id)
    _make_way(session, article_id, account.id, now)
    edition = was.edition
    if session.scalar(select(Publication.id).where(*pair, Publication.edition == edition)):
        edition = (session.scalar(select(func.max(Publication.edition)).where(*pair)) or 0) + 1
    publication = Publication(
        id=was.id,
        article_id=article_id,
        account_id=account.id,
        edition=edition,
        language=was.language,
        # Where it really stands is found out below.
        state=State.UNCONFIRMED,
        due_at=was.due_at,
        wake_at=now,
        post_mode=was.post_mode,
        title=was.title,
        description=was.description,
        privacy_level=was.privacy_level,
        allow_comment=was.allow_comment,
        brand_organic=was.brand_organic,
        brand_content=was.brand_content,
        is_aigc=was.is_aigc,
        auto_add_music=was.auto_add_music,
        photo_urls=list(was.photo_urls),
        cover_index=was.cover_index,
        requested_by=was.requested_by,
        created_at=was.created_at,
    )
    if was.approved_by is not None:
        for column, value in approval(publication, was.approved_by, sent.sent_at).items():
            setattr(publication, column, value)
    session.add(publication)
    session.flush()
    return publication


def _make_way(session: Session, article_id: str, account_id: str, now: datetime) -> None:
    """What was made of the article since the database went back is not sent: it was already."""
    waiting = session.scalars(
        select(Publication).where(
            Publication.article_id == article_id,
            Publication.account_id == account_id,
            Publication.state.in_([State.DRAFT, State.SCHEDULED, State.PREPARING]),
        )
    )
    for publication in waiting:
        _withdraw(session, publication, now)


def _withdraw(session: Session, publication: Publication, now: datetime) -> None:
    publication.state, publication.wake_at = State.CANCELLED, None
    publication.owner = publication.lease_until = None
    session.flush()
    note(session, publication, now=now, who="zharia", what=Happening.RECALLED)


def _add_facts(attempt: Attempt, story: Story) -> None:
    """What the attempt's row lacks. A publish id weighs more than what seems to deny it."""
    if story.pulled and attempt.first_pulled_at is None:
        attempt.first_pulled_at = min(one.at for one in story.pulled.values())
    if story.revoked is not None and attempt.revoked_at is None:
        attempt.revoked_at, attempt.state = story.revoked.at, AttemptState.REVOKED
    if story.answered is None:
        return
    if story.accepted is not None and attempt.publish_id is None:
        attempt.publish_id, attempt.answered_at = story.accepted, story.answered.at
        if attempt.revoked_at is None:
            attempt.state = AttemptState.ACCEPTED
    elif story.refused and attempt.answered_at is None:
        attempt.answered_at = story.answered.at
        attempt.revoked_at = attempt.revoked_at or story.answered.at
        attempt.state = AttemptState.REFUSED


def _slots(session: Session, attempt: Attempt, story: Story, now: datetime) -> None:
    """The places that the attempt takes in TikTok's windows, unless they are taken already."""
    if attempt.sent_at < now - _DAY:
        return
    publication = session.get_one(Publication, attempt.publication_id)
    # What TikTok refused used up a call of the minute, but no post of the day.
    void = story.refused or (story.revoked is not None and story.accepted is None)
    at = story.answered.at if story.answered is not None else attempt.sent_at
    for kind in ("init",) if void else ("init", publication.post_mode):
        held = select(Slot.id).where(
            Slot.publication_id == publication.id,
            Slot.kind == kind,
            Slot.at >= attempt.sent_at,
            Slot.at <= at,
        )
        if session.scalar(held.limit(1)) is None:
            session.add(
                Slot(account_id=attempt.account_id, kind=kind, at=at, publication_id=publication.id)
            )
    session.flush()


def _newest(session: Session, publication_id: str) -> str | None:
    return session.scalar(
        select(Attempt.id)
        .where(Attempt.publication_id == publication_id)
        .order_by(Attempt.sent_at.desc(), Attempt.number.desc())
        .limit(1)
    )


def _stand(
    session: Session, publication: Publication, attempt: Attempt, story: Story, now: datetime
) -> None:
    """Put the publication where its newest attempt has led it."""
    changes: dict[str, Any] = {
        "attempt_id": attempt.id,
        "submitted_at": attempt.sent_at,
        "publish_id": attempt.publish_id,
        "owner": None,
        "lease_until": None,
        "wake_at": now,
        "needs_word": False,
        "error_code": None,
        "error_message": None,
        "who_acts": None,
        "retry": None,
    }
    if story.ended is not None and story.ended.how in _ENDS:
        state = _ENDS[story.ended.how]
        changes["state"] = state
        changes["post_id"] = story.ended.post_id
        if state in {State.PUBLISHED, State.REMOVED}:
            changes["published_at"] = story.ended.at
        # Whether it is public, and under which id, TikTok still tells of the newer ones.
        changes["wake_at"] = None if state in {State.FAILED, State.REMOVED} else now
        if state is State.FAILED:
            changes |= {
                "error_code": story.ended.code or "unknown_code",
                "error_message": "",
                "who_acts": "editor",
                "retry": "needs a person",
            }
    elif attempt.publish_id is not None:
        changes["state"] = State.PROCESSING
    elif attempt.revoked_at is not None:
        changes |= {"state": State.SCHEDULED, "attempt_id": attempt.id, "submitted_at": None}
    else:
        changes["state"] = State.UNCONFIRMED
    for column, value in changes.items():
        setattr(publication, column, value)
    session.flush()


def _not_cancelled(session: Session, known: Told) -> list[str]:
    ids = [one.publication_id for one in known.cancelled]
    return list(
        session.scalars(
            select(Publication.id).where(
                Publication.id.in_(ids),
                Publication.state.in_([State.DRAFT, State.SCHEDULED, State.PREPARING]),
            )
        )
    )


def _cancel(session: Session, publication_id: str, now: datetime) -> bool:
    """A person withdrew it: so it is not sent now either."""
    publication = session.get(Publication, publication_id, populate_existing=True)
    if publication is None or State(publication.state) not in {
        State.DRAFT,
        State.SCHEDULED,
        State.PREPARING,
    }:
        return False
    _withdraw(session, publication, now)
    return True
