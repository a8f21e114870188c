"""Follows what was sent: a shared poller over rows that are due. Waiting costs a row.

Ten thousand posts in processing hold no thread; each tick takes what is due, no more than
TikTok's calls per minute and account allow.
"""

import logging
import secrets
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from typing import Final, TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from zharia.accounts import Account, AccountError, NotConnected
from zharia.background.failing_rows import FailingRows
from zharia.background.outages import outage_of
from zharia.errors import ErrorCode
from zharia.journal import JournalError
from zharia.publishing import rate_limits, restoring, unknown_posts
from zharia.publishing.error_columns import error_columns
from zharia.publishing.event_types import EventType
from zharia.publishing.evidence import ASK_AFTER, Finding, Traces, weigh
from zharia.publishing.ledger import MACHINE, LostRace, claim, load, move, note, release
from zharia.publishing.model import Attempt, AttemptState, Publication, UnknownPost
from zharia.publishing.one_live import live_attempt
from zharia.publishing.pulls import revoke
from zharia.publishing.schedule import PATIENCE, next_look_in, retry_in
from zharia.publishing.states import FOLLOWED, State
from zharia.publishing.status_kinds import StatusUpdate
from zharia.publishing.status_updates import apply, ask_a_person, next_look
from zharia.publishing.transitions import settle_on
from zharia.publishing.unknown_posts import Attributed
from zharia.publishing.verdicts import MOST_TRIES
from zharia.publishing.worker_context import WorkerContext
from zharia.tiktok import PostStatus, TikTokError
from zharia.tiktok.errors import UnknownPublishId

log = logging.getLogger(__name__)
_BATCH = 50
_ASIDE: Final = FailingRows("following")
#: until an attempt is looked at again whose pulls may be in a journal that cannot be read
_WHILE_UNKNOWING: Final = timedelta(seconds=20)
#: a publish id that TikTok does not know for so long will not be known any more
UNKNOWN_FOR: Final = timedelta(minutes=1)

Row = TypeVar("Row")


class Follower:
    """Looks after everything that was sent, for one worker, several at once in `threads`."""

    def __init__(
        self, desk: WorkerContext, leases: set[str], threads: Executor | None = None
    ) -> None:
        self._desk = desk
        self._leases = leases
        self._threads = threads or ThreadPoolExecutor(4, thread_name_prefix="follow")

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
                    Publication.id.not_in(_ASIDE.away()),
                    Publication.state.in_(FOLLOWED),
                    Publication.wake_at <= now,
                    or_(Publication.lease_until.is_(None), Publication.lease_until <= now),
                )
                .order_by(Publication.wake_at)
                .limit(_BATCH)
            ).all()
            unknown = unknown_posts.due(session, now, _BATCH, _ASIDE.away())
        # All of them end, whichever breaks off.
        looks = [
            *(self._threads.submit(self._guarded, self.look, due_id) for due_id in due),
            *(self._threads.submit(self._guarded, self._identify, post) for post in unknown),
        ]
        wait(looks)
        for look in looks:
            look.result()
        return len(looks)

    def _guarded(self, look: Callable[[Row], None], row: Row) -> None:
        try:
            look(row)
        except LostRace as lost:
            log.info("%s", lost)
        except Exception as error:
            if outage_of(error):
                raise
            # One row must not stop the others, though it broke off before it was leased.
            _ASIDE.broke_off(_name(row), error)
        else:
            _ASIDE.went_well(_name(row))

    def look(self, publication_id: str) -> None:
        """Find out what became of one publication."""
        owner = secrets.token_hex(8)
        self._leases.add(owner)
        try:
            self._look(publication_id, owner)
        except restoring.DatabaseIsOlder:
            self._bring_back()
        finally:
            self._leases.discard(owner)

    def _bring_back(self) -> None:
        log.warning("the database is older than the attempt journal: nothing is revoked before it")
        if self._desk.installation is not None:
            restoring.begin(self._desk.database, self._desk.installation)

    def _look(self, publication_id: str, owner: str) -> None:
        database = self._desk.database
        with database.write() as session:
            now = database.now(session)
            held = claim(session, publication_id, owner, FOLLOWED, now)
            if held is None:
                return
            publication = load(session, publication_id)
            if held.state is State.UNCONFIRMED or (
                held.state is State.PROCESSING and publication.publish_id is None
            ):
                self._weigh(session, publication, owner, now)
                return
            if publication.publish_id is None:
                # A person said how it ended; there is nothing to ask for.
                release(session, publication, owner, None)
                return
            account = session.get_one(Account, publication.account_id)
            free_at = self._status_free_at(session, account.id, now)
            if free_at > now:
                release(session, publication, owner, free_at)
                return
        self._ask(account, publication, publication.publish_id, owner)

    def _status_free_at(self, session: Session, account_id: str, now: datetime) -> datetime:
        """Reserve a status call if one is free; else when one is."""
        rate_limits.lock_turn(session, account_id)
        return rate_limits.take(session, account_id, "status", self._desk.limits.status, now)

    def _status(self, account: Account, publish_id: str) -> PostStatus | TikTokError | AccountError:
        """Call TikTok; no transaction may be open."""
        tokens = self._desk.tokens
        try:
            return self._desk.client(account).status(
                tokens.access_token(account.id),
                publish_id,
                renew=lambda stale: tokens.refresh(account.id, stale),
            )
        except (TikTokError, AccountError) as error:
            return error

    def _ask(self, account: Account, publication: Publication, publish_id: str, owner: str) -> None:
        """Ask TikTok how a post is doing, and write down what it says."""
        database = self._desk.database
        answer = self._status(account, publish_id)
        with database.write() as session:
            publication = load(session, publication.id)
            now = database.now(session)
            if not isinstance(answer, PostStatus):
                self._not_told(session, publication, answer, owner, now)
                return
            publication.status_failing_since = None
            session.flush()
            attempt = session.get_one(Attempt, publication.attempt_id)
            apply(
                session,
                publication,
                attempt,
                StatusUpdate.from_status(answer),
                now=now,
                poll=self._desk.poll,
                owner=owner,
            )

    def _not_told(
        self,
        session: Session,
        publication: Publication,
        error: TikTokError | AccountError,
        owner: str,
        now: datetime,
    ) -> None:
        """Not knowing is not failing: ask again. Where TikTok will not say, a person may look."""
        log.warning("status of %s: %s", publication.id, error)
        since = publication.status_failing_since or now
        publication.status_failing_since = since
        session.flush()
        # Right after init, TikTok may not know its own id once or twice.
        unknown = isinstance(error, UnknownPublishId)
        unclear = (
            (unknown and now - since >= UNKNOWN_FOR)
            or (isinstance(error, NotConnected) and now - since >= ASK_AFTER)
            or now - (publication.submitted_at or now) >= PATIENCE
        )
        if unclear and not publication.needs_resolution and publication.state == State.PROCESSING:
            ask_a_person(session, publication, now=now)
        hint = error.retry.seconds if isinstance(error, TikTokError) else None
        pause = timedelta(0) if unknown else retry_in(2, hint)
        state = State(publication.state)
        later = next_look(publication, now, self._desk.poll, state, publication.post_id or "")
        release(session, publication, owner, later and max(later, now + pause))

    def _identify(self, post: UnknownPost) -> None:
        """Ask TikTok about a post that only a webhook told of, and see whose it is."""
        database = self._desk.database
        with database.write() as session:
            now = database.now(session)
            if not unknown_posts.take(session, post.publish_id, now):
                return
            account = session.get_one(Account, post.account_id)
            free_at = self._status_free_at(session, account.id, now)
            if free_at > now:
                unknown_posts.put_off(session, post.publish_id, free_at)
                return
        answer = self._status(account, post.publish_id)
        with database.write() as session:
            now = database.now(session)
            if not isinstance(answer, PostStatus):
                log.warning("status of the unknown post %s: %s", post.publish_id, answer)
                unknown = isinstance(answer, UnknownPublishId)
                unknown_posts.not_told(session, post.publish_id, now, unknown=unknown)
                return
            heard = StatusUpdate.from_status(answer)
            for found in unknown_posts.told(
                session, post.publish_id, heard, answer.downloaded_bytes, now
            ):
                self._attributed(session, found, now)

    def _attributed(self, session: Session, found: Attributed, now: datetime) -> None:
        publication = load(session, found.attempt.publication_id)
        if found.attempt.attributed:
            note(
                session,
                publication,
                now=now,
                who=MACHINE,
                what=EventType.ATTRIBUTED,
                detail={"publish_id": found.attempt.publish_id, "attempt": found.attempt.number},
            )
        apply(session, publication, found.attempt, found.heard, now=now, poll=self._desk.poll)
        rate_limits.wake_first(session, publication.account_id, now)

    def _weigh(self, session: Session, publication: Publication, owner: str, now: datetime) -> None:
        """Init's answer was lost: follow the evidence, and never send blindly."""
        attempt = session.get_one(Attempt, publication.attempt_id, populate_existing=True)
        if attempt.revoked_at is not None:
            self._send_anew(session, publication, owner, now, EventType.ATTEMPT_VOID)
            return
        patience = self._desk.unconfirmed_after
        traces = Traces(
            attempt.sent_at, attempt.publish_id, attempt.last_pulled_at, attempt.all_pulled_at
        )
        finding = weigh(traces, now, patience)
        if finding is Finding.REVOKE:
            if not self._knows_all(session):
                release(session, publication, owner, now + _WHILE_UNKNOWING)
            elif revoke(session, attempt.id, now):
                rate_limits.refund_day(session, attempt.id)
                self._send_anew(session, publication, owner, now, EventType.REVOKED)
            else:
                # The last photo was handed over in this very moment: look again.
                release(session, publication, owner, now)
        elif finding is Finding.WAIT:
            release(session, publication, owner, traces.last_sign + patience)
        elif publication.state == State.PROCESSING and attempt.publish_id is None:
            self._wait_for_word(session, publication, owner, now, may_ask=finding is Finding.ASK)
        else:
            self._accepted(session, publication, attempt, owner, now)

    def _knows_all(self, session: Session) -> bool:
        """Whether the ledger is as new as the journal, which may tell of pulls beyond it.

        Raises `DatabaseIsOlder`.
        """
        if self._desk.installation is None:
            return True
        try:
            return restoring.check(session, self._desk.installation)
        except JournalError as error:
            log.error("%s", error)  # noqa: TRY400 - the words say it all
            return False

    def _accepted(
        self,
        session: Session,
        publication: Publication,
        attempt: Attempt,
        owner: str,
        now: datetime,
    ) -> None:
        attempt.state = AttemptState.ACCEPTED
        session.flush()
        move(
            session,
            publication,
            State.PROCESSING,
            now=now,
            who=MACHINE,
            what=EventType.PROVED_ACCEPTED,
            owner=owner,
            publish_id=attempt.publish_id,
            detail={"by": "publish id" if attempt.publish_id else "pull"},
        )

    def _send_anew(
        self, session: Session, publication: Publication, owner: str, now: datetime, what: EventType
    ) -> None:
        """Nothing can become of the attempt any more: in line again, but not for ever."""
        if live := live_attempt(session, publication):
            settle_on(session, publication, live, now=now, owner=owner)
            return
        rate_limits.wake_first(session, publication.account_id, now)
        again = publication.tries < MOST_TRIES
        ending = error_columns(
            ErrorCode.INIT_NEVER_ANSWERED,
            "TikTok did not answer any of many attempts; each was withdrawn.",
        )
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
        self,
        session: Session,
        publication: Publication,
        owner: str,
        now: datetime,
        *,
        may_ask: bool,
    ) -> None:
        """TikTok has all photos, we have no publish id: only a webhook or a person tells more."""
        if may_ask and not publication.needs_resolution:
            ask_a_person(session, publication, now=now)
        step = next_look_in(now - (publication.submitted_at or now), self._desk.poll)
        release(session, publication, owner, None if step is None else now + step)


def _name(row: object) -> str:
    return row.publish_id if isinstance(row, UnknownPost) else str(row)
