"""Error pages: an error on a page is answered with a page, in the visitor's language."""

from collections.abc import Mapping
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Scope

from zharia.background.outages import Outage, outage_of
from zharia.errors import ErrorCode
from zharia.texts.i18n import noop
from zharia.web import problems
from zharia.web.pages.base.rendering import answer, render
from zharia.web.pages.base.view import NotSignedIn, language_of, sign_in_redirect, visitor_of
from zharia.web.problems import Problem
from zharia.web.requests import request_id

PREFIX: Final = "/admin"

#: by status: title, and what to do
_TEXTS: Final = {
    400: (noop("This request cannot be read"), noop("Go back and try once more.")),
    403: (
        noop("You may not do this"),
        noop("Your role does not include it. Ask an administrator if you need it."),
    ),
    404: (
        noop("There is nothing here"),
        noop("The address is wrong, or what was here is gone. The menu leads on."),
    ),
    405: (noop("This does not work here"), noop("Go back and use the buttons of the page.")),
    413: (
        noop("This is too large"),
        noop("Send fewer or smaller files; what you typed is still in the form behind."),
    ),
    422: (
        noop("Something in the form cannot be taken"),
        noop("Go back; what you typed is still there."),
    ),
}
_CROSS_SITE: Final = (
    noop("Nothing was done"),
    noop("The form came from another site. Open the page here and send it again."),
)
_UNEXPECTED: Final = (
    noop("Something went wrong here"),
    noop(
        "An unexpected error. Nothing was posted by it. Try once more; if it comes again, tell"
        " the administrator the number below."
    ),
)


_OUT_OF_ORDER: Final = noop("Zharia cannot work just now")
_OUTAGES: Final = {
    Outage.DATABASE_UNAVAILABLE: noop(
        "Its database cannot be reached. Posts that were sent are not lost. Wait a minute, go back,"
        " and try once more; the text of an article or a post that you typed is kept. If it lasts,"
        " tell the administrator."
    ),
    Outage.DATABASE_BUSY: noop(
        "Another program keeps its database locked. Wait a minute, go back, and try once more; the"
        " text of an article or a post that you typed is kept. If it lasts, tell the administrator."
    ),
    Outage.DISK_FULL: noop(
        "The disk is full, so nothing can be saved. An administrator has to free space; Zharia then"
        " goes on by itself. The text of an article or a post that you typed is kept in the form"
        " behind."
    ),
    Outage.STORAGE_UNAVAILABLE: noop(
        "Its data folder cannot be used. An administrator has to look at the disk and at the"
        " service's log; Zharia then goes on by itself. The text of an article or a post that you"
        " typed is kept in the form behind."
    ),
    Outage.JOURNAL_UNWRITABLE: noop(
        "The attempt journal cannot be written, so nothing is sent. An administrator has to look at"
        " its disk or its bucket; Zharia then goes on by itself."
    ),
    Outage.PHOTO_STORE_UNAVAILABLE: noop(
        "The storage of photos cannot be used. An administrator has to look at it; Zharia then goes"
        " on by itself."
    ),
}


def install(app: FastAPI) -> None:
    """Have mistakes under /admin answered with pages, all others as before."""
    app.add_exception_handler(NotSignedIn, _redirect_to_sign_in)
    for kind in (Problem, *problems.REFUSALS):
        app.add_exception_handler(kind, _answer_problem)
    app.add_exception_handler(RequestValidationError, _answer_invalid_request)
    app.add_exception_handler(HTTPException, _answer_http_error)


def error_page(request: Request, status: int, code: str = "") -> Response:
    """The page for a status; `code` tells kinds of one status apart."""
    title, remedy = _TEXTS.get(status, _UNEXPECTED)
    if code == ErrorCode.CROSS_SITE:
        title, remedy = _CROSS_SITE
    visitor = visitor_of(request, request.app.state.context)
    return _page(
        request, language_of(request, visitor.user if visitor else None), status, (title, remedy)
    )


def _page(
    request: Request,
    language: str,
    status: int,
    texts: tuple[str, str],
    headers: Mapping[str, str] | None = None,
) -> Response:
    title, remedy = texts
    html = render(
        "base/error.html",
        language,
        request.app.state.zone,
        status=status,
        title=title,
        remedy=remedy,
        number=request_id(),
    )
    response = answer(html, status)
    response.headers.update(headers or {})
    return response


def unhandled_error_response(scope: Scope, error: Exception) -> Response:
    """The answer to a request that broke off; it asks nothing that may be broken too."""
    if outage := outage_of(error):
        problem, texts = problems.outage_problem(outage), (_OUT_OF_ORDER, _OUTAGES[outage])
    elif problems.is_out_of_range(error):
        problem, texts = problems.OUT_OF_RANGE, _TEXTS[422]
    else:
        texts = _UNEXPECTED
        problem = Problem(
            500,
            ErrorCode.UNEXPECTED,
            "Something went wrong here that nobody foresaw. Our log says more under"
            f" the request id {request_id()}.",
        )
    request = Request(scope)
    if not _on_a_page(request):
        return problems.problem_response(problem)
    return _page(request, language_of(request, None), problem.status, texts, problem.headers)


async def _redirect_to_sign_in(request: Request, _error: Exception) -> Response:
    return sign_in_redirect(request)


async def _answer_problem(request: Request, error: Exception) -> Response:
    problem = problems.problem_for(error)
    if _on_a_page(request):
        return await run_in_threadpool(error_page, request, problem.status, problem.code)
    return problems.problem_response(problem)


async def _answer_invalid_request(request: Request, error: Exception) -> Response:
    if _on_a_page(request):
        return await run_in_threadpool(error_page, request, 422)
    return await problems.answer_invalid_request(request, error)


async def _answer_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    if _on_a_page(request):
        return await run_in_threadpool(error_page, request, error.status_code)
    return await problems.answer_http_error(request, error)


def _on_a_page(request: Request) -> bool:
    return request.url.path == PREFIX or request.url.path.startswith(f"{PREFIX}/")
