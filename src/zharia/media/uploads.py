"""Uploaded photos, referred to where a photo's address would stand: `stored:` and their key."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from zharia.media.model import UploadedPhoto

#: before the key of a photo that is in the store already
UPLOAD_PREFIX: Final = "stored:"

_ADDRESS: Final = re.compile(rf"{UPLOAD_PREFIX}([0-9a-f]{{64}})")


def stored_address(key: str) -> str:
    """The address of an uploaded photo: `stored:` and its key."""
    return UPLOAD_PREFIX + key


def stored_key(address: str) -> str:
    """The key in such an address; "" for any other address."""
    found = _ADDRESS.fullmatch(address)
    return found[1] if found else ""


def mark_used(session: Session, keys: Collection[str], now: datetime) -> set[str]:
    """Renew uploads before they are referred to. Returns the keys of those that exist.

    It keeps a sweep from taking them away before the reference is committed.
    """
    if not keys:
        return set()
    kept = update(UploadedPhoto).where(UploadedPhoto.key.in_(keys)).values(kept_at=now)
    return set(session.scalars(kept.returning(UploadedPhoto.key)))
