"""Audit log: who did what.

Use cases record what they do in the same transaction, so that neither stands without the other.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from zharia.storage.database import clock
from zharia.users.model import AuditEntry
from zharia.users.principal import Principal


class AuditAction(StrEnum):
    """What can be done. The codes stand in the database and never change."""

    SIGN_IN_OK = "sign_in.ok"
    SIGN_IN_REFUSED = "sign_in.refused"
    #: noted once for a quarter of an hour of attempts
    SIGN_IN_THROTTLED = "sign_in.throttled"
    SIGNED_OUT = "session.ended"
    PASSWORD_CHANGED = "user.password_changed"  # noqa: S105 - a code
    USER_ADDED = "user.added"
    USER_CHANGED = "user.changed"
    USER_DISABLED = "user.disabled"
    USER_ENABLED = "user.enabled"
    KEY_CREATED = "key.created"
    KEY_REVOKED = "key.revoked"
    #: at the command line: secrets in the database sealed with a new key
    SECRETS_ROTATED = "secrets.rotated"
    #: no other installation is at work, or nobody shall be: for the whole database
    SENDING_PAUSED = "sending.paused"
    SENDING_RESUMED = "sending.resumed"
    #: at the command line: where photos are kept from now on
    PHOTOS_ADOPTED = "photos.adopted"
    #: `fields` names what
    SETTINGS_CHANGED = "settings.changed"
    VERIFICATION_SET = "verification.set"
    ACCOUNT_CONNECTED = "account.connected"
    ACCOUNT_CHANGED = "account.changed"
    ACCOUNT_DISCONNECTED = "account.disconnected"
    FEED_ADDED = "feed.added"
    FEED_CHANGED = "feed.changed"
    FEED_REMOVED = "feed.removed"
    ARTICLE_WRITTEN = "article.written"
    ARTICLE_CORRECTED = "article.corrected"
    #: `question` is a `QuestionCode`, `about` the other article or the language
    ARTICLE_ANSWERED = "article.answered"
    PUBLICATION_ORDERED = "publication.ordered"
    PUBLICATION_REVISED = "publication.revised"
    PUBLICATION_APPROVED = "publication.approved"
    PUBLICATION_CANCELLED = "publication.cancelled"
    PUBLICATION_RETRIED = "publication.retried"
    PUBLICATION_RESOLVED = "publication.resolved"


_SECRET = re.compile("passw|secret|token|cookie", re.IGNORECASE)


def record(
    session: Session,
    who: Principal | str,
    what: AuditAction,
    subject: str = "",
    subject_name: str = "",
    *,
    address: str = "",
    **detail: Any,
) -> AuditEntry:
    """Write down that `who` did `what`, in the caller's transaction.

    `who` is a principal, which knows its address, or the name of somebody who is none: a person
    at the command line, or empty for a stranger. `detail` is anything that JSON takes. Raises
    `ValueError` for a detail that by its name would be a secret.
    """
    for name in _names(detail):
        if _SECRET.search(name):
            raise ValueError(f"{name} does not belong in the audit log: it may be a secret")
    principal = who if isinstance(who, Principal) else Principal("", who, address=address)
    entry = AuditEntry(
        at=clock(session),
        who=principal.name[:254],
        who_id=principal.id[:120],
        what=what,
        subject=subject[:120],
        subject_name=subject_name[:300],
        detail=detail,
        address=principal.address[:64],
    )
    session.add(entry)
    return entry


def audit_entries(
    session: Session,
    *,
    limit: int,
    before: int | None = None,
    who: str | None = None,
    what: AuditAction | None = None,
    since: datetime | None = None,
) -> Sequence[AuditEntry]:
    """The newest entries first; `before` is the id of the last one of the page before."""
    wanted = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(AuditEntry.id < before)
    if who is not None:
        wanted = wanted.where(AuditEntry.who == who)
    if what is not None:
        wanted = wanted.where(AuditEntry.what == what)
    if since is not None:
        wanted = wanted.where(AuditEntry.at >= since)
    return session.scalars(wanted).all()


def is_recorded(
    session: Session, what: AuditAction, subject: str, *, address: str, since: datetime
) -> bool:
    """Whether `what` was done to `subject` from this address since then."""
    wanted = select(AuditEntry.id).where(
        AuditEntry.what == what,
        AuditEntry.subject == subject,
        AuditEntry.address == address[:64],
        AuditEntry.at > since,
    )
    return session.scalar(wanted.limit(1)) is not None


def audited_actors(session: Session) -> Sequence[str]:
    """Everybody who stands in the log, by name."""
    known = select(AuditEntry.who).where(AuditEntry.who != "").distinct()
    return session.scalars(known.order_by(AuditEntry.who)).all()


def _names(value: object) -> Iterator[str]:
    """Every key of every object in a JSON value."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield str(name)
            yield from _names(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _names(inner)
