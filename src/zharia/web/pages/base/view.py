"""View: the request of a page with its visitor, and how a route answers it.

A route asks for a `View` (any editor) or an `AdminView` in its signature.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request
from starlette.responses import RedirectResponse, Response
from starlette.status import HTTP_303_SEE_OTHER

from zharia.errors import ErrorCode
from zharia.journal import pause_of
from zharia.publishing.change_token import latest_change
from zharia.texts.i18n import LANGUAGES, set_language
from zharia.users import (
    Principal,
    Role,
    User,
    UserSession,
    pop_flash_message,
    principal_of,
    set_flash_message,
)
from zharia.web.accept_language import preferred_language
from zharia.web.context import Context, WebContext
from zharia.web.csrf import SAFE_METHODS, same_origin
from zharia.web.pages.base import flash_messages
from zharia.web.pages.base.navigation import menu
from zharia.web.pages.base.rendering import answer, render
from zharia.web.problems import Problem
from zharia.web.requests import client_address
from zharia.web.session_cookie import load_session, session_token

LOGIN = "/admin/login"


class NotSignedIn(Exception):
    """Nobody is signed in; whoever catches it shows the way to the sign-in page."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in."""

    user: User
    session: UserSession
    principal: Principal


@dataclass(frozen=True, slots=True)
class View:
    """One request for a page, by somebody who may see it."""

    request: Request
    context: WebContext
    visitor: Visitor
    language: str
    zone: tzinfo

    @property
    def principal(self) -> Principal:
        return self.visitor.principal

    @property
    def is_admin(self) -> bool:
        return self.principal.has_role(Role.ADMIN)

    @property
    def is_htmx(self) -> bool:
        """htmx asks, and will take its part out of the answer."""
        return self.request.headers.get("hx-request") == "true"

    def now(self) -> datetime:
        with self.context.database.read() as session:
            return self.context.database.now(session)

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """The template as an answer, with what every page shows around it."""
        with self.context.database.read() as session:
            change = latest_change(session)
            now = self.context.database.now(session)
            items = menu(session, self.request.url.path, is_admin=self.is_admin)
            pause = pause_of(session, self.context.installation)
        notice: dict[str, Any] | None = None
        if self.visitor.session.notice and not self.is_htmx:
            with self.context.database.write() as session:
                notice = pop_flash_message(session, self.visitor.session)
        html = render(
            template,
            self.language,
            self.zone,
            request=self.request,
            visitor=self.visitor,
            is_admin=self.is_admin,
            menu=items,
            notice=notice and flash_messages.flash_message(notice),
            change=change,
            pause=pause,
            now=now,
            **values,
        )
        return answer(html, status, self.request)

    def fragment(self, template: str, status: int = 200, **values: Any) -> Response:
        """A piece of a page, for htmx."""
        html = render(template, self.language, self.zone, request=self.request, **values)
        return answer(html, status, self.request)

    def redirect(
        self, to: str, message: str = "", *, kind: str = "ok", **params: str | int
    ) -> Response:
        """After a form: to another page, which says `message` (see `flash_messages`) once.

        `kind` is `ok`, `info` or `bad`.
        """
        if message:
            with self.context.database.write() as session:
                set_flash_message(session, self.visitor.session, kind, message, **params)
        if self.is_htmx:
            return Response(headers={"HX-Redirect": to})
        return RedirectResponse(to, HTTP_303_SEE_OTHER)


def language_of(request: Request, user: User | None) -> str:
    """The user's choice, else what was chosen at the sign-in page, else the browser's."""
    if user is not None and user.language in LANGUAGES:
        return str(user.language)
    chosen = request.query_params.get("lang") or request.cookies.get("lang", "")
    if chosen in LANGUAGES:
        return chosen
    return preferred_language(request.headers.get("accept-language", ""))


def visitor_of(request: Request, context: WebContext) -> Visitor | None:
    """Who is signed in, if anybody."""
    token = session_token(request)
    found = load_session(context.database, token) if token else None
    if found is None:
        return None
    row, user = found
    return Visitor(user, row, principal_of(user, client_address(request)))


def check_origin(request: Request) -> None:
    """Forms of other sites change nothing here. Raises a 403."""
    if request.method not in SAFE_METHODS and not same_origin(request):
        raise Problem(
            403, ErrorCode.CROSS_SITE, "This form was sent from another site; nothing was done."
        )


def signed_in(request: Request, context: Context) -> Visitor:
    """Raises `NotSignedIn`."""
    check_origin(request)
    visitor = visitor_of(request, context)
    if visitor is None:
        raise NotSignedIn
    return visitor


SignedIn = Annotated[Visitor, Depends(signed_in)]


def _view(role: Role) -> Callable[[Request, Context, SignedIn], Awaitable[View]]:
    # Not in a thread of its own: the language is set for all that this request does.
    async def see(request: Request, context: Context, visitor: SignedIn) -> View:
        if not visitor.principal.has_role(role):
            raise Problem(403, ErrorCode.FORBIDDEN, f"This needs the role {role}.")
        language = language_of(request, visitor.user)
        set_language(language)
        return View(request, context, visitor, language, request.app.state.zone)

    return see


EditorView = Annotated[View, Depends(_view(Role.EDITOR))]
AdminView = Annotated[View, Depends(_view(Role.ADMIN))]


def sign_in_redirect(request: Request) -> Response:
    """The way to the sign-in page and, after it, back to the page that was open."""
    from_script = request.headers.get("hx-request") == "true"
    if from_script:
        here = _page_named_by(request, "hx-current-url")
    elif request.method in SAFE_METHODS:
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    else:
        # The page whose form was sent; what was typed there is kept by its script.
        here = _page_named_by(request, "referer")
    there = f"{LOGIN}?next={quote(here, safe='/')}" if here else LOGIN
    if from_script:
        return Response(status_code=200, headers={"HX-Redirect": there})
    return RedirectResponse(there, HTTP_303_SEE_OTHER)


def _page_named_by(request: Request, header: str) -> str:
    """The page of ours that this header holds the address of; empty for anybody else's."""
    try:
        page = urlsplit(request.headers.get(header, ""))
    except ValueError:
        return ""
    if page.netloc != request.headers.get("host", ""):
        return ""
    return page.path + (f"?{page.query}" if page.query else "")
