"""Create an attempt: its row with photo addresses of its own, and the request of init."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from zharia.media.model import StoredPhoto
from zharia.publishing.model import Attempt, Publication
from zharia.publishing.photos import photo_to_json
from zharia.publishing.worker_context import WorkerContext
from zharia.tiktok import PhotoPost, PostMode


def new_attempt(
    session: Session, publication: Publication, photos: Iterable[StoredPhoto], now: datetime
) -> Attempt:
    """The next attempt of a publication, with a photo address of its own."""
    before = select(func.count()).where(Attempt.publication_id == publication.id)
    attempt = Attempt(
        publication_id=publication.id,
        account_id=publication.account_id,
        number=before.scalar_subquery() + 1,
        photos=[photo_to_json(photo) for photo in photos],
        sent_at=now,
    )
    session.add(attempt)
    session.flush()
    return attempt


def photo_post(
    context: WorkerContext, publication: Publication, attempt: Attempt, cover_index: int
) -> PhotoPost:
    """The body of init for an attempt; what only a direct post carries is left out of a draft."""
    urls = tuple(
        context.photo_url(attempt.token, number) for number in range(1, len(attempt.photos) + 1)
    )
    mode = PostMode(publication.post_mode)
    direct = mode is PostMode.DIRECT_POST
    return PhotoPost(
        post_mode=mode,
        photo_images=urls,
        photo_cover_index=cover_index,
        title=publication.title,
        description=publication.description,
        privacy_level=publication.privacy_level if direct else None,
        disable_comment=not publication.allow_comment if direct else None,
        auto_add_music=publication.auto_add_music if direct else None,
        brand_content_toggle=publication.brand_content if direct else None,
        brand_organic_toggle=publication.brand_organic if direct else None,
        is_aigc=publication.is_aigc or None,
    )
