"""URL parsing as browsers do it: the WHATWG URL standard.

https://url.spec.whatwg.org/#url-parsing: the ends are trimmed, tabs and line breaks dropped,
other characters that cannot stand in an address percent-encoded, `\\` is `/`, dots in a path are
followed, and a host becomes ASCII (IDNA) or an IP address in its usual form.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from ada_url import URL, HostType, idna

_ENDS = "".join(map(chr, range(0x21)))
#: characters of an address and its base that are remembered together with what they mean
_MAX_CACHED = 4096
_SURROGATE = re.compile("[\ud800-\udfff]")
# As RFC 3986 delimits it. Where a browser sees less, the two disagree about the host.
_AUTHORITY = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?[/\\]{2}([^/?#]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WebUrl:
    """An absolute address in its parts, as they are sent."""

    #: the whole, in ASCII
    href: str
    scheme: str
    #: or an `@` where some programs would find them
    has_credentials: bool
    #: ASCII, an IPv6 address in brackets
    host: str
    is_ipv4: bool
    #: "" for the scheme's own
    port: str
    path: str
    #: without `?`
    query: str
    #: without `#`
    fragment: str
    #: the host as the reference or else the base spells it; "" if they spell none
    written_host: str

    @property
    def host_is_as_written(self) -> bool:
        """Whether the host is written in its canonical form: no `0x7f.1`, no `%61.kz`."""
        written = self.written_host.lower()
        if self.host.startswith("["):  # an IPv6 address has many forms, all of them plain
            return written.startswith("[")
        return written == self.host or not (self.is_ipv4 or written.isascii())

    @property
    def shown_host(self) -> str:
        """The host in Unicode where it was written so, else in ASCII."""
        return self.host if self.written_host.isascii() else idna.decode(self.host)


def parse_url(reference: str, base: str = "") -> WebUrl | None:
    """Parse a URL of any scheme, relative to `base` if that is one; None if it is invalid.

    An empty reference, which to a browser is the page itself, is none.
    """
    # A picture may be an address of megabytes (RFC 2397), and is not kept.
    short = len(reference) + len(base) <= _MAX_CACHED
    return (_parse_cached if short else _parse_cached.__wrapped__)(reference, base)


@lru_cache(maxsize=2000)
def _parse_cached(reference: str, base: str) -> WebUrl | None:
    reference = _SURROGATE.sub("\ufffd", reference).strip(_ENDS)
    base = _SURROGATE.sub("\ufffd", base).strip(_ENDS)
    if not reference:
        return None
    try:
        url = URL(reference, base) if URL.can_parse(base) else URL(reference)
    except ValueError:
        return None
    found = _AUTHORITY.match(reference) or _AUTHORITY.match(base)
    authority = found[1] if found else ""
    return WebUrl(
        href=url.href,
        scheme=url.protocol.removesuffix(":"),
        has_credentials=bool(url.username or url.password or "@" in authority),
        host=url.hostname,
        is_ipv4=url.host_type is HostType.IPV4,
        port=url.port,
        path=url.pathname,
        query=url.search.removeprefix("?"),
        fragment=url.hash.removeprefix("#"),
        written_host=re.sub(r":\d*$", "", authority),
    )
