"""What a PNG says of itself is found without its pixels, wherever it stands."""

import io
import struct
import zlib

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from zharia.media.png_texts import around_one_pixel


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def photo(*, before: bytes = b"", after: bytes = b"") -> bytes:
    file = io.BytesIO()
    Image.effect_noise((300, 200), 90).save(file, "PNG")
    whole = file.getvalue()
    return whole[:33] + before + whole[33:-12] + after + whole[-12:]


def described(png: bytes) -> PngImagePlugin.PngImageFile:
    picture = Image.open(io.BytesIO(around_one_pixel(png)))
    assert isinstance(picture, PngImagePlugin.PngImageFile)
    picture.load()
    assert picture.size == (1, 1)
    return picture


def test_texts_before_and_after_the_pixels_are_there() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    body = exif.tobytes().removeprefix(b"Exif\0\0")
    png = photo(before=chunk(b"tEXt", b"Author\0A"), after=chunk(b"eXIf", body))
    assert described(png).text == {"Author": "A"}
    assert described(png).getexif()[0x0112] == 6


def test_what_stands_behind_the_pixels_stays_there() -> None:
    # Pillow checks the CRC of a text before the pixels, and of none behind them.
    text = chunk(b"tEXt", b"Author\0A")[:-4] + bytes(4)
    assert described(photo(after=text)).text == {"Author": "A"}


def test_whatever_speaks_of_the_pixels_is_left_out() -> None:
    png = photo(before=chunk(b"PLTE", bytes(768)) + chunk(b"tRNS", b"\0") + chunk(b"iCCP", b"x"))
    assert described(png).info == {}
    assert len(around_one_pixel(png)) < 100


def test_a_file_cut_off_says_what_it_says_until_there() -> None:
    png = photo(before=chunk(b"tEXt", b"Author\0A"))
    assert described(png[: len(png) // 2]).text == {"Author": "A"}


@given(st.binary(max_size=200), st.integers(0, 400))
def test_no_bytes_do_harm(tail: bytes, kept: int) -> None:
    assert around_one_pixel(photo()[:kept] + tail).endswith(chunk(b"IEND", b""))
