"""Addresses: made absolute, cleaned of tracking, compared."""

import re
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit, urlunsplit

#: longer addresses are refused: no newsroom needs them, and databases index them
MAX_URL = 2048

_TRACKING = re.compile(
    r"(?:utm_\w*|fbclid|gclid|gbraid|wbraid|yclid|ysclid|msclkid|mc_cid|mc_eid|igshid|_openstat)",
    re.IGNORECASE,
)
_SIZE = re.compile(r"(?:-\d{2,5}x\d{2,5}|-scaled)+(?=\.\w{2,5}$)")
_SIZE_PARAMETERS = frozenset(
    {"w", "h", "width", "height", "size", "resize", "fit"}
    | {"crop", "quality", "q", "strip", "ssl", "dpr"}
)
_PATH = "/:@!$&'()*+,;=~%"


def resolve(base: str, reference: str) -> str:
    """An absolute http(s) address without user name, or "" (RFC 3986, section 5)."""
    reference = re.sub(r"[\x00-\x20\x7f]+", "", reference)
    if not reference:
        return ""
    try:
        parts = urlsplit(urljoin(base, reference))
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        return ""
    host = parts.hostname
    if not re.fullmatch(r"[\w.-]+|[0-9a-f:.]+", host):
        return ""
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port != {"http": 80, "https": 443}[parts.scheme]:
        host = f"{host}:{port}"
    path = quote(parts.path, safe=_PATH, errors="replace") or "/"
    query = quote(parts.query, safe=_PATH + "?", errors="replace")
    fragment = quote(parts.fragment, safe=_PATH + "?", errors="replace")
    url = urlunsplit((parts.scheme, host, path, query, fragment))
    return url if len(url) <= MAX_URL else ""


def clean(url: str) -> str:
    """The address to show and to post: no `utm_…` and click ids, no fragment.

    A fragment that is a route (`#/story/7`, `#!story`) stays: it names the page.
    """
    url = resolve("", url)
    if not url:
        return ""
    parts = urlsplit(url)
    query = "&".join(
        pair for pair in parts.query.split("&") if not _TRACKING.fullmatch(pair.split("=")[0])
    )
    fragment = parts.fragment if parts.fragment.startswith(("/", "!")) else ""
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, fragment))


def identity(url: str) -> str:
    """What two addresses of one page share: no scheme, no `www.`, no slash at the end."""
    parts = urlsplit(clean(url))
    host = parts.netloc.removeprefix("www.")
    path = unquote(parts.path).rstrip("/")
    return "".join(
        (
            host,
            path,
            f"?{parts.query}" * bool(parts.query),
            f"#{parts.fragment}" * bool(parts.fragment),
        )
    )


def spellings(url: str) -> tuple[str, ...]:
    """How addresses with this `identity` may be written once they are clean, for a look-up."""
    parts = urlsplit(clean(url))
    host = parts.netloc.removeprefix("www.")
    path = parts.path.rstrip("/")
    return tuple(
        urlunsplit((scheme, www + host, path + slash, parts.query, parts.fragment))
        for scheme in ("https", "http")
        for www in ("", "www.")
        for slash in ("", "/")
    )


def image_identity(url: str) -> str:
    """What the sizes of one photo share: `photo-300x200.jpg?w=300` is `photo.jpg`."""
    parts = urlsplit(clean(url))
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = "&".join(f"{k}={v}" for k, v in pairs if k.lower() not in _SIZE_PARAMETERS)
    path = _SIZE.sub("", unquote(parts.path))
    return f"{parts.netloc.removeprefix('www.')}{path}?{query}"


def is_front_page(url: str) -> bool:
    """Is this a site's front page, such as `/`, `/kz/` or `/index.php`, and no story?"""
    path = urlsplit(url).path.strip("/").lower()
    return not urlsplit(url).query and bool(re.fullmatch(r"(?:\w{2})?(?:/?index\.\w+)?", path))
