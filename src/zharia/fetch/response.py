"""Streaming of a response body: as far as wanted, unpacked, and checked to be whole."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from ipaddress import ip_address
from types import MappingProxyType
from typing import Final, NoReturn

import httpcore2
import httpx2

from zharia.fetch.challenges import HEAD_BYTES, is_challenge, is_page
from zharia.fetch.decompression import BodyTooLarge, CorruptBody, TruncatedBody, decompress
from zharia.fetch.errors import (
    BadResponseError,
    BadStatusError,
    FetchError,
    RefusedError,
    RequestOrigin,
    TooLargeError,
    TooSlowError,
    UnreachableError,
)
from zharia.fetch.partial_content import full_length, starts_at_first_byte
from zharia.fetch.reading import Fetched, ReadOptions

#: bytes of an error's JSON
MAX_ERROR_BODY: Final = 64 * 1024

# They describe the body on its way, not the one handed over.
_HEADERS_OF_TRANSFER: Final = frozenset(
    {"content-encoding", "content-length", "content-range", "transfer-encoding"}
)


@dataclass(frozen=True, slots=True)
class OpenResponse:
    """A response whose body has not been read yet."""

    url: httpx2.URL
    raw: httpx2.Response
    user_agent: str
    #: on the monotonic clock, and what that was in seconds
    deadline: float
    seconds: float

    @property
    def status(self) -> int:
        return self.raw.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        return self.raw.headers

    def refused(self, why: str, *, may_pass: bool) -> RefusedError:
        asker = RequestOrigin(self.user_agent, self._our_address(), datetime.now(UTC))
        return RefusedError(self.url, self.status, self.headers, asker, why=why, may_pass=may_pass)

    def _our_address(self) -> str:
        """Our address as the server sees it; "" behind NAT."""
        stream: httpcore2.NetworkStream = self.raw.extensions["network_stream"]
        try:
            ours = str(stream.get_extra_info("client_addr")[0])
            return ours if ip_address(ours).is_global else ""
        except (OSError, TypeError, ValueError):
            return ""


def read_response(response: OpenResponse, options: ReadOptions) -> Fetched:
    """Read the body of a successful response, and check that it is complete.

    Raises FetchError, and what httpcore raises while more is read.
    """
    is_304 = response.status == HTTPStatus.NOT_MODIFIED and options.conditional
    if not response.raw.is_success and not is_304:
        _raise_status(response, options)
    if is_304:
        return _fetched(response, b"")
    if options.enough is not None:
        fetched = _read_beginning(response, options, options.enough)
    else:
        fetched = _fetched(response, _read_all(response, options))
    if is_challenge(response.headers, fetched.body):
        raise response.refused("asks to prove that we are no program", may_pass=True)
    if options.photo and is_page(fetched.body):
        raise response.refused("answered with a web page where a photo should be", may_pass=False)
    return fetched


def _raise_status(response: OpenResponse, options: ReadOptions) -> NoReturn:
    headers, status = response.headers, response.status
    html = "html" in headers.get("content-type", "").lower()
    if is_challenge(headers, _error_body(response) if html else b""):
        raise response.refused("asks to prove that we are no program", may_pass=True)
    # What an API says of an error.
    is_json = "json" in headers.get("content-type", "").lower()
    body = _error_body(response, MAX_ERROR_BODY)[:MAX_ERROR_BODY] if is_json else b""
    if status in RefusedError.STATUSES:
        refusal = response.refused("refused us", may_pass=False)
        refusal.body = body
        raise refusal
    if status == HTTPStatus.SERVICE_UNAVAILABLE and html and options.photo:
        raise response.refused("answered with a web page where a photo should be", may_pass=True)
    raise BadStatusError(response.url, status, headers, body)


def _error_body(response: OpenResponse, enough: int = HEAD_BYTES) -> bytes:
    """The first bytes of an error's body, as far as they can be read."""
    beginning = bytearray()
    try:
        for piece in _chunks(response, 64 * enough):
            beginning += piece
            if len(beginning) >= enough:
                break
    except (CorruptBody, TruncatedBody, BodyTooLarge):
        pass
    except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError):
        pass
    return bytes(beginning)


def _read_all(response: OpenResponse, options: ReadOptions) -> bytes:
    length = full_length(response.status, response.headers)
    if length == -1:
        raise UnreachableError(response.url, "it sent a part of the file, and all was asked for")
    declared = response.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > options.max_bytes:
        raise TooLargeError(response.url, options.max_bytes)
    raw = _ByteCounter(response.raw.iter_raw())
    body = bytearray()
    try:
        for piece in _chunks(response, options.max_bytes, raw):
            body += piece
    except BodyTooLarge as error:
        raise TooLargeError(response.url, options.max_bytes) from error
    except TruncatedBody as error:
        raise _truncated(response) from error
    except CorruptBody as error:
        raise BadResponseError(response.url, str(error)) from error
    if length is not None and raw.count != length:
        raise _truncated(response)
    return bytes(body)


def _read_beginning(
    response: OpenResponse, options: ReadOptions, enough: Callable[[bytes], bool]
) -> Fetched:
    if not starts_at_first_byte(response.status, response.headers):
        raise UnreachableError(response.url, "it sent a part of the file, and all was asked for")
    body = bytearray()
    read_error: FetchError | None = None
    try:
        for piece in _chunks(response, options.max_bytes):
            body += piece
            if enough(bytes(body)):
                break
        else:
            if full_length(response.status, response.headers) == -1:
                read_error = _truncated(response)
    except BodyTooLarge:
        pass
    except CorruptBody as error:
        read_error = BadResponseError(response.url, str(error))
    except TruncatedBody:
        read_error = _truncated(response)
    except httpcore2.TimeoutException:
        read_error = TooSlowError(response.url, response.seconds)
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        read_error = UnreachableError(response.url, str(error))
    if read_error is not None and not body:
        raise read_error
    return _fetched(response, bytes(body), read_error)


def _chunks(
    response: OpenResponse, max_bytes: int, raw: Iterator[bytes] | None = None
) -> Iterator[bytes]:
    def tick() -> None:
        if time.monotonic() > response.deadline:
            raise httpcore2.ReadTimeout("the deadline has passed")

    return decompress(
        response.raw.iter_raw() if raw is None else raw,
        response.headers.get("content-encoding", ""),
        max_bytes=max_bytes,
        tick=tick,
    )


class _ByteCounter(Iterator[bytes]):
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self.count = 0

    def __next__(self) -> bytes:
        piece = next(self._pieces)
        self.count += len(piece)
        return piece


def _truncated(response: OpenResponse) -> UnreachableError:
    return UnreachableError(response.url, "its answer broke off before the end")


def _fetched(response: OpenResponse, body: bytes, read_error: FetchError | None = None) -> Fetched:
    headers = {
        name: value for name, value in response.headers.items() if name not in _HEADERS_OF_TRANSFER
    }
    status = HTTPStatus.OK if response.status == HTTPStatus.PARTIAL_CONTENT else response.status
    return Fetched(str(response.url), status, MappingProxyType(headers), body, read_error)
