"""Draws the photos that the tests feed in, and reads what comes out, byte by byte."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

from PIL import Image

from zharia.media.prepared import PreparedPhoto

Colour = tuple[int, int, int]

RED, GREEN, BLUE, YELLOW = (200, 40, 40), (40, 160, 60), (40, 70, 200), (230, 200, 60)

HEIC = (Path(__file__).parents[2] / "data" / "photos" / "quarters.heic").read_bytes()


def quarters(size: tuple[int, int] = (320, 240), mode: str = "RGB") -> Image.Image:
    """Red and green above, blue and yellow below: no turn or flip of it looks the same."""
    corners = Image.new("RGB", (2, 2))
    corners.putdata([RED, GREEN, BLUE, YELLOW])
    return corners.resize(size, Image.Resampling.NEAREST).convert(mode)


def encoded(picture: Image.Image, photo_format: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, photo_format, **options)
    return file.getvalue()


def opened(photo: PreparedPhoto) -> Image.Image:
    return Image.open(io.BytesIO(photo.jpeg))


def corner_colours(picture: Image.Image) -> list[Colour]:
    """The colours a tenth away from the four corners: top left, top right, bottom left, right."""
    width, height = picture.size
    rgb = picture.convert("RGB")
    points = [
        (x, y) for y in (height // 10, height * 9 // 10) for x in (width // 10, width * 9 // 10)
    ]
    return [colour_at(rgb, point) for point in points]


def colour_at(picture: Image.Image, point: tuple[int, int]) -> Colour:
    red, green, blue = picture.convert("RGB").getpixel(point)  # type: ignore[misc]
    return int(red), int(green), int(blue)


def alike(one: Colour, other: Colour, *, by: int = 12) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


def assert_acceptable(photo: PreparedPhoto) -> None:
    """TikTok's limits, and nothing in the file but the picture."""
    frame = _jpeg_segments(photo.jpeg)
    precision, height, width, components = struct.unpack_from(">BHHB", frame)
    assert (precision, components) == (8, 3)
    assert (width, height) == (photo.width, photo.height)
    assert min(width, height) <= 1080
    assert max(width, height) <= 1920
    assert len(photo.jpeg) <= 20_000_000
    opened(photo).load()


def assert_jpeg(jpeg: bytes, size: tuple[int, int]) -> None:
    """A bare baseline JPEG of this size."""
    _, height, width, _ = struct.unpack_from(">BHHB", _jpeg_segments(jpeg))
    assert (width, height) == size


def _jpeg_segments(jpeg: bytes) -> bytes:
    """The frame header; fails on any segment that a bare baseline JPEG does without."""
    assert jpeg[:2] == b"\xff\xd8"
    assert jpeg[-2:] == b"\xff\xd9"
    frame, at = b"", 2
    while True:
        marker, length = struct.unpack_from(">HH", jpeg, at)
        body = jpeg[at + 4 : at + 2 + length]
        match marker:
            case 0xFFE0:
                assert body[:5] == b"JFIF\0"
            case 0xFFC0:  # SOF0: baseline, Huffman
                frame = body
            case 0xFFDA:  # the picture itself, up to the end
                assert jpeg.find(b"\xff\xd9", at) == len(jpeg) - 2
                return frame
            case _:
                assert marker in {0xFFDB, 0xFFC4}, f"segment {marker:04x}"
        at += 2 + length


def png(size: tuple[int, int], depth: int, colour_type: int, rows: bytes = b"") -> bytes:
    """A PNG as we say, true or not; without rows, all zeros, of any size at little cost."""
    width, height = size
    packer = zlib.compressobj(1)
    if rows:
        packed = packer.compress(rows)
    else:
        channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour_type]
        row = bytes(1 + -(-width * depth * channels // 8))
        packed = b"".join(packer.compress(row) for _ in range(height))
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)),
            png_chunk(b"IDAT", packed + packer.flush()),
            png_chunk(b"IEND", b""),
        ]
    )


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def turned_heic(quarter_turns: int) -> bytes:
    """The HEIC sample, shown turned anticlockwise, which an `irot` box says, as in iPhones' photos.

    The box takes the place of `pixi` (bits per channel), which nobody needs for eight bits.
    """
    pixi = b"pixi" + bytes(4) + b"\x03\x08\x08\x08"
    assert HEIC.count(pixi) == 1
    return HEIC.replace(pixi, b"irot" + bytes([quarter_turns]) + bytes(7))
