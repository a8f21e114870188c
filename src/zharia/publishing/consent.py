"""Approval by hash: who agreed, when, and to exactly what TikTok would show. Pure."""

import hashlib
import json
from datetime import datetime
from typing import Any, Final

from zharia.publishing.model import Publication

#: the columns of a publication that nobody has approved
NO_APPROVAL: Final[dict[str, Any]] = {
    "approved_by": None,
    "approved_at": None,
    "approved_hash": None,
}


def content_hash(publication: Publication) -> str:
    """SHA-256 of everything that TikTok would show: text, choices and photos in order."""
    shown = [
        publication.post_mode,
        publication.title,
        publication.description,
        publication.privacy_level,
        publication.allow_comment,
        publication.brand_organic,
        publication.brand_content,
        publication.is_aigc,
        publication.auto_add_music,
        publication.photo_urls,
        publication.cover_index,
    ]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()


def approval_columns(publication: Publication, who: str, now: datetime) -> dict[str, Any]:
    """The columns of an approval of the publication as it is now."""
    return {"approved_by": who, "approved_at": now, "approved_hash": content_hash(publication)}


def changed_since_approval(publication: Publication) -> bool:
    """Whether it was approved and has changed since."""
    approved = publication.approved_hash
    return approved is not None and approved != content_hash(publication)
