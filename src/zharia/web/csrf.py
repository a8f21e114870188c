"""CSRF protection: whether a page of ours began a request that carries our cookie.

Pages of other sites can make a browser post to us, but they cannot choose `Sec-Fetch-Site` and
`Origin`: the browser itself writes those.
"""

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request

#: methods that ask and change nothing
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_PORTS: Final = {"http": 80, "https": 443}


def same_origin(request: Request) -> bool:
    """Whether a page of ours, or the person at the address bar, sent this request.

    Ask it of every request that changes something and is believed for its cookie. Without either
    header the answer is no: every browser that we support sends one.
    """
    ours = (
        request.app.state.context.public_url,
        f"{request.url.scheme}://{request.headers.get('host', '')}",
    )
    return origin_matches(ours, request.method, request.headers)


def origin_matches(ours: Iterable[str], method: str, headers: Mapping[str, str]) -> bool:
    """`same_origin` of our origins, a method, and headers by their names in lower case. Pure."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        # "none": typed, or a bookmark, which no other site can bring about.
        return site == "same-origin" or (site == "none" and method in SAFE_METHODS)
    origin = _origin(headers.get("origin", ""))
    return origin is not None and origin in {_origin(one) for one in ours}


def _origin(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port; None for what has none, such as `null`."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    if not parts.hostname or port is None:
        return None
    return parts.scheme, parts.hostname, port
