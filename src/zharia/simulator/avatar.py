"""Avatars as SVG, under signed URLs that expire, as TikTok's do."""

import hashlib
import re
from html import escape
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from zharia.simulator.model import User
from zharia.simulator.world import world_of

#: content-posting-api-reference-query-creator-info: the address lives two hours
LIFE_SECONDS = 2 * 3_600

_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|[a-z]{3,20}")

_SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">
<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1">
<stop stop-color="{0}"/><stop offset="1" stop-color="{1}"/></linearGradient></defs>
<path fill="url(#g)" d="M0 0h96v96H0z"/><circle cx="84" cy="4" r="34" fill="#fff" opacity=".13"/>
<circle cx="6" cy="98" r="32" fill="#000" opacity=".08"/>
<text x="48" y="65" text-anchor="middle" fill="#fff" font-size="48" font-weight="700"
 font-family="'TikTok Sans',system-ui,'Helvetica Neue',Arial,'DejaVu Sans',sans-serif">{2}</text>
</svg>"""


def url(request: Request, user: User, now: float) -> str:
    expires = int(now) + LIFE_SECONDS
    query = urlencode({"x-expires": expires, "x-signature": _signature(user.username, expires)})
    return f"{request.base_url}creator-avatar/{user.username}.svg?{query}"


def svg(user: User) -> bytes:
    """An SVG: the user's two colours and an initial."""
    start, end = (one if _COLOUR.fullmatch(one) else "#888" for one in user.avatar)
    letters = (one for one in user.nickname + user.username if one.isalnum())
    svg = _SVG.format(start, end, escape(next(letters, "?").upper()))
    return svg.encode()


def _signature(username: str, expires: int) -> str:
    return hashlib.sha256(f"avatar {username} {expires}".encode()).hexdigest()[:16]


async def _serve(request: Request) -> Response:
    world = world_of(request)
    user = world.user(request.path_params["username"])
    expires = request.query_params.get("x-expires", "")
    # Of so many digits Python still makes a number.
    if user is None or not (expires.isascii() and expires.isdigit() and len(expires) < 20):
        return PlainTextResponse("no such avatar", 404)
    if request.query_params.get("x-signature") != _signature(user.username, int(expires)):
        return PlainTextResponse("wrong signature", 403)
    if int(expires) <= world.clock.now():
        return PlainTextResponse("this address lived for two hours", 403)
    return Response(svg(user), media_type="image/svg+xml")


routes = [Route("/creator-avatar/{username}.svg", _serve)]
