"""Processing of stored webhooks: what each says of its post is applied to the ledger."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Final

from sqlalchemy import Row, select, update
from sqlalchemy import event as sa_event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from zharia import tiktok
from zharia.accounts import (
    Alert,
    AlertHook,
    Environment,
    configuration,
    log_alert,
    removed_by_owner,
)
from zharia.background.outages import Outage, outage_of
from zharia.publishing import unknown_posts
from zharia.publishing.ledger import LostRace, NotAllowed, load
from zharia.publishing.model import Attempt, Publication
from zharia.publishing.status_kinds import StatusKind, StatusUpdate
from zharia.publishing.status_updates import apply
from zharia.publishing.webhook_model import IncomingWebhook
from zharia.tiktok import Event, PostEvent, read_event
from zharia.tiktok.errors import DeliveryMalformed

log = logging.getLogger(__name__)

#: how long a delivery that the database refused is retried
RETRY_FOR: Final = timedelta(minutes=1)

_STATUS_KINDS: dict[type[PostEvent], StatusKind] = {
    tiktok.PublishComplete: StatusKind.COMPLETE,
    tiktok.PublishFailed: StatusKind.FAILED,
    tiktok.InboxDelivered: StatusKind.DELIVERED,
    tiktok.PubliclyAvailable: StatusKind.PUBLIC,
    tiktok.NoLongerPubliclyAvailable: StatusKind.NOT_PUBLIC,
}
_Row = Row[str, datetime, str]


def process_pending(
    session: Session,
    now: datetime,
    poll: timedelta,
    limit: int = 100,
    *,
    alert: AlertHook = log_alert,
) -> int:
    """Process stored deliveries, oldest first; returns how many are done with.

    One that fails is set aside (`webhooks.count_set_aside`), so that it cannot hold up the others:
    status is polled anyway. `alert` is called when the session has committed.
    """
    waiting = session.execute(
        select(IncomingWebhook.id, IncomingWebhook.received_at, IncomingWebhook.body)
        .where(IncomingWebhook.handled_at.is_(None))
        .order_by(IncomingWebhook.received_at, IncomingWebhook.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    outcomes: dict[str, str] = {}
    events: list[tuple[_Row, Event]] = []
    for delivery in waiting:
        try:
            events.append((delivery, read_event(delivery.body.encode())))
        except DeliveryMalformed as error:
            outcomes[delivery.id] = f"malformed: {error}"
    work = _Round(session, now, poll)
    outcomes |= work.process(events)
    for outcome, ids in groupby(sorted(outcomes, key=outcomes.__getitem__), outcomes.__getitem__):
        session.execute(
            update(IncomingWebhook)
            .where(IncomingWebhook.id.in_(list(ids)))
            .values(handled_at=now, outcome=outcome[:80])
            .execution_options(synchronize_session=False)
        )
    if work.alerts:
        sa_event.listen(
            session, "after_commit", lambda _: _send_alerts(alert, work.alerts), once=True
        )
    return len(outcomes)


def _send_alerts(alert: AlertHook, alerts: Sequence[Alert]) -> None:
    for one in alerts:
        alert(one)


@dataclass(slots=True)
class _Round:
    """One transaction over some deliveries."""

    session: Session
    now: datetime
    poll: timedelta
    alerts: list[Alert] = field(default_factory=list)

    def process(self, deliveries: Sequence[tuple[_Row, Event]]) -> dict[str, str]:
        """The outcome of each that is done with, by its id: together, else each by itself."""
        try:
            with self.session.begin_nested():
                known = _Known(self.session, [event for _, event in deliveries])
                return {delivery.id: self._apply(event, known) for delivery, event in deliveries}
        except Exception as error:
            if _is_outage(error):
                # Nothing can be processed now, and nothing is wrong with any of them.
                raise
            log.debug("%s deliveries go one by one: %s", len(deliveries), error)
        # It is undone, and whatever failed is to stop no other.
        self.alerts.clear()
        found = {delivery.id: self._alone(delivery, event) for delivery, event in deliveries}
        return {one: outcome for one, outcome in found.items() if outcome is not None}

    def _alone(self, delivery: _Row, event: Event) -> str | None:
        """Its outcome; None if it waits for another round."""
        alerts_before = len(self.alerts)
        try:
            with self.session.begin_nested():
                return self._apply(event, _Known(self.session, [event]))
        except NotAllowed as error:
            return str(error)
        except LostRace:
            # A worker holds the publication just now; the next round tries again.
            return None
        except Exception as error:
            if _is_outage(error):
                raise
            del self.alerts[alerts_before:]
            if isinstance(error, DBAPIError) and self.now - delivery.received_at < RETRY_FOR:
                # Somebody wrote the same rows in this moment. Of a post thought dead there is no
                # other evidence than this delivery.
                log.info("delivery %s waits for another round: %s", delivery.id, error)
                return None
            log.exception("delivery %s is set aside", delivery.id)
            return f"broke off: {type(error).__name__}"

    def _apply(self, event: Event, known: "_Known") -> str:
        if isinstance(event, tiktok.AuthorizationRemoved):
            return self._authorization_removed(event)
        if not isinstance(event, PostEvent):
            return "not about a post"
        status = StatusUpdate(
            _STATUS_KINDS[type(event)],
            post_id=event.post_id,
            failure=event.failure if isinstance(event, tiktok.PublishFailed) else None,
        )
        found = known.take(event.publish_id)
        if found is None:
            return unknown_posts.record_webhook(self.session, event, status, self.now)
        attempt, publication = found
        return apply(self.session, publication, attempt, status, now=self.now, poll=self.poll)

    def _authorization_removed(self, event: tiktok.AuthorizationRemoved) -> str:
        config = configuration(self.session)
        removed = removed_by_owner(
            self.session,
            Environment.SANDBOX
            if event.client_key == config.tiktok_sandbox_client_key
            else Environment.PRODUCTION,
            event.user_openid,
            at=datetime.fromtimestamp(event.create_time, UTC),
            detail=event.reason.name.lower(),
            now=self.now,
        )
        if removed is None:
            return "no account to disconnect"
        self.alerts.append(removed)
        return "account disconnected"


def _is_outage(error: Exception) -> bool:
    return outage_of(error) not in {None, Outage.DATABASE_BUSY}


class _Known:
    """The attempts that deliveries are about, with their publications, read by one statement.

    A publication that somebody has locked is left out: waiting for it must not hold up the others.
    """

    def __init__(self, session: Session, events: Sequence[Event]) -> None:
        self._session = session
        publish_ids = {one.publish_id for one in events if isinstance(one, PostEvent)}
        rows = session.execute(
            select(Attempt, Publication)
            .join(Publication, Publication.id == Attempt.publication_id)
            .where(Attempt.publish_id.in_(publish_ids))
            .order_by(Publication.id)
            .with_for_update(skip_locked=True, of=Publication)
            .execution_options(populate_existing=True)
        )
        self._rows = {attempt.publish_id: (attempt, publication) for attempt, publication in rows}

    def take(self, publish_id: str) -> tuple[Attempt, Publication] | None:
        """The rows as they are now; None if no attempt has this publish id."""
        found = self._rows.get(publish_id)
        if found is not None:
            # What is done with them changes them: the next delivery about them reads them anew.
            self._rows = {one: rows for one, rows in self._rows.items() if rows[1] is not found[1]}
            return found
        attempt = self._session.scalar(select(Attempt).where(Attempt.publish_id == publish_id))
        return None if attempt is None else (attempt, load(self._session, attempt.publication_id))
