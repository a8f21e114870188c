"""Fetches feeds, pages and photos from addresses that strangers wrote."""

import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Final, Self

import httpcore2
import httpx2

from zharia.fetch.errors import (
    BadAnswerError,
    BadStatusError,
    TooLargeError,
    TooManyRedirectsError,
    TooSlowError,
    UnreachableError,
)
from zharia.fetch.network import GuardedBackend, Resolve, resolve_by_system
from zharia.fetch.urls import checked_url

MAX_BYTES: Final = 32 * 1024 * 1024
SECONDS: Final = 30.0
MAX_REDIRECTS: Final = 5

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ENCODINGS = frozenset({"gzip", "deflate"})
# They describe the body on its way, not the one handed over.
_HEADERS_OF_TRANSFER = frozenset({"content-encoding", "content-length", "transfer-encoding"})


@dataclass(frozen=True, slots=True)
class Fetched:
    """A complete answer: a success, or 304 where the caller's copy is still good."""

    #: where the answer came from, after redirects
    url: str
    status: int
    #: by lowercase name; several of one name are joined with ", "
    headers: Mapping[str, str]
    #: decompressed; empty for 304
    body: bytes

    @property
    def not_modified(self) -> bool:
        return self.status == HTTPStatus.NOT_MODIFIED


class Fetcher:
    """Gets foreign URLs without being led into our own network. Safe to share between threads.

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
    ) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=tls or httpx2.create_ssl_context(),
            max_connections=20,
            keepalive_expiry=5,
            network_backend=GuardedBackend(resolve, allow_loopback=allow_loopback),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._pool.close()

    def fetch(
        self,
        url: str,
        *,
        max_bytes: int = MAX_BYTES,
        seconds: float = SECONDS,
        accept: str = "*/*",
        etag: str = "",
        last_modified: str = "",
    ) -> Fetched:
        """Get a URL, following at most five redirects, each checked like the first.

        `max_bytes` bounds the body after decompression, `seconds` the whole of it: names,
        connections, redirects and body. `etag` and `last_modified` are those of an earlier
        answer; if nothing has changed since, the result is `not_modified`. Raises FetchError.
        """
        deadline = time.monotonic() + seconds
        headers = {
            "User-Agent": "Zharia",
            "Accept": accept,
            "Accept-Encoding": ", ".join(sorted(_ENCODINGS, reverse=True)),
        }
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified

        here = checked_url(url)
        for _ in range(MAX_REDIRECTS + 1):
            try:
                with self._answer(here, headers, deadline) as answer:
                    location = answer.headers.get("location")
                    if answer.status_code not in _REDIRECTS or location is None:
                        return _read(
                            here,
                            answer,
                            conditional=bool(etag or last_modified),
                            max_bytes=max_bytes,
                            deadline=deadline,
                        )
            except httpcore2.TimeoutException as error:
                raise TooSlowError(here, seconds) from error
            except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
                raise UnreachableError(here, str(error)) from error
            except httpx2.DecodingError as error:
                raise BadAnswerError(here, f"its compression is broken ({error})") from error
            here = checked_url(location, base=here)
        raise TooManyRedirectsError(here, MAX_REDIRECTS)

    @contextmanager
    def _answer(
        self, url: httpx2.URL, headers: Mapping[str, str], deadline: float
    ) -> Iterator[httpx2.Response]:
        target = httpcore2.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        )
        # moments, not durations, for our own backend; the pool's waiting is httpcore's
        timeout = dict.fromkeys(("connect", "read", "write"), deadline)
        timeout["pool"] = max(deadline - time.monotonic(), 0)
        with self._pool.stream(
            "GET",
            target,
            headers=httpx2.Headers(
                {"Host": url.netloc.decode("ascii"), **headers}, encoding="utf-8"
            ).raw,
            extensions={"timeout": timeout},
        ) as answer:
            yield httpx2.Response(answer.status, headers=answer.headers, stream=_Body(answer))


class _Body(httpx2.SyncByteStream):
    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return self._answer.iter_stream()


def _read(
    url: httpx2.URL, answer: httpx2.Response, *, conditional: bool, max_bytes: int, deadline: float
) -> Fetched:
    is_304 = answer.status_code == HTTPStatus.NOT_MODIFIED
    if not answer.is_success and not (is_304 and conditional):
        raise BadStatusError(url, answer.status_code, answer.headers)

    # Only what was asked for, and not one in another, which would multiply what a bomb can do.
    encoding = answer.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in _ENCODINGS and encoding != "identity":
        raise BadAnswerError(url, "in a compression that was not asked for")
    declared = answer.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > max_bytes:
        raise TooLargeError(url, max_bytes)

    body = bytearray()
    for chunk in answer.iter_bytes():  # pieces of at most a mebibyte, however well they shrank
        body += chunk
        if len(body) > max_bytes:
            raise TooLargeError(url, max_bytes)
        if time.monotonic() > deadline:
            raise httpcore2.ReadTimeout("the deadline has passed")
    headers = {
        name: value for name, value in answer.headers.items() if name not in _HEADERS_OF_TRANSFER
    }
    return Fetched(str(url), answer.status_code, MappingProxyType(headers), bytes(body))
