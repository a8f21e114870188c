"""A story's photo as a file, the way newsrooms have them: any format, too large, or turned."""

import io
from typing import Final

from PIL import Image

from zharia.demo.stories import Photo
from zharia.simulator import sample_photos

FORMATS: Final = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
#: the EXIF tag 274, and its value for a photo to be turned by 90° clockwise (CIPA DC-008)
_ORIENTATION, _LIES_ON_ITS_SIDE = 274, 6
#: pixels: a scene is drawn at this width at most, then enlarged, since drawing takes time
_DRAWN: Final = 1080


def draw(photo: Photo) -> bytes:
    """The photo's file. The same bytes each time."""
    scale = min(1.0, _DRAWN / min(photo.width, photo.height))
    small = round(photo.width * scale), round(photo.height * scale)
    image = sample_photos.draw(photo.seed, size=small, scene=photo.scene)
    if scale < 1:
        image = image.resize((photo.width, photo.height), Image.Resampling.BICUBIC)
    exif = Image.Exif()
    if photo.turned:
        image = image.transpose(Image.Transpose.ROTATE_90)
        exif[_ORIENTATION] = _LIES_ON_ITS_SIDE
    out = io.BytesIO()
    image.save(out, FORMATS[photo.name.rpartition(".")[2]], quality=86, exif=exif)
    return out.getvalue()
