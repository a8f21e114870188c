"""Images of the pages: previews of pulled photos, and avatars."""

import base64
import hashlib

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from zharia.simulator import avatar
from zharia.simulator.world import world_of


def _answer(request: Request, content: bytes, media_type: str, cache: str) -> Response:
    etag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    headers = {
        "ETag": etag,
        "Cache-Control": cache,
        "X-Content-Type-Options": "nosniff",
        # a preview opened on its own runs nothing, whatever is in it
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    }
    known = request.headers.get("if-none-match", "")
    if etag in {tag.strip() for tag in known.split(",")}:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)


async def photo(request: Request) -> Response:
    publish_id, number = request.path_params["publish_id"], request.path_params["number"]
    for post in world_of(request).state.posts:
        if post.publish_id == publish_id and 1 <= number <= len(post.photos):
            preview = post.photos[number - 1].preview
            if preview:
                content = base64.b64decode(preview)
                return _answer(request, content, "image/jpeg", "private, max-age=600")
    return PlainTextResponse("no such photo", status_code=404)


async def user_avatar(request: Request) -> Response:
    user = world_of(request).user(request.path_params["username"])
    if user is None:
        return PlainTextResponse("no such user", status_code=404)
    return _answer(request, avatar.svg(user), "image/svg+xml", "no-cache")
