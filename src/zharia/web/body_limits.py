"""Request body size limits: forms that carry photos take more than all others."""

from typing import Final

from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from zharia.media.workers import MAX_BYTES as MAX_PHOTO_BYTES

#: bytes: a long article in several languages is well under it
MAX_BYTES: Final = 4 * 1024 * 1024
#: bytes: a few photos as cameras make them, or one of the largest that is taken
MAX_WITH_PHOTOS: Final = MAX_PHOTO_BYTES + MAX_BYTES

#: forms that carry photos: how their paths begin and end
_WITH_PHOTOS: Final = (
    ("/admin/articles/", ("/new", "/edit", "/uploads")),
    ("/admin/settings/social-media/accounts/", "/photo"),
)


def max_body_bytes(scope: Scope) -> int:
    """What this request's body may have, in bytes."""
    path = scope["path"]
    photos = any(path.startswith(begin) and path.endswith(end) for begin, end in _WITH_PHOTOS)
    return MAX_WITH_PHOTOS if photos else MAX_BYTES


class BodyLimits:
    """Refuses a body while it comes in, whatever its head announced."""

    def __init__(self, app: ASGIApp) -> None:
        self._limited = {
            max_bytes: RequestBodyLimitMiddleware(app, max_body_size=max_bytes)
            for max_bytes in (MAX_BYTES, MAX_WITH_PHOTOS)
        }
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._limited[max_body_bytes(scope)](scope, receive, send)
