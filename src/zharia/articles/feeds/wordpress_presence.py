"""Deletion detection: whether a WordPress site still shows what it once listed.

A post may be missing from a list because it is old, from a cache, or because it was trashed,
deleted, made private, or is a draft or scheduled again. So a missing one is asked for by its
number, and only WordPress's own word counts (REST API handbook, `reference/posts` and
`frequently-asked-questions`): `rest_post_invalid_id` with 404, or 410, for one that is deleted,
and `rest_forbidden` with 401 or 403 for one that is not for everybody. Whatever a broken server,
a firewall or another site may answer changes nothing.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from zharia.articles.content import Note, RetractionReason
from zharia.articles.errors import UnreadableFeedError
from zharia.articles.feeds import wordpress
from zharia.articles.feeds import wordpress_routes as routes
from zharia.articles.feeds.encoding import decode
from zharia.articles.feeds.jsonvalues import load, mapping, text
from zharia.articles.matching import same_page
from zharia.errors import ErrorCode
from zharia.fetch import BadStatusError, Fetcher, FetchError

#: seconds and bytes for one post
SECONDS: Final = 10.0
MAX_BYTES: Final = 2_000_000
#: posts that are asked for one by one in a poll, and seconds for them: the others wait for the
#: next one
MOST: Final = 20
SECONDS_FOR_ALL: Final = 40.0
#: as many missing at once, with none of the others there, are a site that has moved
SUSPICIOUS: Final = 2

_DELETED: Final = frozenset({"rest_post_invalid_id", "rest_post_gone"})
_FORBIDDEN: Final = frozenset({"rest_forbidden", "rest_cannot_read", "rest_cannot_read_post"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A version of an article that the site has listed."""

    article_id: str
    language: str
    #: of the post at its site; several where the site has counted anew
    numbers: tuple[str, ...]
    url: str
    #: when it came in
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Gone:
    candidate: Candidate
    reason: RetractionReason


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of looking for those that a list did not show."""

    gone: tuple[Gone, ...] = ()
    notes: tuple[Note, ...] = ()


class _CannotTell(Exception):
    """The site gave no answer that proves anything."""


def look_for(
    fetcher: Fetcher,
    url: str,
    candidates: Sequence[Candidate],
    listed: Sequence[str],
    *,
    known_since: datetime | None,
    size: int = routes.MOST,
) -> Looked:
    """Ask for those of the candidates that are not `listed`, by number, `size` of them at once.

    `known_since` is when the first of those on the list came in, None if none is known: where
    many are missing, and all that is there came in after them, it is another site by now.
    """
    unseen = [one for one in candidates if not set(one.numbers).intersection(listed)]
    if not unseen:
        return Looked()
    gone: list[Gone] = []
    deadline = time.monotonic() + SECONDS_FOR_ALL
    try:
        shown = _those(fetcher, url, [number for one in unseen for number in one.numbers], size)
        missing = [one for one in unseen if not shown.intersection(one.numbers)]
        if len(missing) >= SUSPICIOUS and not _is_same_site(candidates, missing, known_since):
            return Looked(notes=(_all_missing(url, len(missing)),))
        if missing and _denies_what_it_lists(fetcher, url, listed):
            return Looked(notes=(_cannot_tell(url),))
        for one in missing[:MOST]:
            if time.monotonic() > deadline:
                break
            reason = _why_gone(fetcher, url, one)
            if reason is not None:
                gone.append(Gone(one, reason))
    except _CannotTell:
        return Looked(tuple(gone), (_cannot_tell(url),))
    return Looked(tuple(gone))


def _is_same_site(
    candidates: Sequence[Candidate], missing: Sequence[Candidate], known_since: datetime | None
) -> bool:
    there = [one.created_at for one in candidates if one not in missing]
    oldest = min([*there, *([known_since] if known_since else [])], default=None)
    return oldest is not None and oldest <= max(one.created_at for one in missing)


def _why_gone(fetcher: Fetcher, url: str, one: Candidate) -> RetractionReason | None:
    reason = None
    for number in one.numbers:
        reason = says_of(fetcher, url, number)
        if reason is None:
            return None
    if reason is RetractionReason.DELETED and _is_under_another_number(fetcher, url, one):
        return None
    return reason


def is_shown(fetcher: Fetcher, url: str, number: str) -> bool:
    """Whether the site itself shows a post to everybody, whatever a cached list may say."""
    try:
        return says_of(fetcher, url, number) is None
    except _CannotTell:
        return False


def says_of(fetcher: Fetcher, url: str, number: str) -> RetractionReason | None:
    """Why the site does not show a post; None if it does. Raises `_CannotTell`."""
    try:
        answer = fetcher.fetch(routes.one(url, number), max_bytes=MAX_BYTES, seconds=SECONDS)
    except BadStatusError as error:
        reason = judged(error.status, error.body)
        if reason is None:
            raise _CannotTell from error
        return reason
    except FetchError as error:
        raise _CannotTell from error
    post = mapping(_json(answer.body))
    if text(post.get("id")) != number:
        raise _CannotTell
    return wordpress.withheld(post)


def judged(status: int, body: bytes) -> RetractionReason | None:
    """What an error about one post proves; None: nothing. Pure."""
    if status == HTTPStatus.GONE:
        return RetractionReason.DELETED
    try:
        error: Mapping[str, Any] = mapping(_json(body))
    except _CannotTell:
        return None
    code = text(error.get("code"))
    if status == HTTPStatus.NOT_FOUND and code in _DELETED:
        return RetractionReason.DELETED
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN} and code in _FORBIDDEN:
        return RetractionReason.UNPUBLISHED
    return None


def _those(fetcher: Fetcher, url: str, numbers: list[str], size: int) -> set[str]:
    """Which of these posts the site lists if it is asked for just them."""
    shown: set[str] = set()
    at_once = size or routes.UNASKED
    for start in range(0, len(numbers), at_once):
        posts = _list(fetcher, routes.those(url, numbers[start : start + at_once], size))
        shown |= {text(post.get("id")) for post in posts}
    return shown


def _is_under_another_number(fetcher: Fetcher, url: str, one: Candidate) -> bool:
    """Whether the story is there, as after a site was copied and its posts counted anew."""
    slug = unquote(urlsplit(one.url).path).rstrip("/").rpartition("/")[2]
    if not slug:
        return False
    return any(
        unquote(text(post.get("slug"))) == slug or same_page(text(post.get("link")), one.url)
        for post in _list(fetcher, routes.named(url, slug))
    )


def _denies_what_it_lists(fetcher: Fetcher, url: str, listed: Sequence[str]) -> bool:
    """Whether it says of a post on its list, too, that there is none: then that proves nothing."""
    try:
        said = says_of(fetcher, url, listed[0]) if listed else None
    except _CannotTell:
        return False
    return said in {RetractionReason.DELETED, RetractionReason.UNPUBLISHED}


def _list(fetcher: Fetcher, url: str) -> list[Mapping[str, Any]]:
    """A list of posts; empty where the site refuses the question."""
    try:
        answer = fetcher.fetch(url, max_bytes=MAX_BYTES, seconds=SECONDS)
    except BadStatusError as error:
        if error.status == HTTPStatus.BAD_REQUEST:
            return []
        raise _CannotTell from error
    except FetchError as error:
        raise _CannotTell from error
    posts = _json(answer.body)
    if not isinstance(posts, list):
        raise _CannotTell
    return [mapping(post) for post in posts]


def _json(body: bytes) -> object:
    try:
        return load(decode(body, "application/json"))
    except UnreadableFeedError as error:
        raise _CannotTell from error


def _all_missing(url: str, count: int) -> Note:
    message = (
        f"{count} posts are missing at once, and what the site lists now came in after them: it may"
        " have moved. Nothing was taken back."
    )
    return Note(url, ErrorCode.FEED_ALL_MISSING, message, skipped=False)


def _cannot_tell(url: str) -> Note:
    message = "Posts are missing from the list, and the site does not say why."
    return Note(url, ErrorCode.FEED_MISSING_UNCLEAR, message, skipped=False)
