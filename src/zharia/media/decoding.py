"""Choice of the decoder: libvips for the photos it reads faster, Pillow for all others.

Both give the same picture. Whatever libvips finds fault with, Pillow has the last word on, so what
can be posted does not depend on the choice.
"""

from contextlib import suppress

from PIL import Image

from zharia.media import pillow_decoding, vips_decoding
from zharia.media.formats import Format


def resized(
    photo: bytes, photo_format: Format, source: Image.Image, size: tuple[int, int]
) -> Image.Image:
    """The photo at this size, in a mode that `colour.to_opaque_srgb` takes, with its ICC profile.

    `source` is the same photo as `pillow_decoding.open_photo` gives it.
    """
    if by_vips(photo_format, source):
        with suppress(vips_decoding.Declined):
            picture = vips_decoding.resized(
                photo, photo_format, source.size, size, alpha=source.has_transparency_data
            )
            picture.info["icc_profile"] = source.info.get("icc_profile")
            return picture
    return pillow_decoding.resized(source, size)


def by_vips(photo_format: Format, source: Image.Image) -> bool:
    """Whether libvips is asked first: not for a press's colours, nor for an animation."""
    return (
        photo_format in vips_decoding.FORMATS
        and source.mode != "CMYK"
        # Further pictures within a JPEG are no animation.
        and (photo_format is Format.JPEG or not getattr(source, "is_animated", False))
    )
