"""Queries of prepared photos."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from zharia.media.model import CachedPhoto, StoredPhoto
from zharia.media.prepared import Layout

#: The same address may show another picture tomorrow.
CACHE_PERIOD: Final = timedelta(hours=24)


def ready_photos(
    session: Session, urls: Collection[str], layout: Layout, now: datetime
) -> dict[str, StoredPhoto]:
    """The photos prepared within a day from these addresses, by address."""
    if not urls:
        return {}
    prepared = session.scalars(
        select(CachedPhoto).where(
            CachedPhoto.url.in_(urls),
            CachedPhoto.layout == layout,
            CachedPhoto.prepared_at > now - CACHE_PERIOD,
        )
    )
    return {one.url: one.photo(one.key) for one in prepared}
