"""HTTP client for feeds, pages and photos at addresses that strangers wrote."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Self

from zharia.fetch.decompression import ACCEPTED
from zharia.fetch.reading import Fetched, ReadOptions
from zharia.fetch.user_agent import PRODUCT

if TYPE_CHECKING:
    import ssl

    from zharia.fetch.network import Resolve
    from zharia.fetch.transport import Transport

MAX_BYTES: Final = 32 * 1024 * 1024
SECONDS: Final = 30.0


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
        resolve: "Resolve | None" = None,
        tls: "ssl.SSLContext | None" = None,
        user_agent: str = PRODUCT,
    ) -> None:
        self._allow_loopback, self._resolve, self._tls = allow_loopback, resolve, tls
        self._user_agent = user_agent
        self._lock = threading.Lock()
        self._opened: Transport | None = None

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
        headers = self._headers(accept)
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        conditional = bool(etag or last_modified)
        options = ReadOptions(accept, max_bytes, conditional=conditional)
        return self._transport().fetch(url, headers, options, seconds, referer)

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
        return self._transport().fetch(url, self._headers(accept), options, seconds)

    def _headers(self, accept: str) -> dict[str, str]:
        return {"User-Agent": self._user_agent, "Accept": accept, "Accept-Encoding": ACCEPTED}

    def _transport(self) -> "Transport":
        # Not before the first fetch: a start needs neither the HTTP libraries nor the system's
        # list of authorities, and both take it long to load.
        from zharia.fetch.transport import Transport  # noqa: PLC0415

        with self._lock:
            if self._opened is None:
                self._opened = Transport(
                    allow_loopback=self._allow_loopback,
                    resolve=self._resolve,
                    tls=self._tls,
                    user_agent=self._user_agent,
                )
            return self._opened
