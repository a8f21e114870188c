"""What can go wrong when a foreign address is fetched.

    FetchError
    ├── BadUrlError             the address itself cannot be fetched: correct it
    ├── ForbiddenAddressError   it leads into a private network: correct it
    ├── UnreachableError        no such name, connection, certificate or whole answer: try later
    ├── TooSlowError            not done within the time allowed: try later
    ├── TooLargeError           more bytes than allowed: offer something smaller
    └── BadResponseError        the server answered, but not with what was asked for
        ├── BadStatusError      with an error status; 408, 425, 429 and 5xx may pass
        │   └── RefusedError    it may be blocking us; its administrator can let us in
        └── TooManyRedirectsError

Messages name the host and the path, never the query, which may hold a key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from zharia.errors import ErrorCode

if TYPE_CHECKING:
    import httpx2


class FetchError(Exception):
    """An address was not fetched. The message says what happened and what to do."""

    #: whether the same address may work later without anyone changing anything
    retry_can_help: bool = False
    #: stable name, for translation
    code: ClassVar[ErrorCode]


class BadUrlError(FetchError):
    code = ErrorCode.FETCH_BAD_ADDRESS

    def __init__(self, why: str) -> None:
        super().__init__(f"This web address cannot be fetched: {why}. Correct the address.")


class ForbiddenAddressError(FetchError):
    """Raised before anything is sent."""

    code = ErrorCode.FETCH_FORBIDDEN_ADDRESS

    def __init__(self, host: str, why: str) -> None:
        super().__init__(
            f"{host} leads to {why}, where Zharia does not fetch. Use a public address."
        )


class UnreachableError(FetchError):
    code = ErrorCode.FETCH_UNREACHABLE
    retry_can_help = True

    def __init__(self, url: "httpx2.URL", why: str) -> None:
        super().__init__(
            f"{display_url(url)} could not be read ({why}). "
            "Open it in a browser; if that works, try again later."
        )


class TooSlowError(FetchError):
    code = ErrorCode.FETCH_TOO_SLOW
    retry_can_help = True

    def __init__(self, url: "httpx2.URL", seconds: float) -> None:
        super().__init__(
            f"{display_url(url)} did not answer in full within {seconds:g} seconds."
            " Try again later."
        )


class TooLargeError(FetchError):
    code = ErrorCode.FETCH_TOO_LARGE

    def __init__(self, url: "httpx2.URL", max_bytes: int) -> None:
        super().__init__(
            f"{display_url(url)} is larger than {max_bytes:,} bytes. Offer a smaller file there."
        )


class BadResponseError(FetchError):
    code = ErrorCode.FETCH_BAD_ANSWER

    def __init__(self, url: "httpx2.URL", why: str) -> None:
        super().__init__(f"{display_url(url)} answered, but {why}. Ask whoever runs that server.")


class BadStatusError(BadResponseError):
    code = ErrorCode.FETCH_BAD_STATUS
    _PASSING: ClassVar = frozenset({408, 425, 429})

    def __init__(
        self, url: "httpx2.URL", status: int, headers: Mapping[str, str], body: bytes = b""
    ) -> None:
        super().__init__(url, f"with HTTP status {status}")
        self.status = status
        #: the beginning of what came with it, where that says more, as the JSON of an API does
        self.body = body
        #: of the response, by lowercase name, such as `retry-after`
        self.headers = headers
        self.retry_can_help = status in self._PASSING or status >= 500


@dataclass(frozen=True, slots=True)
class RequestOrigin:
    """What identifies our request in a site's log: user agent, address, time."""

    user_agent: str
    #: the address that the request came from; "" where only a router between knows it
    address: str
    at: datetime

    def __str__(self) -> str:
        address = self.address or "the public address of this server"
        return f'User-Agent "{self.user_agent}", address {address}, {self.at:%Y-%m-%d %H:%M:%S} UTC'


class RefusedError(BadStatusError):
    """`status` may be a success: a page that keeps programs out often comes as one."""

    code = ErrorCode.FETCH_REFUSED
    #: statuses that mean us, rather than the file or the server
    STATUSES: ClassVar = frozenset({401, 403, 406, 429, 451})

    def __init__(
        self,
        url: "httpx2.URL",
        status: int,
        headers: Mapping[str, str],
        asker: RequestOrigin,
        *,
        why: str,
        may_pass: bool = False,
    ) -> None:
        super().__init__(url, status, headers)
        self.retry_can_help = self.retry_can_help or may_pass
        address = display_url(url)
        self._sentence = (
            f"{address} {why} (HTTP status {status}). The site may be blocking Zharia. Ask its"
            f" administrator to let it in, and send them this: {address}, {asker}."
        )

    def __str__(self) -> str:
        return self._sentence


class TooManyRedirectsError(BadResponseError):
    code = ErrorCode.FETCH_TOO_MANY_REDIRECTS

    def __init__(self, url: "httpx2.URL", most: int) -> None:
        super().__init__(url, f"redirected more than {most} times")


def display_url(url: "httpx2.URL") -> str:
    """The address as a message may show it: without query, fragment and credentials."""
    return f"{url.scheme}://{url.netloc.decode('ascii')}{url.path}"
