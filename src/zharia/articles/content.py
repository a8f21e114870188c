"""The domain model of an article, as values: what came in, before and after it is stored.

Nothing here knows a database or a feed. Texts are plain, addresses absolute, languages short
codes (`kz`, `ru`); every collection has one order, so that equal articles are equal values.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from zharia.errors import ErrorCode

# Generous bounds, in characters or pieces: what exceeds them is cut in a feed, refused in JSON.
MAX_TITLE = 1000
MAX_EXCERPT = 5000
MAX_CONTENT = 200_000
MAX_NAME = 200
MAX_EXTERNAL_ID = 500
MAX_TAGS = 100
MAX_LANGUAGES = 20
#: TikTok takes 35 photos in a post; an editor chooses among more
MAX_IMAGES = 100

#: begins a key that is a site's own count: two sites of a network may each have a number 7
POST_ID_PREFIX = "id:"


@dataclass(frozen=True, slots=True)
class Translation:
    """The article in one language, as plain text."""

    language: str
    title: str
    excerpt: str = ""
    content: str = ""
    url: str = ""

    @property
    def full_text(self) -> str:
        return "\n".join((self.title, self.excerpt, self.content))


@dataclass(frozen=True, slots=True)
class Term:
    """A category or a tag. Not every language need have a name for it."""

    slug: str
    names: Mapping[str, str]

    def name(self, language: str) -> str:
        return self.names.get(language, "")


@dataclass(frozen=True, slots=True)
class Image:
    """A photo by its address. `language` is set where only that language's version shows it."""

    url: str
    alt: str = ""
    credit: str = ""
    language: str = ""


@dataclass(frozen=True)
class Content:
    """Everything a post can show. A change of any of it is a new edition of the article."""

    translations: tuple[Translation, ...]
    category: Term | None = None
    tags: tuple[Term, ...] = ()
    images: tuple[Image, ...] = ()
    is_breaking: bool = False
    #: its photos were made by AI: a post says so
    ai_generated: bool = False
    #: somebody paid for it: a person decides how a post discloses that
    sponsored: bool = False

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(t.language for t in self.translations)

    def translation(self, language: str) -> Translation | None:
        """The article in one language, if it has it."""
        return next((t for t in self.translations if t.language == language), None)

    def images_for(self, language: str) -> tuple[Image, ...]:
        """The photos to show with one language; those of the other languages if it has none."""
        own = tuple(i for i in self.images if i.language in {"", language})
        return own or self.images

    @cached_property
    def hash(self) -> str:
        """SHA-256 in hex of the whole content, the same on every machine."""
        return _digest(to_document(self))

    def hash_for(self, language: str) -> str:
        """SHA-256 of what a post in one language can show, whatever changes in the others."""
        document = to_document(self)
        terms = [self.category, *self.tags]
        return _digest(
            {
                "translation": document["translations"].get(language),
                "terms": [(t.slug, t.name(language)) for t in terms if t and t.name(language)],
                "images": [(i.url, i.alt, i.credit) for i in self.images_for(language)],
                "isBreaking": self.is_breaking,
            }
            | ({"aiGenerated": True} if self.ai_generated else {})
        )


class Scope(StrEnum):
    """How much of an article a delivery replaces."""

    #: all of it: what is missing is gone (a CMS sends whole articles)
    WHOLE = "whole"
    #: the languages it holds: others stay (a feed item is one language's version)
    LANGUAGES = "languages"


@dataclass(frozen=True)
class IncomingArticle:
    """One article as one source delivers it, once.

    `keys` are all names under which the source knows this story, `shared_keys` those that belong
    to its versions in other languages: whoever holds one of them is the same story.
    """

    external_id: str
    content: Content
    published_at: datetime | None = None
    auto_publish: bool = False
    scope: Scope = Scope.WHOLE
    keys: tuple[str, ...] = ()
    shared_keys: tuple[str, ...] = ()

    @property
    def all_keys(self) -> tuple[str, ...]:
        return (*self.keys, *self.shared_keys)

    @cached_property
    def hash(self) -> str:
        """Equal for two deliveries with the same content, date and keys."""
        moment = self.published_at.isoformat() if self.published_at else ""
        return _digest([self.content.hash, moment, self.keys, self.shared_keys])


class RetractionReason(StrEnum):
    """Why a source no longer shows a version of a story to the public."""

    #: only for those who know its password
    PROTECTED = ErrorCode.FEED_PROTECTED
    #: it is there, and not public: in the trash, private, a draft again, or scheduled again
    UNPUBLISHED = ErrorCode.FEED_UNPUBLISHED
    DELETED = ErrorCode.FEED_DELETED


@dataclass(frozen=True, slots=True)
class Retraction:
    """A source retracts what it delivered, in some of its languages."""

    #: as the source still names it: its keys lead to the stored article
    article: IncomingArticle
    reason: RetractionReason
    #: empty: all
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Something an editor should know about one item: why it was skipped, or a warning."""

    #: the item's id, else its address, else its place in the document
    item: str
    #: stable and short, e.g. `no-title`
    code: str
    message: str
    skipped: bool = True


def to_document(content: Content) -> dict[str, Any]:
    """Content as the JSON of our article contract, camelCase; `from_document` reverses it."""
    document: dict[str, Any] = {
        "isBreaking": content.is_breaking,
        "category": _term_document(content.category) if content.category else None,
        "tags": [_term_document(tag) for tag in content.tags],
        "translations": {
            t.language: {
                "title": t.title,
                "excerpt": t.excerpt,
                "content": t.content,
                "url": t.url,
            }
            for t in content.translations
        },
        "images": [],
    }
    # Left out where false, so that the hashes of articles without them stay what they are.
    document |= {"aiGenerated": True} if content.ai_generated else {}
    document |= {"sponsored": True} if content.sponsored else {}
    for image in content.images:
        entry = {"url": image.url, "alt": image.alt, "credit": image.credit}
        document["images"].append(entry | ({"language": image.language} if image.language else {}))
    return document


def from_document(document: Mapping[str, Any]) -> Content:
    """Content from a document that `to_document` made."""
    return Content(
        translations=tuple(
            Translation(language, **document["translations"][language])
            for language in sorted(document["translations"])
        ),
        category=_term(document["category"]) if document["category"] else None,
        tags=tuple(_term(tag) for tag in document["tags"]),
        images=tuple(Image(**image) for image in document["images"]),
        is_breaking=document["isBreaking"],
        ai_generated=document.get("aiGenerated", False),
        sponsored=document.get("sponsored", False),
    )


def _term_document(term: Term) -> dict[str, str]:
    names = {f"name{lang.capitalize()}": term.names[lang] for lang in sorted(term.names)}
    return {"slug": term.slug, **names}


def _term(document: Mapping[str, str]) -> Term:
    names = {k[4:].lower(): v for k, v in document.items() if k.startswith("name")}
    return Term(document["slug"], dict(sorted(names.items())))


def _digest(document: object) -> str:
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
