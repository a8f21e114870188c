"""The process that reads foreign documents: `python -m zharia.articles.feeds.reader`.

See `bounded`, which asks it, and `zharia.media.serving_worker`.
"""

from typing import Any

from pydantic import TypeAdapter

from zharia.articles.content import Image
from zharia.articles.errors import UnreadableFeedError
from zharia.articles.feeds.pages import page_image
from zharia.articles.feeds.parsed import ParsedFeed
from zharia.articles.feeds.parsing import parse
from zharia.media import wire
from zharia.media.serving_worker import serve

_FEED = TypeAdapter(ParsedFeed)
_IMAGE: TypeAdapter[Image | None] = TypeAdapter(Image | None)
#: of an error's words: a header is small
_MOST_WORDS = 2000


def answer(header: wire.Header, body: bytes) -> tuple[wire.Header, bytes]:
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
        # What is left of it may stand in the way of the next one: have us replaced.
        words = "Reading this feed takes more memory than 500 articles can need."
        return _error("too-complex", words, worn=True), b""
    except Exception as error:  # noqa: BLE001 - foreign code on foreign bytes: anything can come
        return _error("not-a-feed", f"The feed cannot be read: {error!r:.200}."), b""


def _error(code: str, words: str, **more: Any) -> wire.Header:
    return {"error": code, "words": words[:_MOST_WORDS], **more}


if __name__ == "__main__":
    serve(answer)
