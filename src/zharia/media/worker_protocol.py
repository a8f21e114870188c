"""Worker protocol over a pipe: a small JSON header, then bytes.

JSON and not pickle: a worker that a malicious photo has taken over must not be able to run code
in the service.
"""

import json
import os
import struct
from typing import Any, Final

Header = dict[str, Any]

_LENGTHS: Final = struct.Struct(">IQ")

#: Bytes a header may have, and a body: more than any photo we read or write.
_MOST_HEADER_BYTES: Final = 1 << 16
_MOST_BODY_BYTES: Final = 1 << 30


class WireBroken(Exception):
    """The other side left, or does not keep to the format."""


def send(fd: int, header: Header, body: bytes = b"") -> None:
    """Write one message. Raises `WireBroken` if nobody reads."""
    text = json.dumps(header).encode()
    try:
        for part in (_LENGTHS.pack(len(text), len(body)) + text, body):
            rest = memoryview(part)
            while rest:
                rest = rest[os.write(fd, rest) :]
    except OSError as error:
        raise WireBroken("nobody reads") from error


def receive(fd: int) -> tuple[Header, bytes]:
    """Read one message, waiting for it. Raises `WireBroken` at the end of the stream."""
    header_bytes, body_bytes = _LENGTHS.unpack(_read(fd, _LENGTHS.size))
    if header_bytes > _MOST_HEADER_BYTES or body_bytes > _MOST_BODY_BYTES:
        raise WireBroken("a message of impossible length")
    try:
        header = json.loads(_read(fd, header_bytes))
    except ValueError as error:
        raise WireBroken("a header that is not JSON") from error
    if not isinstance(header, dict):
        raise WireBroken("a header that is not an object")
    return header, _read(fd, body_bytes)


def _read(fd: int, count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        part = os.read(fd, min(count - len(parts), 1 << 20))
        if not part:
            raise WireBroken("the stream has ended")
        parts += part
    return bytes(parts)
