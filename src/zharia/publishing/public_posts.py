"""The public posts that came of a publication. Pure.

As a rule there is one at most. But a creator may post the same draft again: TikTok then names a
further post under the same publish id (`content-posting-api-reference-get-video-status`).
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from zharia.publishing.model import Publication
from zharia.publishing.states import State
from zharia.publishing.status_kinds import StatusKind, StatusUpdate


@dataclass(frozen=True, slots=True)
class PublicPost:
    """One of TikTok's posts, by its id of 19 digits."""

    post_id: str
    attempt_id: str
    #: False once TikTok has said that it is no longer public
    public: bool = True


def known_posts(publication: Publication) -> tuple[PublicPost, ...]:
    """Every public post that TikTok has named, in its order."""
    kept = tuple(PublicPost(**one) for one in publication.public_posts or ())
    post_id, attempt_id = publication.post_id, publication.attempt_id
    if post_id and attempt_id and post_id not in {one.post_id for one in kept}:
        # Of a row from before further posts were kept.
        return (PublicPost(post_id, attempt_id, publication.state != State.REMOVED), *kept)
    return kept


@dataclass(frozen=True, slots=True)
class PostChanges:
    """What one status update of an attempt makes of its publication's public posts."""

    posts: tuple[PublicPost, ...]
    #: ids that were not known before
    new_ids: tuple[str, ...]
    #: of the attempt's posts that are public, as far as is known
    public_ids: tuple[str, ...]
    #: whether `posts` differs from before
    changed: bool


def apply_update(publication: Publication, attempt_id: str, status: StatusUpdate) -> PostChanges:
    """Apply a status update to the known posts."""
    before = known_posts(publication)
    found = {one.post_id: one for one in before}
    new_ids = tuple(post_id for post_id in status.post_ids if post_id not in found)
    for post_id in status.post_ids:
        one = found.setdefault(post_id, PublicPost(post_id, attempt_id))
        # "Published" says nothing about one that is known to be removed.
        if status.kind in {StatusKind.PUBLIC, StatusKind.NOT_PUBLIC}:
            found[post_id] = replace(one, public=status.kind is StatusKind.PUBLIC)
    public_ids = tuple(
        one.post_id for one in found.values() if one.public and one.attempt_id == attempt_id
    )
    posts = tuple(found.values())
    return PostChanges(posts, new_ids, public_ids, changed=posts != before)


def to_json(posts: Iterable[PublicPost]) -> list[Any]:
    """As `Publication.public_posts` keeps them."""
    return [asdict(one) for one in posts]


def further_ids(publication: Publication) -> list[str]:
    """Those that are public beside `Publication.post_id`."""
    return [
        one.post_id
        for one in known_posts(publication)
        if one.public and one.post_id != publication.post_id
    ]
