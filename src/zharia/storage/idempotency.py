"""`Idempotency-Key`: a request sent twice is carried out once and answered alike.

The key is claimed in the transaction that does the work, and the answer is kept by it too. So
a request that failed leaves nothing behind and may be sent again, and of two at once one waits
for the other at the key's row.
"""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import PrimaryKeyConstraint, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from zharia.storage.database import Base
from zharia.storage.insert_or_ignore import insert_or_ignore

#: how long an answer is kept
RETENTION = timedelta(hours=24)


class IdempotencyKey(Base):
    """One request that was carried out, under the name that its sender gave it."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (PrimaryKeyConstraint("principal", "key"),)

    #: two people may choose the same key
    principal: Mapped[str] = mapped_column(String(120))
    key: Mapped[str] = mapped_column(String(255))
    #: SHA-256 of what was asked
    request_hash: Mapped[str] = mapped_column(String(64))
    answer: Mapped[list[Any]]
    created_at: Mapped[datetime] = mapped_column(index=True)


class KeyReused(Exception):
    """The key belongs to another request."""


def claim(
    session: Session, principal: str, key: str, request: object, now: datetime
) -> list[Any] | None:
    """Take the key for this request: None to go on, or the answer that was given before.

    Raises `KeyReused`.
    """
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < now - RETENTION))
    taken = session.execute(
        insert_or_ignore(session, IdempotencyKey)
        .values(
            principal=principal, key=key, request_hash=_digest(request), answer=[], created_at=now
        )
        .returning(IdempotencyKey.key)
    ).scalar()
    return None if taken is not None else stored_answer(session, principal, key, request)


def stored_answer(session: Session, principal: str, key: str, request: object) -> list[Any] | None:
    """What was answered to this request under this key; None if nobody has used the key.

    Raises `KeyReused`.
    """
    known = session.scalar(
        select(IdempotencyKey).where(
            IdempotencyKey.principal == principal, IdempotencyKey.key == key
        )
    )
    if known is None:
        return None
    if known.request_hash != _digest(request):
        raise KeyReused
    return known.answer


def store_answer(session: Session, principal: str, key: str, answer: list[Any]) -> None:
    """Keep the answer of a request whose key `claim` has just taken."""
    session.execute(
        update(IdempotencyKey)
        .where(IdempotencyKey.principal == principal, IdempotencyKey.key == key)
        .values(answer=answer)
    )


def release(session: Session, principal: str, key: str) -> None:
    """Give a key free again."""
    session.execute(
        delete(IdempotencyKey).where(
            IdempotencyKey.principal == principal, IdempotencyKey.key == key
        )
    )


def _digest(request: object) -> str:
    text = json.dumps(request, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
