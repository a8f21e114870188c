"""HTTP connections bounded in time and size, which uvicorn leaves to a proxy.

    connected ──▶ head ──────────▶ body ───────────────▶ answer ──▶ idle ──▶ next head
                  20 s, 64 KiB     20 s and a second      the        5 s
                                   for each 512 bytes     application's own
                                   that have come

What is not complete in time is answered with 408 (RFC 9110, 15.5.9), a head that is too large with
431 (RFC 6585, 5), an address that is too long with 414; then the connection is closed. A slow
upload goes on for as long as it makes progress, and the time in which we do not read is not
counted.
"""

import asyncio
import logging
from enum import Enum, auto
from http import HTTPStatus
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

log = logging.getLogger(__name__)

#: bytes of the request's line and headers together
MAX_HEAD_BYTES: Final = 65_536
#: seconds for a head, and for a body besides what its bytes earn
TIMEOUT_SECONDS: Final = 20.0
#: seconds that a connection is kept without a request
IDLE_SECONDS: Final = 5
#: seconds in which a client whose request was refused may read why; what it still sends is
#: dropped, since closing at once would reset the connection underneath the answer
_LINGER_SECONDS: Final = 2.0
#: bytes that earn a body one more second
_BYTES_PER_SECOND: Final = 512
#: bytes of a header beside its name and value: colon, space, line break
_OVERHEAD: Final = 4


class _Phase(Enum):
    #: nothing of a request is here, or only a part of its head
    HEAD = auto()
    BODY = auto()
    #: the request is complete
    ANSWER = auto()


class _Refused(Exception):
    """Ends the parser's work on what is not taken."""


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's own protocol with these limits."""

    #: for tests
    timeout = TIMEOUT_SECONDS

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._phase = _Phase.HEAD
        self._timer: asyncio.TimerHandle | None = None
        #: when the phase began, on the loop's clock
        self._began = 0.0
        #: bytes of the head, and of the body, so far
        self._head = self._body = 0
        #: bytes that the parser was given since the head began, or since the last of the body; it
        #: keeps half a header to itself, and half a trailer
        self._fed = 0
        #: why the request is not taken
        self._status = HTTPStatus.BAD_REQUEST
        self._refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._enter(_Phase.HEAD)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        if self._phase is _Phase.ANSWER and self._is_answered:
            # Whatever follows is the next request's, be it line breaks that begin none.
            self._fed = 0
            self._enter(_Phase.HEAD)
        self._fed += len(data)
        super().data_received(data)
        if self._phase is not _Phase.ANSWER and self._fed > MAX_HEAD_BYTES:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head = 0
        if self._phase is not _Phase.HEAD:
            # What came before it in this piece was another request's.
            self._fed = 0
            self._enter(_Phase.HEAD)

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        self._head += len(url)
        if self._head > MAX_HEAD_BYTES:
            self._status = HTTPStatus.REQUEST_URI_TOO_LONG
            raise _Refused

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        # Trailers come here too.
        self._head += len(name) + len(value) + _OVERHEAD
        if self._head > MAX_HEAD_BYTES:
            self._status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            raise _Refused

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._fed = self._body = 0
        self._enter(_Phase.BODY)

    def on_body(self, body: bytes) -> None:
        self._body += len(body)
        self._fed = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._phase = _Phase.ANSWER
        if self._is_answered:
            # Answered before its body was whole: nothing else ends this connection.
            self._fed = 0
            self._enter(_Phase.HEAD)

    def send_400_response(self, _msg: str) -> None:
        """What the parser could not read, or was told not to."""
        self._refuse(self._status)

    @property
    def _is_answered(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is None or cycle.response_complete

    @property
    def _response_due(self) -> bool:
        """Nothing has left yet, and no earlier request waits for its own answer."""
        if self._phase is _Phase.HEAD:
            return self._is_answered
        return not (self.cycle.response_started or self.pipeline)

    def _enter(self, phase: _Phase) -> None:
        self._phase, self._began = phase, self.loop.time()
        # One that runs looks at the time when it is over: to set it for each phase of each request
        # would cost more than all else here.
        if self._timer is None:
            self._start_timer(self.timeout)

    def _start_timer(self, timeout: float) -> None:
        self._timer = self.loop.call_later(timeout, self._on_timer)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _on_timer(self) -> None:
        """The time that an earlier phase had is over, and perhaps this one's, see `_enter`."""
        self._timer = None
        if self._phase is _Phase.ANSWER:
            return
        left = self._began + self.timeout - self.loop.time()
        if self._phase is _Phase.BODY:
            left += self._body / _BYTES_PER_SECOND
        if left > 0:
            self._start_timer(left)
        elif self._client_is_waiting:
            self._enter(self._phase)
        elif self._phase is _Phase.HEAD and not self._fed:
            self.transport.close()
        else:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)

    @property
    def _client_is_waiting(self) -> bool:
        """The client cannot go on: we do not read, or it was not told to send its body."""
        if self.flow.read_paused:
            return True
        if self._phase is _Phase.HEAD:
            return not self._is_answered
        return self.cycle.waiting_for_100_continue

    def _refuse(self, status: HTTPStatus) -> None:
        """Answer with the status, where an answer is still owed, and close."""
        if self._refused or self.transport.is_closing():
            return
        self._refused = True
        log.debug("a request is refused: %s", status.phrase)
        self._stop_timer()
        if self._response_due:
            text = f"{status.phrase}\n".encode()
            self.transport.write(
                f"HTTP/1.1 {status.value} {status.phrase}\r\n"
                "content-type: text/plain; charset=utf-8\r\n"
                f"content-length: {len(text)}\r\n"
                "cache-control: no-store\r\n"
                "connection: close\r\n\r\n".encode()
                + text
            )
        if not self._is_answered:
            # Whoever works on it learns that nobody is there any more.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.flow.resume_reading()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(_LINGER_SECONDS, self.transport.close)
