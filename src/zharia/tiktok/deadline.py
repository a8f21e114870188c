"""Deadline: a total timeout for an exchange, which a server cannot stretch.

httpx2's timeouts hold for one read at a time, so a server that sends a byte now and then could
keep a thread for hours. Here every wait on the socket, the TLS handshake included, is cut to what
is left of the deadline that the calling thread has set. Only the system's name resolution,
and one connect attempt for each further address of a host, cannot be cut short.
"""

from __future__ import annotations

import functools
import math
import time
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import httpcore2
import httpx2

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Iterator

_end: ContextVar[float] = ContextVar("end of the exchange", default=math.inf)

#: Seconds that an idle connection is kept. Short, because a POST on a connection that the server
#: is just closing has an unknown outcome.
KEEP_ALIVE = 5.0


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Let what this block waits for end after `seconds`, or sooner if an outer deadline ends."""
    outer = _end.set(min(_end.get(), time.monotonic() + seconds))
    try:
        yield
    finally:
        _end.reset(outer)


def remaining() -> float:
    """Seconds left before the deadline; infinite without one."""
    return _end.get() - time.monotonic()


def _cut(timeout: float | None, too_late: type[Exception]) -> float:
    left = remaining()
    if left <= 0:
        raise too_late("the total time is over")
    return min(left, timeout or left)


class _Stream(httpcore2.NetworkStream):
    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _cut(timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _cut(timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        left = _cut(timeout, httpcore2.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore2.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        left = _cut(timeout, httpcore2.ConnectTimeout)
        return _Stream(super().connect_tcp(host, port, left, local_address, socket_options))


@functools.cache
def _certificates() -> ssl.SSLContext:
    """Reading the system's certificates takes longer than most calls: once is enough."""
    return httpx2.create_ssl_context()


class DeadlineTransport(httpx2.BaseTransport):
    """An httpx2 transport over httpcore2, on connections that know the deadline.

    It ignores the environment's proxies: tokens go to the configured host and nowhere else.
    """

    def __init__(self, *, connections: int, ssl_context: ssl.SSLContext | None = None) -> None:
        """`connections` is the most that are open at once; further threads wait their turn."""
        self._pool = httpcore2.ConnectionPool(
            ssl_context=ssl_context or _certificates(),
            max_connections=connections,
            keepalive_expiry=KEEP_ALIVE,
            network_backend=_Backend(),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request. Raises httpx2's errors of the same names as httpcore2's."""
        url = httpcore2.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        sent = httpcore2.Request(
            request.method,
            url,
            headers=request.headers.raw,
            content=request.read(),
            extensions=request.extensions,
        )
        with _errors_of_httpx2():
            answer = self._pool.handle_request(sent)
        return httpx2.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        with _errors_of_httpx2():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


@contextmanager
def _errors_of_httpx2() -> Iterator[None]:
    try:
        yield
    except (
        httpcore2.NetworkError,
        httpcore2.ProtocolError,
        httpcore2.TimeoutException,
        httpcore2.UnsupportedProtocol,
    ) as error:
        # The two libraries name their errors alike.
        raise getattr(httpx2, type(error).__name__)(str(error)) from error
