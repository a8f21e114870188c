"""How Zharia names itself to the servers it asks: `User-Agent` (RFC 9110, 10.1.5). Pure."""

import re
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import httpx2

from zharia import __version__

#: name and version, for whoever has no newsroom to name
PRODUCT: Final = f"Zharia/{__version__}"

#: visible ASCII and single spaces: what every server takes in a header
_FIT = re.compile(r"[\x21-\x7e]+(?: [\x21-\x7e]+)*")
_LONGEST: Final = 300


def user_agent(public_url: str, chosen: str = "") -> str:
    """Name, version and the newsroom's address, so that an administrator knows whom to ask.

    `chosen` replaces it.
    """
    if chosen:
        return chosen
    parts = urlsplit(public_url)
    try:
        # A name in Cyrillic is sent as DNS knows it.
        netloc = httpx2.URL(public_url).netloc.decode("ascii").rpartition("@")[2]
    except (httpx2.InvalidURL, ValueError):
        return PRODUCT
    address = urlunsplit((parts.scheme, netloc, parts.path.rstrip("/"), "", ""))
    named = f"{PRODUCT} (+{address})"
    return named if is_fit(named) else PRODUCT


def is_fit(text: str) -> bool:
    """Whether a text can stand in `User-Agent`."""
    return len(text) <= _LONGEST and _FIT.fullmatch(text) is not None
