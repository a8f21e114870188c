"""Photos that TikTok pulls: `/media/a/<attempt token>/<n>.jpg`.

Every request for a known attempt leaves a receipt, with the bytes that were really sent.
"""

from typing import TYPE_CHECKING, Annotated, Final

import anyio
from fastapi import APIRouter, Path, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse

from zharia.media.errors import StoredPhotoMissing
from zharia.media.response import Caching, PhotoResponse
from zharia.publishing import pulls
from zharia.publishing.pulls import Pull, Visitor
from zharia.web.context import Context, WebContext
from zharia.web.metrics import Figures
from zharia.web.problems import PARAMETERS, Responses

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

router = APIRouter(tags=["For TikTok"])

_JPEG: Final = {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}
_TEXT: Final = {"text/plain": {"schema": {"type": "string"}}}
_ANSWERS: Final[Responses] = {
    200: {"description": "The photo", "content": _JPEG},
    206: {"description": "One range of it", "content": _JPEG},
    304: {"description": "It is the one you have"},
    404: {"description": "There is no such photo", "content": _TEXT},
    410: {"description": "The attempt was revoked or is over", "content": _TEXT},
    416: {"description": "The range lies outside the photo", "content": _TEXT},
}
_GONE: Final = {404: "There is no such photo.\n", 410: "This photo is no longer offered.\n"}

Token = Annotated[str, Path(max_length=100)]
Number = Annotated[int, Path(ge=0, le=1000, description="counts from 1")]


@router.get(
    "/media/a/{token}/{number}.jpg",
    operation_id="getPhoto",
    summary="A photo of a publication",
    response_class=Response,
    responses=_ANSWERS | PARAMETERS,
)
@router.head("/media/a/{token}/{number}.jpg", include_in_schema=False, response_class=Response)
async def photo(
    request: Request, context: Context, metrics: Figures, token: Token, number: Number
) -> Response:
    """For TikTok, at an address that only this attempt has; `Range` and `HEAD` work."""
    visitor = Visitor(
        request.method,
        request.client.host if request.client else "",
        request.headers.get("user-agent", ""),
    )
    found = await run_in_threadpool(_pull, context, token, number, visitor)
    metrics.photos.labels(found.status).inc()
    if found.status != 200:
        return _gone(found.status)
    try:
        return _Counted(context, found)
    except StoredPhotoMissing:
        return _gone(404)


def _pull(context: WebContext, token: str, number: int, visitor: Visitor) -> Pull:
    with context.database.write() as session:
        return pulls.pull(session, token, number, visitor, context.database.now(session))


def _gone(status: int) -> Response:
    return PlainTextResponse(_GONE[status], status, {"Cache-Control": Caching.NEVER})


class _Counted(PhotoResponse):
    """A photo whose receipt learns, when the answer is over, how many bytes left us."""

    def __init__(self, context: WebContext, found: Pull) -> None:
        super().__init__(context.store, found.key, caching=Caching.NEVER)
        self._context, self._receipt = context, found.receipt_id

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        size = 0

        async def send_on(message: "Message") -> None:
            nonlocal size
            await send(message)
            size += len(message.get("body", b""))

        # A server that sends the file by itself would leave nothing to count.
        extensions = {
            name: value
            for name, value in scope.get("extensions", {}).items()
            if name != "http.response.pathsend"
        }
        try:
            await super().__call__({**scope, "extensions": extensions}, receive, send_on)
        finally:
            if size:
                # Whoever hung up has cancelled us; the receipt is kept all the same.
                with anyio.CancelScope(shield=True):
                    await run_in_threadpool(self._note, size)

    def _note(self, size: int) -> None:
        with self._context.database.write() as session:
            pulls.sent(session, self._receipt, size)
