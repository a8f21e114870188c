"""What can be wrong with an article or a feed, told to the person who can mend it.

ArticleError
├── InvalidArticleError      the JSON of one article: every problem names its field and its remedy
└── UnreadableFeedError      nothing can be taken from these bytes; `code` says why
"""

from dataclasses import dataclass


class ArticleError(Exception):
    """Something that came in cannot be used. The message is for an editor or an administrator."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a field, e.g. `translations.kz.title`."""

    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.field else self.message


class InvalidArticleError(ArticleError):
    """An article's JSON breaks the contract in at least one field."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


class UnreadableFeedError(ArticleError):
    """The document is no feed of ours.

    `code` is stable: `empty`, `too-large`, `too-complex`, `not-a-feed`, `web-page`, `bad-json`,
    `no-file`. What can go wrong on the way to an address is zharia.fetch's FetchError.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
