"""The HTTP application."""

from functools import partial

import anyio
from fastapi import Depends, FastAPI
from starlette.types import Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from zharia.web import api, openapi, pages, problems
from zharia.web.api import media
from zharia.web.api.webhook import is_webhook, receive_webhook
from zharia.web.body_limits import BodyLimits
from zharia.web.context import WebContext
from zharia.web.hashing_limits import MAX_CONCURRENT
from zharia.web.metrics import Metrics
from zharia.web.middleware import Middleware
from zharia.web.pages.base import error_pages, live
from zharia.web.pages.photos import photos
from zharia.web.readiness import Readiness
from zharia.web.storable_requests import storable_only
from zharia.web.webhook_receiver import WebhookReceiver


class _Application(FastAPI):
    """Takes webhooks ahead of all layers that they do not need."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if is_webhook(scope):
            scope["app"] = self
            await self.state.webhooks(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def create_app(context: WebContext) -> FastAPI:
    """The application for one process.

    Whoever serves it leaves proxy headers to it (uvicorn: `proxy_headers=False`): they are
    believed from `ZHARIA_TRUSTED_PROXIES` and nobody else.
    """
    app = _Application(
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # It asks OpenTelemetry at each request whether somebody has set it up; ours is `/metrics`.
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
        dependencies=[Depends(storable_only)],
    )
    app.openapi = lambda: openapi.describe(app)  # type: ignore[method-assign]
    app.state.context = context
    app.state.metrics = Metrics(context.database)
    app.state.readiness = Readiness(context.database, context.installation, context.store)
    app.state.webhook_receiver = WebhookReceiver(context.database, context.keys)
    app.state.hashing_limiter = anyio.CapacityLimiter(MAX_CONCURRENT)
    app.state.photo_limiter = anyio.CapacityLimiter(photos.MAX_CONCURRENT)
    app.state.pull_limiter = anyio.CapacityLimiter(media.MAX_CONCURRENT)
    app.state.zone = context.settings.zone
    app.state.changes = live.Changes(context.database)
    problems.install(app)
    error_pages.install(app)
    for router in (*api.ROUTERS, *pages.ROUTERS):
        app.include_router(router)
    app.add_middleware(BodyLimits)
    outermost = partial(
        Middleware,
        metrics=app.state.metrics,
        https=context.public_url.startswith("https:"),
        unhandled_error_response=error_pages.unhandled_error_response,
    )
    app.add_middleware(outermost)
    app.state.webhooks = outermost(receive_webhook)
    if proxies := context.settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=proxies)
    return app
