"""Pictures the pages show: previews of pulled photos, and avatars drawn from two colours."""

import base64
import hashlib
import re
from html import escape

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from zharia.simulator.pages import words
from zharia.simulator.pages.rendering import simulator_of

_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|[a-z]{3,20}")

_AVATAR = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">
<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1">
<stop stop-color="{0}"/><stop offset="1" stop-color="{1}"/></linearGradient></defs>
<path fill="url(#g)" d="M0 0h96v96H0z"/><circle cx="84" cy="4" r="34" fill="#fff" opacity=".13"/>
<circle cx="6" cy="98" r="32" fill="#000" opacity=".08"/>
<text x="48" y="65" text-anchor="middle" fill="#fff" font-size="48" font-weight="700"
 font-family="'TikTok Sans',system-ui,'Helvetica Neue',Arial,'DejaVu Sans',sans-serif">{2}</text>
</svg>"""


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
    for post in simulator_of(request).state.posts:
        if post.publish_id == publish_id and 1 <= number <= len(post.photos):
            preview = post.photos[number - 1].preview
            if preview:
                content = base64.b64decode(preview)
                return _answer(request, content, "image/jpeg", "private, max-age=600")
    return PlainTextResponse("no such photo", status_code=404)


async def avatar(request: Request) -> Response:
    user = simulator_of(request).user(request.path_params["username"])
    if user is None:
        return PlainTextResponse("no such user", status_code=404)
    start, end = (c if _COLOUR.fullmatch(c) else "#888" for c in user.avatar)
    svg = _AVATAR.format(start, end, escape(words.initial(user)))
    return _answer(request, svg.encode(), "image/svg+xml", "no-cache")
