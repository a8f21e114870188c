"""Small ICC profiles, written out by hand after ICC.1:2001-04, so that no foreign one is needed."""

import itertools
import struct
from typing import Final

Column = tuple[float, float, float]

#: Red, green and blue of each space as XYZ under D50, as their published profiles have them.
DISPLAY_P3: Final = ((0.5151, 0.2412, -0.0011), (0.2920, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841))
ADOBE_RGB: Final = ((0.6097, 0.3111, 0.0195), (0.2053, 0.6257, 0.0609), (0.1492, 0.0632, 0.7446))
SRGB: Final = ((0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141))

GAMMA: Final = 2.2
_D50: Final = (0.9642, 1.0, 0.8249)


def rgb_profile(name: str, primaries: tuple[Column, Column, Column]) -> bytes:
    tags = [
        (kind, _xyz(xyz)) for kind, xyz in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries, strict=True)
    ]
    curves = [(kind, _gamma(GAMMA)) for kind in (b"rTRC", b"gTRC", b"bTRC")]
    return _profile(b"RGB ", b"mntr", b"XYZ ", name, [*tags, *curves])


def grey_profile(name: str, gamma: float) -> bytes:
    return _profile(b"GRAY", b"mntr", b"XYZ ", name, [(b"kTRC", _gamma(gamma))])


def cmyk_profile(name: str) -> bytes:
    """A press on which full cyan prints as middle green: nothing any formula would guess."""
    table = bytearray()
    for cyan, magenta, yellow, black in itertools.product((0, 1), repeat=4):
        if (cyan, magenta, yellow, black) == (1, 0, 0, 0):
            lab = (128, 78, 178)
        else:
            lab = (255 * (not (cyan or magenta or yellow or black)), 128, 128)
        table += bytes(lab)
    identity = struct.pack(">9i", *(65536 * (i % 4 == 0) for i in range(9)))
    ramp = bytes(range(256))
    lut = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + identity + ramp * 4 + table + ramp * 3
    return _profile(b"CMYK", b"prtr", b"Lab ", name, [(b"A2B0", lut)])


def _xyz(xyz: Column) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(value * 65536) for value in xyz))


def _gamma(gamma: float) -> bytes:
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256))


def _profile(
    space: bytes, device: bytes, pcs: bytes, name: str, tags: list[tuple[bytes, bytes]]
) -> bytes:
    text = name.encode("ascii") + b"\0"
    desc = b"desc" + bytes(4) + struct.pack(">I", len(text)) + text + bytes(4 + 4 + 2 + 1 + 67)
    tags = [
        (b"desc", desc),
        (b"wtpt", _xyz(_D50)),
        (b"cprt", b"text" + bytes(4) + b"none\0"),
        *tags,
    ]
    directory, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for kind, content in tags:
        directory += struct.pack(">4sII", kind, start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    header = struct.pack(
        ">I4sI4s4s4s12x4s28x3i48x",
        start + len(body),
        bytes(4),
        0x02400000,
        device,
        space,
        pcs,
        b"acsp",
        *(round(value * 65536) for value in _D50),
    )
    assert len(header) == 128
    return header + directory + body
