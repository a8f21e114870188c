"""Thumbnails of photos, cached by the browser, with a placeholder for one that is missing.

They are foreign photos, so the guarded fetcher gets them and a bounded process decodes them, as
for a post. A page never shows a foreign address itself.
"""

import hashlib
from collections.abc import Callable
from typing import Annotated, Final

import anyio
from anyio import CapacityLimiter
from fastapi import APIRouter, Path, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from zharia.media.errors import MediaError
from zharia.media.library import THUMBNAIL_SIZES
from zharia.media.prepared import Layout
from zharia.publishing.queries import attempt
from zharia.web.context import WebContext
from zharia.web.pages.base.photo_urls import LARGE
from zharia.web.pages.base.view import EditorView

router = APIRouter(prefix="/admin/photos", include_in_schema=False)

#: photos that are made at a time: a slow host must not keep pages waiting for a thread
MAX_CONCURRENT: Final = 6

#: a photo's address may show another picture tomorrow, as the library believes too
_FOUND: Final = "private, max-age=43200"
#: what a post showed never changes
_SENT: Final = "private, max-age=604800, immutable"
#: a host that is away may soon be back
_MISSING: Final = "private, max-age=60"

#: drawn in a grey that shows on light and dark
_PLACEHOLDER: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 58 76" fill="none" stroke="#8b92a0"'
    b' stroke-width="2" stroke-linecap="round" stroke-linejoin="round">'
    b'<path d="M19 29.500a2 2 0 0 1 2-2h16a2 2 0 0 1 2 2v17a2 2 0 0 1-2 2h-16a2 2 0 0 1-2-2z'
    b'M19 44l6-6 4 4M17 25l24 27"/></svg>'
)


@router.get("")
async def photo(
    request: Request,
    view: EditorView,
    at: Annotated[str, Query(max_length=4000)],
    longest: int = LARGE,
    upright: bool = False,  # noqa: FBT001, FBT002 - a query
) -> Response:
    """The photo at an address."""
    layout = Layout.UPRIGHT if upright else Layout.WHOLE

    def make() -> bytes:
        library = view.context.library
        return library.thumbnail(library.ready(at, layout).key, longest)

    return await _answer(request, longest, make, _FOUND)


@router.get("/sent/{attempt_id}/{number}")
async def sent(
    request: Request,
    view: EditorView,
    attempt_id: Annotated[str, Path(max_length=26)],
    number: Annotated[int, Path(ge=1, le=100)],
    longest: int = LARGE,
) -> Response:
    """A photo as TikTok was offered it. It is kept for a day after the post has ended."""

    def make() -> bytes:
        return view.context.library.thumbnail(_key(view.context, attempt_id, number), longest)

    return await _answer(request, longest, make, _SENT)


def _key(context: WebContext, attempt_id: str, number: int) -> str:
    """Raises a 404."""
    with context.database.read() as session:
        known = attempt(session, attempt_id)
        if known is None or number > len(known.photos):
            raise HTTPException(404)
        return str(known.photos[number - 1]["key"])


async def _answer(
    request: Request, longest: int, make: Callable[[], bytes], caching: str
) -> Response:
    if longest not in THUMBNAIL_SIZES:
        raise HTTPException(404)
    limiter: CapacityLimiter = request.app.state.photo_limiter
    try:
        picture = await anyio.to_thread.run_sync(make, limiter=limiter)
    except MediaError:
        # Not a 404: what is missing is no mistake of the page, and has its own words there.
        return Response(
            _PLACEHOLDER, media_type="image/svg+xml", headers={"Cache-Control": _MISSING}
        )
    etag = f'"{hashlib.sha256(picture).hexdigest()[:32]}"'
    headers = {"Cache-Control": caching, "ETag": etag}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(picture, media_type="image/jpeg", headers=headers)
