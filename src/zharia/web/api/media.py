"""Photos that TikTok pulls: `/media/a/<attempt token>/<n>.jpg`.

Every request for a known attempt leaves a receipt, with the bytes that were really sent. Before a
photo's last byte leaves, `pulls.complete_pull` is asked whether it may, and writes that down.
"""

import logging
from collections.abc import Awaitable, Callable
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Annotated, Final

import anyio
from anyio import CapacityLimiter
from fastapi import APIRouter, Path, Request, Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from zharia.background.outages import outage_of, report
from zharia.journal import JournalError, PhotoPulled
from zharia.media.errors import StoredPhotoDamaged, StoredPhotoMissing, StoreError
from zharia.media.response import CACHE_CONTROL, PhotoResponse
from zharia.publishing import pulls, recovery
from zharia.publishing.pulls import PhotoLookup, Requester
from zharia.web.context import Context, WebContext
from zharia.web.metrics import CurrentMetrics, Metrics
from zharia.web.problems import PARAMETERS, RETRY_AFTER, Responses

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

log = logging.getLogger(__name__)

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
    503: {
        "description": "It cannot be read now, or not written down that you have it",
        "content": _TEXT,
    },
}
_REFUSALS: Final = {
    404: "There is no such photo.\n",
    410: "This photo is no longer offered.\n",
    503: "This photo cannot be offered now.\n",
}

#: photos fetched from a bucket at a time: a slow one must not keep pages waiting for a thread
MAX_CONCURRENT: Final = 16

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
    request: Request, context: Context, metrics: CurrentMetrics, token: Token, number: Number
) -> Response:
    """For TikTok, at an address that only this attempt has; `Range` and `HEAD` work."""
    visitor = Requester(
        request.method,
        request.client.host if request.client else "",
        request.headers.get("user-agent", ""),
    )
    offer = await run_in_threadpool(_find, context, token, number)
    if offer.status != 200:
        return await _refuse(context, metrics, offer, number, visitor)
    limiter: CapacityLimiter = request.app.state.pull_limiter
    try:
        file = await anyio.to_thread.run_sync(context.store.file, offer.key, limiter=limiter)
        return _AttemptPhotoResponse(context, metrics, file, offer, number, visitor)
    except (StoreError, FileNotFoundError) as error:
        report(log, error, "photo %s of attempt %s cannot be read", number, offer.attempt_id)
        # TikTok ends a post whose photo is not there, but comes back for one that cannot be had.
        lost = isinstance(error, (StoredPhotoMissing, StoredPhotoDamaged))
        refused = PhotoLookup(404 if lost else 503, attempt_id=offer.attempt_id)
        return await _refuse(context, metrics, refused, number, visitor)


def _find(context: WebContext, token: str, number: int) -> PhotoLookup:
    with context.database.read() as session:
        return pulls.find_photo(session, token, number)


async def _refuse(
    context: WebContext, metrics: Metrics, offer: PhotoLookup, number: int, visitor: Requester
) -> Response:
    metrics.photos.labels(offer.status).inc()
    if offer.attempt_id:
        attempt_id, status = offer.attempt_id, offer.status
        await run_in_threadpool(_add_receipt, context, attempt_id, number, visitor, status)
    return _text(offer.status)


def _text(status: int) -> Response:
    headers: dict[str, str] = {"Cache-Control": CACHE_CONTROL}
    if status == 503:
        headers["Retry-After"] = RETRY_AFTER
    return PlainTextResponse(_REFUSALS[status], status, headers)


def _add_receipt(
    context: WebContext,
    attempt_id: str,
    number: int,
    visitor: Requester,
    status: int,
    size: int = 0,
) -> None:
    with context.database.write() as session:
        now = context.database.now(session)
        pulls.add_receipt(session, attempt_id, number, visitor, status=status, now=now, size=size)


class _Revoked(Exception):
    """The attempt was revoked while its photo was on the way: the answer is broken off."""


def _status_of(error: Exception) -> int:
    return 410 if isinstance(error, _Revoked) else 503


class _AttemptPhotoResponse(PhotoResponse):
    """A photo of an attempt. Its end leaves only once that is written down."""

    def __init__(
        self,
        context: WebContext,
        metrics: Metrics,
        file: FilePath,
        offer: PhotoLookup,
        number: int,
        visitor: Requester,
    ) -> None:
        super().__init__(file, offer.key)
        self._context, self._metrics = context, metrics
        self._attempt_id, self._number, self._visitor = offer.attempt_id, number, visitor

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        # A server that sends the file by itself would leave nothing to count.
        extensions = {
            name: value
            for name, value in scope.get("extensions", {}).items()
            if name != "http.response.pathsend"
        }
        guarded = _GuardedSend(send, self._hand_over)
        try:
            await super().__call__({**scope, "extensions": extensions}, receive, guarded)
        except (_Revoked, FileNotFoundError, JournalError, SQLAlchemyError) as error:
            if isinstance(error, SQLAlchemyError) and not outage_of(error):
                raise
            guarded.status = _status_of(error)
            if guarded.started:
                # Half of it is out: only a broken connection tells that the rest will not come.
                raise
        finally:
            # Whoever hung up has cancelled us; the receipt is kept all the same.
            with anyio.CancelScope(shield=True):
                await run_in_threadpool(self._finish, guarded)
        if guarded.status in _REFUSALS:
            await _text(guarded.status)(scope, receive, send)

    async def _hand_over(self, size: int) -> str:
        receipt_id = await run_in_threadpool(self._record_hand_over, size)
        if receipt_id is None:
            raise _Revoked
        return receipt_id

    def _record_hand_over(self, size: int) -> str | None:
        database = self._context.database
        # No lock is held while a journal that is away is waited for.
        self._context.installation.journal.look()
        with database.write() as session:
            if recovery.is_revoked_in_journal(
                session, self._context.installation, self._attempt_id
            ):
                return None
            now = database.now(session)
            receipt_id = pulls.complete_pull(
                session, self._attempt_id, self._number, self._visitor, size=size, now=now
            )
        if receipt_id is None:
            return None
        pulled = PhotoPulled(self._attempt_id, self._number, now, size)
        try:
            self._context.installation.journal.append(pulled)
        except JournalError as error:
            # A restored database would not know that there may be a post: so it does not leave.
            report(log, error, "a photo is not handed over")
            with database.write() as session:
                pulls.abort_pull(session, receipt_id, 0)
            raise
        return receipt_id

    def _finish(self, guarded: "_GuardedSend") -> None:
        self._metrics.photos.labels(guarded.status).inc()
        try:
            self._keep_receipt(guarded)
        except SQLAlchemyError as error:
            # What was to be handed over is decided by now.
            report(log, error, "the receipt of a photo is lost")

    def _keep_receipt(self, guarded: "_GuardedSend") -> None:
        if not guarded.receipt_id:
            _add_receipt(
                self._context,
                self._attempt_id,
                self._number,
                self._visitor,
                guarded.status,
                guarded.sent,
            )
        elif guarded.sent < guarded.length:
            with self._context.database.write() as session:
                pulls.abort_pull(session, guarded.receipt_id, guarded.sent)


class _GuardedSend:
    """Passes an answer on, but asks before the photo's last byte. Counts what has left.

    The head waits for the first bytes: of a small photo, the first bytes are the last ones too, and
    a refusal can still be answered with a status of its own.
    """

    def __init__(self, send: "Send", approve: Callable[[int], Awaitable[str]]) -> None:
        self._send, self._record_hand_over = send, approve
        self._head: Message | None = None
        self._ends_photo = False
        self.status = 200
        #: bytes of the answer's body: promised, and gone
        self.length = self.sent = 0
        self.started = False
        self.receipt_id = ""

    async def __call__(self, message: "Message") -> None:
        if message["type"] == "http.response.start":
            self._head = message
            self._read(message)
            return
        body = message.get("body", b"")
        last = body and not self.receipt_id and self.sent + len(body) >= self.length
        if last and self._ends_photo:
            self.receipt_id = await self._record_hand_over(self.length)
        if self._head is not None:
            head, self._head, self.started = self._head, None, True
            await self._send(head)
        await self._send(message)
        self.sent += len(body)

    def _read(self, head: "Message") -> None:
        headers = Headers(raw=list(head["headers"]))
        self.status = head["status"]
        self.length = int(headers.get("content-length", 0))
        if self.status == 206:
            end, _, whole = headers["content-range"].rpartition("-")[2].partition("/")
            self._ends_photo = int(end) + 1 == int(whole)
        else:
            self._ends_photo = self.status == 200
