"""URL validation: which URLs may be given to TikTok, and which may get its secrets. Pure.

One careful reading of a URL, shared by redirect URIs, photo URLs and base URLs, because a host
that one reader takes for a name and the next for an address is how such checks are fooled.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_LABEL = r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST = re.compile(rf"{_LABEL}(\.{_LABEL})*\.?|[0-9A-Fa-f.:]*:[0-9A-Fa-f.:]*")
#: A last label of digits (or 0x…) makes a host an IPv4 address: 127.1, 2130706433, 0x7f.1.
_NUMERIC_END = re.compile(r"(^|\.)([0-9]+|0[xX][0-9A-Fa-f]*)\.?$")
_LOOPBACK = re.compile(r"localhost|127\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}|::1")


@dataclass(frozen=True, slots=True)
class Url:
    """The parts of an absolute http or https URL that the rules speak of."""

    scheme: str
    host: str
    has_query: bool
    has_fragment: bool


def is_printable_ascii(text: str) -> bool:
    """Whether `text` is not empty and only visible ASCII: what keys, tokens and URLs consist of.

    A line break copied along with a client key makes TikTok show a page that says only
    `client_key`, and one in a token would be quoted by the HTTP library's error.
    """
    return text != "" and all("!" <= letter <= "~" for letter in text)


def parse_url(url: str) -> Url | None:
    """Read `url`, or return None if it is not a plain absolute http or https URL.

    Plain means printable ASCII (anything else percent-encoded), no name or password, a real port.
    """
    if not is_printable_ascii(url) or any(letter in '\\"<>^`{|}' for letter in url):
        return None
    try:
        parts = urlsplit(url)
        valid_port = parts.port is None or parts.port > 0
    except ValueError:
        return None
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host) or not valid_port:
        return None
    if "@" in parts.netloc:
        return None
    return Url(parts.scheme, host, "?" in url, "#" in url)


def is_loopback(url: Url) -> bool:
    """Whether the host is this machine."""
    return _LOOPBACK.fullmatch(url.host) is not None


def is_secure(url: Url) -> bool:
    """Whether nobody can read along: https, or no network at all."""
    return url.scheme == "https" or is_loopback(url)


def is_pullable(url: Url) -> bool:
    """Whether TikTok would pull from it: https and a host name with a domain, not an IP address
    (`content-posting-api-media-transfer-guide`)."""
    numeric = ":" in url.host or _NUMERIC_END.search(url.host) is not None
    named = "." in url.host.rstrip(".") and not numeric
    return url.scheme == "https" and named and not url.has_fragment
