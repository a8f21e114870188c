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

from zharia.articles.content import Content, Translation, from_document, to_document

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an article: content and date."""

    content: Content
    published_at: datetime

    def as_document(self) -> dict[str, Any]:
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


def merge_correction(before: Version, corrected: Version, now: Version) -> Version:
    """What is shown once the source, which had said `before`, says `now`."""
    old, ours, new = before.content, corrected.content, now.content
    translations = _translations(old, ours, new)
    return Version(
        Content(
            # A source that drops the one language which the editor left has dropped the story.
            translations=translations or new.translations,
            category=_resolve(old.category, ours.category, new.category),
            tags=_resolve(old.tags, ours.tags, new.tags),
            images=_resolve(old.images, ours.images, new.images),
            is_breaking=_resolve(old.is_breaking, ours.is_breaking, new.is_breaking),
            ai_generated=_resolve(old.ai_generated, ours.ai_generated, new.ai_generated),
            sponsored=_resolve(old.sponsored, ours.sponsored, new.sponsored),
        ),
        _resolve(before.published_at, corrected.published_at, now.published_at),
    )


def _resolve(before: Part, corrected: Part, now: Part) -> Part:
    return corrected if now == before else now


def _translations(old: Content, ours: Content, new: Content) -> tuple[Translation, ...]:
    languages = sorted({*old.languages, *ours.languages, *new.languages})
    shown = (
        _resolve(old.translation(one), ours.translation(one), new.translation(one))
        for one in languages
    )
    return tuple(translation for translation in shown if translation is not None)
