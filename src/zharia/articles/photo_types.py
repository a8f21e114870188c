"""Media types: whether what is announced is a photo, by its type and its address."""

import re
from urllib.parse import parse_qsl, urlsplit

from zharia.articles.image_urls import PHOTO_FILE

_PHOTO = re.compile(r"image|img|photo|pic\b|picture|jpe?g|png|webp|hei[cf]|avif|gif")
_NO_PHOTO = re.compile(r"(?:audio|video|text|font|model)/|application/(?:pdf|zip|ogg)|.*svg")
_ENDING = re.compile(r"\.\w{2,5}$")
_SCRIPT = re.compile(r"\.(?:php\d?|aspx?|ashx|cgi|jsp|html?)$", re.IGNORECASE)
_PHOTO_PATH = re.compile(
    r"(?:^|[/_.-])(?:image|img|photo|pic|picture|thumb|i)s?(?:[/_.-]|$)", re.IGNORECASE
)


def is_photo_type(kind: str, address: str) -> bool:
    """Whether what is announced with a media type at an address is a photo.

    The ending of the address counts before a type that says nothing or cannot be true, such as
    `jpg`, `image`, `application/octet-stream` or none.
    """
    kind = kind.strip().lower()
    parts = urlsplit(address)
    if is_photo_name(parts.path):
        return True
    if _NO_PHOTO.match(kind):
        return False
    if _PHOTO.search(kind):
        return True
    if any(is_photo_name(value) for _, value in parse_qsl(parts.query)):
        return True
    other = _ENDING.search(parts.path) and not _SCRIPT.search(parts.path)
    return not other and bool(_PHOTO_PATH.search(parts.path))


def is_photo_name(name: str) -> bool:
    """Whether a file's name ends as a photo's does."""
    return bool(PHOTO_FILE.search(name.strip().rstrip("/")))
