"""Sender: takes the next step of a publication in line: its turn, its photos, its attempt.

Every step can be woken twice or broken off anywhere. Before init is sent, starting over does
no harm. From the moment the attempt is written down, only evidence decides.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from zharia.accounts import Account, AccountError
from zharia.journal import AttemptAnswered, AttemptSent, JournalError, may_send
from zharia.publishing import gate, rate_limits, restoring
from zharia.publishing.attempts import new_attempt, photo_post
from zharia.publishing.event_types import EventType
from zharia.publishing.journaling import attempt_line
from zharia.publishing.ledger import Claim, LostRace, claim, lease_owner, load, move, release
from zharia.publishing.model import Attempt, Publication
from zharia.publishing.preparing import Prepared, Unready, prepare
from zharia.publishing.states import OUTGOING, State
from zharia.publishing.transitions import accept, answered_late, conclude, keep_answer
from zharia.publishing.unconfirmed import decide_at
from zharia.publishing.verdicts import Verdict, judge, judge_account, judge_unwritable
from zharia.publishing.worker_context import WorkerContext
from zharia.tiktok import Accepted, PhotoPost, TikTokError

log = logging.getLogger(__name__)
#: until a paused installation looks again
_WHILE_PAUSED = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class _Sending:
    """An attempt that is written down, and the call that it stands for."""

    attempt_id: str
    sent_at: datetime
    account: Account
    post: PhotoPost
    #: for the journal, before the call
    line: AttemptSent | None


class Sender:
    """Advances publications for one worker. `leases` keeps what it holds alive."""

    def __init__(self, context: WorkerContext, leases: set[str]) -> None:
        """`leases` gets the owner of each lease that it holds; whoever renews them reads it."""
        self._context = context
        self._leases = leases

    def advance(self, publication_id: str) -> None:
        """Do the next step of a publication, if it is due and nobody else does."""
        with lease_owner(self._leases) as owner:
            try:
                with self._context.database.write() as session:
                    now = self._context.database.now(session)
                    held = claim(session, publication_id, owner, OUTGOING, now)
                    if held is None or not self._take_up(session, held, now):
                        return
                self._publish(publication_id, owner)
            except LostRace as lost:
                log.info("%s", lost)
            except restoring.DatabaseIsOlder:
                # Its own lease ends soon; by then the ledger knows again what was sent already.
                restoring.begin_again(self._context.database, self._context.installation)

    def _take_up(self, session: Session, held: Claim, now: datetime) -> bool:
        """Whether to prepare and send now."""
        publication = load(session, held.publication_id)
        if held.state is State.SUBMITTING:
            self._mark_unconfirmed(session, publication, held.owner, now)
            return False
        installation = self._context.installation
        if installation is not None and not may_send(session, installation):
            release(session, publication, held.owner, now + _WHILE_PAUSED)
            return False
        if gate.stopped(session, publication, now=now, owner=held.owner):
            return False
        free_at = max(
            publication.due_at,
            rate_limits.init_free_at(session, publication, self._context.limits, now),
        )
        if free_at > now:
            release(session, publication, held.owner, free_at)
            return False
        if held.state is State.SCHEDULED:
            move(
                session,
                publication,
                State.PREPARING,
                now=now,
                what=EventType.PREPARING,
                owner=held.owner,
            )
        return True

    def _mark_unconfirmed(
        self, session: Session, publication: Publication, owner: str, now: datetime
    ) -> None:
        """The worker that was sending this one died: did TikTok hear it?"""
        attempt = session.get_one(Attempt, publication.attempt_id)
        move(
            session,
            publication,
            State.UNCONFIRMED,
            now=now,
            what=EventType.SENDER_DIED,
            owner=owner,
            wake_at=decide_at(attempt, now, self._context.unconfirmed_after),
        )

    def _publish(self, publication_id: str, owner: str) -> None:
        with self._context.database.read() as session:
            publication = load(session, publication_id)
            account = session.get_one(Account, publication.account_id)
        try:
            prepared = prepare(self._context, publication, account)
        except Unready as unready:
            self._requeue(publication_id, owner, unready.verdict)
            return
        try:
            sending = self._begin_attempt(publication_id, owner, prepared)
        except JournalError as error:
            self._requeue(publication_id, owner, _not_written(error))
            return
        if sending is None:
            return
        answer = self._unwritten(sending) or self._send(
            sending, prepared.access_token, publication.tries
        )
        self._record_answer(publication_id, owner, sending, answer)

    def _unwritten(self, sending: _Sending) -> Verdict | None:
        """Put the attempt into the journal. What stands there nowhere is not sent.

        A line that finds no room is kept, so that the next attempt is not begun in vain.
        """
        if self._context.installation is None or sending.line is None:
            return None
        try:
            self._context.installation.journal.append_or_buffer(sending.line)
        except JournalError as error:
            return _not_written(error)
        return None

    def _requeue(self, publication_id: str, owner: str, verdict: Verdict) -> None:
        """Nothing was sent: back in line, or ended with a reason."""
        with self._context.database.write() as session:
            publication = load(session, publication_id)
            now = self._context.database.now(session)
            conclude(session, publication, verdict, now=now, owner=owner)

    def _begin_attempt(
        self, publication_id: str, owner: str, prepared: Prepared
    ) -> _Sending | None:
        """The point of no return: slot, attempt and state in one transaction, before the call."""
        with self._context.database.write() as session:
            publication = load(session, publication_id)
            rate_limits.lock_account(session, publication.account_id)
            now = self._context.database.now(session)
            installation = self._context.installation
            if installation is not None and not restoring.check(session, installation):
                release(session, publication, owner, now + _WHILE_PAUSED)
                return None
            if gate.stopped_at_last(session, publication, now=now, owner=owner):
                return None
            free_at = rate_limits.init_free_at(session, publication, self._context.limits, now)
            if free_at > now:
                move(
                    session,
                    publication,
                    State.SCHEDULED,
                    now=now,
                    what=EventType.WAITS_FOR_ITS_TURN,
                    owner=owner,
                    wake_at=free_at,
                )
                return None
            attempt = new_attempt(session, publication, prepared.photos, now)
            rate_limits.reserve_init(session, publication, attempt.id, now)
            move(
                session,
                publication,
                State.SUBMITTING,
                now=now,
                what=EventType.SENDING,
                owner=owner,
                detail={"attempt": attempt.number},
                attempt_id=attempt.id,
                publish_id=None,
                submitted_at=now,
            )
            account = session.get_one(Account, publication.account_id)
            post = photo_post(self._context, publication, attempt, prepared.cover_index)
            line = attempt_line(session, publication, attempt) if installation else None
        return _Sending(attempt.id, now, account, post, line)

    def _send(self, sending: _Sending, access_token: str, tries: int) -> Accepted | Verdict:
        account_id = sending.account.id
        try:
            client = self._context.client(sending.account)
            return client.init(
                access_token,
                sending.post,
                renew=lambda stale: self._context.tokens.refresh(account_id, stale),
            )
        except TikTokError as error:
            return judge(error, tries)
        except AccountError as error:
            # The token was refused and none can be had: so TikTok did not accept the post.
            return judge_account(error)

    def _record_answer(
        self, publication_id: str, owner: str, sending: _Sending, answer: Accepted | Verdict
    ) -> None:
        """Write the answer down. It is kept even if the row has moved on meanwhile."""
        with self._context.database.write() as session:
            now = self._context.database.now(session)
            if session.get(Attempt, sending.attempt_id) is None:
                # The database went back while TikTok answered.
                self._tell_journal(sending.attempt_id, answer, now)
                raise restoring.DatabaseIsOlder
            publication = load(session, publication_id)
            rate_limits.lock_account(session, publication.account_id)
            rate_limits.answered(session, sending.attempt_id, now)
            answer = keep_answer(session, sending.attempt_id, answer, now)
            try:
                self._conclude_attempt(session, publication, sending, answer, now=now, owner=owner)
            except LostRace as lost:
                log.info("%s; its late answer is kept", lost)
                answered_late(session, publication, sending.attempt_id, answer, now=now)
            rate_limits.wake_first(session, publication.account_id, now)

    def _tell_journal(self, attempt_id: str, answer: Accepted | Verdict, now: datetime) -> None:
        """What the database has no place for comes back with its attempt. Without a publish id,
        pulls decide.
        """
        if self._context.installation is None or not isinstance(answer, Accepted):
            return
        try:
            self._context.installation.journal.append_or_buffer(
                AttemptAnswered(attempt_id, now, publish_id=answer.publish_id)
            )
        except JournalError as error:
            log.error("%s", error)  # noqa: TRY400 - the words say it all

    def _conclude_attempt(
        self,
        session: Session,
        publication: Publication,
        sending: _Sending,
        answer: Accepted | Verdict,
        *,
        now: datetime,
        owner: str,
    ) -> None:
        if isinstance(answer, Accepted):
            accept(session, publication, answer, now=now, owner=owner, poll=self._context.poll)
            return
        # TikTok may have come for a photo while its answer was still awaited.
        attempt = session.get_one(Attempt, sending.attempt_id, populate_existing=True)
        conclude(
            session,
            publication,
            answer,
            now=now,
            owner=owner,
            unconfirmed_wake=decide_at(attempt, now, self._context.unconfirmed_after),
        )


def _not_written(error: JournalError) -> Verdict:
    """What cannot be written down is not sent."""
    log.error("%s", error)
    return judge_unwritable(error)
