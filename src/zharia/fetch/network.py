"""SSRF guard and deadline of connections: DNS answers are checked, then pinned.

A name is resolved once, its addresses are checked, and the connection goes to the very address
that passed: a name server that answers differently the second time is never asked a second time.
The name still stands in `Host` and in TLS, where it is verified.

To httpcore a `timeout` is the seconds of one step, which a server that drips byte by byte can
stretch for ever. Here it is a moment on the monotonic clock by which everything must be done;
whoever calls a pool with this backend gives deadlines as timeouts.
"""

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import httpcore2

from zharia.fetch.addresses import forbidden_reason
from zharia.fetch.errors import ForbiddenAddressError

#: Turns a host name into addresses; raises OSError if there are none.
Resolve = Callable[[str], Sequence[str]]


def resolve_by_system(host: str) -> list[str]:
    """The addresses of a name, in the order in which the system would try them."""
    answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [str(answer[4][0]) for answer in answers]


class GuardedBackend(httpcore2.NetworkBackend):
    """Opens TCP connections to public addresses; raises ForbiddenAddressError for the others.

    Of a name with several addresses the permitted ones are tried, in order.
    """

    def __init__(self, resolve: Resolve, *, allow_loopback: bool) -> None:
        self._resolve = resolve
        self._allow_loopback = allow_loopback
        self._sockets = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        addresses = self._permitted(host, timeout)
        failure: Exception = httpcore2.ConnectError("the name has no address")
        for number, address in enumerate(addresses):
            # an address that does not answer leaves the others their share of the time
            share = _seconds_until(timeout) / (len(addresses) - number)
            try:
                stream = self._sockets.connect_tcp(
                    str(address), port, share, local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
            else:
                return _StreamWithDeadline(stream)
        raise failure

    def _permitted(self, host: str, deadline: float | None) -> list[IPv4Address | IPv6Address]:
        reasons = []
        permitted = []
        try:
            addresses = [ip_address(host)]
        except ValueError:
            addresses = [ip_address(one) for one in self._resolved(host, _seconds_until(deadline))]
        for address in addresses:
            reason = forbidden_reason(address, allow_loopback=self._allow_loopback)
            if reason is None:
                permitted.append(address)
            else:
                reasons.append(reason)
        if reasons and not permitted:
            raise ForbiddenAddressError(host, reasons[0])
        return permitted

    def _resolved(self, host: str, seconds: float) -> Sequence[str]:
        """Resolve in a thread of its own, since the system's resolver has no timeout."""
        answer: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answer.put(self._resolve(host))
            except (OSError, UnicodeError) as error:
                answer.put(error)

        threading.Thread(target=ask, name=f"resolve {host}", daemon=True).start()
        try:
            result = answer.get(timeout=seconds)
        except queue.Empty:
            raise httpcore2.ConnectTimeout("the name server does not answer") from None
        if isinstance(result, Exception):
            raise httpcore2.ConnectError("there is no such name") from result
        return result


class _StreamWithDeadline(httpcore2.NetworkStream):
    """A network stream whose timeouts are deadlines."""

    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _seconds_until(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _seconds_until(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        seconds = _seconds_until(timeout)
        return _StreamWithDeadline(self._stream.start_tls(ssl_context, server_hostname, seconds))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _seconds_until(deadline: float | None) -> float:
    if deadline is None:
        raise httpcore2.TimeoutException("a guarded connection needs a deadline")
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise httpcore2.TimeoutException("the deadline has passed")
    return seconds
