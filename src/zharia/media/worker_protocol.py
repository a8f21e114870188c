"""Worker protocol over a pipe: a small JSON header, then bytes.

JSON and not pickle: a worker that a malicious photo has taken over must not be able to run code
in the service.
"""

import io
import json
import os
import struct
from typing import Any, Final

Header = dict[str, Any]

_LENGTHS: Final = struct.Struct(">IQ")

#: Bytes a header may have, and a body: more than any photo we read or write.
_MAX_HEADER_BYTES: Final = 1 << 16
_MAX_BODY_BYTES: Final = 1 << 30


class ProtocolError(Exception):
    """The other side closed the pipe, or sent an invalid message."""


def send(fd: int, header: Header, body: bytes = b"") -> None:
    """Write one message. Raises `ProtocolError` if nobody reads."""
    text = json.dumps(header).encode()
    try:
        for part in (_LENGTHS.pack(len(text), len(body)) + text, body):
            rest = memoryview(part)
            while rest:
                rest = rest[os.write(fd, rest) :]
    except OSError as error:
        raise ProtocolError("nobody reads") from error


def receive(fd: int) -> tuple[Header, bytes]:
    """Read one message, waiting for it. Raises `ProtocolError` at the end of the stream."""
    header_bytes, body_bytes = _LENGTHS.unpack(_read(fd, _LENGTHS.size))
    if header_bytes > _MAX_HEADER_BYTES or body_bytes > _MAX_BODY_BYTES:
        raise ProtocolError("a message of impossible length")
    try:
        header = json.loads(_read(fd, header_bytes))
    except ValueError as error:
        raise ProtocolError("a header that is not JSON") from error
    if not isinstance(header, dict):
        raise ProtocolError("a header that is not an object")
    return header, _read(fd, body_bytes)


def _read(fd: int, count: int) -> bytes:
    # Straight into its place: joining pieces costs a large photo time. With a buffer of one byte
    # nothing of the next message is read.
    with io.FileIO(fd, closefd=False) as pipe:
        message = io.BufferedReader(pipe, 1).read(count)
    if len(message) < count:
        raise ProtocolError("the stream has ended")
    return message
