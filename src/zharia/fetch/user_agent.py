"""User-Agent: how Zharia names itself to the servers it asks (RFC 9110, 10.1.5). Pure."""

from typing import Final

from zharia import __version__
from zharia.fetch.whatwg_url import parse_url

#: name and version, for whoever has no newsroom to name
PRODUCT: Final = f"Zharia/{__version__}"


def user_agent(public_url: str, chosen: str = "") -> str:
    """Name, version and the newsroom's address, so that an administrator knows whom to ask.

    `chosen` replaces it.
    """
    if chosen:
        return chosen
    # A name in Cyrillic is sent as DNS knows it; a password never.
    url = parse_url(public_url)
    if url is None:
        return PRODUCT
    port = f":{url.port}" if url.port else ""
    query = f"?{url.query}" if url.query else ""
    where = f"{url.host}{port}{url.path}{query}".rstrip("/")
    return f"{PRODUCT} (+{url.scheme}://{where})"
