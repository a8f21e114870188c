"""A total time for an exchange that nobody can stretch.

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


class DeadlineTransport(httpx2.HTTPTransport):
    """httpx2's transport, on connections that know the deadline.

    It ignores the environment's proxies: tokens go to the configured host and nowhere else.
    """

    def __init__(self, *, connections: int, ssl_context: ssl.SSLContext | None = None) -> None:
        """`connections` is the most that are open at once; further threads wait their turn."""
        context = ssl_context or _certificates()
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=context,
            max_connections=connections,
            keepalive_expiry=KEEP_ALIVE,
            network_backend=_Backend(),
        )
