"""Truncated JPEGs: without an end marker (EOI), is the picture all there? Pure, nothing decoded.

Some cameras and stores leave out the last two bytes, and browsers show such a photo whole. One
whose download broke off lacks them too. What tells them apart: all of the picture's scans are
there (ITU-T T.81, annexes B and G), and bytes put behind the last of them change no pixel, since
a complete scan takes no more. Whoever decodes what `with_end_marker` returns checks the latter.
"""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Final

_EOI: Final = b"\xff\xd9"
_SOS: Final = 0xDA
#: frames, but for DHT (C4), JPG (C8) and DAC (CC), which share their numbers
_SOF: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
#: a marker, after any fill, and the length of its segment
_MARKER: Final = re.compile(rb"\xff+([^\xff])(..)", re.DOTALL)
#: a photo has dozens
_MAX_SEGMENTS: Final = 10_000
#: a marker that ends a scan's data: neither a stuffed byte nor a restart nor fill
_NEXT: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
#: zeros that a scan may end with; more than these are filling
MAX_ZEROS: Final = 2
#: bytes of data that look like a marker's first
_STUFFED: Final = re.compile(rb"(?:\xff\x00)+")
#: more than any scan wants to go on with, without a marker; and the same with each bit turned
_NOISE: Final = bytes(
    byte if 0 < byte < 255 else 0x55 for byte in hashlib.shake_128(b"noise").digest(4096)
)
_OPPOSITE: Final = bytes(255 - byte for byte in _NOISE)


@dataclass(slots=True)
class _Coverage:
    """Which coefficients of which components the scans have brought in full precision."""

    #: no marker follows the last scan
    open: bool = False
    components: set[int] = field(default_factory=set)
    full: dict[int, set[int]] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        return bool(self.components) and all(
            len(self.full.get(one, ())) == 64 for one in self.components
        )


def lacks_end_marker(photo: bytes) -> bool:
    """Whether the file ends in the middle of a scan's data, or right behind it."""
    # Nearly every photo ends with one, and a scan's data are long to look through.
    return not photo.endswith(_EOI) and _coverage(photo).open


def with_end_marker(photo: bytes, zeros: int = 0) -> tuple[bytes, ...] | None:
    """The file with an end marker; then twice more, with different noise before that marker.

    If all decode to the same picture, nothing of it is missing. None: something is missing. Of the
    zeros at the end so many count as data: up to `MAX_ZEROS` are to be tried.
    """
    # A download that was given its length beforehand is filled up with zeros.
    body = photo.rstrip(b"\x00\xff")
    if stuffed := _STUFFED.match(photo, len(body)):
        body += stuffed[0]
    data = photo[len(body) : len(body) + zeros]
    if data != bytes(zeros):
        return None
    body += data
    if not _coverage(body).whole:
        return None
    return tuple(body + more + _EOI for more in (b"", _NOISE, _OPPOSITE))


def _coverage(body: bytes) -> _Coverage:
    found = _Coverage()
    at = 2  # behind SOI
    for _ in range(_MAX_SEGMENTS):
        head = _MARKER.match(body, at)
        if head is None:
            break
        marker, length = head[1][0], int.from_bytes(head[2])
        segment = body[head.end() : head.end() + length - 2]
        if marker == _EOI[1] or len(segment) != length - 2:
            break
        at = head.end() + length - 2
        if marker in _SOF and len(segment) >= 6:
            found.components = set(segment[6::3])
        elif marker == _SOS:
            _add_scan(found, segment)
            following = _NEXT.search(body, at)
            if following is None:
                found.open = True
                break
            at = following.start()
    return found


def _add_scan(found: _Coverage, header: bytes) -> None:
    """A scan's header: its components, the coefficients and the bits that it brings."""
    if not header or len(header) != 4 + 2 * header[0]:
        return
    first, last, precision = header[-3:]
    if precision & 0x0F == 0:
        for component in header[1:-3:2]:
            found.full.setdefault(component, set()).update(range(first, min(last, 63) + 1))
