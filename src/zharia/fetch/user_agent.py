"""User-Agent: how Zharia names itself to the servers it asks (RFC 9110, 10.1.5). Pure."""

from typing import Final

import httpx2

from zharia import __version__

#: name and version, for whoever has no newsroom to name
PRODUCT: Final = f"Zharia/{__version__}"


def user_agent(public_url: str, chosen: str = "") -> str:
    """Name, version and the newsroom's address, so that an administrator knows whom to ask.

    `chosen` replaces it.
    """
    if chosen:
        return chosen
    try:
        # A name in Cyrillic is sent as DNS knows it; a password never.
        url = httpx2.URL(public_url)
        where = f"{url.netloc.decode('ascii')}{url.raw_path.decode('ascii')}".rstrip("/")
    except (httpx2.InvalidURL, ValueError):
        return PRODUCT
    return f"{PRODUCT} (+{url.scheme}://{where})"
