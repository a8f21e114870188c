"""One step of a publication that waits to be sent: its turn, its photos, its attempt.

Every step can be woken twice or broken off anywhere. Before init is sent, starting over does
no harm. From the moment the attempt is written down, only evidence decides.
"""

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from zharia.accounts import Account, AccountError
from zharia.journal import AttemptAnswered, AttemptSent, JournalError, may_send
from zharia.publishing import consent, gate, one_live, rate_limits, restoring
from zharia.publishing.error_columns import NO_ERROR
from zharia.publishing.event_types import EventType
from zharia.publishing.journaling import attempt_line
from zharia.publishing.ledger import (
    MACHINE,
    Claim,
    LostRace,
    claim,
    load,
    move,
    release,
)
from zharia.publishing.model import Attempt, Publication, new_token
from zharia.publishing.photos import kept
from zharia.publishing.preparing import Prepared, Unready, prepare
from zharia.publishing.states import OUTGOING, State
from zharia.publishing.transitions import (
    answered_late,
    ask_again,
    conclude,
    keep_answer,
    stop,
)
from zharia.publishing.verdicts import Next, Verdict, judge, judge_account
from zharia.publishing.worker_context import WorkerContext
from zharia.storage.ids import new_id
from zharia.tiktok import Accepted, PhotoPost, PostMode, TikTokError

log = logging.getLogger(__name__)
#: until a paused installation, or one whose journal cannot be written, looks again
_WHILE_PAUSED = timedelta(seconds=5)
_WHILE_UNWRITABLE = timedelta(seconds=20)


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

    def __init__(self, desk: WorkerContext, leases: set[str]) -> None:
        self._desk = desk
        self._leases = leases

    def advance(self, publication_id: str) -> None:
        """Do the next step of a publication, if it is due and nobody else does."""
        owner = secrets.token_hex(8)
        self._leases.add(owner)
        try:
            with self._desk.database.write() as session:
                now = self._desk.database.now(session)
                held = claim(session, publication_id, owner, OUTGOING, now)
                if held is None or not self._take_up(session, held, now):
                    return
            self._publish(publication_id, owner)
        except LostRace as lost:
            log.info("%s", lost)
        except restoring.DatabaseIsOlder:
            # Its own lease ends soon; by then the ledger knows again what was sent already.
            self._bring_back()
        finally:
            self._leases.discard(owner)

    def _bring_back(self) -> None:
        log.warning("the database is older than the attempt journal: nothing is sent before it")
        if self._desk.installation is not None:
            restoring.begin(self._desk.database, self._desk.installation)

    def _take_up(self, session: Session, held: Claim, now: datetime) -> bool:
        """Whether to prepare and send now."""
        publication = load(session, held.publication_id)
        if held.state is State.SUBMITTING:
            self._doubt(session, publication, held.owner, now)
            return False
        installation = self._desk.installation
        if installation is not None and not may_send(session, installation):
            release(session, publication, held.owner, now + _WHILE_PAUSED)
            return False
        if gate.stopped(session, publication, now=now, owner=held.owner):
            return False
        free_at = max(
            publication.due_at,
            rate_limits.init_free_at(session, publication, self._desk.limits, now),
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
                who=MACHINE,
                what=EventType.PREPARING,
                owner=held.owner,
            )
        return True

    def _doubt(self, session: Session, publication: Publication, owner: str, now: datetime) -> None:
        """The worker that was sending this one died: did TikTok hear it?"""
        attempt = session.get_one(Attempt, publication.attempt_id)
        move(
            session,
            publication,
            State.UNCONFIRMED,
            now=now,
            who=MACHINE,
            what=EventType.SENDER_DIED,
            owner=owner,
            wake_at=self._weighed_at(attempt, now),
        )

    def _weighed_at(self, attempt: Attempt, now: datetime) -> datetime:
        """When to judge an unanswered attempt: once patience ends, or now if it is proved."""
        if attempt.publish_id is not None or attempt.all_pulled_at is not None:
            return now
        last_sign = max(attempt.sent_at, attempt.last_pulled_at or attempt.sent_at)
        return max(now, last_sign + self._desk.unconfirmed_after)

    def _publish(self, publication_id: str, owner: str) -> None:
        with self._desk.database.read() as session:
            publication = load(session, publication_id)
            account = session.get_one(Account, publication.account_id)
        try:
            prepared = prepare(self._desk, publication, account)
        except Unready as unready:
            self._give_back(publication_id, owner, unready.verdict)
            return
        try:
            sending = self._write_down(publication_id, owner, prepared)
        except JournalError as error:
            self._give_back(publication_id, owner, _no_journal(error))
            return
        if sending is None:
            return
        answer = self._unwritten(sending) or self._send(
            sending, prepared.access_token, publication.tries
        )
        self._settle(publication_id, owner, sending, answer)

    def _unwritten(self, sending: _Sending) -> Verdict | None:
        """Put the attempt into the journal. What stands there nowhere is not sent.

        A line that finds no room is kept, so that the next attempt is not begun in vain.
        """
        if self._desk.installation is None or sending.line is None:
            return None
        try:
            self._desk.installation.journal.note(sending.line)
        except JournalError as error:
            return _no_journal(error)
        return None

    def _give_back(self, publication_id: str, owner: str, verdict: Verdict) -> None:
        """Nothing was sent: back in line, or ended with a reason."""
        with self._desk.database.write() as session:
            publication = load(session, publication_id)
            now = self._desk.database.now(session)
            conclude(session, publication, verdict, now=now, owner=owner)

    def _write_down(self, publication_id: str, owner: str, prepared: Prepared) -> _Sending | None:
        """The point of no return: slot, attempt and state in one transaction, before the call."""
        with self._desk.database.write() as session:
            publication = load(session, publication_id)
            rate_limits.lock_turn(session, publication.account_id)
            now = self._desk.database.now(session)
            installation = self._desk.installation
            if installation is not None and not restoring.check(session, installation):
                release(session, publication, owner, now + _WHILE_PAUSED)
                return None
            if gate.stopped(session, publication, now=now, owner=owner):
                return None
            if consent.broken(publication):
                ask_again(session, publication, now=now, owner=owner)
                return None
            if live := one_live.stands_in_the_way(session, publication):
                stop(session, publication, live, now=now, owner=owner)
                return None
            free_at = rate_limits.init_free_at(session, publication, self._desk.limits, now)
            if free_at > now:
                move(
                    session,
                    publication,
                    State.SCHEDULED,
                    now=now,
                    who=MACHINE,
                    what=EventType.WAITS_FOR_ITS_TURN,
                    owner=owner,
                    wake_at=free_at,
                )
                return None
            number = session.scalar(
                select(func.count()).where(Attempt.publication_id == publication_id)
            )
            attempt = Attempt(
                id=new_id(),
                token=new_token(),
                publication_id=publication_id,
                account_id=publication.account_id,
                number=(number or 0) + 1,
                photos=[kept(photo) for photo in prepared.photos],
                sent_at=now,
            )
            session.add(attempt)
            session.flush()
            rate_limits.reserve_init(session, publication, attempt.id, now)
            move(
                session,
                publication,
                State.SUBMITTING,
                now=now,
                who=MACHINE,
                what=EventType.SENDING,
                owner=owner,
                detail={"attempt": attempt.number},
                attempt_id=attempt.id,
                publish_id=None,
                submitted_at=now,
            )
            account = session.get_one(Account, publication.account_id)
            post = self._post(publication, attempt, prepared.cover_index)
            line = attempt_line(session, publication, attempt) if installation else None
        return _Sending(attempt.id, now, account, post, line)

    def _post(self, publication: Publication, attempt: Attempt, cover_index: int) -> PhotoPost:
        urls = tuple(
            self._desk.photo_url(attempt.token, number)
            for number in range(1, len(attempt.photos) + 1)
        )
        mode = PostMode(publication.post_mode)
        direct = mode is PostMode.DIRECT_POST
        return PhotoPost(
            post_mode=mode,
            photo_images=urls,
            photo_cover_index=cover_index,
            title=publication.title,
            description=publication.description,
            privacy_level=publication.privacy_level if direct else None,
            disable_comment=not publication.allow_comment if direct else None,
            auto_add_music=publication.auto_add_music if direct else None,
            brand_content_toggle=publication.brand_content if direct else None,
            brand_organic_toggle=publication.brand_organic if direct else None,
            is_aigc=publication.is_aigc or None,
        )

    def _send(self, sending: _Sending, access_token: str, tries: int) -> Accepted | Verdict:
        account_id = sending.account.id
        try:
            client = self._desk.client(sending.account)
            return client.init(
                access_token,
                sending.post,
                renew=lambda stale: self._desk.tokens.refresh(account_id, stale),
            )
        except TikTokError as error:
            return judge(error, tries)
        except AccountError as error:
            # The token was refused and none can be had: so TikTok did not accept the post.
            return judge_account(error)

    def _settle(
        self, publication_id: str, owner: str, sending: _Sending, answer: Accepted | Verdict
    ) -> None:
        """Write the answer down. It is kept even if the row has moved on meanwhile."""
        with self._desk.database.write() as session:
            now = self._desk.database.now(session)
            if session.get(Attempt, sending.attempt_id) is None:
                # The database went back while TikTok answered.
                self._tell_journal(sending.attempt_id, answer, now)
                raise restoring.DatabaseIsOlder
            publication = load(session, publication_id)
            rate_limits.lock_turn(session, publication.account_id)
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
        if self._desk.installation is None or not isinstance(answer, Accepted):
            return
        try:
            self._desk.installation.journal.note(
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
            move(
                session,
                publication,
                State.PROCESSING,
                now=now,
                who="tiktok",
                what=EventType.ACCEPTED,
                owner=owner,
                wake_at=now + self._desk.poll,
                log_id=answer.log_id,
                publish_id=answer.publish_id,
                **NO_ERROR,
            )
            return
        # TikTok may have come for a photo while its answer was still awaited.
        attempt = session.get_one(Attempt, sending.attempt_id, populate_existing=True)
        conclude(
            session,
            publication,
            answer,
            now=now,
            owner=owner,
            unconfirmed_wake=self._weighed_at(attempt, now),
        )


def _no_journal(error: JournalError) -> Verdict:
    """What cannot be written down is not sent; it waits until an administrator has helped."""
    log.error("%s", error)
    return Verdict.ours(Next.LATER, error.code, str(error), _WHILE_UNWRITABLE)
