"""Status poller: asks TikTok for the status of what was sent, row by row as they are due.

Waiting costs a row, and no thread: each round takes what is due, no more than TikTok's calls per
minute and account allow.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from typing import Final, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from zharia.accounts import Account, AccountError, NotConnected
from zharia.background.failing_rows import FailingRows
from zharia.background.outages import outage_of
from zharia.publishing import account_queue, rate_limits, recovery, unconfirmed, unknown_posts
from zharia.publishing.event_types import EventType
from zharia.publishing.evidence import ASK_AFTER
from zharia.publishing.leases import claim, due, lease_owner, release
from zharia.publishing.ledger import LostRace, add_event, load
from zharia.publishing.model import Attempt, Publication
from zharia.publishing.polling import next_poll_at, request_resolution
from zharia.publishing.schedule import STATUS_TIMEOUT, backoff
from zharia.publishing.states import POLLED, State
from zharia.publishing.status_kinds import StatusUpdate
from zharia.publishing.status_updates import apply
from zharia.publishing.unknown_posts import Attributed
from zharia.publishing.webhook_model import UnknownPost
from zharia.publishing.worker_context import WorkerContext
from zharia.tiktok import PostStatus, TikTokError
from zharia.tiktok.errors import UnknownPublishId

log = logging.getLogger(__name__)
_BATCH = 50
_FAILING: Final = FailingRows("following")
#: a publish id that TikTok does not know for so long will not be known any more
UNKNOWN_ID_TIMEOUT: Final = timedelta(minutes=1)

Row = TypeVar("Row")


class StatusPoller:
    """Polls everything that was sent, for one worker, several at once in `threads`."""

    def __init__(
        self, context: WorkerContext, leases: set[str], threads: Executor | None = None
    ) -> None:
        """`leases` as the sender's."""
        self._context = context
        self._leases = leases
        self._threads = threads or ThreadPoolExecutor(4, thread_name_prefix="follow")

    def close(self) -> None:
        """Let running polls end."""
        self._threads.shutdown()

    def poll_due(self) -> int:
        """Poll what is due; returns how many."""
        database = self._context.database
        with database.read() as session:
            now = database.now(session)
            sent = session.scalars(
                select(Publication.id)
                .where(Publication.id.not_in(_FAILING.excluded()), due(POLLED, now))
                .order_by(Publication.wake_at)
                .limit(_BATCH)
            ).all()
            unknown = unknown_posts.due(session, now, _BATCH, _FAILING.excluded())
        # All of them end, whichever fails.
        futures = [
            *(self._threads.submit(self._guarded, self.poll, one) for one in sent),
            *(self._threads.submit(self._guarded, self._poll_unknown, post) for post in unknown),
        ]
        wait(futures)
        for future in futures:
            future.result()
        return len(futures)

    def _guarded(self, poll: Callable[[Row], None], row: Row) -> None:
        try:
            poll(row)
        except LostRace as lost:
            log.info("%s", lost)
        except Exception as error:
            if outage_of(error):
                raise
            # One row must not stop the others, though it failed before it was leased.
            _FAILING.record_failure(_key(row), error)
        else:
            _FAILING.record_success(_key(row))

    def poll(self, publication_id: str) -> None:
        """Poll one publication."""
        with lease_owner(self._leases) as owner:
            try:
                self._poll(publication_id, owner)
            except recovery.DatabaseIsOlder:
                recovery.recover_running(self._context.database, self._context.installation)

    def _poll(self, publication_id: str, owner: str) -> None:
        database = self._context.database
        with database.write() as session:
            now = database.now(session)
            publication = claim(session, publication_id, owner, POLLED, now)
            if publication is None:
                return
            if publication.state == State.UNCONFIRMED or (
                publication.state == State.PROCESSING and publication.publish_id is None
            ):
                unconfirmed.decide(self._context, session, publication, owner, now)
                return
            if publication.publish_id is None:
                # A person has resolved it; there is no status to ask for.
                release(session, publication, owner, None)
                return
            account = session.get_one(Account, publication.account_id)
            free_at = self._status_free_at(session, account.id, now)
            if free_at > now:
                release(session, publication, owner, free_at)
                return
        self._request_status(account, publication, publication.publish_id, owner)

    def _status_free_at(self, session: Session, account_id: str, now: datetime) -> datetime:
        """Reserve a status call if one is free; else when one is."""
        rate_limits.lock_account(session, account_id)
        return rate_limits.reserve(session, account_id, "status", self._context.limits.status, now)

    def _status(self, account: Account, publish_id: str) -> PostStatus | TikTokError | AccountError:
        """Call TikTok; no transaction may be open."""
        tokens = self._context.tokens
        try:
            return self._context.client(account).status(
                tokens.access_token(account.id),
                publish_id,
                renew=lambda stale: tokens.refresh(account.id, stale),
            )
        except (TikTokError, AccountError) as error:
            return error

    def _request_status(
        self, account: Account, publication: Publication, publish_id: str, owner: str
    ) -> None:
        """Ask TikTok for a post's status, and apply it."""
        database = self._context.database
        answer = self._status(account, publish_id)
        with database.write() as session:
            publication = load(session, publication.id)
            now = database.now(session)
            if not isinstance(answer, PostStatus):
                self._record_error(session, publication, answer, owner, now)
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
                poll=self._context.poll,
                owner=owner,
            )

    def _record_error(
        self,
        session: Session,
        publication: Publication,
        error: TikTokError | AccountError,
        owner: str,
        now: datetime,
    ) -> None:
        """No status is no failure: poll again. After long without one, a person may resolve it."""
        log.warning("status of %s: %s", publication.id, error)
        since = publication.status_failing_since or now
        publication.status_failing_since = since
        session.flush()
        # Right after init, TikTok may not know its own id once or twice.
        unknown = isinstance(error, UnknownPublishId)
        unclear = (
            (unknown and now - since >= UNKNOWN_ID_TIMEOUT)
            or (isinstance(error, NotConnected) and now - since >= ASK_AFTER)
            or now - (publication.submitted_at or now) >= STATUS_TIMEOUT
        )
        if unclear and not publication.needs_resolution and publication.state == State.PROCESSING:
            request_resolution(session, publication, now=now)
        hint = error.retry.seconds if isinstance(error, TikTokError) else None
        pause = timedelta(0) if unknown else backoff(2, hint)
        state = State(publication.state)
        later = next_poll_at(publication, now, self._context.poll, state, publication.post_id or "")
        release(session, publication, owner, later and max(later, now + pause))

    def _poll_unknown(self, post: UnknownPost) -> None:
        """Poll a post that is known by webhook alone, and attribute it if possible."""
        database = self._context.database
        with database.write() as session:
            now = database.now(session)
            if not unknown_posts.claim(session, post.publish_id, now):
                return
            account = session.get_one(Account, post.account_id)
            free_at = self._status_free_at(session, account.id, now)
            if free_at > now:
                unknown_posts.postpone(session, post.publish_id, free_at)
                return
        answer = self._status(account, post.publish_id)
        with database.write() as session:
            now = database.now(session)
            if not isinstance(answer, PostStatus):
                log.warning("status of the unknown post %s: %s", post.publish_id, answer)
                unknown = isinstance(answer, UnknownPublishId)
                unknown_posts.record_error(session, post.publish_id, now, unknown=unknown)
                return
            status = StatusUpdate.from_status(answer)
            for found in unknown_posts.record_status(
                session, post.publish_id, status, answer.downloaded_bytes, now
            ):
                self._apply_attributed(session, found, now)

    def _apply_attributed(self, session: Session, found: Attributed, now: datetime) -> None:
        publication = load(session, found.attempt.publication_id)
        if found.attempt.attributed:
            add_event(
                session,
                publication,
                now=now,
                what=EventType.ATTRIBUTED,
                detail={"publish_id": found.attempt.publish_id, "attempt": found.attempt.number},
            )
        apply(session, publication, found.attempt, found.status, now=now, poll=self._context.poll)
        account_queue.wake_next(session, publication.account_id, now)


def _key(row: object) -> str:
    return row.publish_id if isinstance(row, UnknownPost) else str(row)
