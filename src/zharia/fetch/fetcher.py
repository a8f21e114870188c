"""HTTP client for feeds, pages and photos at addresses that strangers wrote."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Final, Self

import httpcore2
import httpx2

from zharia.fetch.decompression import ACCEPTED
from zharia.fetch.errors import TooManyRedirectsError, TooSlowError, UnreachableError
from zharia.fetch.network import GuardedBackend, Resolve, resolve_by_system
from zharia.fetch.response import Fetched, OpenResponse, ReadOptions, read_response
from zharia.fetch.urls import referer_header, validate_url
from zharia.fetch.user_agent import PRODUCT

MAX_BYTES: Final = 32 * 1024 * 1024
SECONDS: Final = 30.0
MAX_REDIRECTS: Final = 5


class Fetcher:
    """HTTP client with an SSRF guard for foreign URLs. Safe to share between threads.

        with Fetcher() as fetcher:
            photo = fetcher.fetch("https://example.kz/photo.jpg").body

    Proxy settings of the environment are not used: a proxy would resolve the name again, out of
    reach of the check. Where the only way out is a proxy, let it do the checking and this
    service's network do the rest. `tls` is a context that trusts a newsroom's own authority;
    `resolve` replaces the system's resolver.
    """

    def __init__(
        self,
        *,
        allow_loopback: bool = False,
        resolve: Resolve = resolve_by_system,
        tls: ssl.SSLContext | None = None,
        user_agent: str = PRODUCT,
    ) -> None:
        self._backend = GuardedBackend(resolve, allow_loopback=allow_loopback)
        self._tls = tls
        self._user_agent = user_agent
        self._lock = threading.Lock()
        self._opened: httpcore2.ConnectionPool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()

    def fetch(
        self,
        url: str,
        *,
        max_bytes: int = MAX_BYTES,
        seconds: float = SECONDS,
        accept: str = "*/*",
        referer: str = "",
        etag: str = "",
        last_modified: str = "",
    ) -> Fetched:
        """Get the whole of a URL, following at most five redirects, each checked like the first.

        `max_bytes` bounds the body after decompression, `seconds` the whole of it: names,
        connections, redirects and body. `referer` is the page that shows it. `etag` and
        `last_modified` are those of an earlier answer; if nothing has changed since, the result is
        `not_modified`. Raises FetchError.
        """
        headers = self._headers(accept, referer)
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        conditional = bool(etag or last_modified)
        return self._fetch(
            url, headers, ReadOptions(accept, max_bytes, conditional=conditional), seconds
        )

    def fetch_beginning(
        self,
        url: str,
        enough: Callable[[bytes], bool],
        *,
        max_bytes: int,
        seconds: float,
        accept: str = "*/*",
    ) -> Fetched:
        """As `fetch`, but read only until `enough` is true of the body so far, or `max_bytes`.

        A response that breaks off or stalls is returned as far as it came, with `read_error`.
        """
        options = ReadOptions(accept, max_bytes, enough=enough)
        return self._fetch(url, self._headers(accept), options, seconds)

    def _headers(self, accept: str, referer: str = "") -> dict[str, str]:
        headers = {"User-Agent": self._user_agent, "Accept": accept, "Accept-Encoding": ACCEPTED}
        if page := referer_header(referer):
            headers["Referer"] = page
        return headers

    def _fetch(
        self, url: str, headers: Mapping[str, str], options: ReadOptions, seconds: float
    ) -> Fetched:
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
                response = open_.enter_context(
                    _send(self._pool(), url, headers, deadline, connected)
                )
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

    def _pool(self) -> httpcore2.ConnectionPool:
        with self._lock:
            if self._opened is None:
                # Reading the system's authorities takes 20 ms: not before they are needed.
                self._tls = self._tls or httpx2.create_ssl_context()
                self._opened = self._new_pool()
            return self._opened

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
