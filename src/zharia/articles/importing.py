"""One-shot import: the articles of an address or a file, without watching it.

Takes a feed of any kind, or a JSON file with one article of our contract or a list of them.
"""

from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path

from zharia.articles.article_schema import read_article
from zharia.articles.content import IncomingArticle, Note
from zharia.articles.errors import InvalidArticleError, UnreadableFeedError
from zharia.articles.feeds import wordpress_routes
from zharia.articles.feeds.conversion import to_articles
from zharia.articles.feeds.encoding import decode
from zharia.articles.feeds.rules import FeedRules
from zharia.articles.feeds.sandbox import parse
from zharia.articles.feeds.size_limit import MAX_BYTES
from zharia.articles.feeds.untrusted_json import as_list, as_mapping, parse_json
from zharia.articles.urls import resolve
from zharia.errors import ErrorCode
from zharia.fetch import Fetcher


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The articles of a feed or file, to `store`, and what was skipped and why."""

    articles: tuple[IncomingArticle, ...]
    notes: tuple[Note, ...] = ()


def import_articles(
    url_or_path: str, fetcher: Fetcher, rules: FeedRules | None = None, default_zone: tzinfo = UTC
) -> ImportResult:
    """Read a feed or article file. Raises UnreadableFeedError, and FetchError for an address.

    `default_zone` is the installation's time zone, for dates that name none.
    """
    address = resolve("", url_or_path) or url_or_path
    if address.startswith(("http://", "https://")):
        response = fetcher.fetch(wordpress_routes.with_embed(address), max_bytes=MAX_BYTES)
        content_type = response.headers.get("content-type", "")
        return parse_articles(response.body, content_type, response.url, rules, default_zone)
    path = Path(url_or_path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableFeedError(
                ErrorCode.FEED_TOO_LARGE, f"{path} is larger than {MAX_BYTES} bytes."
            )
        body = path.read_bytes()
    except OSError as error:
        raise UnreadableFeedError(ErrorCode.FEED_NO_FILE, f"{path}: {error.strerror}.") from None
    return parse_articles(body, rules=rules, default_zone=default_zone)


def parse_articles(
    body: bytes,
    content_type: str = "",
    url: str = "",
    rules: FeedRules | None = None,
    default_zone: tzinfo = UTC,
) -> ImportResult:
    """Read bytes that hold a feed or articles. Raises UnreadableFeedError."""
    text = decode(body, content_type)
    if text.lstrip()[:1] in ("{", "["):
        document = parse_json(text)
        entries = as_list(document) or [document]
        if all("externalId" in as_mapping(entry) for entry in entries):
            return _parse_json_articles(entries)
    parsed = parse(body, content_type, url)
    found, notes = to_articles(parsed, rules or FeedRules(), default_zone)
    return ImportResult(tuple(found), tuple(notes))


def _parse_json_articles(entries: list[object]) -> ImportResult:
    found: list[IncomingArticle] = []
    notes: list[Note] = []
    for number, entry in enumerate(entries, start=1):
        name = f"#{number}"
        try:
            accepted = read_article(entry)
        except InvalidArticleError as error:
            notes.append(Note(name, ErrorCode.FEED_INVALID, str(error)))
            continue
        found.append(accepted.article)
        if accepted.ignored:
            unknown = ", ".join(accepted.ignored)[:500]
            notes.append(
                Note(name, ErrorCode.FEED_UNKNOWN_FIELD, f"Left out: {unknown}.", skipped=False)
            )
    return ImportResult(tuple(found), tuple(notes))
