"""Photo files of the stories, as newsrooms have them: any format, too large, or rotated."""

import io
from functools import cache
from importlib.resources import files
from typing import Final

from PIL import Image, ImageOps

from zharia.demo.stories import Photo

FORMATS: Final = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
#: the EXIF tag 274, and its value for a photo to be turned by 90° clockwise (CIPA DC-008)
_ORIENTATION, _LIES_ON_ITS_SIDE = 274, 6
_FOLDER: Final = files("zharia.demo").joinpath("photos")
#: the bundled pictures, by name
PICTURES: Final = tuple(
    sorted(
        one.name.removesuffix(".webp") for one in _FOLDER.iterdir() if one.name.endswith(".webp")
    )
)


@cache
def encode(photo: Photo) -> bytes:
    """The photo's file. The same bytes each time."""
    with _FOLDER.joinpath(f"{photo.picture}.webp").open("rb") as file:
        picture = Image.open(file).convert("RGB")
    image = ImageOps.fit(picture, (photo.width, photo.height))
    exif = Image.Exif()
    if photo.turned:
        image = image.transpose(Image.Transpose.ROTATE_90)
        exif[_ORIENTATION] = _LIES_ON_ITS_SIDE
    out = io.BytesIO()
    image.save(out, FORMATS[photo.name.rpartition(".")[2]], quality=86, exif=exif)
    return out.getvalue()
