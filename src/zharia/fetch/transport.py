"""HTTP transport of foreign URLs: redirects one by one, each checked like the first.

`fetcher` imports this, and with it the HTTP libraries, for the first address that is fetched.
"""

import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Final

import httpcore2
import httpx2

from zharia.fetch.errors import TooManyRedirectsError, TooSlowError, UnreachableError
from zharia.fetch.network import GuardedBackend, Resolve, resolve_by_system
from zharia.fetch.reading import Fetched, ReadOptions
from zharia.fetch.response import OpenResponse, read_response
from zharia.fetch.urls import referer_header, validate_url

MAX_REDIRECTS: Final = 5


class Transport:
    """A pool of connections to public addresses. Safe to share between threads."""

    def __init__(
        self,
        *,
        allow_loopback: bool,
        resolve: Resolve | None,
        tls: ssl.SSLContext | None,
        user_agent: str,
    ) -> None:
        self._backend = GuardedBackend(resolve or resolve_by_system, allow_loopback=allow_loopback)
        self._tls = tls or httpx2.create_ssl_context()
        self._user_agent = user_agent
        self._pool = self._new_pool()

    def close(self) -> None:
        self._pool.close()

    def fetch(
        self,
        url: str,
        headers: Mapping[str, str],
        options: ReadOptions,
        seconds: float,
        referer: str = "",
    ) -> Fetched:
        """Get a URL and read it as the options say. Raises FetchError."""
        if page := referer_header(referer):
            headers = {**headers, "Referer": page}
        deadline = time.monotonic() + seconds
        current = validate_url(url)
        for _ in range(MAX_REDIRECTS + 1):
            with (
                _translate_errors(current, seconds),
                self._open_response(current, headers, deadline) as response,
            ):
                if not response.has_redirect_location:
                    return read_response(
                        OpenResponse(current, response, self._user_agent, deadline, seconds),
                        options,
                    )
            current = validate_url(response.headers["location"], base=current)
        raise TooManyRedirectsError(current, MAX_REDIRECTS)

    @contextmanager
    def _open_response(
        self, url: httpx2.URL, headers: Mapping[str, str], deadline: float
    ) -> Iterator[httpx2.Response]:
        with ExitStack() as open_:
            connected = _ConnectionTrace()
            try:
                pool = self._pool
                response = open_.enter_context(_send(pool, url, headers, deadline, connected))
            except (httpcore2.NetworkError, httpcore2.ProtocolError):
                if connected.opened:
                    raise
                # A server may close a kept connection just as it is used again. To GET once more
                # does no harm (RFC 9112, 9.3.1); other kept connections may be closed as well.
                pool = open_.enter_context(self._new_pool())
                response = open_.enter_context(_send(pool, url, headers, deadline, connected))
            yield httpx2.Response(
                response.status,
                headers=response.headers,
                stream=_Body(response),
                extensions={"network_stream": response.extensions["network_stream"]},
            )

    def _new_pool(self) -> httpcore2.ConnectionPool:
        return httpcore2.ConnectionPool(
            ssl_context=self._tls,
            max_connections=20,
            keepalive_expiry=5,
            network_backend=self._backend,
        )


def _send(
    pool: httpcore2.ConnectionPool,
    url: httpx2.URL,
    headers: Mapping[str, str],
    deadline: float,
    connected: "_ConnectionTrace",
) -> AbstractContextManager[httpcore2.Response]:
    target = httpcore2.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )
    # moments, not durations, for our own backend; the pool's waiting is httpcore's
    timeout = dict.fromkeys(("connect", "read", "write"), deadline)
    timeout["pool"] = max(deadline - time.monotonic(), 0)
    return pool.stream(
        "GET",
        target,
        headers=httpx2.Headers(
            {"Host": url.netloc.decode("ascii"), **headers}, encoding="utf-8"
        ).raw,
        extensions={"timeout": timeout, "trace": connected},
    )


class _ConnectionTrace:
    """Records whether a request opened a new connection."""

    def __init__(self) -> None:
        self.opened = False

    def __call__(self, event: str, _: object) -> None:
        self.opened = self.opened or event == "connection.connect_tcp.started"


class _Body(httpx2.SyncByteStream):
    def __init__(self, response: httpcore2.Response) -> None:
        self._answer = response

    def __iter__(self) -> Iterator[bytes]:
        return self._answer.iter_stream()


@contextmanager
def _translate_errors(url: httpx2.URL, seconds: float) -> Iterator[None]:
    """Translate httpcore's exceptions into FetchError."""
    try:
        yield
    except httpcore2.TimeoutException as error:
        raise TooSlowError(url, seconds) from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        raise UnreachableError(url, str(error)) from error
