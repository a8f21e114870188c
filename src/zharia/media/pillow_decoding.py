"""Decoding by Pillow: every header, and the pixels of whatever libvips is not asked for."""

import io
from typing import Final

import pi_heif  # type: ignore[import-untyped]
from PIL import (
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from zharia.media import colour, geometry
from zharia.media.errors import BrokenPhoto, EmptyPhoto, NotAPhoto, PhotoTooLarge
from zharia.media.formats import HEAD_BYTES, Format, describe_file, detect_format

#: Pixels a photo may have before it is decoded: a 100-megapixel camera's picture still passes.
MAX_PIXELS: Final = 110_000_000

#: Threads per photo: as many photos as there are workers are prepared side by side already.
THREADS: Final = 1

# Named here so that Pillow need not import its forty other decoders to find these.
_DECODERS: Final = (
    AvifImagePlugin,
    GifImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)
pi_heif.register_heif_opener(decode_threads=THREADS)
AvifImagePlugin.DEFAULT_MAX_THREADS = THREADS

# One PNG text may be an editor's whole history in XMP; Pillow refuses the photo over 1 MiB of it.
PngImagePlugin.MAX_TEXT_CHUNK = 16 << 20

# Pillow compares a header with it before any pixel is decoded, and refuses at twice its value.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2


def open_photo(photo: bytes) -> tuple[Format, Image.Image]:
    """The picture, not decoded yet, and known to be no larger than `MAX_PIXELS`."""
    if not photo:
        raise EmptyPhoto
    photo_format = detect_format(photo[:HEAD_BYTES])
    if photo_format is None:
        raise NotAPhoto(describe_file(photo[:HEAD_BYTES]))
    try:
        return photo_format, Image.open(io.BytesIO(photo), formats=(photo_format,))
    except UnidentifiedImageError as error:
        raise BrokenPhoto(f"no readable {photo_format} header") from error
    except Image.DecompressionBombError as error:
        raise PhotoTooLarge(f"more than {MAX_PIXELS // 10**6} million pixels") from error


def resized(source: Image.Image, size: tuple[int, int]) -> Image.Image:
    """At this size, in a mode that `colour.to_opaque_srgb` takes."""
    draft = source.draft(None, geometry.with_margin(size))
    picture = colour.to_resizable_mode(source)
    if picture.size == size:
        picture.load()
        return picture
    return picture.resize(
        size,
        Image.Resampling.LANCZOS,
        box=draft[1] if draft else None,
        reducing_gap=1.1,
    )
