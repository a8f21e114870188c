"""An article comes in: by JSON from a CMS, from a feed that is watched, or written by hand.

Bytes become values (`feeds.parsing`, `intake`), values become rows (`storing`), and each change
of what a post could show becomes a new edition. Nothing here knows what is published.
"""

from zharia.articles.content import Content, Image, IncomingArticle, Note, Scope, Term, Translation
from zharia.articles.errors import (
    ArticleError,
    EditedMeanwhile,
    InvalidArticleError,
    UnreadableFeedError,
)
from zharia.articles.feeds.changing import change_feed, poll_soon, remove_feed
from zharia.articles.feeds.joining import FeedRules
from zharia.articles.feeds.looking import MAX_PAGES
from zharia.articles.feeds.model import Feed
from zharia.articles.feeds.page_looks import awaits_photo, forget_old_looks, look_again
from zharia.articles.feeds.parsed import FeedKind
from zharia.articles.feeds.poll_result import PollOutcome, PollResult
from zharia.articles.feeds.polling import poll
from zharia.articles.feeds.preview import FeedTrial, TriedArticle, try_feed
from zharia.articles.feeds.queries import watched_feeds
from zharia.articles.feeds.subscriptions import add_feed, due_feeds
from zharia.articles.feeds.subscriptions import free_all as free_feeds
from zharia.articles.intake import Accepted, ArticlePayload, read_article
from zharia.articles.listing import ListedArticle, count_articles, find_articles, recent_articles
from zharia.articles.model import (
    Article,
    ArticleEdition,
    ArticleImage,
    ArticleTag,
    ArticleTranslation,
)
from zharia.articles.queries import (
    article,
    article_by_external_id,
    edition,
    editions,
    page_of_photo,
    photos_in_use,
    sources,
)
from zharia.articles.reading import Reading, read, read_source
from zharia.articles.sources import API, DESK
from zharia.articles.storing import Outcome, Stored, store
from zharia.articles.writing import WrittenArticle, open_form, write_article
from zharia.errors.field_error import FieldError

__all__ = [
    "API",
    "DESK",
    "MAX_PAGES",
    "Accepted",
    "Article",
    "ArticleEdition",
    "ArticleError",
    "ArticleImage",
    "ArticlePayload",
    "ArticleTag",
    "ArticleTranslation",
    "Content",
    "EditedMeanwhile",
    "Feed",
    "FeedKind",
    "FeedRules",
    "FeedTrial",
    "FieldError",
    "Image",
    "IncomingArticle",
    "InvalidArticleError",
    "ListedArticle",
    "Note",
    "Outcome",
    "PollOutcome",
    "PollResult",
    "Reading",
    "Scope",
    "Stored",
    "Term",
    "Translation",
    "TriedArticle",
    "UnreadableFeedError",
    "WrittenArticle",
    "add_feed",
    "article",
    "article_by_external_id",
    "awaits_photo",
    "change_feed",
    "count_articles",
    "due_feeds",
    "edition",
    "editions",
    "find_articles",
    "forget_old_looks",
    "free_feeds",
    "look_again",
    "open_form",
    "page_of_photo",
    "photos_in_use",
    "poll",
    "poll_soon",
    "read",
    "read_article",
    "read_source",
    "recent_articles",
    "remove_feed",
    "sources",
    "store",
    "try_feed",
    "watched_feeds",
    "write_article",
]
