"""The fallback photo of an account, for articles that have none."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from zharia.accounts.model import Account
from zharia.media import uploads
from zharia.media.errors import UploadMissing


def set_fallback_photo(
    session: Session, account: Account, key: str | None, *, now: datetime
) -> None:
    """Set an uploaded photo, by its key from `PhotoLibrary.keep_upload`; None removes it.

    Raises `UploadMissing` if there is no such upload.
    """
    if key is not None and not uploads.mark_used(session, [key], now):
        raise UploadMissing(key)
    account.fallback_photo = key
    account.updated_at = now


def photos_in_use(session: Session, keys: Collection[str]) -> set[str]:
    """Which of these uploaded photos are the fallback of an account."""
    used = select(Account.fallback_photo).where(Account.fallback_photo.in_(keys))
    return {key for key in session.scalars(used) if key}
