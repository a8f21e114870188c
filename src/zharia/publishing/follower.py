"""Follows what was sent: a shared poller over rows that are due. Waiting costs a row.

Ten thousand posts in processing hold no thread; each tick takes what is due, no more than
TikTok's calls per minute and account allow.
"""

import logging
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from zharia.accounts import Account, AccountError
from zharia.publishing import turns
from zharia.publishing.advance import MACHINE
from zharia.publishing.desk import Desk
from zharia.publishing.evidence import Finding, Traces, weigh
from zharia.publishing.follow import Heard, ask_a_person, hear
from zharia.publishing.happenings import Happening
from zharia.publishing.ledger import LostRace, claim, load, move, note, release
from zharia.publishing.model import Attempt, AttemptState, Publication
from zharia.publishing.pulls import revoke
from zharia.publishing.schedule import next_status_in, retry_in
from zharia.publishing.states import FOLLOWED, State
from zharia.publishing.verdicts import MOST_TRIES
from zharia.tiktok import RetryKind, TikTokError
from zharia.who_acts import WhoActs

log = logging.getLogger(__name__)
_BATCH = 50


class Follower:
    """Looks after everything that was sent, for one worker."""

    def __init__(self, desk: Desk, leases: set[str]) -> None:
        self._desk = desk
        self._leases = leases
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="follow")

    def close(self) -> None:
        """Let running looks end."""
        self._threads.shutdown()

    def tick(self) -> int:
        """Look at what is due; answers how many."""
        database = self._desk.database
        with database.read() as session:
            now = database.now(session)
            due = session.scalars(
                select(Publication.id)
                .where(
                    Publication.state.in_(FOLLOWED),
                    Publication.wake_at <= now,
                    or_(Publication.lease_until.is_(None), Publication.lease_until <= now),
                )
                .order_by(Publication.wake_at)
                .limit(_BATCH)
            ).all()
        looks = [self._threads.submit(self._guarded, self.look, due_id) for due_id in due]
        for look in looks:
            look.result()
        return len(due)

    def _guarded(self, look: Callable[[str], None], publication_id: str) -> None:
        try:
            look(publication_id)
        except LostRace as lost:
            log.info("%s", lost)
        except Exception:
            # One row must not stop the others; its lease brings it back.
            log.exception("following %s broke off", publication_id)

    def look(self, publication_id: str) -> None:
        """Find out what became of one publication."""
        owner = secrets.token_hex(8)
        self._leases.add(owner)
        try:
            self._look(publication_id, owner)
        finally:
            self._leases.discard(owner)

    def _look(self, publication_id: str, owner: str) -> None:
        database = self._desk.database
        with database.write() as session:
            now = database.now(session)
            held = claim(session, publication_id, owner, FOLLOWED, now)
            if held is None:
                return
            publication = load(session, publication_id)
            if held.state is State.UNCONFIRMED:
                self._weigh(session, publication, owner, now)
                return
            if publication.publish_id is None:
                # Known to be accepted by its pulls alone; only a webhook or a person tells more.
                self._wait_for_word(session, publication, owner, now)
                return
            turns.lock_turn(session, publication.account_id)
            free_at = turns.take(
                session, publication.account_id, "status", self._desk.limits.status, now
            )
            if free_at > now:
                release(session, publication, owner, free_at)
                return
            account = session.get_one(Account, publication.account_id)
        self._ask(account, publication, publication.publish_id, owner)

    def _ask(self, account: Account, publication: Publication, publish_id: str, owner: str) -> None:
        """Call TikTok, with no transaction open, and write down what it says."""
        database, tokens = self._desk.database, self._desk.tokens
        heard: Heard | TikTokError | AccountError
        try:
            status = self._desk.client(account).status(
                tokens.access_token(account.id),
                publish_id,
                renew=lambda stale: tokens.refresh(account.id, stale),
            )
            heard = Heard.from_status(status)
        except (TikTokError, AccountError) as error:
            heard = error
        with database.write() as session:
            publication = load(session, publication.id)
            now = database.now(session)
            if not isinstance(heard, Heard):
                # Not knowing is not failing: ask again, and leave the publication as it is.
                hint = heard.retry.seconds if isinstance(heard, TikTokError) else None
                wait = retry_in(2, hint)
                release(session, publication, owner, now + wait)
                log.warning("status of %s: %s", publication.id, heard)
                return
            attempt = session.get_one(Attempt, publication.attempt_id)
            hear(
                session,
                publication,
                attempt,
                heard,
                now=now,
                poll=self._desk.poll,
                owner=owner,
            )

    def _weigh(self, session: Session, publication: Publication, owner: str, now: datetime) -> None:
        """Init's answer was lost: follow the evidence, and never send blindly."""
        attempt = session.get_one(Attempt, publication.attempt_id, populate_existing=True)
        if attempt.revoked_at is not None:
            self._send_anew(session, publication, owner, now, Happening.ATTEMPT_VOID)
            return
        traces = Traces(attempt.sent_at, attempt.publish_id, attempt.first_pulled_at)
        finding = weigh(traces, now, self._desk.unconfirmed_after)
        if finding is Finding.REVOKE:
            if revoke(session, attempt.id, now):
                self._send_anew(session, publication, owner, now, Happening.REVOKED)
            else:
                # A pull came in this very moment, so it is accepted: look again.
                release(session, publication, owner, now)
        elif finding is Finding.WAIT:
            release(session, publication, owner, attempt.sent_at + self._desk.unconfirmed_after)
        elif finding is Finding.ASK:
            ask_a_person(session, publication, now=now, owner=owner)
        else:
            attempt.state = AttemptState.ACCEPTED
            move(
                session,
                publication,
                State.PROCESSING,
                now=now,
                who=MACHINE,
                what=Happening.PROVED_ACCEPTED,
                owner=owner,
                publish_id=attempt.publish_id,
                detail={"by": "publish id" if attempt.publish_id else "pull"},
            )

    def _send_anew(
        self, session: Session, publication: Publication, owner: str, now: datetime, what: Happening
    ) -> None:
        """Nothing can become of the attempt any more: in line again, but not for ever."""
        again = publication.tries < MOST_TRIES
        ending: dict[str, Any] = {
            "error_code": "init_never_answered",
            "error_message": "TikTok did not answer any of many attempts; each was withdrawn.",
            "who_acts": WhoActs.TIKTOK,
            "retry": RetryKind.AFTER.value,
        }
        move(
            session,
            publication,
            State.SCHEDULED if again else State.FAILED,
            now=now,
            who=MACHINE,
            what=what,
            owner=owner,
            tries=publication.tries + 1,
            **({} if again else ending),
        )

    def _wait_for_word(
        self, session: Session, publication: Publication, owner: str, now: datetime
    ) -> None:
        step = next_status_in(now - (publication.submitted_at or now), self._desk.poll)
        if step is not None:
            release(session, publication, owner, now + step)
        elif State(publication.state) is State.PROCESSING:
            ask_a_person(session, publication, now=now, owner=owner)
        else:
            release(session, publication, owner, None)
            note(session, publication, now=now, who=MACHINE, what=Happening.FOLLOWED_TO_THE_END)
