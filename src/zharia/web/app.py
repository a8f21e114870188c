"""The HTTP application."""

import anyio
from fastapi import FastAPI
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from zharia.web import openapi, problems
from zharia.web.api import (
    accounts,
    articles,
    auth,
    config,
    docs,
    health,
    media,
    publications,
    publish,
    tiktok,
    verification,
    webhook,
)
from zharia.web.context import WebContext
from zharia.web.edge import Edge
from zharia.web.inbox import Inbox
from zharia.web.metrics import Metrics

#: bytes: a long article in several languages is well under it
MOST_BYTES = 4 * 1024 * 1024


def create_app(context: WebContext) -> FastAPI:
    """The application for one process.

    Whoever serves it leaves proxy headers to it (uvicorn: `proxy_headers=False`): they are
    believed from `ZHARIA_TRUSTED_PROXIES` and nobody else.
    """
    app = FastAPI(docs_url=None, redoc_url=None, redirect_slashes=False)
    app.openapi = lambda: openapi.describe(app)  # type: ignore[method-assign]
    app.state.context = context
    app.state.metrics = Metrics(context.database)
    app.state.inbox = Inbox(context.database, context.keys)
    app.state.hashing = anyio.CapacityLimiter(auth.HASHING)
    problems.install(app)
    for part in (
        webhook,
        media,
        auth,
        tiktok,
        config,
        accounts,
        articles,
        publish,
        publications,
        verification,
        health,
        docs,
    ):
        app.include_router(part.router)
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=MOST_BYTES)
    app.add_middleware(webhook.Shortcut)
    app.add_middleware(
        Edge,
        metrics=app.state.metrics,
        https=context.public_url.startswith("https:"),
        most_bytes=MOST_BYTES,
    )
    if proxies := context.settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=proxies)
    return app
