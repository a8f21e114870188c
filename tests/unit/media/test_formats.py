import pytest

from zharia.media.formats import Format, describe_file, detect_format


@pytest.mark.parametrize(
    ("head", "photo_format"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", Format.JPEG),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", Format.PNG),
        (b"GIF89a\x01\x00", Format.GIF),
        (b"GIF87a\x01\x00", Format.GIF),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", Format.WEBP),
        (b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00mif1miaf", Format.AVIF),
        (b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avif", Format.AVIF),
        (b"\x00\x00\x00\x1cftypheic\x00\x00\x00\x00mif1heic", Format.HEIF),
        (b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1heic", Format.HEIF),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isomavc1", None),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", None),
        (b"\xff\xd8", None),
        (b"\x89PNG", None),
        (b"", None),
    ],
)
def test_recognises(head: bytes, photo_format: Format | None) -> None:
    assert detect_format(head) is photo_format


def test_a_brand_beyond_its_box_does_not_count() -> None:
    assert detect_format(b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00avif") is None


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"%PDF-1.7", "a PDF document"),
        (b"II*\x00\x08", "a TIFF or a camera's raw file"),
        (b"MM\x00*\x00", "a TIFF or a camera's raw file"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<svg ', "an SVG drawing"),
        (b"\n <!DOCTYPE html><title>404", "a web page"),
        (b"<html><body>", "a web page"),
        (b"\x00\x00\x00\x18ftypisom", "a video"),
        (b"what?", "of an unknown kind"),
    ],
)
def test_says_what_a_liar_is(head: bytes, words: str) -> None:
    assert describe_file(head) == words
