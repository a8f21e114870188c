"""The common model of a parsed feed, whatever its format."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from zharia.articles.content import MAX_NAME, MAX_TAGS, Image, Note, RetractionReason
from zharia.articles.text import one_line, to_line
from zharia.posts import split_names

#: more items of one document are not read
MAX_ITEMS = 500


class FeedKind(StrEnum):
    RSS = "rss"
    ATOM = "atom"
    JSON_FEED = "json-feed"
    WORDPRESS = "wordpress"


@dataclass(frozen=True, slots=True)
class FeedTerm:
    """A category or tag of an item, named in the item's own language."""

    name: str
    #: the source's own short name, where it has one
    slug: str = ""
    is_category: bool = False


def split_terms(texts: Iterable[str]) -> Iterator[str]:
    """The names of categories and tags, also where one element lists several; each once."""
    lines = (to_line(line, MAX_NAME * 20) for text in texts for line in text[:20_000].splitlines())
    names = (one_line(name, MAX_NAME) for line in lines for name in split_names(line))
    yield from list(dict.fromkeys(names))[:MAX_TAGS]


@dataclass(frozen=True, slots=True)
class ParsedItem:
    """One item of a feed, with plain texts and absolute addresses."""

    #: `guid`, `id`; unique in its feed if the feed keeps its promise
    guid: str
    #: the story's page
    url: str
    title: str
    excerpt: str = ""
    content: str = ""
    #: without `tzinfo` where the document leaves its zone open: told by the newsroom's clock
    published_at: datetime | None = None
    modified_at: datetime | None = None
    #: why it must not be taken in, although the document names it; None: it may
    withheld: RetractionReason | None = None
    #: of the item alone; "" if only the feed has a language
    language: str = ""
    terms: tuple[FeedTerm, ...] = ()
    images: tuple[Image, ...] = ()
    #: pages of the story's versions in other languages: (language, address)
    alternates: tuple[tuple[str, str], ...] = ()
    #: the item's number at its source and, with their languages, those of its other versions
    own_id: str = ""
    sibling_ids: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """How a note refers to it."""
        return self.guid or self.url or self.title


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A parsed document, with notes on the items that could not be parsed."""

    kind: FeedKind
    title: str
    #: the site's front page
    home: str
    language: str
    items: tuple[ParsedItem, ...] = ()
    notes: tuple[Note, ...] = ()
    #: items that the document names and that must not be posted, each with `withheld`
    withheld: tuple[ParsedItem, ...] = ()
