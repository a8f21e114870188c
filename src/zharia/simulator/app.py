"""The ASGI application: TikTok's endpoints, the pages, the control API."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from zharia.simulator import control, oauth, posting, videos
from zharia.simulator.endpoint import fallback_routes
from zharia.simulator.pages import routes as page_routes
from zharia.simulator.scheduler import Scheduler
from zharia.simulator.settings import Settings
from zharia.simulator.world import World


class ExposeTransport:
    """Puts the connection's transport into the scope, so that a fault can cut it for real.

    uvicorn's `receive` is a method of the request's cycle, which holds the transport. Under
    another server there is none, and a cut shows as an exception.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        cycle = getattr(receive, "__self__", None)
        scope["simulator.transport"] = getattr(cycle, "transport", None)
        await self.app(scope, receive, send)


def create_app(world: World | None = None, **settings: Any) -> Starlette:
    """TikTok as an ASGI app; `app.state.world` is the `World` behind it.

    Without a lifespan (a bare ASGI transport in a test) jobs run when the clock is advanced.
    """
    world = world or World(Settings(**settings))
    scheduler = Scheduler(world)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        running = asyncio.create_task(scheduler.run())
        try:
            yield
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

    app = Starlette(
        routes=[
            *oauth.routes,
            *posting.routes,
            *videos.routes,
            *control.routes,
            *page_routes,
            *fallback_routes,
        ],
        middleware=[Middleware(ExposeTransport)],
        lifespan=lifespan,
    )
    # A missing slash is a wrong address at TikTok, not something to be helped along.
    app.router.redirect_slashes = False
    app.state.world = world
    app.state.scheduler = scheduler
    return app
