"""Sandboxed parsing: feeds and pages read in processes that are bounded in time and memory.

`parse` and `page_image` do what those of `parsing` and `page_metadata` do, for bytes from
anywhere. What is known to keep a parser busy is refused there at once; this holds for the rest.
"""

import atexit
import logging
from functools import cache
from typing import Final

from pydantic import TypeAdapter, ValidationError

from zharia.articles.content import Image
from zharia.articles.errors import UnreadableFeedError
from zharia.articles.feeds.parsed import ParsedFeed
from zharia.articles.feeds.size_limit import MAX_BYTES, too_large
from zharia.errors import ErrorCode
from zharia.media import worker_protocol
from zharia.media.worker_pool import WorkerPool, WorkersCannotStart
from zharia.media.worker_process import WorkerDied, WorkerTimedOut

#: by the clock, so with room for a busy machine: 500 long articles take a second of CPU
SECONDS: Final = 20.0
#: address space in bytes: the largest feed takes a seventh of it
MEMORY_BYTES: Final = 1 << 30
#: documents read at once, as many as feeds are polled at once: one that takes all its time keeps
#: no other waiting
AT_ONCE: Final = 4

_REQUESTS_PER_WORKER: Final = 500
#: characters of an address or a type that a header carries
_MAX_HEADER_VALUE: Final = 4000

log = logging.getLogger(__name__)


class PageUnreadable(Exception):
    """A page was not parsed: it takes too long, or no worker is available, which may pass."""


# One for the process: it holds nothing but running workers, which start when first needed, and
# leave with us however we end.
_READERS: Final = WorkerPool(
    "zharia.service.feed_reader",
    AT_ONCE,
    memory_bytes=MEMORY_BYTES,
    seconds=SECONDS,
    requests_each=_REQUESTS_PER_WORKER,
    idle=1,
)
atexit.register(_READERS.close)


def parse(
    body: bytes, content_type: str = "", url: str = "", *, readers: WorkerPool = _READERS
) -> ParsedFeed:
    """Read a feed of any kind. Raises UnreadableFeedError, `too-slow` if it takes too long."""
    if len(body) > MAX_BYTES:
        raise too_large()
    try:
        answer = readers.ask(_header("feed", content_type, url), body, _parse_feed)
    except WorkerTimedOut:
        raise UnreadableFeedError(
            ErrorCode.FEED_TOO_SLOW,
            "Reading this feed takes longer than 500 articles can need; it was given up.",
        ) from None
    except WorkerDied as error:
        log.warning("the feed %s ended its reader twice: %s", url, error)
        raise UnreadableFeedError(
            ErrorCode.FEED_TOO_COMPLEX, "The feed could not be read: its reader broke down over it."
        ) from None
    except WorkersCannotStart as error:
        raise UnreadableFeedError(
            ErrorCode.FEED_READER_UNAVAILABLE,
            f"No process to read the feed in could be started: {error}.",
        ) from None
    if isinstance(answer, UnreadableFeedError):
        raise answer
    return answer


def page_image(
    body: bytes, content_type: str, url: str, *, readers: WorkerPool = _READERS
) -> Image | None:
    """The photo that a page names for sharing. Raises `PageUnreadable`."""
    try:
        return readers.ask(_header("page", content_type, url), body, _parse_image)
    except (WorkerTimedOut, WorkerDied, WorkersCannotStart) as error:
        log.warning("the page %s could not be read: %r", url, error)
        raise PageUnreadable from error


def _header(read: str, content_type: str, url: str) -> worker_protocol.Header:
    return {"read": read, "type": content_type[:_MAX_HEADER_VALUE], "url": url[:_MAX_HEADER_VALUE]}


@cache
def _feed() -> TypeAdapter[ParsedFeed]:
    return TypeAdapter(ParsedFeed)


@cache
def _image() -> TypeAdapter[Image | None]:
    return TypeAdapter(Image | None)


def _parse_feed(
    answer: worker_protocol.Header, document: bytes
) -> ParsedFeed | UnreadableFeedError:
    try:
        if "error" in answer:
            code, words = ErrorCode(answer["error"]), str(answer["words"])
            return UnreadableFeedError(code, words, tuple(map(str, answer.get("offers", ()))))
        return _feed().validate_json(document)
    except (KeyError, ValueError) as error:
        raise WorkerDied("an answer that makes no sense") from error


def _parse_image(answer: worker_protocol.Header, document: bytes) -> Image | None:
    try:
        return None if "error" in answer else _image().validate_json(document)
    except ValidationError as error:
        raise WorkerDied("an answer that makes no sense") from error
