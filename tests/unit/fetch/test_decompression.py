"""What a body is, whatever its Content-Encoding says."""

import contextlib
import gzip
import io
import random
import zlib
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from zharia.fetch.decompression import BodyTooLarge, CorruptBody, TruncatedBody, decompress

FEED = b'<?xml version="1.0"?><rss><channel/></rss>' + b"news " * 2000
WORDS = b"news " * 2000


@cache
def picture(kind: str) -> bytes:
    file = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(file, kind)
    return file.getvalue()


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def pieces(body: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


def decode(body: bytes, header: str = "", *, size: int = 700, max_bytes: int = 10**6) -> bytes:
    return b"".join(decompress(pieces(body, size), header, max_bytes=max_bytes, tick=lambda: None))


PLAIN = ["", "identity", "none", "aws-chunked", "UTF-8", "utf8", "binary", "x-unknown", "chunked"]
PLAIN += ["identity, none", "ISO-8859-1", ",", "text/html"]
LIES = ["gzip", "x-gzip", "deflate", "br", "zstd", "compress", "GZIP", "gzip, br", "gzip, gzip"]

GZIPPED = [
    "gzip",
    "GZIP",
    " Gzip ",
    "x-gzip",
    "gzip, gzip",
    "deflate",
    "utf-8",
    "aws-chunked",
    "br",
]


@pytest.mark.parametrize("header", [*PLAIN, *LIES])
def test_what_is_not_packed_is_taken_as_it_is(header: str) -> None:
    for body in (FEED, b'\xef\xbb\xbf {"items": []}', picture("JPEG"), picture("WEBP")):
        assert decode(body, header) == body
    for body in (picture("PNG"), picture("GIF"), picture("AVIF"), b"  [1]\n"):
        assert decode(body, header) == body


@pytest.mark.parametrize("header", PLAIN)
def test_a_name_that_is_no_coding_says_nothing_of_any_bytes(header: str) -> None:
    assert decode(WORDS, header) == WORDS
    assert decode(bytes(range(256)), header) == bytes(range(256))


@pytest.mark.parametrize(
    "header",
    ["gzip, aws-chunked", "", "none", "gzip, identity", "identity, gzip", "br, gzip", *GZIPPED],
)
def test_what_begins_like_gzip_is_unpacked(header: str) -> None:
    for body in (FEED, picture("JPEG")):
        assert decode(gzip.compress(body), header) == body
        assert decode(gzip.compress(gzip.compress(body)), header) == body


@pytest.mark.parametrize("size", [1, 2, 3, 700, 10**6])
def test_every_member_of_a_gzip_stream_counts(size: int) -> None:
    parts = [b"<rss>", b"", b"a" * 5000, b"</rss>"]
    stream = b"".join(map(gzip.compress, parts))
    assert decode(stream, "gzip", size=size) == b"".join(parts)
    for padding in (bytes(1), bytes(511), b"\r\n", b"trailer" * 300, b"\x1f\x8b"):
        assert decode(stream + padding, "gzip", size=size) == b"".join(parts)


@pytest.mark.parametrize("header", ["deflate", "x-deflate", "Deflate", "deflate, identity"])
def test_deflate_comes_with_and_without_its_frame(header: str) -> None:
    for body in (FEED, WORDS, picture("PNG")):
        assert decode(zlib.compress(body), header) == body
        assert decode(raw_deflate(body), header) == body


def test_two_codings_are_undone_in_the_order_of_their_names() -> None:
    assert decode(gzip.compress(zlib.compress(FEED)), "deflate, gzip") == FEED
    assert decode(zlib.compress(gzip.compress(FEED)), "gzip, deflate") == FEED


@pytest.mark.parametrize("cut", [1, 4, 8, 9, 30])
def test_a_stream_that_breaks_off_is_not_whole(cut: int) -> None:
    once = gzip.compress(FEED)
    for stream, header in (
        (once[:-cut], "gzip"),
        (once[:-cut], ""),
        ((once + once)[:-cut], "gzip"),
        (zlib.compress(FEED)[:-cut], "deflate"),
        (gzip.compress(once[:-cut]), "gzip"),
    ):
        with pytest.raises(TruncatedBody):
            decode(stream, header)


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (b"not gzip", "gzip"),
        (b"\x1f\x8bbroken", "gzip"),
        (b"\x1b\x03\x00\xf8 words", "br"),
        (b"(\xb5/\xfd$\x05", "zstd"),
        (gzip.compress(b"\x1b\x03\x00\xf8 words"), "br, gzip"),
        (b"", "gzip"),
        (b"", "br"),
        (gzip.compress(FEED)[:-8] + bytes(8), "gzip"),
        (gzip.compress(b"") * 5000, "gzip"),
    ],
)
def test_what_cannot_be_undone_is_refused(body: bytes, header: str) -> None:
    with pytest.raises(CorruptBody, match=r"compression|packed"):
        decode(body, header)


def test_nothing_is_nothing() -> None:
    assert [decode(b"", header) for header in ("", "identity", "none")] == [b""] * 3


def test_a_bomb_bursts_in_every_layer() -> None:
    once = gzip.compress(bytes(50_000_000), 1)
    # its inner layer unpacks to nothing, of which there is very much
    empty = gzip.compress(gzip.compress(b"") * 100_000, 1)
    for bomb, header in ((once, "gzip"), (gzip.compress(once), ""), (empty, "gzip")):
        with pytest.raises((BodyTooLarge, CorruptBody)):
            decode(bomb, header)
    with pytest.raises(BodyTooLarge):
        decode(random.Random(1).randbytes(2_000_000))


@given(st.binary(max_size=400), st.sampled_from([*PLAIN, *LIES]), st.integers(1, 400))
def test_no_bytes_do_harm(body: bytes, header: str, size: int) -> None:
    with contextlib.suppress(CorruptBody, TruncatedBody, BodyTooLarge):
        assert len(decode(body, header, size=size)) <= 10**6


@given(
    # What begins like a gzip stream is taken for one, packed twice.
    st.binary(max_size=3000).filter(lambda body: not body.startswith(b"\x1f\x8b\x08")),
    st.integers(1, 3000),
)
def test_what_is_declared_rightly_comes_out_right(body: bytes, size: int) -> None:
    assert decode(gzip.compress(body), "gzip", size=size) == body
