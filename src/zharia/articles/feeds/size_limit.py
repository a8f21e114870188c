"""Size limit of feeds, for those who fetch them and those who parse them."""

from typing import Final

from zharia.articles.errors import UnreadableFeedError
from zharia.errors import ErrorCode

#: bytes of one feed; 500 long articles with markup take about half of it
MAX_BYTES: Final = 8_000_000


def too_large() -> UnreadableFeedError:
    """The error for a feed of more than `MAX_BYTES`."""
    return UnreadableFeedError(
        ErrorCode.FEED_TOO_LARGE,
        f"This feed is larger than {MAX_BYTES // 1_000_000} MB; shorten it.",
    )
