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
from zharia.web.body_limits import BodyLimits, most_bytes
from zharia.web.context import WebContext
from zharia.web.hashing_limits import HASHING
from zharia.web.metrics import Metrics
from zharia.web.middleware import Middleware
from zharia.web.pages.accounts import account as account_pages
from zharia.web.pages.articles import answer, form
from zharia.web.pages.articles import index as newsroom_articles
from zharia.web.pages.audit import audit
from zharia.web.pages.base import error_pages, live, resume, statics
from zharia.web.pages.feeds import feeds
from zharia.web.pages.help import errors
from zharia.web.pages.people import keys, me, person, sign_in, users
from zharia.web.pages.photos import facts, photos
from zharia.web.pages.publications import actions, index, publication
from zharia.web.pages.publish import creator_info, form
from zharia.web.pages.queue import queue
from zharia.web.pages.settings import social_media as settings_pages
from zharia.web.readiness import Readiness
from zharia.web.storable_requests import storable_only
from zharia.web.webhook_receiver import WebhookReceiver


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
    app.state.inbox = WebhookReceiver(context.database, context.keys)
    app.state.hashing = anyio.CapacityLimiter(HASHING)
    app.state.picturing = anyio.CapacityLimiter(photos.AT_ONCE)
    app.state.zone = context.settings.zone
    app.state.changes = live.Changes(context.database)
    problems.install(app)
    error_pages.install(app)
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
        sign_in,
        queue,
        users,
        person,
        keys,
        me,
        audit,
        errors,
        settings_pages,
        account_pages,
        feeds,
        index,
        publication,
        actions,
        newsroom_articles,
        form,
        answer,
        form,
        creator_info,
        facts,
        photos,
        live,
        resume,
    ):
        app.include_router(part.router)
    app.add_middleware(BodyLimits)
    app.add_middleware(webhook.Shortcut)
    app.add_middleware(
        Middleware,
        metrics=app.state.metrics,
        https=context.public_url.startswith("https:"),
        most_bytes=most_bytes,
        broken_off=error_pages.broken_off,
    )
    if proxies := context.settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=proxies)
    return app
