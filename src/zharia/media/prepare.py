"""Image conversion: one foreign file becomes one JPEG that TikTok accepts.

This decodes foreign bytes: outside of tests only a worker process calls it, see `workers`.
"""

import hashlib
import io
import warnings
from typing import Final

from PIL import Image, ImageFilter, ImageOps

from zharia.media import colour, decoding, geometry, jpeg_truncation, source_metadata
from zharia.media.errors import BrokenPhoto
from zharia.media.formats import HEAD_BYTES, Format, detect_format
from zharia.media.pillow_decoding import open_photo
from zharia.media.prepared import (
    MAX_JPEG_BYTES,
    Change,
    ChangeCode,
    Layout,
    Original,
    PreparedPhoto,
)

#: Nothing to see at a phone's distance, and TikTok compresses once more.
QUALITY: Final = 88

#: Of small pictures for our own pages, where 35 may be on one.
THUMBNAIL_QUALITY: Final = 78

#: How EXIF's orientation is undone (EXIF 2.32, tag 0x0112); 1 is upright.
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
#: Formats whose further frames are an animation; in JPEG and HEIF they are other pictures.
_ANIMATED: Final = frozenset({Format.PNG, Format.GIF, Format.WEBP, Format.AVIF})


def prepare(
    photo: bytes, layout: Layout = Layout.WHOLE, *, most_bytes: int = MAX_JPEG_BYTES
) -> PreparedPhoto:
    """Turn a photo file of any `Format` into a baseline sRGB JPEG inside TikTok's limits.

    Nothing of the picture is cut off, and it is never enlarged. Raises `EmptyPhoto`, `NotAPhoto`,
    `PhotoTooLarge`, `BrokenPhoto`; a decoder may raise anything else on a damaged file.
    """
    with warnings.catch_warnings():
        # What Pillow finds odd about a file is no concern of ours while it decodes.
        warnings.simplefilter("ignore")
        return _prepare(_with_end(photo), layout, most_bytes, len(photo))


def _prepare(photo: bytes, layout: Layout, most_bytes: int, size: int) -> PreparedPhoto:
    photo_format, source = open_photo(photo)
    described = source_metadata.described(photo, photo_format, source)
    changes: list[Change] = []
    if photo_format is not Format.JPEG:
        changes.append(Change(ChangeCode.CONVERTED, photo_format.value))
    if photo_format in _ANIMATED and getattr(source, "is_animated", False):
        changes.append(Change(ChangeCode.FIRST_FRAME))

    orientation = source_metadata.orientation(described)
    lies = orientation in {5, 6, 7, 8}
    shown = (source.height, source.width) if lies else source.size
    on_canvas = layout is Layout.UPRIGHT
    target = geometry.fit(shown, geometry.UPRIGHT) if on_canvas else geometry.tiktok_size(shown)
    stored_target = (target[1], target[0]) if lies else target
    picture = decoding.resized(photo, photo_format, source, stored_target)
    # Behind the pixels, for Pillow finds some of these only there.
    metadata = source_metadata.kinds(described)
    credit = source_metadata.credit(described)

    picture, colour_changes = colour.to_opaque_srgb(picture)
    if orientation in _UPRIGHT:
        picture = picture.transpose(_UPRIGHT[orientation])
        changes.append(Change(ChangeCode.ROTATED, str(orientation)))
    if target != shown:
        changes.append(Change(ChangeCode.SCALED, f"{shown[0]}x{shown[1]}"))
    changes += colour_changes
    if metadata:
        changes.append(Change(ChangeCode.METADATA_REMOVED, " ".join(metadata)))
    if credit:
        changes.append(Change(ChangeCode.CREDIT_KEPT, credit))

    canvas = geometry.UPRIGHT if on_canvas else geometry.padded_size(target)
    if canvas != target:
        picture = _filled(picture, canvas)
        changes.append(Change(ChangeCode.FILLED, f"{target[0]}x{target[1]}"))

    jpeg, quality = _encoded(picture, most_bytes)
    if quality != QUALITY:
        changes.append(Change(ChangeCode.QUALITY_REDUCED, str(quality)))
    original = Original(photo_format.value, *shown, size)
    return PreparedPhoto(jpeg, *picture.size, original, tuple(changes))


def shrink(photo: bytes, longest: int) -> bytes:
    """A small JPEG of a photo that `prepare` made; its longest side at most `longest` pixels."""
    photo_format, source = open_photo(photo)
    size = geometry.fit(source.size, (longest, longest))
    picture = decoding.resized(photo, photo_format, source, size)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=THUMBNAIL_QUALITY)
    return file.getvalue()


def _with_end(photo: bytes) -> bytes:
    """A JPEG that lacks its end marker and nothing else gets one; any other file stays as it is.

    Raises `BrokenPhoto` for one of which more is missing: Pillow takes it if enough zeros follow.
    """
    if detect_format(photo[:HEAD_BYTES]) is not Format.JPEG or not jpeg_truncation.lacks_end_marker(
        photo
    ):
        return photo
    open_photo(photo)  # known to be no larger than it may be, before anything is told of its end
    for zeros in range(jpeg_truncation.MAX_ZEROS + 1):
        ended = jpeg_truncation.with_end_marker(photo, zeros)
        if ended is not None and len(set(map(_pixels, ended))) == 1:
            return ended[0]
    raise BrokenPhoto("it breaks off")


def _pixels(photo: bytes) -> bytes:
    """A hash of the picture, taken in strips, so that there is one copy in memory."""
    digest = hashlib.sha256()
    _, source = open_photo(photo)
    for top in range(0, source.height, 256):
        strip = source.crop((0, top, source.width, min(top + 256, source.height)))
        digest.update(strip.tobytes())
    return digest.digest()


def _filled(picture: Image.Image, canvas: tuple[int, int]) -> Image.Image:
    """The whole picture amid the canvas, upon its own enlargement, blurred and darkened."""
    coarse = (-(-canvas[0] // 16), -(-canvas[1] // 16))
    blurred = ImageOps.fit(picture, coarse, Image.Resampling.BILINEAR).filter(
        ImageFilter.GaussianBlur(3)
    )
    behind = blurred.resize(canvas, Image.Resampling.BICUBIC).point(lambda value: value * 0.6)
    behind.paste(picture, ((canvas[0] - picture.width) // 2, (canvas[1] - picture.height) // 2))
    return behind


def _encoded(picture: Image.Image, most_bytes: int) -> tuple[bytes, int]:
    """The JPEG, and the quality at which it is small enough."""
    picture.info = {}  # Pillow would carry a comment over
    quality = QUALITY
    while True:
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality, progressive=False)
        if file.tell() <= most_bytes or quality <= 20:
            return file.getvalue(), quality
        quality -= 17
