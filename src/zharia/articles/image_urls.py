"""Image URL sizes: `photo-300x200.jpg?q=80` is `photo.jpg`, 300 wide.

Only what cannot mean another photo is taken for a size: `q=80` is a quality, `q=aaa` is not.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from zharia.articles.urls import clean

#: how names of photo files end, of the formats that can be made ready
PHOTO_ENDING = r"\.(?:jpe?g|jpe|jfif|png|webp|hei[cf]|avif|gif)"
PHOTO_FILE = re.compile(PHOTO_ENDING + "$", re.IGNORECASE)

_WIDTHS = frozenset(
    ["w", "width", "maxwidth", "max-width", "max_width", "maxw", "mw", "wid", "imwidth", "imgmax"]
)
_HEIGHTS = frozenset(["h", "height", "maxheight", "max-height", "max_height", "maxh", "mh"])
_BOXES = frozenset(["size", "sz", "imgsize", "resize", "fit", "crop", "rect"])
#: sizes only where they are called by a size's name: `type=thumb`
_NAMED = frozenset(["name", "type", "variant", "version", "preset", "style", "thumb"])
_QUALITIES = frozenset(["q", "quality", "qlt", "ql"])
_FACTORS = frozenset(["dpr", "scale", "zoom"])
_FLAGS = frozenset(
    ["strip", "ssl", "auto", "fm", "format", "mode", "gravity", "sharp", "sharpen", "blur", "webp"]
)
#: prove that a size was asked for by the site itself, and so differ between sizes
_SIGNATURES = frozenset(["s", "sig", "sign", "signature", "hash", "token", "itok"])

_LENGTH = re.compile(r"(\d{1,4}|1[0-2]\d{3})(?:\.\d+)?(?:px|w|h)?|auto")
_BOX = re.compile(
    r"[wh]?(\d{1,4}|1[0-2]\d{3})(?:\.\d+)?(?:px|w|h)?(?:[x×,:*-][wh]?\d{0,5}(?:px)?){0,3}"
)
_FACTOR = re.compile(r"[0-9](?:\.\d+)?")
_FLAG = re.compile(r"(?:[a-z]{2,12}(?:,[a-z]{2,12}){0,3}|\d{1,3})?")
_SIGNATURE = re.compile(r"[\w=-]{8,}")
#: words that a size is called by, and about how wide that is in pixels; 0: says nothing of it
_WORDS = {
    **dict.fromkeys(["xs", "tiny", "mini", "micro", "icon"], 80),
    **dict.fromkeys(["thumb", "thumbnail", "s", "small"], 200),
    **dict.fromkeys(["m", "medium", "preview"], 500),
    **dict.fromkeys(["l", "large", "big", "b"], 1000),
    **dict.fromkeys(["xl", "xxl", "huge"], 1600),
    **dict.fromkeys(["full", "orig", "original", "o"], math.inf),
    **dict.fromkeys(["1", "true", "yes", "auto", "none", "center", "centre", "top", "bottom"], 0),
    **dict.fromkeys(["left", "right", "middle", "face", "faces", "smart", "entropy", "edges"], 0),
    **dict.fromkeys(["attention", "cover", "contain", "fill", "clip", "crop", "scale", "pad"], 0),
    **dict.fromkeys(["inside", "outside", "max", "min", "fit", "limit", "stretch"], 0),
}
_QUALITY_WORDS = {"auto": 80, "low": 30, "medium": 60, "high": 90, "best": 99}

# Paths of content management systems and image services, as these document them. `w`: the width.
_PATHS = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        # WordPress and many others
        (r"[-_](?P<w>\d{2,5})x\d{2,5}(?=\.\w{2,5}$)", ""),
        (r"-scaled(?=\.\w{2,5}$)", ""),
        (r"@[234]x(?=\.\w{2,5}$)", ""),
        (r"(?<=/)(?P<w>\d{2,5})x\d{2,5}[-_](?=[^/]+$)", ""),
        (r"/(?:[a-z]{1,6}[-_]?)?(?P<w>\d{2,5})x\d{2,5}[a-z]{0,3}(?=/)", ""),
        # Bitrix, Drupal
        (r"/resize_cache/((?:[^/]+/){1,4}?)(?P<w>\d{2,5})_\d{2,5}_\d\w*/", r"/\1"),
        (r"/styles/[^/]+/(?:public|private)(?=/)", ""),
        # Cloudinary
        (r"(?<=/image/upload)/(?:[a-z]{1,3}_[^/]*?\b)?w_(?P<w>\d{2,5})\b[^/]*(?=/)", ""),
        (r"(?<=/image/upload)/(?:[a-z]{1,3}_[\w.:]+,?){1,20}(?=/)", ""),
    )
)
#: sizes without a number: WordPress makes 2560 pixels of more, a style of Drupal may be any
_IMPLIED_WIDTHS = (
    (re.compile(r"-scaled\.\w{2,5}$"), 2560.0),
    (re.compile(r"/styles/\w+/public/"), 480.0),
)
_GOOGLE_HOST = re.compile(r"(?:[\w-]+\.)?(?:bp\.blogspot|googleusercontent|ggpht)\.com")
_GOOGLE = re.compile(r"(?:/|=)[swh](?P<w>\d{1,5})(?:-[a-z]{1,3}\d*)*(?=/|$)")
_CLOUDFLARE = re.compile(r"/cdn-cgi/image/(?P<options>[^/]*)/(?P<rest>.+)")
_PHOTON_HOST = re.compile(r"i[0-3]\.wp\.com")


@dataclass(frozen=True, slots=True)
class ImageUrl:
    """A photo's address, apart from the size that it asks for."""

    #: what the addresses of one photo share, whatever its size
    key: str
    #: about how many pixels; infinite where the address sets no bound
    width: float
    #: 1 to 100; 101 where the address sets none
    quality: float

    @property
    def size(self) -> tuple[float, float]:
        return self.width, self.quality


@lru_cache(maxsize=2000)
def parse_image_url(url: str) -> ImageUrl:
    """Split a photo's address into what names the photo and what sets its size."""
    wrapped = _without_proxy(clean(url))
    parts = urlsplit(wrapped.address)
    path, widths = _path(parts.netloc, unquote(parts.path))
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    sizes = [pair for pair in pairs if _is_size(*pair)]
    is_file = bool(PHOTO_FILE.search(path))
    if not is_file and [name.lower() for name, _ in pairs] == ["q"]:
        sizes = []  # what else would tell `image.php?q=1` from `image.php?q=2`?
    own = [pair for pair in pairs if pair not in sizes]
    if (is_file and sizes) or "itok" in dict(own):
        own = [
            (name, value)
            for name, value in own
            if name.lower() not in _SIGNATURES or not _SIGNATURE.fullmatch(value)
        ]
    query = "&".join(f"{name}={value}" for name, value in own)
    width, quality = _parse_sizes([*sizes, *wrapped.sizes])
    return ImageUrl(
        f"{parts.netloc.removeprefix('www.')}{path}?{query}",
        min(width, *widths, math.inf),
        quality,
    )


@dataclass(frozen=True, slots=True)
class _Proxied:
    """The original address within that of an image proxy, and the sizes asked for."""

    address: str
    sizes: tuple[tuple[str, str], ...] = ()


def _without_proxy(url: str) -> _Proxied:
    """The original address behind Cloudflare, Photon (Jetpack), Next.js or wsrv.nl."""
    parts = urlsplit(url)
    around = f"{parts.scheme}://{parts.netloc}"
    if found := _CLOUDFLARE.match(parts.path):
        options = (option.partition("=") for option in found["options"].split(","))
        inner = re.sub(r"^(https?):/+", r"\1://", found["rest"])
        address = inner if "://" in inner else f"{around}/{inner}"
        return _Proxied(address, tuple((name, value) for name, _, value in options))
    if _PHOTON_HOST.fullmatch(parts.netloc):
        return _Proxied(f"https:/{parts.path}?{parts.query}")
    if parts.path == "/_next/image" or parts.netloc in {"wsrv.nl", "images.weserv.nl"}:
        pairs = parse_qsl(parts.query)
        inner = dict(pairs).get("url", "")
        if inner.startswith("/"):
            inner = f"{around}{inner}"
        elif inner and "://" not in inner:
            inner = f"https://{inner}"
        if inner:
            return _Proxied(inner, tuple(pair for pair in pairs if pair[0] != "url"))
    return _Proxied(url)


def _path(host: str, path: str) -> tuple[str, list[float]]:
    """The path without its sizes, and the widths that it named."""
    widths = [width for mark, width in _IMPLIED_WIDTHS if mark.search(path)]
    patterns: Iterable[tuple[re.Pattern[str], str]] = _PATHS
    if _GOOGLE_HOST.fullmatch(host):
        patterns = ((_GOOGLE, ""),)
    for pattern, replacement in patterns:
        named = (found.groupdict().get("w") for found in pattern.finditer(path))
        # Google's s0 is the photo as it was uploaded.
        widths.extend(float(width) or math.inf for width in named if width)
        path = pattern.sub(replacement, path)
    return path, widths


def _is_size(name: str, value: str) -> bool:
    name, value = name.lower(), value.strip().lower()
    if name in _WIDTHS or name in _HEIGHTS:
        return bool(_LENGTH.fullmatch(value))
    if name in _BOXES:
        words = re.split(r"[,-]", value)
        return bool(_BOX.fullmatch(value)) or all(word in _WORDS for word in words)
    if name in _NAMED:
        return _WORDS.get(value, 0) > 0 or bool(re.fullmatch(r"\d{2,4}x\d{2,4}", value))
    if name in _QUALITIES:
        return _quality(value) > 0
    if name in _FACTORS:
        return bool(_FACTOR.fullmatch(value))
    return name in _FLAGS and bool(_FLAG.fullmatch(value))


def _parse_sizes(sizes: Iterable[tuple[str, str]]) -> tuple[float, float]:
    """The width and the quality that size parameters ask for."""
    widths: list[float] = []
    heights: list[float] = []
    boxes: list[float] = []
    factor, quality = 1.0, 101.0
    for written, given in sizes:
        name, value = written.lower(), given.strip().lower()
        length = _LENGTH.fullmatch(value)
        if name in _WIDTHS and length and length[1]:
            widths.append(float(length[1]))
        elif name in _HEIGHTS and length and length[1]:
            heights.append(float(length[1]) * 1.5)  # as most photos of a newsroom are
        elif name in _NAMED or name in {"size", "sz", "imgsize", "resize", "fit"}:
            box = _BOX.fullmatch(value)
            boxes.append(float(box[1]) if box else _WORDS.get(value, 0))
        elif name == "dpr" and _FACTOR.fullmatch(value):
            factor = max(float(value), 1.0)
        elif name in _QUALITIES:
            quality = _quality(value) or quality
    known = next((max(some) for some in (widths, boxes, heights) if any(some)), math.inf)
    return known * factor, quality


def _quality(value: str) -> float:
    """1 to 100; 0 for what is no quality."""
    if value in _QUALITY_WORDS:
        return _QUALITY_WORDS[value]
    return float(value) if re.fullmatch(r"[1-9]\d?|100", value) else 0
