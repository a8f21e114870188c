"""Deletion detection: whether posts that are no longer listed still exist.

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
from zharia.articles.feeds.untrusted_json import as_mapping, as_text, parse_json
from zharia.articles.matching import same_page
from zharia.errors import ErrorCode
from zharia.fetch import BadStatusError, Fetcher, FetchError

#: seconds and bytes for one post
SECONDS: Final = 10.0
MAX_BYTES: Final = 2_000_000
#: posts that are asked for one by one in a poll, and seconds for them: the others wait for the
#: next one
MAX_CHECKS: Final = 20
SECONDS_FOR_ALL: Final = 40.0
#: as many missing at once, with none of the others there, are a site that has moved
MOVED_SITE: Final = 2

_DELETED: Final = frozenset({"rest_post_invalid_id", "rest_post_gone"})
_FORBIDDEN: Final = frozenset({"rest_forbidden", "rest_cannot_read", "rest_cannot_read_post"})


@dataclass(frozen=True, slots=True)
class ListedVersion:
    """A version of an article that the site has listed."""

    article_id: str
    language: str
    #: of the post at its site; several where the site has counted anew
    post_ids: tuple[str, ...]
    url: str
    #: when it came in
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DeletionCheck:
    """The deleted ones among posts that were not listed."""

    deleted: tuple[tuple[ListedVersion, RetractionReason], ...] = ()
    notes: tuple[Note, ...] = ()


class _Inconclusive(Exception):
    """The site's answer proves neither that a post exists nor that it does not."""


def find_deleted(
    fetcher: Fetcher,
    url: str,
    candidates: Sequence[ListedVersion],
    listed: Sequence[str],
    *,
    known_since: datetime | None,
    size: int = routes.MAX_PER_PAGE,
) -> DeletionCheck:
    """Ask for those of the candidates that are not `listed`, by number, `size` of them at once.

    `known_since` is when the first of those on the list came in, None if none is known: where
    many are missing, and all that is there came in after them, it is another site by now.
    """
    unseen = [one for one in candidates if not set(one.post_ids).intersection(listed)]
    if not unseen:
        return DeletionCheck()
    deleted: list[tuple[ListedVersion, RetractionReason]] = []
    deadline = time.monotonic() + SECONDS_FOR_ALL
    try:
        shown = _listed_ids(
            fetcher, url, [number for one in unseen for number in one.post_ids], size
        )
        missing = [one for one in unseen if not shown.intersection(one.post_ids)]
        if len(missing) >= MOVED_SITE and not _is_same_site(candidates, missing, known_since):
            return DeletionCheck(notes=(_moved_note(url, len(missing)),))
        if missing and _contradicts_list(fetcher, url, listed):
            return DeletionCheck(notes=(_inconclusive_note(url),))
        for one in missing[:MAX_CHECKS]:
            if time.monotonic() > deadline:
                break
            reason = _deletion_reason(fetcher, url, one)
            if reason is not None:
                deleted.append((one, reason))
    except _Inconclusive:
        return DeletionCheck(tuple(deleted), (_inconclusive_note(url),))
    return DeletionCheck(tuple(deleted))


def _is_same_site(
    candidates: Sequence[ListedVersion],
    missing: Sequence[ListedVersion],
    known_since: datetime | None,
) -> bool:
    there = [one.created_at for one in candidates if one not in missing]
    oldest = min([*there, *([known_since] if known_since else [])], default=None)
    return oldest is not None and oldest <= max(one.created_at for one in missing)


def _deletion_reason(fetcher: Fetcher, url: str, one: ListedVersion) -> RetractionReason | None:
    reason = None
    for number in one.post_ids:
        reason = retraction_reason(fetcher, url, number)
        if reason is None:
            return None
    if reason is RetractionReason.DELETED and _has_new_number(fetcher, url, one):
        return None
    return reason


def is_public(fetcher: Fetcher, url: str, number: str) -> bool:
    """Whether a post is public, by its own route and not a cached list."""
    try:
        return retraction_reason(fetcher, url, number) is None
    except _Inconclusive:
        return False


def retraction_reason(fetcher: Fetcher, url: str, number: str) -> RetractionReason | None:
    """Why a post is not public; None if it is. Raises `_Inconclusive`."""
    try:
        post_url = routes.post_by_id(url, number)
        response = fetcher.fetch(post_url, max_bytes=MAX_BYTES, seconds=SECONDS)
    except BadStatusError as error:
        reason = reason_of_error(error.status, error.body)
        if reason is None:
            raise _Inconclusive from error
        return reason
    except FetchError as error:
        raise _Inconclusive from error
    post = as_mapping(_parse(response.body))
    if as_text(post.get("id")) != number:
        raise _Inconclusive
    return wordpress.withheld(post)


def reason_of_error(status: int, body: bytes) -> RetractionReason | None:
    """The retraction that an error response proves; None: none. Pure."""
    if status == HTTPStatus.GONE:
        return RetractionReason.DELETED
    try:
        error: Mapping[str, Any] = as_mapping(_parse(body))
    except _Inconclusive:
        return None
    code = as_text(error.get("code"))
    if status == HTTPStatus.NOT_FOUND and code in _DELETED:
        return RetractionReason.DELETED
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN} and code in _FORBIDDEN:
        return RetractionReason.UNPUBLISHED
    return None


def _listed_ids(fetcher: Fetcher, url: str, numbers: list[str], size: int) -> set[str]:
    """Which of these posts the site lists if it is asked for just them."""
    shown: set[str] = set()
    at_once = size or routes.DEFAULT_PER_PAGE
    for start in range(0, len(numbers), at_once):
        posts = _fetch_list(
            fetcher, routes.posts_by_id(url, numbers[start : start + at_once], size)
        )
        shown |= {as_text(post.get("id")) for post in posts}
    return shown


def _has_new_number(fetcher: Fetcher, url: str, one: ListedVersion) -> bool:
    """Whether the story exists under another id, as after a site was copied."""
    slug = unquote(urlsplit(one.url).path).rstrip("/").rpartition("/")[2]
    if not slug:
        return False
    return any(
        unquote(as_text(post.get("slug"))) == slug or same_page(as_text(post.get("link")), one.url)
        for post in _fetch_list(fetcher, routes.posts_by_slug(url, slug))
    )


def _contradicts_list(fetcher: Fetcher, url: str, listed: Sequence[str]) -> bool:
    """Whether the site denies a post on its own list, too: then that proves nothing."""
    try:
        said = retraction_reason(fetcher, url, listed[0]) if listed else None
    except _Inconclusive:
        return False
    return said in {RetractionReason.DELETED, RetractionReason.UNPUBLISHED}


def _fetch_list(fetcher: Fetcher, url: str) -> list[Mapping[str, Any]]:
    """Fetch a list of posts; empty where the site rejects the parameters (400)."""
    try:
        response = fetcher.fetch(url, max_bytes=MAX_BYTES, seconds=SECONDS)
    except BadStatusError as error:
        if error.status == HTTPStatus.BAD_REQUEST:
            return []
        raise _Inconclusive from error
    except FetchError as error:
        raise _Inconclusive from error
    posts = _parse(response.body)
    if not isinstance(posts, list):
        raise _Inconclusive
    return [as_mapping(post) for post in posts]


def _parse(body: bytes) -> object:
    try:
        return parse_json(decode(body, "application/json"))
    except UnreadableFeedError as error:
        raise _Inconclusive from error


def _moved_note(url: str, count: int) -> Note:
    message = (
        f"{count} posts are missing at once, and what the site lists now came in after them: it may"
        " have moved. Nothing was taken back."
    )
    return Note(url, ErrorCode.FEED_ALL_MISSING, message, skipped=False)


def _inconclusive_note(url: str) -> Note:
    message = "Posts are missing from the list, and the site does not say why."
    return Note(url, ErrorCode.FEED_MISSING_UNCLEAR, message, skipped=False)
