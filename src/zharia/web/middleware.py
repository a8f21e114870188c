"""ASGI middleware around every answer: request id, security headers, metrics, unhandled errors."""

import logging
import time
from collections.abc import Callable
from typing import Final

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zharia.background.outages import report
from zharia.errors import ErrorCode
from zharia.storage.connection_pools import lock_timeout
from zharia.storage.ids import new_id
from zharia.web.body_limits import MAX_BYTES, max_body_bytes
from zharia.web.metrics import Metrics
from zharia.web.problems import Problem, is_out_of_range, problem_response
from zharia.web.requests import set_request_id

log = logging.getLogger(__name__)

#: unless the answer says otherwise
_HEADERS: Final = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
_HSTS: Final = (b"strict-transport-security", b"max-age=31536000")
#: seconds that a request waits for a lock of the database, before it is told to come again
_LOCK_TIMEOUT: Final = 5.0
#: where TikTok pulls photos: a pull that fails may fail the post, so it waits as a worker does
_FOR_TIKTOK: Final = "/media/"


class Middleware:
    """The outermost layer of the application."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        metrics: Metrics,
        https: bool,
        unhandled_error_response: Callable[[Scope, Exception], Response],
    ) -> None:
        self._app = app
        self._metrics = metrics
        self._unhandled_error_response = unhandled_error_response
        self._headers = (*_HEADERS, _HSTS) if https else _HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = new_id()
        set_request_id(request)
        if not scope["path"].startswith(_FOR_TIKTOK):
            lock_timeout.set(_LOCK_TIMEOUT)
        began, status = time.perf_counter(), 0

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                said = message["headers"]
                names = {name for name, _ in said}
                ours = [one for one in self._headers if one[0] not in names]
                message["headers"] = [*said, (b"x-request-id", request.encode()), *ours]
            await send(message)

        try:
            length = _content_length(scope)
            if length > MAX_BYTES and length > max_body_bytes(scope):
                too_large = Problem(
                    413, ErrorCode.BODY_TOO_LARGE, "The request's body is too large."
                )
                await problem_response(too_large)(scope, receive, send_on)
            else:
                await self._app(scope, receive, send_on)
        except ClientDisconnect:
            log.debug("request %s: its sender hung up", request)
        except Exception as error:  # noqa: BLE001 - it is logged
            if is_out_of_range(error):
                kind = type(error).__name__
                log.warning("request %s broke off: %s: %s", request, scope["method"], kind)
            else:
                report(log, error, "request %s broke off: %s", request, scope["method"])
            if not status:
                await self._unhandled_error_response(scope, error)(scope, receive, send_on)
        finally:
            # A path would make a series of its own for every stranger's guess.
            route = getattr(scope.get("route"), "path", "none")
            seconds = time.perf_counter() - began
            self._metrics.count_answer(scope["method"], route, status or 500, seconds)


def _content_length(scope: Scope) -> int:
    """The length that the request's head announces; 0 if it says nothing usable."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() and len(value) < 20 else 0
    return 0
