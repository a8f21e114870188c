"""File type detection by magic bytes; a file's name and its Content-Type are not asked."""

from enum import StrEnum
from typing import Final


class Format(StrEnum):
    """The kinds of file we turn into photos. The values are Pillow's names of its decoders."""

    JPEG = "JPEG"
    PNG = "PNG"
    GIF = "GIF"
    WEBP = "WEBP"
    AVIF = "AVIF"
    #: HEIC, the photos of iPhones, is HEIF with HEVC inside
    HEIF = "HEIF"


#: How many bytes `detect_format` and `describe_file` look at.
HEAD_BYTES: Final = 256

_PHOTOS: Final = (
    (b"\xff\xd8\xff", Format.JPEG),
    (b"\x89PNG\r\n\x1a\n", Format.PNG),
    (b"GIF87a", Format.GIF),
    (b"GIF89a", Format.GIF),
)
_AVIF_BRANDS: Final = frozenset({b"avif", b"avis"})
_HEIF_BRANDS: Final = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
)

_OTHERS: Final = (
    (b"%PDF-", "a PDF document"),
    (b"II*\x00", "a TIFF or a camera's raw file"),
    (b"MM\x00*", "a TIFF or a camera's raw file"),
    (b"BM", "a BMP picture"),
    (b"8BPS", "a Photoshop document"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL picture"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1aE\xdf\xa3", "a video"),
)


def detect_format(head: bytes) -> Format | None:
    """The photo format whose signature the file begins with, or None."""
    for signature, photo_format in _PHOTOS:
        if head.startswith(signature):
            return photo_format
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Format.WEBP
    brands = _brands(head)
    # AVIF first: an AVIF file calls itself HEIF (mif1) as well, a HEIC file never AVIF.
    if brands & _AVIF_BRANDS:
        return Format.AVIF
    if brands & _HEIF_BRANDS:
        return Format.HEIF
    return None


def describe_file(head: bytes) -> str:
    """A description of a file that is no photo, for an editor."""
    for signature, words in _OTHERS:
        if head.startswith(signature):
            return words
    if head[4:8] == b"ftyp":
        return "a video"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"<svg" in text:
        return "an SVG drawing"
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "a web page"
    return "of an unknown kind"


def _brands(head: bytes) -> set[bytes]:
    """The brands of an ISO base media file: the major one, then the compatible ones."""
    if head[4:8] != b"ftyp":
        return set()
    end = min(int.from_bytes(head[:4]), len(head))
    return {head[8:12], *(head[at : at + 4] for at in range(16, end, 4))}
