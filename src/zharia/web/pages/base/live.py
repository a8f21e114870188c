"""Live updates by server-sent events: one poll of the database for all open pages.

An event carries no news of its own, only "look again": a page then fetches itself, so what it
shows is what a reload would show.
"""

import asyncio
import logging
import threading
from collections.abc import AsyncGenerator, AsyncIterator

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from zharia.background.outages import report
from zharia.publishing.change_token import latest_change
from zharia.storage.database import Database
from zharia.web.pages.base.view import SignedIn

log = logging.getLogger(__name__)

router = APIRouter(include_in_schema=False)

#: seconds between two looks, and between two signs of life for proxies that close quiet lines
_POLL_SECONDS = 0.7
_HEARTBEAT_SECONDS = 20.0
#: seconds after which a page asks anew, so that one who was signed out stops hearing
_MAX_SECONDS = 300.0


class Changes:
    """What the database's newest change is, asked for as long as somebody listens."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._latest = ""
        self._changed = asyncio.Condition()
        self._listeners = 0
        self._polling: asyncio.Task[None] | None = None
        self._closed = threading.Event()

    def close(self) -> None:
        """Let every listener go within a second; a server that ends would wait for them."""
        self._closed.set()

    async def listen(self, seen: str) -> AsyncGenerator[str, None]:
        """Yields each newer change, or "" as a sign of life."""
        if not self._listeners:
            # Nobody has looked since the last one left: it would be told of a change long past.
            self._latest = ""
        self._listeners += 1
        if self._polling is None:
            self._polling = asyncio.create_task(self._poll())
        try:
            while not self._closed.is_set():
                yield await self._next(seen)
                seen = self._latest or seen
        finally:
            self._listeners -= 1

    async def _next(self, seen: str) -> str:
        try:
            async with asyncio.timeout(_HEARTBEAT_SECONDS), self._changed:
                await self._changed.wait_for(
                    lambda: self._closed.is_set() or self._latest not in {"", seen}
                )
                return self._latest if self._latest != seen else ""
        except TimeoutError:
            return ""

    async def _poll(self) -> None:
        try:
            while self._listeners:
                try:
                    latest = await run_in_threadpool(self._read_latest)
                except Exception as error:  # noqa: BLE001 - it is logged
                    # The database may be away for a moment; pages try again by themselves.
                    report(log, error, "cannot look for changes")
                else:
                    async with self._changed:
                        self._latest = latest
                        self._changed.notify_all()
                await asyncio.sleep(_POLL_SECONDS)
        finally:
            self._polling = None

    def _read_latest(self) -> str:
        with self._database.read() as session:
            return latest_change(session)


@router.get("/admin/events")
async def events(request: Request, _visitor: SignedIn, seen: str = "") -> StreamingResponse:
    """The line that open pages listen on. `seen` is the change that they show already."""
    changes: Changes = request.app.state.changes

    async def lines() -> AsyncIterator[str]:
        yield "retry: 1500\n\n"
        until = asyncio.get_running_loop().time() + _MAX_SECONDS
        async for change in changes.listen(seen):
            yield f"data: {change}\n\n" if change else ": still here\n\n"
            if asyncio.get_running_loop().time() > until:
                return

    return StreamingResponse(
        lines(),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
