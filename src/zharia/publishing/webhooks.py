"""Webhook inbox: deliveries are stored at once and processed afterwards, doubles dropped."""

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, func, or_, select, text, update
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
from zharia.publishing.model import Attempt
from zharia.publishing.status_kinds import StatusKind, StatusUpdate
from zharia.publishing.status_updates import apply
from zharia.publishing.webhook_model import IncomingWebhook
from zharia.storage.ids import new_id
from zharia.storage.insert_or_ignore import insert_or_ignore
from zharia.storage.storable import storable
from zharia.tiktok import Event, PostEvent, read_event
from zharia.tiktok.errors import DeliveryMalformed

log = logging.getLogger(__name__)

# The plain table: the ORM's bulk insert would cost a third of the deliveries per second.
_TABLE = Table(IncomingWebhook.__tablename__, IncomingWebhook.metadata)
#: as SQLAlchemy writes moments there
_SQLITE_MOMENT = "%Y-%m-%d %H:%M:%S.%f"
# One statement for all rows. SQLite's driver gives way to other threads at each statement, and
# beside a busy event loop each return takes up to Python's switch interval of 5 ms.
_INSERT_ON_SQLITE = text(
    "INSERT INTO incoming_webhooks"
    " (id, body_hash, body, received_at, signed_at, late, event)"
    " SELECT value ->> 'id', value ->> 'body_hash', value ->> 'body', value ->> 'received_at',"
    " value ->> 'signed_at', value ->> 'late', value ->> 'event'"
    " FROM json_each(:rows) WHERE true ON CONFLICT (body_hash) DO NOTHING"
)

#: prefixes of the outcomes of deliveries that were set aside: kept, and processed no more
_SET_ASIDE: Final = ("malformed", "broke off")

#: how long a delivery that the database refused is retried
RETRY_FOR: Final = timedelta(minutes=1)

_STATUS_KINDS: dict[type[PostEvent], StatusKind] = {
    tiktok.PublishComplete: StatusKind.COMPLETE,
    tiktok.PublishFailed: StatusKind.FAILED,
    tiktok.InboxDelivered: StatusKind.DELIVERED,
    tiktok.PubliclyAvailable: StatusKind.PUBLIC,
    tiktok.NoLongerPubliclyAvailable: StatusKind.NOT_PUBLIC,
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery whose signature is TikTok's."""

    body: str
    event: str
    signed_at: datetime
    #: signed longer ago than a fresh one would be
    late: bool


def store(session: Session, deliveries: Sequence[Delivery], now: datetime) -> int:
    """Store verified deliveries before they are answered; returns how many were new.

    The insert itself drops doubles, within `deliveries` too.
    """
    rows: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "body_hash": hashlib.sha256(delivery.body.encode()).hexdigest(),
            "body": storable(delivery.body),
            "received_at": now,
            "signed_at": delivery.signed_at,
            "late": delivery.late,
            "event": storable(delivery.event[:80]),
        }
        for delivery in deliveries
    ]
    if session.get_bind().dialect.name == "postgresql":
        result = session.connection().execute(insert_or_ignore(session, _TABLE), rows)
        return max(result.rowcount, 0)
    for row in rows:
        for name in ("received_at", "signed_at"):
            row[name] = row[name].astimezone(UTC).strftime(_SQLITE_MOMENT)
    result = session.connection().execute(_INSERT_ON_SQLITE, {"rows": json.dumps(rows)})
    return max(result.rowcount, 0)


def process_pending(
    session: Session,
    now: datetime,
    poll: timedelta,
    limit: int = 100,
    *,
    alert: AlertHook = log_alert,
) -> int:
    """Process stored deliveries, oldest first; returns how many are done with.

    One that fails is set aside (`count_set_aside`), so that it cannot hold up the others: status
    is polled anyway. `alert` is called when the session has committed.
    """
    waiting = session.execute(
        select(IncomingWebhook.id, IncomingWebhook.received_at)
        .where(IncomingWebhook.handled_at.is_(None))
        .order_by(IncomingWebhook.received_at, IncomingWebhook.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    alerts: list[Alert] = []
    handled = 0
    for delivery_id, received_at in waiting:
        alerts_before = len(alerts)
        try:
            with session.begin_nested():
                # Each by itself: a row that cannot be read must not make the others unreadable.
                body = session.scalars(
                    select(IncomingWebhook.body).where(IncomingWebhook.id == delivery_id)
                ).one()
                outcome = _process(session, read_event(body.encode()), alerts, now, poll)
        except DeliveryMalformed as error:
            outcome = f"malformed: {error}"
        except NotAllowed as error:
            outcome = str(error)
        except LostRace:
            # A worker holds the publication just now; the next round tries again.
            continue
        except Exception as error:
            if outage_of(error) not in {None, Outage.DATABASE_BUSY}:
                # Nothing can be processed now, and nothing is wrong with this one.
                raise
            del alerts[alerts_before:]
            if isinstance(error, DBAPIError) and now - received_at < RETRY_FOR:
                # Somebody wrote the same rows in this moment. Of a post thought dead there is no
                # other evidence than this delivery.
                log.info("delivery %s waits for another round: %s", delivery_id, error)
                continue
            log.exception("delivery %s is set aside", delivery_id)
            outcome = f"broke off: {type(error).__name__}"
        session.execute(
            update(IncomingWebhook)
            .where(IncomingWebhook.id == delivery_id)
            .values(handled_at=now, outcome=outcome[:80])
        )
        handled += 1
    if alerts:
        sa_event.listen(session, "after_commit", lambda _: _send_alerts(alert, alerts), once=True)
    return handled


def count_waiting(session: Session) -> int:
    """How many deliveries are stored and not processed yet."""
    waiting = select(func.count()).select_from(IncomingWebhook)
    return session.scalar(waiting.where(IncomingWebhook.handled_at.is_(None))) or 0


def count_set_aside(session: Session, since: datetime) -> int:
    """How many deliveries were set aside since: malformed, or failed to be processed."""
    asides: list[ColumnElement[bool]] = [
        IncomingWebhook.outcome.startswith(begin) for begin in _SET_ASIDE
    ]
    counted = select(func.count()).select_from(IncomingWebhook)
    return session.scalar(counted.where(IncomingWebhook.handled_at >= since, or_(*asides))) or 0


def _send_alerts(alert: AlertHook, alerts: Sequence[Alert]) -> None:
    for one in alerts:
        alert(one)


def _process(
    session: Session, event: Event, alerts: list[Alert], now: datetime, poll: timedelta
) -> str:
    if isinstance(event, tiktok.AuthorizationRemoved):
        return _authorization_removed(session, event, alerts, now)
    if not isinstance(event, PostEvent):
        return "not about a post"
    status = StatusUpdate(
        _STATUS_KINDS[type(event)],
        post_id=event.post_id,
        failure=event.failure if isinstance(event, tiktok.PublishFailed) else None,
    )
    attempt = session.scalar(select(Attempt).where(Attempt.publish_id == event.publish_id))
    if attempt is None:
        return unknown_posts.record_webhook(session, event, status, now)
    publication = load(session, attempt.publication_id)
    return apply(session, publication, attempt, status, now=now, poll=poll)


def _authorization_removed(
    session: Session, event: tiktok.AuthorizationRemoved, alerts: list[Alert], now: datetime
) -> str:
    config = configuration(session)
    removed = removed_by_owner(
        session,
        Environment.SANDBOX
        if event.client_key == config.tiktok_sandbox_client_key
        else Environment.PRODUCTION,
        event.user_openid,
        at=datetime.fromtimestamp(event.create_time, UTC),
        detail=event.reason.name.lower(),
        now=now,
    )
    if removed is None:
        return "no account to disconnect"
    alerts.append(removed)
    return "account disconnected"
