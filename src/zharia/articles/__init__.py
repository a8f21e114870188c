"""An article comes in: by JSON from a CMS, or from a feed that is watched.

Bytes become values (`feeds.parsing`, `intake`), values become rows (`storing`), and each change
of what a post could show becomes a new edition. Nothing here knows what is published.
"""

from zharia.articles.content import Content, Delivery, Image, Note, Scope, Term, Translation
from zharia.articles.errors import ArticleError, InvalidArticleError, Problem, UnreadableFeedError
from zharia.articles.feeds.joining import FeedRules
from zharia.articles.feeds.parsed import FeedKind
from zharia.articles.feeds.polling import PollOutcome, PollResult, poll
from zharia.articles.feeds.tables import Feed
from zharia.articles.feeds.watching import add_feed, due_feeds, watched_feeds
from zharia.articles.intake import Accepted, ArticlePayload, read_article
from zharia.articles.queries import (
    article,
    article_by_external_id,
    edition,
    editions,
    recent_articles,
)
from zharia.articles.reading import Reading, read, read_source
from zharia.articles.storing import Outcome, Stored, store
from zharia.articles.tables import (
    Article,
    ArticleEdition,
    ArticleImage,
    ArticleTag,
    ArticleTranslation,
)

__all__ = [
    "Accepted",
    "Article",
    "ArticleEdition",
    "ArticleError",
    "ArticleImage",
    "ArticlePayload",
    "ArticleTag",
    "ArticleTranslation",
    "Content",
    "Delivery",
    "Feed",
    "FeedKind",
    "FeedRules",
    "Image",
    "InvalidArticleError",
    "Note",
    "Outcome",
    "PollOutcome",
    "PollResult",
    "Problem",
    "Reading",
    "Scope",
    "Stored",
    "Term",
    "Translation",
    "UnreadableFeedError",
    "add_feed",
    "article",
    "article_by_external_id",
    "due_feeds",
    "edition",
    "editions",
    "poll",
    "read",
    "read_article",
    "read_source",
    "recent_articles",
    "store",
    "watched_feeds",
]
