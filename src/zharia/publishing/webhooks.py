"""Webhook inbox: deliveries are stored at once, doubles dropped, and processed afterwards."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, func, or_, select, text
from sqlalchemy.orm import Session

from zharia.publishing.webhook_model import IncomingWebhook
from zharia.storage.ids import new_id
from zharia.storage.insert_or_ignore import insert_or_ignore
from zharia.storage.storable import storable

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
