"""What can be wrong with an article or a feed, told to the person who can mend it.

ArticleError
├── InvalidArticleError      an article or a setting: every problem names its field and its remedy
├── EditConflict             somebody else changed the article since its form was opened
└── UnreadableFeedError      nothing can be taken from these bytes; `code` says why
"""

from zharia.articles.field_texts import EDITED_MEANWHILE
from zharia.errors import ErrorCode
from zharia.errors.field_error import InvalidFields


class ArticleError(Exception):
    """Input that cannot be used. The message is for an editor or an administrator."""


class InvalidArticleError(InvalidFields, ArticleError):
    """At least one field of an article, or of a feed's settings, is invalid."""


class EditConflict(ArticleError):
    """Edit conflict: nothing was saved; show both versions."""

    def __init__(self, article_id: str, *, opened: int, current: int) -> None:
        super().__init__(str(EDITED_MEANWHILE))
        self.message = EDITED_MEANWHILE
        self.article_id = article_id
        #: the edition that the form was opened with
        self.opened = opened
        #: the edition that there is now
        self.current = current


class UnreadableFeedError(ArticleError):
    """The document is no feed that can be read.

    `code` is stable: `empty`, `too-large`, `too-complex`, `too-slow`, `not-a-feed`, `web-page`,
    `bad-json`, `no-file`, `reader-unavailable`. What can go wrong on the way to an address is
    zharia.fetch's FetchError.
    """

    def __init__(self, code: ErrorCode, message: str, offers: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        #: addresses of the feeds that a web page offers
        self.offers = offers
