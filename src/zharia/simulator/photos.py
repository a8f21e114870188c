"""Inspecting a pulled photo, decoded within bounds. Pure, but slow: run it in a thread."""

import base64
import hashlib
import io

from PIL import Image

from zharia.simulator.model import Photo

#: content-posting-api-media-transfer-guide: 20 MB a photo
MAX_BYTES = 20_000_000
#: "maximum 1080p": the shorter side, in pixels (field)
MAX_SHORTER_SIDE = 1_080
#: no photo needs more; keeps a crafted file from filling the memory
_MAX_PIXELS = 40_000_000
_PREVIEW = (405, 720)
#: what Pillow calls it, and what it is: a camera's JPEG may hold further pictures
_TAKEN = {"JPEG": "JPEG", "MPO": "JPEG", "WEBP": "WEBP"}


class BadPhoto(Exception):  # it is a photo, and bad
    """The photo ends its whole carousel with `fail_reason`; `wrong` is for the log."""

    def __init__(self, fail_reason: str, wrong: str) -> None:
        super().__init__(wrong)
        self.fail_reason = fail_reason
        self.wrong = wrong


def inspect(url: str, content: bytes) -> Photo:
    """The photo that these bytes are; `BadPhoto` if TikTok would not take it."""
    if len(content) > MAX_BYTES:
        raise BadPhoto("picture_size_check_failed", f"{url} has over {MAX_BYTES} bytes")
    try:
        image = Image.open(io.BytesIO(content), formats=("JPEG", "WEBP", "PNG"))
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise BadPhoto("file_format_check_failed", f"{url} is not an image: {error}") from error
    with image:
        if image.format == "PNG":
            # Clients report this reason for PNG, not the one about formats (field).
            raise BadPhoto("photo_pull_failed", f"{url} is a PNG; TikTok takes JPEG and WebP")
        width, height = image.size
        if min(width, height) > MAX_SHORTER_SIDE or width * height > _MAX_PIXELS:
            raise BadPhoto(
                "picture_size_check_failed",
                f"{url} is {width} x {height} pixels; the shorter side may have {MAX_SHORTER_SIDE}",
            )
        try:
            preview = _preview(image)
        except (OSError, ValueError, SyntaxError) as error:
            raise BadPhoto("file_format_check_failed", f"{url} is damaged: {error}") from error
        return Photo(
            url=url,
            size=len(content),
            width=width,
            height=height,
            format=_TAKEN[image.format or ""],
            sha256=hashlib.sha256(content).hexdigest(),
            preview=preview,
        )


def _preview(image: Image.Image) -> str:
    """Decodes the whole image, so that a truncated one shows, and draws it small."""
    image.load()
    small = image.convert("RGB")
    small.thumbnail(_PREVIEW, reducing_gap=1.1)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=78)
    return base64.b64encode(out.getvalue()).decode("ascii")
