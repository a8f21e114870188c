"""The HTTP application."""

import anyio
from fastapi import Depends, FastAPI
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
    publish,
    tiktok,
    verification,
    webhook,
)
from zharia.web.api import publications as api_publications
from zharia.web.bodies import BodyLimits, most_bytes
from zharia.web.context import WebContext
from zharia.web.edge import Edge
from zharia.web.inbox import Inbox
from zharia.web.metrics import Metrics
from zharia.web.pages import accounts as account_pages
from zharia.web.pages import (
    acting,
    answering,
    article_form,
    audit,
    creators,
    error_help,
    feeds,
    keys,
    live,
    me,
    mistakes,
    person,
    photo_facts,
    photos,
    publication,
    publications,
    publish_form,
    queue,
    resuming,
    signing_in,
    statics,
    users,
)
from zharia.web.pages import articles as newsroom_articles
from zharia.web.pages import settings as settings_pages
from zharia.web.passwords import HASHING
from zharia.web.readiness import Readiness
from zharia.web.storable_requests import storable_only


def create_app(context: WebContext) -> FastAPI:
    """The application for one process.

    Whoever serves it leaves proxy headers to it (uvicorn: `proxy_headers=False`): they are
    believed from `ZHARIA_TRUSTED_PROXIES` and nobody else.
    """
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(storable_only)],
    )
    app.openapi = lambda: openapi.describe(app)  # type: ignore[method-assign]
    app.state.context = context
    app.state.metrics = Metrics(context.database)
    app.state.readiness = Readiness(context.database, context.installation, context.store)
    app.state.inbox = Inbox(context.database, context.keys)
    app.state.hashing = anyio.CapacityLimiter(HASHING)
    app.state.picturing = anyio.CapacityLimiter(photos.AT_ONCE)
    app.state.zone = context.settings.zone
    app.state.changes = live.Changes(context.database)
    problems.install(app)
    mistakes.install(app)
    for part in (
        webhook,
        media,
        auth,
        tiktok,
        config,
        accounts,
        articles,
        publish,
        api_publications,
        verification,
        health,
        docs,
        statics,
        signing_in,
        queue,
        users,
        person,
        keys,
        me,
        audit,
        error_help,
        settings_pages,
        account_pages,
        feeds,
        publications,
        publication,
        acting,
        newsroom_articles,
        article_form,
        answering,
        publish_form,
        creators,
        photo_facts,
        photos,
        live,
        resuming,
    ):
        app.include_router(part.router)
    app.add_middleware(BodyLimits)
    app.add_middleware(webhook.Shortcut)
    app.add_middleware(
        Edge,
        metrics=app.state.metrics,
        https=context.public_url.startswith("https:"),
        most_bytes=most_bytes,
        broken_off=mistakes.broken_off,
    )
    if proxies := context.settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=proxies)
    return app
