"""Three-way merge: an editor's correction stands until the source says something else. Pure.

Three versions meet: what the source said when the editor corrected it, what the editor made of
it, and what the source says now. Where the source has not moved, the editor's word stays; where
it has, the source's word is the newer one. Each language's text, the category, the tags, the
photos, each flag and the date are compared as a whole each: half an old text and half a new
one would say what neither meant.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from zharia.articles.content import Content, from_document, to_document

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an article: content and date."""

    content: Content
    published_at: datetime

    def to_document(self) -> dict[str, Any]:
        """As JSON; `from_document` reverses it."""
        return {
            "content": to_document(self.content),
            "publishedAt": self.published_at.isoformat(),
        }

    @staticmethod
    def from_document(document: Mapping[str, Any]) -> "Version":
        return Version(
            from_document(document["content"]), datetime.fromisoformat(document["publishedAt"])
        )


def merge_correction(base: Version, ours: Version, theirs: Version) -> Version:
    """Merge an editor's version with what the source delivers now.

    `base` is what the source had delivered when the editor corrected it.
    """
    old, corrected, new = base.content, ours.content, theirs.content
    translations = (
        _resolve(old.translation(one), corrected.translation(one), new.translation(one))
        for one in sorted({*old.languages, *corrected.languages, *new.languages})
    )
    return Version(
        Content(
            # A source that drops the one language which the editor left has dropped the story.
            translations=tuple(filter(None, translations)) or new.translations,
            category=_resolve(old.category, corrected.category, new.category),
            tags=_resolve(old.tags, corrected.tags, new.tags),
            images=_resolve(old.images, corrected.images, new.images),
            is_breaking=_resolve(old.is_breaking, corrected.is_breaking, new.is_breaking),
            ai_generated=_resolve(old.ai_generated, corrected.ai_generated, new.ai_generated),
            sponsored=_resolve(old.sponsored, corrected.sponsored, new.sponsored),
        ),
        _resolve(base.published_at, ours.published_at, theirs.published_at),
    )


def _resolve(base: Part, ours: Part, theirs: Part) -> Part:
    return ours if theirs == base else theirs
