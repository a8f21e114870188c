"""Decoding by libvips: a photo's rows are read, scaled and dropped, never all of them held."""

from typing import Final

import pyvips
from PIL import Image

from zharia.media import geometry
from zharia.media.formats import Format
from zharia.media.pillow_decoding import THREADS

#: What it is asked for: formats that it decodes faster than Pillow, by decoders that libvips holds
#: safe for foreign bytes.
FORMATS: Final = frozenset({Format.JPEG, Format.PNG, Format.WEBP})

#: Pillow's mode for each number of channels.
_MODES: Final = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}

pyvips.block_untrusted_set(True)  # noqa: FBT003  # its parameter has no other name
pyvips.concurrency_set(THREADS)
# No photo comes twice.
pyvips.cache_set_max(0)


class Declined(Exception):
    """libvips does not decode this photo without an error or a warning."""


def resized(
    photo: bytes, photo_format: Format, full: tuple[int, int], size: tuple[int, int], *, alpha: bool
) -> Image.Image:
    """At this size, in a mode that `colour.to_opaque_srgb` takes. Raises `Declined`.

    `full` and `alpha` are what the header says: its size, and whether it may be see-through.
    """
    try:
        shrink = 1 if alpha or photo_format is Format.PNG else _shrink(full, size)
        picture = _loaded(photo, photo_format, shrink)
        # Nothing has been decoded yet, so a header that is read in two ways costs nothing.
        if picture.bands not in _MODES or (picture.width * shrink, picture.height * shrink) != full:
            raise Declined
        if picture.format == "ushort":
            picture = picture.msb()
        if (picture.width, picture.height) != size:
            picture = _scaled(picture, size)
        pixels = picture.write_to_memory()
    except pyvips.Error as error:
        raise Declined from error
    return Image.frombuffer(_MODES[picture.bands], size, pixels)


def _loaded(photo: bytes, photo_format: Format, shrink: int) -> pyvips.Image:
    # As a source, for libvips takes a copy of a buffer, and gives the process up if it cannot.
    source = pyvips.Source.new_from_memory(photo)
    how = {"access": "sequential", "fail_on": "warning"}
    if photo_format is Format.JPEG:
        return pyvips.Image.jpegload_source(source, shrink=shrink, **how)
    if photo_format is Format.PNG:
        return pyvips.Image.pngload_source(source, **how)
    return pyvips.Image.webpload_source(source, scale=1 / shrink, **how)


def _shrink(full: tuple[int, int], size: tuple[int, int]) -> int:
    """A half, quarter or eighth that the decoder makes by itself, of sides that it divides."""
    least = geometry.with_margin(size)
    return next(
        (
            shrink
            for shrink in (8, 4, 2)
            if all(
                whole % shrink == 0 and whole >= part * shrink
                for whole, part in zip(full, least, strict=True)
            )
        ),
        1,
    )


def _scaled(picture: pyvips.Image, size: tuple[int, int]) -> pyvips.Image:
    across, down = size[0] / picture.width, size[1] / picture.height
    if not picture.hasalpha():
        return picture.resize(across, vscale=down)
    # What is see-through must not lend its hidden colour to what is beside it.
    # In bytes, as Pillow does it: libvips scales these much faster than the floats it makes here.
    weighed = picture.premultiply(max_alpha=255).cast("uchar").resize(across, vscale=down)
    return weighed.unpremultiply(max_alpha=255).rint().cast("uchar")
