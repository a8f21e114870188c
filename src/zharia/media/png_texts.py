"""PNG metadata without its pixels: the file's texts around one pixel. Pure, nothing decoded.

A PNG's texts and EXIF may come after its pixels, and Pillow decodes all of these to get there.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import Final

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_PIXELS: Final = b"IDAT"
_TEXTS: Final = frozenset({b"eXIf", b"iTXt", b"tEXt", b"zTXt"})


def around_one_pixel(png: bytes) -> bytes:
    """A PNG of one grey pixel with the metadata of this one, in their places."""
    made = [_SIGNATURE, _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))]
    pixel = _chunk(_PIXELS, zlib.compress(b"\0\0"))
    for kind, start, end in _chunks(png):
        if kind in _TEXTS:
            made.append(png[start:end])
        elif kind == _PIXELS and pixel:
            made.append(pixel)
            pixel = b""
    return b"".join([*made, pixel, _chunk(b"IEND", b"")])


def _chunks(png: bytes) -> Iterator[tuple[bytes, int, int]]:
    """The kind of each whole chunk, and where it lies with length, kind and CRC."""
    at = len(_SIGNATURE)
    while at + 12 <= len(png):
        end = at + 12 + int.from_bytes(png[at : at + 4])
        if end > len(png):
            return
        yield png[at + 4 : at + 8], at, end
        at = end


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
