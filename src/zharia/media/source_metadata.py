"""Metadata of a foreign photo: its orientation, what else it carries, and who took it."""

import contextlib
from typing import Final

from PIL import ExifTags, Image

from zharia.media import pillow_decoding, png_texts
from zharia.media.formats import Format
from zharia.media.photo_metadata import credit_in_iim, credit_in_xmp

#: The number of IIM among Photoshop's image resources.
_IIM: Final = 0x0404


def described(photo: bytes, photo_format: Format, source: Image.Image) -> Image.Image:
    """A picture with the metadata of this photo that costs nothing to decode, where there is one.

    `source` is the same photo as `pillow_decoding.open_photo` gives it.
    """
    # The chunks of an animated PNG speak of its frames as well.
    if photo_format is not Format.PNG or getattr(source, "is_animated", False):
        return source
    _, picture = pillow_decoding.open_photo(png_texts.around_one_pixel(photo))
    picture.load()
    return picture


def orientation(source: Image.Image) -> int:
    """EXIF's orientation; 1, upright, if it says nothing that can be read."""
    try:
        return int(source.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001  # EXIF is foreign, and its parser raises nearly anything
        return 1


def kinds(source: Image.Image) -> list[str]:
    """The kinds of metadata that a photo carries and that do not go further."""
    found = []
    if source.info.get("exif"):
        found.append("EXIF")
    # What cannot be read as EXIF names no place either.
    with contextlib.suppress(Exception):
        if source.getexif().get_ifd(ExifTags.IFD.GPSInfo):
            found.append("GPS")
    if source.info.get("xmp"):
        found.append("XMP")
    if source.info.get("photoshop"):
        found.append("IPTC")
    if source.info.get("comment") or getattr(source, "text", None):
        found.append("comments")
    return found


def credit(source: Image.Image) -> str:
    """Who took the photo, as a newsroom's programs write it; a camera's EXIF names its owner."""
    xmp = source.info.get("xmp")
    resources = source.info.get("photoshop")
    iim = resources.get(_IIM) if isinstance(resources, dict) else None
    return (credit_in_xmp(xmp) if isinstance(xmp, bytes) else "") or (
        credit_in_iim(iim) if isinstance(iim, bytes) else ""
    )
