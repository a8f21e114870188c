"""A JPEG without its end marker (EOI): is the picture all there? Pure: nothing is decoded here.

Some cameras and stores leave out the last two bytes, and browsers show such a photo whole. One
whose download broke off lacks them too. What tells them apart: all of the picture's scans are
there (ITU-T T.81, annexes B and G), and bytes put behind the last of them change no pixel, since
a complete scan takes no more. The second part is for whoever decodes both files of `ended`.
"""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Final

_EOI: Final = b"\xff\xd9"
_SOS: Final = 0xDA
#: frames, but for DHT (C4), JPG (C8) and DAC (CC), which share their numbers
_SOF: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
#: a marker that ends a scan's data: neither a stuffed byte nor a restart nor fill
_NEXT: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
#: more than any scan wants to go on with: noise in which no marker stands
_NOISE: Final = hashlib.shake_128(b"noise").digest(4096).replace(b"\xff", b"\x55")


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


def lacks_end(photo: bytes) -> bool:
    """Whether the file ends in the middle of a scan's data, or right behind it."""
    return _coverage(photo).open


def ended(photo: bytes) -> tuple[bytes, bytes] | None:
    """The file with an end marker, and with noise before that marker.

    If both decode to the same picture, nothing of it is missing. None: something is missing.
    """
    # A download that was given its length beforehand is filled up with zeros.
    body = photo.rstrip(b"\x00\xff")
    if not _coverage(body).whole:
        return None
    return body + _EOI, body + _NOISE + _EOI


def _coverage(body: bytes) -> _Coverage:
    found = _Coverage()
    at = 2  # behind SOI
    while at + 4 <= len(body) and body[at] == 0xFF:
        marker, length = body[at + 1], int.from_bytes(body[at + 2 : at + 4])
        segment = body[at + 4 : at + 2 + length]
        if marker == 0xFF:
            at += 1
            continue
        if len(segment) != length - 2:
            break
        at += 2 + length
        if marker in _SOF and len(segment) >= 6:
            found.components = set(segment[6::3])
        elif marker == _SOS:
            _add(found, segment)
            following = _NEXT.search(body, at)
            if following is None:
                found.open = True
                break
            at = following.start()
    return found


def _add(found: _Coverage, header: bytes) -> None:
    """A scan's header: its components, the coefficients and the bits that it brings."""
    if not header or len(header) != 4 + 2 * header[0]:
        return
    first, last, precision = header[-3:]
    if precision & 0x0F == 0:
        for component in header[1:-3:2]:
            found.full.setdefault(component, set()).update(range(first, min(last, 63) + 1))
