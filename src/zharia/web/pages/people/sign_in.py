"""Signing in and out, and the language of the pages."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response
from starlette.status import HTTP_303_SEE_OTHER

from zharia.newsroom import people
from zharia.texts.i18n import LANGUAGES
from zharia.users import (
    TooManyAttempts,
    User,
    WrongCredentials,
    create_session,
    end_session,
    find_session,
)
from zharia.web.context import Context, WebContext
from zharia.web.hashing_limits import check_password
from zharia.web.pages.base.rendering import answer, render
from zharia.web.pages.base.safe_redirect import safe_path
from zharia.web.pages.base.view import LOGIN, EditorView, check_origin, language_of, visitor_of
from zharia.web.requests import client_address
from zharia.web.session_cookie import clear_cookie, session_token, set_cookie

router = APIRouter(include_in_schema=False)

_YEAR: Final = 365 * 86_400


@router.get("/")
def root() -> RedirectResponse:
    """The first page of the newsroom."""
    return RedirectResponse("/admin", HTTP_303_SEE_OTHER)


@router.get(LOGIN)
def login_page(request: Request, context: Context, next: str = "") -> Response:  # noqa: A002 - the query's name
    """Who is signed in already goes on."""
    if visitor_of(request, context) is not None:
        return RedirectResponse(safe_path(next), HTTP_303_SEE_OTHER)
    answered = _page(request, next=next)
    chosen = request.query_params.get("lang", "")
    if chosen in LANGUAGES:
        answered.set_cookie("lang", chosen, max_age=_YEAR, samesite="lax", httponly=True)
    return answered


@router.post(LOGIN)
async def sign_in(
    request: Request,
    context: Context,
    email: Annotated[str, Form(max_length=254)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form(max_length=2000)] = "",  # noqa: A002 - the field's name
) -> Response:
    """A new session each time, so that a cookie planted before is worth nothing."""
    check_origin(request)
    try:
        user = await check_password(request, email, password)
    except WrongCredentials:
        return _page(request, 401, errors="credentials", email=email, next=next)
    except TooManyAttempts as error:
        minutes = -(-error.retry_after // 60)
        again = _page(request, 429, errors="throttled", minutes=minutes, email=email, next=next)
        again.headers["Retry-After"] = str(error.retry_after)
        return again
    token, expires = await run_in_threadpool(_open, request, context, user)
    response = RedirectResponse(safe_path(next), HTTP_303_SEE_OTHER)
    set_cookie(response, token, expires)
    return response


@router.post("/admin/logout")
def sign_out(view: EditorView) -> Response:
    """Ends this session; other devices stay signed in."""
    with view.context.database.write() as session:
        people.sign_out(session, view.principal, view.visitor.session)
    response = RedirectResponse(f"{LOGIN}?lang={view.language}", HTTP_303_SEE_OTHER)
    clear_cookie(response)
    return response


@router.post("/admin/language")
def choose_language(
    view: EditorView,
    language: Annotated[str, Form()],
    next: Annotated[str, Form()] = "",  # noqa: A002 - the field's name
) -> Response:
    """For this person, on every device."""
    if language in LANGUAGES:
        with view.context.database.write() as session:
            visitor = view.visitor
            people.change(session, visitor.principal, visitor.user.id, language=language)
    return RedirectResponse(safe_path(next), HTTP_303_SEE_OTHER)


def _open(request: Request, context: WebContext, user: User) -> tuple[str, Any]:
    with context.database.write() as session:
        now = context.database.now(session)
        old = session_token(request)
        if old and (held := find_session(session, old, now)):
            end_session(session, held[0])
        row, token = create_session(
            session,
            user,
            address=client_address(request),
            user_agent=request.headers.get("user-agent", ""),
            now=now,
        )
        return token, row.expires_at


def _page(request: Request, status: int = 200, **values: Any) -> Response:
    html = render(
        "people/sign_in.html",
        language_of(request, None),
        request.app.state.zone,
        **{"errors": "", "email": "", "next": "", "minutes": 0} | values,
    )
    return answer(html, status)
