"""The result of image conversion: a JPEG for TikTok, and what was done to get it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

#: "Maximum of 20MB for each image" (content-posting-api-media-transfer-guide), by the smaller
#: reading of a megabyte.
MAX_JPEG_BYTES: Final = 20_000_000


class Layout(StrEnum):
    """How a photo lies in the post; chosen per account."""

    #: the picture as it is, scaled down where it must be
    WHOLE = "whole"
    #: the whole picture upon an upright 1080×1920 canvas, the rest filled with its own blur
    UPRIGHT = "upright"


class ChangeCode(StrEnum):
    """What preparing did to a photo, for an editor page to translate."""

    #: detail: the format it came in, such as "HEIF"
    CONVERTED = "converted"
    #: an animation gave its first frame
    FIRST_FRAME = "first_frame"
    #: turned or mirrored as its EXIF orientation asks; detail: that orientation, 2–8
    ROTATED = "rotated"
    #: detail: the size it had, such as "4000x3000"
    SCALED = "scaled"
    #: colours moved into sRGB; detail: from which profile or mode (foreign text)
    COLOURS_CONVERTED = "colours_converted"
    #: its colour profile could not be read, so colours may look a little different
    PROFILE_UNREADABLE = "profile_unreadable"
    #: see-through parts became white
    TRANSPARENCY_FLATTENED = "transparency_flattened"
    #: detail: which kinds, such as "EXIF GPS XMP"
    METADATA_REMOVED = "metadata_removed"
    #: detail: who took it, by its XMP or IPTC; every copy that leaves says so again
    CREDIT_KEPT = "credit_kept"
    #: a blurred fill was added around the picture; detail: the size of the picture within
    FILLED = "filled"
    #: saved more coarsely to stay under TikTok's size; detail: JPEG quality
    QUALITY_REDUCED = "quality_reduced"


@dataclass(frozen=True, slots=True)
class Change:
    code: ChangeCode
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Original:
    """The file that came in."""

    #: the value of a `formats.Format`
    format: str
    #: pixels, as shown
    width: int
    #: pixels, as shown
    height: int
    #: bytes
    size: int

    @property
    def format_name(self) -> str:
        """The format as people know it: an iPhone's photos are HEIC."""
        return {"HEIF": "HEIC", "WEBP": "WebP"}.get(self.format, self.format)


@dataclass(frozen=True, slots=True)
class PreparedPhoto:
    """A baseline sRGB JPEG without metadata that TikTok accepts."""

    jpeg: bytes
    #: pixels, as shown
    width: int
    #: pixels, as shown
    height: int
    original: Original
    #: in the order they were made; empty only if nothing but the coding changed
    changes: tuple[Change, ...] = ()
