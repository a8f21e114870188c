"""The wrapper of every endpoint: fault injection, error responses, rate limits, the call log."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.message import Message

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from zharia.simulator import calls, edge, faults, jsontext, limits
from zharia.simulator.envelope import (
    STATUS_OF,
    Refused,
    api_body,
    json_response,
    new_log_id,
)
from zharia.simulator.model import App, Call, Fault, Grant, User
from zharia.simulator.world import World, world_of

#: real seconds that a hanging call takes when the client does not disconnect
_HANG_SECONDS = 3_600.0
_SLOW_SECONDS = 5.0
#: a gateway that waits in vain for an answer does not know what became of the call
_EDGE_STATUS = {"edge_page": 503, "accept_then_edge_page": 504}


@dataclass
class CallContext:
    """One API call: its request, and what the call log will say about it."""

    request: Request
    world: World
    endpoint: str
    body: bytes
    log_id: str
    client_key: str = ""
    username: str = ""
    code: str = "ok"
    #: remarks for the log, also on calls that went well
    wrong: list[str] = field(default_factory=list)
    fault: str = ""

    @property
    def now(self) -> float:
        return self.world.clock.now()


Handler = Callable[[CallContext], Awaitable[Response]]
#: writes a refusal as this part of TikTok does: enveloped, flat, or as a page
Refusal = Callable[[CallContext, Refused], Response]


def route(
    method: str,
    path: str,
    endpoint: str,
    handler: Handler,
    refusal: Refusal,
    *,
    specific_endpoint: Callable[[CallContext], str] | None = None,
) -> Route:
    """A route that takes faults, by its name and that of `specific_endpoint`: `token_refresh`."""

    async def respond(request: Request) -> Response:
        call = CallContext(
            request=request,
            world=world_of(request),
            endpoint=endpoint,
            body=await request.body(),
            log_id=new_log_id(),
        )
        names = (endpoint, specific_endpoint(call)) if specific_endpoint else (endpoint,)
        before = _next_fault(call, faults.BEFORE, names)
        if before is not None and before.name != "slow":
            return await _apply_fault(call, before, refusal)
        if before is not None:
            await asyncio.sleep(float(before.value or _SLOW_SECONDS))
        try:
            response = await handler(call)
        except Refused as refused:
            return _refuse(call, refused, refusal)
        after = _next_fault(call, faults.AFTER, names)
        if after is None:
            _log(call, response.status_code)
            return response
        call.wrong.append(f"accepted, but the fault {after.name} lost the answer")
        return await _apply_fault(call, after, refusal)

    return Route(path, respond, methods=method.split("|"), name=endpoint)


def api_refusal(call: CallContext, refused: Refused) -> Response:
    """tiktok-api-v2-error-handling; recorded answers have no `data` (field)."""
    body = api_body(None, code=refused.code, message=refused.message, log_id=call.log_id)
    return json_response(body, STATUS_OF.get(refused.code, 500))


def authenticate(call: CallContext, limit: str | None) -> tuple[App, User, Grant]:
    """Authenticate the access token. Counts the call in the sliding minute of `limit`."""
    scheme, _, token = call.request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refused("access_token_invalid", "there is no `Authorization: Bearer …` header")
    state = call.world.state
    grant = next((grant for grant in state.grants if grant.access_token == token), None)
    if grant is None:
        hint = ": this is a refresh token" if token.startswith("rft.") else ""
        raise Refused("access_token_invalid", f"there is no such access token{hint}")
    call.client_key, call.username = grant.client_key, grant.username
    if grant.revoked:
        raise Refused("access_token_invalid", "the consent behind this access token has ended")
    if grant.access_expires_at <= call.now:
        raise Refused("access_token_invalid", "the access token has expired")
    app, user = call.world.app(grant.client_key), call.world.user(grant.username)
    if app is None or user is None:
        raise Refused("access_token_invalid", "the app or the user is gone")
    if limit is not None:
        _check_rate_limit(call, limit)
    return app, user, grant


def json_body(call: CallContext, *, message: str | None = None) -> object:
    """content-posting-api-reference-photo-post: `application/json; charset=UTF-8` is required.

    `message` is what the client reads of a body that is none.
    """
    sent = call.request.headers.get("content-type", "")
    header = Message()
    header["content-type"] = sent
    charset = header.get_content_charset() or "utf-8"
    if header.get_content_type() != "application/json" or charset not in {"utf-8", "utf8"}:
        raise Refused(
            "invalid_params",
            f"Content-Type is {sent!r}, not application/json; charset=UTF-8",
            message=message,
        )
    try:
        return jsontext.parse(call.body)
    except ValueError as error:
        wrong = f"the body is not JSON in UTF-8: {error}"
        raise Refused("invalid_params", wrong, message=message) from error


def requested_fields(call: CallContext) -> list[str]:
    """The names in the query's `fields`. Raises `Refused` if there are none."""
    fields = [name for name in call.request.query_params.get("fields", "").split(",") if name]
    if not fields:
        raise Refused("invalid_params", "fields is missing: name the fields in the query")
    return fields


def _check_rate_limit(call: CallContext, endpoint: str) -> None:
    windows = call.world.state.windows
    # By user and app rather than by token: a refresh does not reset the window.
    key = f"{endpoint} {call.client_key} {call.username}"
    limit = limits.PER_MINUTE[endpoint]
    passed, windows[key] = limits.admit(windows.get(key, []), call.now, limit)
    if not passed:
        raise Refused(
            "rate_limit_exceeded",
            f"{call.username} has had {limit} calls of {endpoint} within the last minute",
        )


def _next_fault(
    call: CallContext, names: frozenset[str], endpoints: tuple[str, ...]
) -> Fault | None:
    world = call.world
    fault = faults.take_fault(world.state, world.random, names, endpoints)
    if fault is not None:
        call.fault = fault.name
    return fault


async def _apply_fault(call: CallContext, fault: Fault, refusal: Refusal) -> Response:
    match fault.name:
        case "refuse" | "accept_then_500":
            return _refuse(call, Refused("internal_error", f"the fault {fault.name}"), refusal)
        case "rate_limit":
            return _refuse(call, Refused("rate_limit_exceeded", "the fault rate_limit"), refusal)
        case "code":
            return _refuse(call, Refused(fault.value, "the fault code"), refusal)
        case "edge_page" | "accept_then_edge_page":
            answer = edge.page(int(fault.value or _EDGE_STATUS[fault.name]))
            call.wrong.append("the edge answered with a page of its own")
            _log(call, answer.status_code)
            return answer
        case "hang" | "accept_then_hang":
            _log(call, 0)
            patience = float(fault.value or _HANG_SECONDS)
            # Cancelled means that the server stops: then the call ends like one that ran out.
            with contextlib.suppress(TimeoutError, asyncio.CancelledError):
                await asyncio.wait_for(_wait_for_disconnect(call.request), patience)
        case _:
            _log(call, 0)
    return await _reset_connection(call.request)


def _refuse(call: CallContext, refused: Refused, refusal: Refusal) -> Response:
    call.code = refused.code
    call.wrong.append(refused.wrong)
    response = refusal(call, refused)
    _log(call, response.status_code)
    return response


async def _wait_for_disconnect(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _reset_connection(request: Request) -> Response:
    """Break the connection: the client sees a reset, not an answer."""
    transport: asyncio.Transport | None = request.scope.get("simulator.transport")
    if transport is None:
        raise ConnectionResetError("the simulator cut the connection")
    connection = transport.get_extra_info("socket")
    if connection is not None:
        # Closing with nothing to linger for sends RST instead of FIN.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    await _wait_for_disconnect(request)
    return Response()


def _log(call: CallContext, status: int) -> None:
    calls.record(
        call.world,
        Call(
            id=0,
            at=0.0,
            method=call.request.method,
            path=call.request.url.path,
            endpoint=call.endpoint,
            status=status,
            client_key=call.client_key,
            username=call.username,
            code=call.code,
            wrong=call.wrong,
            fault=call.fault,
            log_id=call.log_id,
        ),
    )


async def _unsupported_path(request: Request) -> Response:
    """Everything else under /v2/: most often a missing slash or a wrong method."""
    world = world_of(request)
    path = request.url.path
    known = {route.path: route.methods for route in request.app.routes if isinstance(route, Route)}
    if f"{path}/" in known:
        wrong = f"TikTok writes this address with a slash at its end: {path}/"
    elif path in known:
        methods = sorted((known[path] or set()) - {"HEAD"})
        wrong = f"{request.method} is not among {', '.join(methods)}"
    else:
        wrong = "the simulator knows no such endpoint"
    calls.record(
        world,
        Call(
            id=0,
            at=0.0,
            method=request.method,
            path=path,
            endpoint="",
            status=404,
            code="not_found",
            wrong=[wrong],
            log_id=new_log_id(),
        ),
    )
    return PlainTextResponse("Unsupported path", 404)


_ALL_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
fallback_routes = [Route("/v2/{rest:path}", _unsupported_path, methods=_ALL_METHODS)]
