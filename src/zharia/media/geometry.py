"""Photo sizes: the limits, and the size to scale to.

All sizes are (width, height) in pixels.
"""

from typing import Final

#: "Maximum 1080p" (content-posting-api-media-transfer-guide). Seen in the field: the shorter side
#: must not exceed 1080; keeping the longer one within 1920 is the reading that is always safe.
SHORTER_SIDE: Final = 1080
LONGER_SIDE: Final = 1920

#: The canvas that fills a phone's screen.
UPRIGHT: Final = (SHORTER_SIDE, LONGER_SIDE)

#: A strip longer than this many times its width gets a fill beside it. TikTok states no limit for
#: photos; at 5 a full-size strip stays over the 360 pixels it asks of a video's sides.
MAX_RATIO: Final = 5


def fit(size: tuple[int, int], box: tuple[int, int]) -> tuple[int, int]:
    """The size scaled into the box, shape kept; a size that fits already stays (never upscaled)."""
    width, height = size
    box_width, box_height = box
    if width <= box_width and height <= box_height:
        return size
    if width * box_height >= height * box_width:
        return box_width, max(1, round(height * box_width / width))
    return max(1, round(width * box_height / height)), box_height


def tiktok_size(size: tuple[int, int]) -> tuple[int, int]:
    """The size scaled to TikTok's limits."""
    width, height = size
    box = (LONGER_SIDE, SHORTER_SIDE) if width > height else (SHORTER_SIDE, LONGER_SIDE)
    return fit(size, box)


def padded_size(size: tuple[int, int]) -> tuple[int, int]:
    """The size of the canvas that gives a very thin picture a sensible shape; else its own size."""
    width, height = size
    thinnest = -(-max(size) // MAX_RATIO)
    return max(width, thinnest), max(height, thinnest)


def with_margin(size: tuple[int, int]) -> tuple[int, int]:
    """What a decoder that halves a picture must leave of it, so that the rest is scaled smoothly.

    At least a tenth more than the size in the end.
    """
    return size[0] * 11 // 10, size[1] * 11 // 10
