"""One HTTP request and its response, and whether the request can have reached TikTok.

A failure is `NotSent` only where no byte of the request can have left: no address for the name,
connection refused, TLS handshake failed, no free connection. httpx2 raises its connect and pool
errors before it writes, and the connections here never repeat a request by themselves. Anything
later means that TikTok may have acted.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import httpx2

from zharia.tiktok.deadline import deadline
from zharia.tiktok.errors import AnswerLost, InvalidArgument, NotSent, OutcomeUnknown
from zharia.tiktok.urls import is_printable_ascii

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zharia.tiktok.timing import Timeouts

#: Bytes of a response that are read. TikTok's have a few hundred.
RESPONSE_LIMIT = 1024 * 1024

_NEVER_LEFT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)


@dataclass(frozen=True, slots=True)
class Call:
    """A request to make.

    One that is not `idempotent` must not reach TikTok twice. No error about it may quote one of
    `secrets`.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
    idempotent: bool = True

    def with_token(self, access_token: str) -> Call:
        """This call with an access token. Raises `InvalidArgument` if that is no token at all."""
        if not is_printable_ascii(access_token):
            raise InvalidArgument("access_token: empty, or with a stray character")
        return replace(
            self,
            headers={**self.headers, "Authorization": f"Bearer {access_token}"},
            secrets=self.secrets | {access_token},
        )

    @property
    def lost_error(self) -> type[AnswerLost | OutcomeUnknown]:
        """What no usable response means, when the request may have arrived."""
        return AnswerLost if self.idempotent else OutcomeUnknown


@dataclass(frozen=True, slots=True)
class RawResponse:
    """A whole HTTP response: its status and its body, which may hold tokens."""

    http_status: int
    body: bytes = field(repr=False)


def exchange(http: httpx2.Client, call: Call, timeouts: Timeouts) -> RawResponse:
    """Send `call` and read the whole response. Redirects are responses too: none is followed.

    Raises `NotSent`, `AnswerLost`, or `OutcomeUnknown` if the call is not idempotent.
    They are raised with no exception of httpx2 behind them, since those hold the request,
    and so the token.
    """
    with deadline(timeouts.total):
        outcome = _send(http, call, timeouts)
    if isinstance(outcome, RawResponse):
        return outcome
    raise outcome


def _send(
    http: httpx2.Client, call: Call, timeouts: Timeouts
) -> RawResponse | NotSent | AnswerLost | OutcomeUnknown:
    # Not `http.post`: that would add the cookies of whichever account came before.
    request = httpx2.Request(
        call.method,
        call.url,
        headers={"Accept": "application/json", "Accept-Encoding": "identity", **call.headers},
        content=call.body,
        extensions={
            "timeout": {
                "connect": timeouts.connect,
                "read": timeouts.read,
                "write": timeouts.read,
                "pool": min(timeouts.connect, timeouts.total),
            }
        },
    )
    try:
        response = http.send(request, stream=True)
        try:
            body = _read(response)
        finally:
            response.close()
    except _NEVER_LEFT as error:
        return NotSent(f"{type(error).__name__}: {error}")
    except httpx2.RequestError as error:
        # Its text may quote what was sent or received; its name does not.
        return call.lost_error(type(error).__name__)
    if body is None:
        return call.lost_error(
            f"the answer is over {RESPONSE_LIMIT} bytes", http_status=response.status_code
        )
    return RawResponse(response.status_code, body)


def _read(response: httpx2.Response) -> bytes | None:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > RESPONSE_LIMIT:
            return None
    return bytes(body)
