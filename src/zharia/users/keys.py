"""API keys: for a CMS that delivers articles. Shown once, stored hashed, revocable."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from zharia.users.errors import KeyUnknown
from zharia.users.model import ApiKey, KeyScope
from zharia.users.principal import Principal

#: what every key begins with, so that scanners for leaked secrets can know it
PREFIX = "zharia_"


def create_key(
    session: Session, name: str, scopes: Iterable[KeyScope], who: str, now: datetime
) -> tuple[ApiKey, str]:
    """A new key's row, and the key itself: the only time that anybody sees it."""
    key = PREFIX + secrets.token_urlsafe(32)
    row = ApiKey(
        name=name,
        hint=key[: len(PREFIX) + 4],
        key_hash=_hash(key),
        scopes=sorted(set(scopes)),
        created_by=who,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row, key


def keys(session: Session) -> Sequence[ApiKey]:
    """Every key, newest first, revoked ones included."""
    return session.scalars(select(ApiKey).order_by(ApiKey.id.desc())).all()


def revoke_key(session: Session, key_id: str, now: datetime) -> ApiKey:
    """End a key; one that has ended stays as it is. Raises `KeyUnknown`."""
    key = session.get(ApiKey, key_id, with_for_update=True)
    if key is None:
        raise KeyUnknown
    if key.revoked_at is None:
        key.revoked_at = now
    return key


def authenticate_key(session: Session, key: str) -> Principal:
    """Who comes with this key. Raises `KeyUnknown`."""
    known = session.scalar(
        select(ApiKey).where(ApiKey.key_hash == _hash(key), ApiKey.revoked_at.is_(None))
    )
    if known is None:
        raise KeyUnknown
    return Principal(f"key:{known.id}", f"key {known.name}", scopes=frozenset(known.scopes))


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
