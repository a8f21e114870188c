"""Errors on the wire: RFC 9457 problem details, each with a stable `code`.

    {"type": "urn:zharia:problem:article_unknown", "title": "Not Found", "status": 404,
     "code": "article_unknown", "detail": "There is no article 7.", "requestId": "01k9…"}

A client tells errors apart by `code`; `detail` is for people and may change.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final, NewType, TypeAlias

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from zharia.background.outages import MESSAGES, Outage
from zharia.errors import ChoiceCode, ErrorCode
from zharia.errors.field_error import InvalidFields
from zharia.newsroom.errors import CannotOrder, NotFound, Refused, TooFarAhead
from zharia.publishing.choices import WrongChoice
from zharia.web.requests import request_id

MEDIA_TYPE: Final = "application/problem+json"

#: seconds after which a request that met an outage is worth sending again
RETRY_AFTER: Final = "10"

#: what use cases raise and `problem_for` knows
REFUSALS: Final = (Refused, InvalidFields, WrongChoice)

#: what FastAPI takes as a route's `responses`
Responses: TypeAlias = dict[int | str, dict[str, Any]]


class FieldProblem(BaseModel):
    """One field of the request that cannot be taken."""

    field: str = Field(description="where it stands, e.g. `title` or `translations.kz.title`")
    message: str = Field(description="what is wrong, and the remedy")


class InTheWay(BaseModel):
    """A publication because of which another one cannot be made or sent."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    id: str
    account_id: str
    state: str
    can_cancel: bool = Field(description="whether `POST …/{id}/cancel` would withdraw it")


class ProblemDetails(BaseModel):
    """An error (RFC 9457)."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    type: str = Field(description="`urn:zharia:problem:` and the code")
    title: str = Field(description="the HTTP status in words")
    status: int
    code: str = Field(description="stable: programs compare this")
    detail: str = Field(description="what happened and what to do, for people")
    errors: list[FieldProblem] | None = Field(None, description="the fields that are wrong")
    publications: list[InTheWay] | None = Field(
        None, description="those that stand in the way: `still_under_way`, `already_live`"
    )
    request_id: str = Field(description="stands in our log beside what happened")


#: `http_415` and the like, for what the framework answers by itself
HttpCode = NewType("HttpCode", str)


class Problem(Exception):
    """An error that the caller of a route reads."""

    def __init__(
        self,
        status: int,
        code: ErrorCode | ChoiceCode | HttpCode,
        detail: str,
        *,
        errors: Sequence[FieldProblem] = (),
        publications: Sequence[InTheWay] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail
        self.errors, self.publications, self.headers = errors, publications, headers


def problem_response(problem: Problem) -> JSONResponse:
    """The problem as an answer."""
    body: dict[str, Any] = {
        "type": f"urn:zharia:problem:{problem.code}",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
        "requestId": request_id(),
    }
    if problem.errors:
        body["errors"] = [one.model_dump() for one in problem.errors]
    if problem.publications:
        body["publications"] = [one.model_dump(by_alias=True) for one in problem.publications]
    return JSONResponse(body, problem.status, problem.headers, media_type=MEDIA_TYPE)


def outage_problem(outage: Outage) -> Problem:
    """503 for what nobody did wrong: the same request succeeds once it has passed."""
    return Problem(
        503,
        outage.value,
        f"{MESSAGES[outage]}, so this could not be done: send it again a little later. Zharia goes"
        " on by itself.",
        headers={"Retry-After": RETRY_AFTER},
    )


OUT_OF_RANGE: Final = Problem(
    422,
    ErrorCode.VALIDATION_FAILED,
    "A number or a moment in this request is out of every range: correct it.",
)


def is_out_of_range(error: Exception) -> bool:
    """Whether a value fits neither Python's moments nor the database's numbers (SQL's class 22):
    what a route's own bounds let through is the sender's all the same.
    """
    return isinstance(error, OverflowError | DataError)


def invalid_field(
    field: str, message: str, code: ErrorCode | ChoiceCode = ErrorCode.VALIDATION_FAILED
) -> Problem:
    """422 for one field that a rule of ours, not the schema, refuses."""
    return Problem(
        422, code, f"{field}: {message}", errors=[FieldProblem(field=field, message=message)]
    )


def problem_for(error: Exception) -> Problem:
    """What a route or a use case raised, as every route answers it."""
    match error:
        case Problem():
            return error
        case InvalidFields():
            return _invalid_fields(error)
        case NotFound():
            return Problem(404, error.code, str(error))
        case CannotOrder():
            return Problem(409, error.code, str(error))
        case TooFarAhead():
            return invalid_field("scheduledAt", str(error))
        case WrongChoice():
            return invalid_field(
                to_camel(error.field), error.message, code=ErrorCode.CHOICE_REFUSED
            )
    raise TypeError(f"nobody has said how to answer {error!r}") from error


def _invalid_fields(error: InvalidFields) -> Problem:
    """422 for what our own rules refuse; its code is that of its only problem, if that has one."""
    errors = [FieldProblem(field=one.field, message=str(one.message)) for one in error.problems]
    codes = {one.code for one in error.problems}
    code = codes.pop() if len(codes) == 1 else ErrorCode.VALIDATION_FAILED
    return Problem(422, code, str(error), errors=errors)


def install(app: FastAPI) -> None:
    """Have every error that a route raises answered as a problem."""
    for kind in (Problem, *REFUSALS):
        app.add_exception_handler(kind, _answer_problem)
    app.add_exception_handler(RequestValidationError, answer_invalid_request)
    app.add_exception_handler(HTTPException, answer_http_error)


async def _answer_problem(_request: Request, error: Exception) -> JSONResponse:
    return problem_response(problem_for(error))


async def answer_invalid_request(_request: Request, error: Exception) -> JSONResponse:
    """422 for what FastAPI refuses by a route's signature."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
    # Only place and message: what was sent may be a password.
    errors = [
        FieldProblem(field=_location(found["loc"]), message=_remedy(found))
        for found in error.errors()
    ]
    said = "; ".join(f"{one.field}: {one.message}" if one.field else one.message for one in errors)
    return problem_response(Problem(422, ErrorCode.VALIDATION_FAILED, said, errors=errors))


#: our own words for what the framework and the router answer by themselves
_HTTP: Final[Mapping[int, tuple[ErrorCode, str]]] = {
    400: (
        ErrorCode.MALFORMED_REQUEST,
        "The request's body cannot be read: send valid JSON in UTF-8.",
    ),
    404: (ErrorCode.NOT_FOUND, "There is nothing at this address."),
    405: (ErrorCode.METHOD_NOT_ALLOWED, "This address takes other methods: see the Allow header."),
    413: (ErrorCode.BODY_TOO_LARGE, "The request's body is too large."),
}


async def answer_http_error(_request: Request, error: Exception) -> JSONResponse:
    """What the framework and the router answer by themselves."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    status = error.status_code
    code, detail = _HTTP.get(status, (HttpCode(f"http_{status}"), error.detail))
    return problem_response(Problem(status, code, detail, headers=error.headers))


def _location(location: Sequence[Any]) -> str:
    """Where a field stands, without the part of the request that holds it."""
    return ".".join(str(part) for part in location[1:])


_REMEDIES: Final[Mapping[str, str]] = {
    "missing": "is missing: send it",
    "string_type": "is no text: send a JSON string",
    "bool_type": "is neither true nor false",
    "bool_parsing": "is neither true nor false",
    "extra_forbidden": "is no field of this request: leave it out, or correct its name",
    "timezone_aware": "has no time zone: add it, as in 2026-11-22T09:00:00+05:00",
    "json_invalid": "is not valid JSON",
    "model_attributes_type": "is no JSON object: send {…} as application/json",
    "dict_type": "is no JSON object: send {…} as application/json",
}


def _remedy(found: Mapping[str, Any]) -> str:
    kind, context = found["type"], found.get("ctx", {})
    match kind:
        case "string_too_long":
            return f"is too long: at most {context['max_length']} characters"
        case "string_too_short" | "too_short":
            return "is empty: fill it in"
        case "too_long":
            return f"has too many entries: at most {context['max_length']}"
        case "enum" | "literal_error":
            return f"is none of {context['expected']}"
        case _ if kind.startswith("datetime_"):
            return "is no moment in time: write it like 2026-11-22T09:00:00+05:00"
    return _REMEDIES.get(kind) or str(found["msg"])


def documented(**codes: str) -> Responses:
    """OpenAPI's `responses` for the problems a route can answer. Raises `ValueError` for no code.

    >>> sorted(documented(p404="article_unknown: there is no such article"))
    [404]
    """
    answers: Responses = {}
    for key, text in codes.items():
        status = int(key.removeprefix("p"))
        code, _, meaning = text.partition(": ")
        answers[status] = {
            "description": meaning or HTTPStatus(status).phrase,
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/ProblemDetails"},
                    "example": {
                        "type": f"urn:zharia:problem:{code}",
                        "title": HTTPStatus(status).phrase,
                        "status": status,
                        "code": ErrorCode(code),
                        "detail": meaning,
                        "requestId": "01k9xw3m5r8t2v4b6d7f9h0j1k",
                    },
                }
            },
        }
    return answers


#: what any route with a body can answer
INPUT: Final[Responses] = documented(
    p400="malformed_request: the body cannot be read",
    p413="body_too_large: the body is too large",
    p422="validation_failed: fields are missing or wrong; `errors` names each with its remedy",
)
#: what any route with parameters can answer
PARAMETERS: Final[Responses] = documented(
    p422="validation_failed: a parameter is missing or wrong; `errors` names it",
)
#: what any route for people who are signed in can answer
SIGNED_IN: Final[Responses] = documented(
    p401="unauthenticated: no access token, or one that is not valid or has expired",
    p403="forbidden: this needs another role; or cross_site: it came with a browser's cookie from"
    " another site's page",
)
