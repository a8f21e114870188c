"""Listing a user's public posts: `/v2/video/list/` and `/v2/video/query/`.

Sources: tiktok-api-v2-video-list, tiktok-api-v2-video-query, tiktok-api-v2-video-object. Whether
photo posts are among the videos is not verified; here they are, with `duration` 0.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from zharia.simulator.endpoint import (
    CallContext,
    api_refusal,
    authenticate,
    json_body,
    requested_fields,
    route,
)
from zharia.simulator.envelope import Refused, api_body, json_response
from zharia.simulator.model import Photo, Post, User

#: tiktok-api-v2-video-list
DEFAULT_COUNT, MOST_COUNT = 10, 20
#: tiktok-api-v2-video-query
MOST_IDS = 20
#: characters, tiktok-api-v2-video-object
_TEXT_LENGTH = 150
_FIELDS = (
    "id",
    "create_time",
    "cover_image_url",
    "share_url",
    "video_description",
    "duration",
    "height",
    "width",
    "title",
    "embed_html",
    "embed_link",
    "like_count",
    "comment_count",
    "share_count",
    "view_count",
    "is_aigc",
)


@dataclass(frozen=True)
class _Listed:
    """One public post; a draft that was posted twice is two."""

    post: Post
    post_id: int
    posted_at: float
    #: UTC in milliseconds, and another for each, so that no page skips a post
    cursor: int = 0


async def video_list(call: CallContext) -> Response:
    user = _authorized(call, "video_list")
    fields = _fields(call)
    body = json_body(call) if call.body.strip() else {}
    if not isinstance(body, dict):
        raise Refused("invalid_params", "the body is not a JSON object")
    count = _integer(call, body, "max_count", DEFAULT_COUNT)
    if not 1 <= count <= MOST_COUNT:
        raise Refused("invalid_params", f"max_count is {count}; 1 to {MOST_COUNT}")
    # UTC in milliseconds: what was posted before; absent or 0 is the newest.
    cursor = _integer(call, body, "cursor", 0)
    older = [one for one in _public_posts(call, user) if not cursor or one.cursor < cursor]
    page = older[:count]
    data = {
        "videos": [_video(call.request, user, one, fields) for one in page],
        "cursor": page[-1].cursor if page else cursor,
        "has_more": len(older) > len(page),
    }
    return json_response(api_body(data, log_id=call.log_id))


async def video_query(call: CallContext) -> Response:
    user = _authorized(call, "video_query")
    fields = _fields(call)
    body = json_body(call)
    filters = body.get("filters") if isinstance(body, dict) else None
    ids = filters.get("video_ids") if isinstance(filters, dict) else None
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise Refused("invalid_params", "filters.video_ids is not a list of strings")
    if not 1 <= len(ids) <= MOST_IDS:
        raise Refused("invalid_params", f"filters.video_ids has {len(ids)} ids; 1 to {MOST_IDS}")
    found = [one for one in _public_posts(call, user) if str(one.post_id) in ids]
    data = {"videos": [_video(call.request, user, one, fields) for one in found]}
    return json_response(api_body(data, log_id=call.log_id))


def _authorized(call: CallContext, limit: str) -> User:
    _, user, grant = authenticate(call, limit)
    if "video.list" not in grant.scopes:
        raise Refused("scope_not_authorized", f"{limit} needs video.list")
    return user


def _fields(call: CallContext) -> list[str]:
    fields = requested_fields(call)
    for name in fields:
        if name not in _FIELDS:
            raise Refused("invalid_params", f"fields: {name!r} is not a field of a video")
    return fields


def _integer(call: CallContext, body: dict[str, Any], name: str, default: int) -> int:
    value = body.get(name, default)
    if value is None and not call.world.settings.strict:
        call.wrong.append(f"{name} is null; it was ignored")
        return default
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Refused("invalid_params", f"{name} is not a whole number: {json.dumps(value)}")
    return value


def _public_posts(call: CallContext, user: User) -> list[_Listed]:
    """Everything public of a user's, whichever app posted it, newest first."""
    posts = (post for post in call.world.state.posts if post.username == user.username)
    found = sorted((one for post in posts for one in _listed(post)), key=lambda one: one.posted_at)
    listed: list[_Listed] = []
    for one in found:
        after = listed[-1].cursor if listed else 0
        listed.append(replace(one, cursor=max(int(one.posted_at * 1000), after + 1)))
    return listed[::-1]


def _listed(post: Post) -> Iterator[_Listed]:
    if post.public_at:
        yield _Listed(post, post.post_id, post.completed_at)
    for repost in post.reposts:
        if repost.public_at:
            yield _Listed(post, repost.post_id, repost.completed_at)


def _video(request: Request, user: User, one: _Listed, fields: list[str]) -> dict[str, object]:
    post, base = one.post, request.base_url
    cover: Photo = post.photos[post.cover_index]
    share_url = f"{base}@{user.username}/photo/{one.post_id}"
    values: dict[str, object] = {
        # A string, unlike the ids of a post's status.
        "id": str(one.post_id),
        "create_time": int(one.posted_at),
        "cover_image_url": f"{base}photo/{post.publish_id}/{post.cover_index + 1}.jpg",
        "share_url": share_url,
        "video_description": post.description[:_TEXT_LENGTH],
        "duration": 0,
        "height": cover.height,
        "width": cover.width,
        "title": post.title[:_TEXT_LENGTH],
        "embed_html": f'<blockquote cite="{share_url}"></blockquote>',
        "embed_link": share_url,
        "like_count": 0,
        "comment_count": 0,
        "share_count": 0,
        "view_count": 0,
        "is_aigc": post.is_aigc,
    }
    return {name: values[name] for name in fields}


routes = [
    route("POST", "/v2/video/list/", "video_list", video_list, api_refusal),
    route("POST", "/v2/video/query/", "video_query", video_query, api_refusal),
]
