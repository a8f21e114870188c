"""The process that parses foreign feeds and pages: `python -m zharia.service.feed_reader`.

See `zharia.articles.feeds.sandbox`, which asks it, and `zharia.media.worker_loop`.
"""

import sys
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from pydantic import TypeAdapter

# The package's own `__init__` imports the database, which would double the second that this
# process takes to start, and its memory. Nothing that reads a document needs it.
if __name__ == "__main__":
    _front = ModuleType("zharia.articles")
    _front.__path__ = [str(Path(__file__).parents[1] / "articles")]
    sys.modules["zharia.articles"] = _front

from zharia.articles.content import Image
from zharia.articles.errors import UnreadableFeedError
from zharia.articles.feeds.page_metadata import page_image
from zharia.articles.feeds.parsed import ParsedFeed
from zharia.articles.feeds.parsing import parse
from zharia.errors import ErrorCode
from zharia.media import worker_protocol
from zharia.media.worker_loop import serve

_FEED: Final = TypeAdapter(ParsedFeed)
_IMAGE: Final[TypeAdapter[Image | None]] = TypeAdapter(Image | None)
#: characters of an error's message: a header is small
_MOST_WORDS: Final = 2000


def answer(header: worker_protocol.Header, body: bytes) -> tuple[worker_protocol.Header, bytes]:
    """A feed or a page's photo as JSON, or why there is none."""
    document = (body, str(header["type"]), str(header["url"]))
    try:
        if header["read"] == "page":
            return {}, _IMAGE.dump_json(page_image(*document))
        return {}, _FEED.dump_json(parse(*document))
    except UnreadableFeedError as error:
        offers = [one[:_MOST_WORDS] for one in error.offers[:20]]
        return _error(error.code, str(error), offers=offers), b""
    except MemoryError:
        # What is left in memory may be too much for the next one: have this process replaced.
        words = "Reading this feed takes more memory than 500 articles can need."
        return _error(ErrorCode.FEED_TOO_COMPLEX, words, worn=True), b""
    except Exception as error:  # noqa: BLE001 - foreign code on foreign bytes: anything can come
        return _error(ErrorCode.FEED_NOT_A_FEED, f"The feed cannot be read: {error!r:.200}."), b""


def _error(code: ErrorCode, words: str, **more: Any) -> worker_protocol.Header:
    return {"error": code, "words": words[:_MOST_WORDS], **more}


if __name__ == "__main__":
    serve(answer)
