"""URLs of photos on our pages: addresses of the routes in `photos`. Pure."""

from typing import Final
from urllib.parse import urlencode

from zharia.publishing.model import Attempt

#: pixels of the longest side, as `media.library.THUMBNAIL_SIZES` has them
LARGE: Final = 720


def photo_src(url: str, upright: bool = False, longest: int = LARGE) -> str:  # noqa: FBT001, FBT002 - templates call it
    """Where a page gets the photo at `url`, an address or `stored:<key>`.

    `upright` lays it over its own blur, as some accounts want it. `longest` is in pixels.
    """
    asked = {"at": url, "longest": longest} | ({"upright": 1} if upright else {})
    return f"/admin/photos?{urlencode(asked)}"


def sent_src(attempt: Attempt, number: int, longest: int = LARGE) -> str:
    """Where a page gets photo `number`, counted from 1, as an attempt offered it to TikTok."""
    return f"/admin/photos/sent/{attempt.id}/{number}?longest={longest}"
