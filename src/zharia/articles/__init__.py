"""An article comes in: by JSON from a CMS, from a feed that is watched, or written by hand.

Bytes become values (`feeds.parsing`, `article_schema`), values become rows (`storing`), and each
change of what a post could show becomes a new edition. Nothing here knows what is published.
"""

from zharia.articles.article_form import ArticleForm, open_form, write_article
from zharia.articles.article_schema import ArticlePayload, read_article
from zharia.articles.content import Content, Image, IncomingArticle, Note, Scope, Term, Translation
from zharia.articles.errors import (
    ArticleError,
    EditConflict,
    InvalidArticleError,
    UnreadableFeedError,
)
from zharia.articles.feeds.leases import due_feeds, release_feed_leases
from zharia.articles.feeds.model import Feed
from zharia.articles.feeds.page_photos import MAX_PAGES
from zharia.articles.feeds.parsed import FeedKind
from zharia.articles.feeds.photo_retries import awaits_photo, delete_expired_retries, retry_photos
from zharia.articles.feeds.polling import PollOutcome, PollResult, poll
from zharia.articles.feeds.preview import FeedPreview, preview_feed
from zharia.articles.feeds.queries import watched_feeds
from zharia.articles.feeds.rules import FeedRules
from zharia.articles.feeds.subscriptions import add_feed, change_feed, poll_soon, remove_feed
from zharia.articles.importing import ImportResult, import_articles, parse_articles
from zharia.articles.listing import ListedArticle, count_articles, find_articles, recent_articles
from zharia.articles.model import Article, ArticleEdition, ArticleTranslation
from zharia.articles.queries import (
    article,
    article_by_external_id,
    edition,
    editions,
    page_of_photo,
    photos_in_use,
    sources,
)
from zharia.articles.sources import API, DESK
from zharia.articles.storing import Outcome, StoreResult, store
from zharia.errors.field_error import FieldError

__all__ = [
    "API",
    "DESK",
    "MAX_PAGES",
    "Article",
    "ArticleEdition",
    "ArticleError",
    "ArticleForm",
    "ArticlePayload",
    "ArticleTranslation",
    "Content",
    "EditConflict",
    "Feed",
    "FeedKind",
    "FeedPreview",
    "FeedRules",
    "FieldError",
    "Image",
    "ImportResult",
    "IncomingArticle",
    "InvalidArticleError",
    "ListedArticle",
    "Note",
    "Outcome",
    "PollOutcome",
    "PollResult",
    "Scope",
    "StoreResult",
    "Term",
    "Translation",
    "UnreadableFeedError",
    "add_feed",
    "article",
    "article_by_external_id",
    "awaits_photo",
    "change_feed",
    "count_articles",
    "delete_expired_retries",
    "due_feeds",
    "edition",
    "editions",
    "find_articles",
    "import_articles",
    "open_form",
    "page_of_photo",
    "parse_articles",
    "photos_in_use",
    "poll",
    "poll_soon",
    "preview_feed",
    "read_article",
    "recent_articles",
    "release_feed_leases",
    "remove_feed",
    "retry_photos",
    "sources",
    "store",
    "watched_feeds",
    "write_article",
]
