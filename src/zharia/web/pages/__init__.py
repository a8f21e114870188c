"""The newsroom's pages: HTML that works without JavaScript, and better with it.

Each module with a `router` holds the routes of one page. `base.view` says who is looking and
answers with a page; `base.template_environment` knows what templates may call; `base.display_names`
holds the names of states and events.
"""

from typing import Final

from fastapi import APIRouter

from zharia.web.pages.accounts import account
from zharia.web.pages.articles import answer
from zharia.web.pages.articles import form as article_form
from zharia.web.pages.articles import index as articles
from zharia.web.pages.audit import audit
from zharia.web.pages.base import live, resume, static_files
from zharia.web.pages.feeds import feeds
from zharia.web.pages.help import errors
from zharia.web.pages.people import keys, me, person, sign_in, users
from zharia.web.pages.photos import facts, photos
from zharia.web.pages.publications import actions, publication
from zharia.web.pages.publications import index as publications
from zharia.web.pages.publish import creator_info
from zharia.web.pages.publish import form as publish_form
from zharia.web.pages.queue import queue
from zharia.web.pages.settings import social_media

#: in the order in which a request is matched
ROUTERS: Final[tuple[APIRouter, ...]] = (
    static_files.router,
    sign_in.router,
    queue.router,
    users.router,
    person.router,
    keys.router,
    me.router,
    audit.router,
    errors.router,
    social_media.router,
    account.router,
    feeds.router,
    publications.router,
    publication.router,
    actions.router,
    articles.router,
    article_form.router,
    answer.router,
    publish_form.router,
    creator_info.router,
    facts.router,
    photos.router,
    live.router,
    resume.router,
)
