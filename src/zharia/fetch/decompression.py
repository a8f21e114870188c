"""Decompression: Content-Encoding undone by what the bytes are, as headers are often wrong. Pure.

Stores name an upload's own framing there (`aws-chunked`), scripts a character set (`UTF-8`), and
proxies leave `gzip` standing over what they have unpacked, or unpack nothing and say nothing. No
feed, page or photo begins like a gzip stream (RFC 1952, 2.3.1), so whatever does is one, declared
or not, and twice where it was packed twice. deflate has no such beginning: it has to be declared.
What claims a coding that is unknown here is taken as it is, unless the name is that of a real one
and the bytes look packed.
"""

import re
import zlib
from collections.abc import Callable, Generator, Iterator
from itertools import chain
from typing import Final

#: to ask for: what can be undone here
ACCEPTED: Final = "gzip, deflate"

#: one file packed as an archive and once more on its way
_MAX_LAYERS: Final = 3
#: members of one gzip stream; bgzip makes one of each 64 KiB
_MAX_MEMBERS: Final = 4096
#: bytes that are unpacked at a time, however well they had shrunk
_PIECE: Final = 1 << 20
#: bytes that are looked at to tell what a body is
_HEAD: Final = 512

_GZIP: Final = b"\x1f\x8b\x08"
_GZIP_NAMES: Final = frozenset({"gzip", "x-gzip"})
_DEFLATE_NAMES: Final = frozenset({"deflate", "x-deflate"})
#: RFC 9110, 8.4.1, and what servers write for it
_NONE_NAMES: Final = frozenset({"", "identity", "none"})
#: IANA's "HTTP Content Coding Registry" and what is used without standing there
_REAL_NAMES: Final = frozenset(
    {"br", "bzip2", "compress", "dcb", "dcz", "exi", "lz4", "lzma", "pack200-gzip", "x-bzip2"}
    | {"x-compress", "xz", "zstd"}
)
#: how photos begin, but for ISO base media files (AVIF, HEIC), which say `ftyp` after a length
_PHOTO: Final = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n|GIF8[79]a|RIFF.{4}WEBP|.{4}ftyp", re.DOTALL)
#: how feeds and pages begin, behind a byte order mark and white space
_MARKUP: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*[<{\[]")
#: no text has them (WHATWG MIME Sniffing, "binary data byte")
_BINARY: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")


class CorruptBody(Exception):
    """The body is not valid in its Content-Encoding; a retry does not help."""


class TruncatedBody(Exception):
    """The compressed stream ends early."""


class BodyTooLarge(Exception):
    """The body, or one of its compressed layers, exceeds the limit."""


def decompress(
    raw: Iterator[bytes], header: str, *, max_bytes: int, tick: Callable[[], None]
) -> Iterator[bytes]:
    """Decompress the body of a response with this Content-Encoding, in chunks.

    `max_bytes` bounds each layer, so that a bomb in a bomb costs no more than one; `tick` is
    called with every piece and may raise. Raises BrokenCoding, BrokenOff and TooMuch.
    """
    names = [name.strip().lower() for name in header.split(",")]
    packed = [name for name in names if name in _GZIP_NAMES | _DEFLATE_NAMES | _REAL_NAMES]
    body, head = _peek(_bounded(raw, max_bytes, tick))
    if not head:
        if any(name not in _NONE_NAMES for name in names):
            raise CorruptBody("it says how its body is packed, and has none")
        return
    # The coding named last was applied last.
    layers = [*reversed(packed), *[""] * _MAX_LAYERS][:_MAX_LAYERS]
    undone = False
    for name in layers:
        unpacked = _without_layer(body, head, name, trusted=not undone)
        if unpacked is None:
            continue
        body, head = _peek(_bounded(unpacked, max_bytes, tick))
        undone = True
    yield from body


def _without_layer(
    body: Iterator[bytes], head: bytes, name: str, *, trusted: bool
) -> Iterator[bytes] | None:
    """The body without one layer; None if it has none. `trusted`: nothing was undone so far."""
    if head.startswith(_GZIP):
        return _gunzip(body)
    if name in _DEFLATE_NAMES and _is_zlib(head):
        return _drain(_inflate(body, zlib.MAX_WBITS), body)
    if not name or _is_plain(head):
        return None
    if name in _REAL_NAMES:
        raise CorruptBody(f"in a compression that was not asked for ({name})")
    if not trusted:
        return None
    if name in _DEFLATE_NAMES:
        return _drain(_inflate(body, -zlib.MAX_WBITS), body)
    raise CorruptBody("its compression is broken: this is not the gzip that it claims to be")


def _is_zlib(head: bytes) -> bool:
    """RFC 1950, 2.2: deflate in a window of at most 32 KiB, and the check bits fit."""
    return len(head) > 1 and head[0] & 0x8F == 8 and int.from_bytes(head[:2]) % 31 == 0


def _is_plain(head: bytes) -> bool:
    """A photo, or text with markup, whatever the header says."""
    is_text = _MARKUP.match(head) is not None and _BINARY.search(head) is None
    return is_text or _PHOTO.match(head) is not None


def _peek(body: Iterator[bytes]) -> tuple[Iterator[bytes], bytes]:
    """The same body, and its first bytes. Raises an error that comes before the first of them."""
    begun = bytearray()
    rest = body
    try:
        for piece in body:
            begun += piece
            if len(begun) >= _HEAD:
                break
    except Exception as error:
        if not begun:
            raise
        rest = _raise(error)
    return chain([bytes(begun)] if begun else [], rest), bytes(begun[:_HEAD])


def _raise(error: Exception) -> Iterator[bytes]:
    raise error
    yield b""


def _bounded(body: Iterator[bytes], max_bytes: int, tick: Callable[[], None]) -> Iterator[bytes]:
    total = 0
    for piece in body:
        tick()
        total += len(piece)
        if total > max_bytes:
            raise BodyTooLarge
        yield piece


def _gunzip(body: Iterator[bytes]) -> Iterator[bytes]:
    """Every member of a gzip stream; what follows the last one and is no member is padding."""
    rest = b""
    for _ in range(_MAX_MEMBERS):
        rest = yield from _inflate(chain([rest], body), zlib.MAX_WBITS | 16)
        while len(rest) < len(_GZIP) and (piece := next(body, b"")):
            rest += piece
        if not rest.startswith(_GZIP):
            yield from _drain(iter(()), body)
            return
    raise CorruptBody(f"its compression has more than {_MAX_MEMBERS} parts")


def _drain(first: Iterator[bytes], body: Iterator[bytes]) -> Iterator[bytes]:
    """Yield `first`, which reads `body`; then read that to its end, to see that it is whole."""
    yield from first
    for _ in body:
        pass


def _inflate(body: Iterator[bytes], bits: int) -> Generator[bytes, None, bytes]:
    """What one compressed stream holds; returns the bytes behind it. `bits` as zlib takes them."""
    unpacker = zlib.decompressobj(bits)
    for piece in body:
        rest, full = piece, False
        while rest or full:
            try:
                unpacked = unpacker.decompress(rest, _PIECE)
            except zlib.error as error:
                raise CorruptBody(f"its compression is broken ({error})") from error
            if unpacked:
                yield unpacked
            if unpacker.eof:
                return unpacker.unused_data
            rest, full = unpacker.unconsumed_tail, len(unpacked) == _PIECE
    raise TruncatedBody
