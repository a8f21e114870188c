"""Server-sent events at `/events`: open pages learn that something changed, and reload."""

import asyncio
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import StreamingResponse

from zharia.simulator.pages.rendering import version_tag
from zharia.simulator.world import world_of

#: real seconds between two signs of life, so that both ends notice a dead line
_HEARTBEAT = 15.0
#: real seconds in which a burst of changes counts as one
_BURST = 0.1


async def events(request: Request) -> StreamingResponse:
    """The version after each change. It is sent at once too: a page that was away catches up."""
    world = world_of(request)

    async def stream() -> AsyncIterator[str]:
        version = world.version
        yield f"retry: 1000\ndata: {version_tag(world)}\n\n"
        while True:
            try:
                # `wait_for` could swallow the cancellation of a page that goes away (Python 3.11).
                async with asyncio.timeout(_HEARTBEAT):
                    version = await world.wait_for_change(version)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            await asyncio.sleep(_BURST)
            version = world.version
            yield f"data: {version_tag(world)}\n\n"

    return StreamingResponse(
        stream(), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )
