"""One step of a publication that waits to be sent: its turn, its photos, its attempt.

Every step can be woken twice or broken off anywhere. Before init is sent, starting over does
no harm. From the moment the attempt is written down, only evidence decides.
"""

import logging
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from zharia.accounts import Account, AccountError
from zharia.ids import new_id
from zharia.journal import AttemptSent, JournalError, may_send
from zharia.publishing import consent, one_live, restoring, turns
from zharia.publishing.desk import Desk
from zharia.publishing.happenings import Happening
from zharia.publishing.journaling import attempt_line
from zharia.publishing.ledger import (
    Claim,
    LostRace,
    claim,
    load,
    move,
    note,
    release,
    wake_waiting_for,
)
from zharia.publishing.model import Attempt, AttemptState, Publication, new_token
from zharia.publishing.photos import kept
from zharia.publishing.preparing import Prepared, Unready, prepare
from zharia.publishing.pulls import revoke
from zharia.publishing.states import OUTGOING, WAITING_FOR_AN_END, State
from zharia.publishing.unknown_posts import expect_end, told_by_init
from zharia.publishing.verdicts import Next, Verdict, judge, judge_account
from zharia.tiktok import Accepted, PhotoPost, PostMode, RetryKind, TikTokError
from zharia.who_acts import WhoActs

log = logging.getLogger(__name__)
MACHINE = "zharia"
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


class Publisher:
    """Advances publications for one worker. `leases` keeps what it holds alive."""

    def __init__(self, desk: Desk, leases: set[str]) -> None:
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
        free_at = max(
            publication.due_at, turns.init_free_at(session, publication, self._desk.limits, now)
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
                what=Happening.PREPARING,
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
            what=Happening.SENDER_DIED,
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
        """Put the attempt into the journal. What stands there nowhere is not sent."""
        if self._desk.installation is None or sending.line is None:
            return None
        try:
            self._desk.installation.journal.append(sending.line)
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
            turns.lock_turn(session, publication.account_id)
            now = self._desk.database.now(session)
            installation = self._desk.installation
            if installation is not None and not restoring.check(session, installation):
                release(session, publication, owner, now + _WHILE_PAUSED)
                return None
            if consent.broken(publication):
                _ask_again(session, publication, now=now, owner=owner)
                return None
            if live := one_live.stands_in_the_way(session, publication):
                _stop(session, publication, live, now=now, owner=owner)
                return None
            free_at = turns.init_free_at(session, publication, self._desk.limits, now)
            if free_at > now:
                move(
                    session,
                    publication,
                    State.SCHEDULED,
                    now=now,
                    who=MACHINE,
                    what=Happening.WAITS_FOR_ITS_TURN,
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
            turns.reserve_init(session, publication, attempt.id, now)
            move(
                session,
                publication,
                State.SUBMITTING,
                now=now,
                who=MACHINE,
                what=Happening.SENDING,
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
            publication = load(session, publication_id)
            now = self._desk.database.now(session)
            turns.lock_turn(session, publication.account_id)
            turns.answered(session, sending.attempt_id, now)
            answer = keep_answer(session, sending.attempt_id, answer, now)
            try:
                self._conclude_attempt(session, publication, sending, answer, now=now, owner=owner)
            except LostRace as lost:
                log.info("%s; its late answer is kept", lost)
                _answered_late(session, publication, sending.attempt_id, answer, now=now)
            turns.wake_first(session, publication.account_id, now)

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
                what=Happening.ACCEPTED,
                owner=owner,
                wake_at=now + self._desk.poll,
                log_id=answer.log_id,
                publish_id=answer.publish_id,
                error_code=None,
                error_message=None,
                who_acts=None,
                retry=None,
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
    return Verdict(
        Next.LATER,
        error.code,
        str(error),
        WhoActs.ADMIN,
        RetryKind.AFTER,
        wait=_WHILE_UNWRITABLE,
    )


def _ask_again(session: Session, publication: Publication, *, now: datetime, owner: str) -> None:
    """Somebody approved something else: it is not sent, and waits for an editor."""
    move(
        session,
        publication,
        State.DRAFT,
        now=now,
        who=MACHINE,
        what=Happening.CHANGED_AFTER_APPROVAL,
        owner=owner,
        error_code="changed_after_approval",
        error_message="Text, photos or choices are not those that were approved. Look at it and"
        " approve it again.",
        who_acts=WhoActs.EDITOR,
        retry=RetryKind.NEEDS_A_PERSON.value,
        **consent.WITHDRAWN,
    )


def _stop(
    session: Session,
    publication: Publication,
    live: one_live.Sibling,
    *,
    now: datetime,
    owner: str,
) -> None:
    """The article is live there by now: this one is not sent."""
    if attempt := one_live.live_attempt(session, publication):
        settle_on(session, publication, attempt, now=now, owner=owner)
        return
    move(
        session,
        publication,
        State.CANCELLED,
        now=now,
        who=MACHINE,
        what=Happening.ALREADY_LIVE,
        owner=owner,
        detail={"publication": live.id},
    )


def settle_on(
    session: Session,
    publication: Publication,
    live: Attempt,
    *,
    now: datetime,
    owner: str | None,
) -> None:
    """An earlier attempt is live, so the publication is, whatever became of the later ones."""
    move(
        session,
        publication,
        State.PUBLISHED,
        now=now,
        who=MACHINE,
        what=Happening.ALREADY_LIVE,
        owner=owner,
        detail={"attempt": live.number},
        attempt_id=live.id,
        publish_id=live.publish_id,
        published_at=publication.published_at or now,
        error_code=None,
        error_message=None,
        who_acts=None,
        retry=None,
        needs_word=False,
    )


def keep_answer(
    session: Session, attempt_id: str, answer: Accepted | Verdict, now: datetime
) -> Accepted | Verdict:
    """Note on the attempt what TikTok said, and answer what to make of it.

    A refusal is believed only with the photos taken away: where TikTok has them all already,
    nobody knows what it did with them.
    """
    attempt = session.get_one(Attempt, attempt_id, with_for_update=True, populate_existing=True)
    attempt.log_id = answer.log_id[:80] or attempt.log_id
    if isinstance(answer, Accepted):
        attempt.publish_id, attempt.answered_at = answer.publish_id, now
        attempt.attributed = False
        if attempt.revoked_at is None and attempt.state != AttemptState.LIVE:
            attempt.state = AttemptState.ACCEPTED
        session.flush()
        told_by_init(session, attempt)
        return answer
    session.flush()
    if answer.next is Next.UNCONFIRMED:
        return answer
    if attempt.revoked_at is None and not revoke(session, attempt_id, now, refused=True):
        return replace(answer, next=Next.UNCONFIRMED, contradicted=True, wait=timedelta(0))
    attempt.answered_at = now
    session.flush()
    turns.refund_day(session, attempt_id)
    return answer


def _answered_late(
    session: Session,
    publication: Publication,
    attempt_id: str,
    answer: Accepted | Verdict,
    *,
    now: datetime,
) -> None:
    """The publication has moved on: whoever follows this attempt looks at once."""
    session.refresh(publication)
    attempt = session.get_one(Attempt, attempt_id)
    note(
        session,
        publication,
        now=now,
        who="tiktok",
        what=Happening.ANSWERED_LATE,
        log_id=answer.log_id or None,
        detail={"attempt": attempt.number}
        | ({"publish_id": answer.publish_id} if isinstance(answer, Accepted) else {}),
    )
    if publication.attempt_id == attempt_id and publication.state in WAITING_FOR_AN_END:
        wake_waiting_for(session, attempt_id, now)
    elif isinstance(answer, Accepted):
        expect_end(session, attempt, now)


_CONCLUSIONS = {
    Next.AGAIN: (State.SCHEDULED, Happening.TRIES_AGAIN),
    Next.LATER: (State.SCHEDULED, Happening.WAITS),
    Next.ACCOUNT_WAITS: (State.SCHEDULED, Happening.ACCOUNT_WAITS),
    Next.UNCONFIRMED: (State.UNCONFIRMED, Happening.ANSWER_LOST),
    Next.FAIL: (State.FAILED, Happening.FAILED),
}


def conclude(
    session: Session,
    publication: Publication,
    verdict: Verdict,
    *,
    now: datetime,
    owner: str | None,
    unconfirmed_wake: datetime | None = None,
) -> None:
    """Move a publication where a verdict sends it."""
    after, what = _CONCLUSIONS[verdict.next]
    if verdict.contradicted:
        what = Happening.REFUSED_THOUGH_PULLED
    wake_at = now + verdict.wait
    if verdict.next is Next.ACCOUNT_WAITS:
        turns.push(session, publication.account_id, wake_at, verdict.code)
    if verdict.next is Next.UNCONFIRMED:
        wake_at = unconfirmed_wake or now
    move(
        session,
        publication,
        after,
        now=now,
        who="tiktok" if verdict.log_id else MACHINE,
        what=what,
        owner=owner,
        wake_at=None if after is State.FAILED else wake_at,
        log_id=verdict.log_id or None,
        detail={"code": verdict.code, "message": verdict.message},
        error_code=verdict.code,
        error_message=verdict.message,
        who_acts=verdict.who_acts,
        retry=verdict.retry.value,
        tries=publication.tries + (verdict.next is Next.AGAIN),
    )
