"""Drawn avatars under an address that goes stale, as TikTok's do."""

import hashlib
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from zharia.simulator.model import User

if TYPE_CHECKING:
    from zharia.simulator.simulator import Simulator

#: content-posting-api-reference-query-creator-info: the address lives two hours
LIFE_SECONDS = 2 * 3_600


def url(request: Request, user: User, now: float) -> str:
    expires = int(now) + LIFE_SECONDS
    query = urlencode({"x-expires": expires, "x-signature": _mark(user.username, expires)})
    return f"{request.base_url}creator-avatar/{user.username}.svg?{query}"


def drawing(user: User) -> str:
    """An SVG: the user's two colours and the first letter of the nickname."""
    first, second = map(escape, user.avatar)
    letter = escape(user.nickname[:1] or "?")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
        f'<defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="{first}"/>'
        f'<stop offset="1" stop-color="{second}"/></linearGradient></defs>'
        '<rect width="100" height="100" fill="url(#g)"/>'
        '<text x="50" y="68" font-family="sans-serif" font-size="52" font-weight="700"'
        f' text-anchor="middle" fill="#fff">{letter}</text></svg>'
    )


def _mark(username: str, expires: int) -> str:
    return hashlib.sha256(f"avatar {username} {expires}".encode()).hexdigest()[:16]


async def _serve(request: Request) -> Response:
    simulator: Simulator = request.app.state.simulator
    user = simulator.user(request.path_params["username"])
    expires = request.query_params.get("x-expires", "")
    # Of so many digits Python still makes a number.
    if user is None or not (expires.isascii() and expires.isdigit() and len(expires) < 20):
        return PlainTextResponse("no such avatar", 404)
    if request.query_params.get("x-signature") != _mark(user.username, int(expires)):
        return PlainTextResponse("wrong signature", 403)
    if int(expires) <= simulator.clock.now():
        return PlainTextResponse("this address lived for two hours", 403)
    return Response(drawing(user), media_type="image/svg+xml")


routes = [Route("/creator-avatar/{username}.svg", _serve)]
