"""The JSON API: one module for each resource."""

from typing import Final

from fastapi import APIRouter

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

#: in the order in which a request is matched
ROUTERS: Final[tuple[APIRouter, ...]] = (
    webhook.router,
    media.router,
    auth.router,
    tiktok.router,
    config.router,
    accounts.router,
    articles.router,
    publish.router,
    publications.router,
    verification.router,
    health.router,
    docs.router,
)
