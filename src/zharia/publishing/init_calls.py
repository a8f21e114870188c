"""Call of init: in the journal before it is sent, its answer in the ledger whatever happens then.

The attempt is stored already. From here on only evidence decides: an answer that comes late, or
while the database is away, is kept all the same.
"""

import logging
import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from zharia.accounts import Account, AccountError
from zharia.background.outages import outage_of, report
from zharia.journal import AttemptAnswered, AttemptSent, JournalError
from zharia.publishing import account_queue, rate_limits, recovery
from zharia.publishing.ledger import LostRace
from zharia.publishing.model import Attempt, Publication
from zharia.publishing.retry_policy import (
    Decision,
    decide_on_account_error,
    decide_on_error,
    decide_on_unwritable,
)
from zharia.publishing.transitions import accept, apply_decision, record_answer, record_late_answer
from zharia.publishing.unconfirmed import decide_at
from zharia.publishing.worker_context import WorkerContext
from zharia.tiktok import Accepted, PhotoPost, TikTokError

log = logging.getLogger(__name__)
#: seconds until an answer is stored that the database did not take
_ANSWER_RETRY_SECONDS: Final = 1.0
#: a publication by one of its attempts, as it is then
_OF_ATTEMPT: Final = (
    select(Publication)
    .join(Attempt, Attempt.publication_id == Publication.id)
    .where(Attempt.id == bindparam("attempt_id"))
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True, slots=True)
class InitCall:
    """An attempt that is stored, and its call of init."""

    attempt_id: str
    account: Account
    post: PhotoPost
    #: for the journal, before the call
    line: AttemptSent | None


class InitCalls:
    """Makes the calls of one worker. Once `closing` is set, no answer waits for the database."""

    def __init__(self, context: WorkerContext, closing: threading.Event) -> None:
        self._context, self._closing = context, closing

    def make(self, call: InitCall, owner: str, access_token: str, tries: int) -> None:
        """Send it, and store what TikTok answers. `tries` came before it.

        Raises `DatabaseIsOlder` if the attempt is gone by then.
        """
        answer = self._journal_attempt(call) or self._send(call, access_token, tries)
        if not isinstance(answer, Accepted):
            # It may be about the creator.
            self._context.creators.forget(call.account.id)
        self._keep_answer(owner, call, answer)

    def _journal_attempt(self, call: InitCall) -> Decision | None:
        """Append the attempt to the journal; what is not in there is not sent.

        A line that cannot be written is buffered, so that the next attempt is not begun in vain.
        """
        if self._context.installation is None or call.line is None:
            return None
        try:
            self._context.installation.journal.append_or_buffer(call.line)
        except JournalError as error:
            return unwritable(error)
        return None

    def _send(self, call: InitCall, access_token: str, tries: int) -> Accepted | Decision:
        account_id = call.account.id
        try:
            client = self._context.client(call.account)
            return client.init(
                access_token,
                call.post,
                renew=lambda stale: self._context.tokens.refresh(account_id, stale),
            )
        except TikTokError as error:
            return decide_on_error(error, tries)
        except AccountError as error:
            # The token was refused and cannot be renewed: so TikTok did not accept the post.
            return decide_on_account_error(error)

    def _keep_answer(self, owner: str, call: InitCall, answer: Accepted | Decision) -> None:
        """Store the answer once the database can be used: nobody else has it.

        Meanwhile the lease may end, and others decide on evidence; then it comes late.
        """
        while True:
            try:
                self._record_answer(owner, call, answer)
            except Exception as error:
                if outage_of(error) is None or self._closing.is_set():
                    raise
                report(log, error, "storing an answer of TikTok broke off")
            else:
                return
            self._closing.wait(_ANSWER_RETRY_SECONDS)

    def _record_answer(self, owner: str, call: InitCall, answer: Accepted | Decision) -> None:
        """Store the answer. It is kept even if the row has moved on meanwhile."""
        with self._context.database.write() as session:
            now = self._context.database.now(session)
            publication = session.scalar(_OF_ATTEMPT, {"attempt_id": call.attempt_id})
            if publication is None:
                # The database went back while TikTok answered.
                self._journal_answer(call.attempt_id, answer, now)
                raise recovery.DatabaseIsOlder
            rate_limits.lock_account(session, publication.account_id)
            rate_limits.set_slot_time(session, call.attempt_id, now)
            answer = record_answer(session, call.attempt_id, answer, now)
            try:
                self._apply_answer(session, publication, call, answer, now=now, owner=owner)
            except LostRace as lost:
                log.info("%s; its late answer is kept", lost)
                record_late_answer(session, publication, call.attempt_id, answer, now=now)
            account_queue.wake_next(session, publication.account_id, now)

    def _journal_answer(self, attempt_id: str, answer: Accepted | Decision, now: datetime) -> None:
        """Keep the publish id of an attempt that the database has lost: it is replayed with it.
        Without a publish id, pulls decide.
        """
        if self._context.installation is None or not isinstance(answer, Accepted):
            return
        try:
            self._context.installation.journal.append_or_buffer(
                AttemptAnswered(attempt_id, now, publish_id=answer.publish_id)
            )
        except JournalError as error:
            log.error("%s", error)  # noqa: TRY400 - the message is enough

    def _apply_answer(
        self,
        session: Session,
        publication: Publication,
        call: InitCall,
        answer: Accepted | Decision,
        *,
        now: datetime,
        owner: str,
    ) -> None:
        if isinstance(answer, Accepted):
            accept(session, publication, answer, now=now, owner=owner, poll=self._context.poll)
            return
        # TikTok may have come for a photo while its answer was still awaited.
        attempt = session.get_one(Attempt, call.attempt_id, populate_existing=True)
        apply_decision(
            session,
            publication,
            answer,
            now=now,
            owner=owner,
            unconfirmed_wake=decide_at(attempt, now, self._context.unconfirmed_after),
        )


def unwritable(error: JournalError) -> Decision:
    """What cannot be journaled is not sent."""
    log.error("%s", error)
    return decide_on_unwritable(error)
