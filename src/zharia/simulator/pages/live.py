"""`/events`: tells open pages that something changed. They then fetch themselves anew."""

import asyncio
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import StreamingResponse

from zharia.simulator.pages.rendering import simulator_of, version_tag

#: real seconds between two signs of life, so that both ends notice a dead line
_HEARTBEAT = 15.0
#: real seconds in which a burst of changes counts as one
_BURST = 0.1


async def events(request: Request) -> StreamingResponse:
    """The version after each change. It is sent at once too: a page that was away catches up."""
    simulator = simulator_of(request)

    async def stream() -> AsyncIterator[str]:
        version = simulator.version
        yield f"retry: 1000\ndata: {version_tag(simulator)}\n\n"
        while True:
            try:
                # `wait_for` could swallow the cancellation of a page that goes away (Python 3.11).
                async with asyncio.timeout(_HEARTBEAT):
                    version = await simulator.wait_for_change(version)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            await asyncio.sleep(_BURST)
            version = simulator.version
            yield f"data: {version_tag(simulator)}\n\n"

    return StreamingResponse(
        stream(), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )
