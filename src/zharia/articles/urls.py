"""URL canonicalisation: addresses made absolute, cleaned of tracking, compared."""

import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from zharia.fetch.whatwg_url import parse_url

#: longer addresses are refused: no newsroom needs them, and databases index them
MAX_URL = 2048

_TRACKING = re.compile(
    r"(?:utm_\w*|fbclid|gclid|gbraid|wbraid|yclid|ysclid|msclkid|mc_cid|mc_eid|igshid|_openstat)",
    re.IGNORECASE,
)
#: sessions of PHP, Java, ASP and shops, with which each look at a feed would name a page anew
_SESSION = re.compile(r"phpsessid|jsessionid|aspsessionid\w*|oscsid|zenid", re.IGNORECASE)
#: names that mean much else too: a session by its value
_MAYBE_SESSION = re.compile(
    r"(?:s|sid|session|sess(?:ion)?_?id)=(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-z]{26})", re.IGNORECASE
)
_AMPERSANDS = re.compile("&(?:amp;)+")
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_SCRIPT = re.compile(r"(?:^|/)(?:index)?$|\.(?:php\d?|aspx?|jsp|cgi|pl|cfm)$", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9_.-]+|\[[0-9a-f:.]+\]")
#: what RFC 3986 lets stand in a query; browsers encode less
_URI_CHARACTERS = "/:@!$&'()*+,;=~%?"


def resolve(base: str, reference: str) -> str:
    """An absolute http(s) address without user name, or "" (WHATWG URL standard).

    A host that is written in Unicode stays so. A number in another than the usual form is no host.
    An ampersand that was escaped once too often is one.
    """
    url = parse_url(_AMPERSANDS.sub("&", reference), base)
    if url is None or url.scheme not in {"http", "https"} or url.has_credentials:
        return ""
    if not _HOST.fullmatch(url.host) or (url.is_ipv4 and not url.host_is_as_written):
        return ""
    netloc = f"{url.shown_host}:{url.port}" if url.port else url.shown_host
    address = urlunsplit((url.scheme, netloc, url.path, url.query, url.fragment))
    return address if len(address) <= MAX_URL else ""


@lru_cache(maxsize=2000)
def clean(url: str) -> str:
    """The address to show and to post: no `utm_…`, click ids and sessions, no fragment.

    A fragment that is a route (`#/story/7`, `#!story`) stays: it names the page.
    """
    url = resolve("", url)
    if not url:
        return ""
    parts = urlsplit(url)
    path = _SESSION_IN_PATH.sub("", parts.path)
    query = "&".join(_significant_parameters(path, parts.query))
    fragment = parts.fragment if parts.fragment.startswith(("/", "!")) else ""
    return urlunsplit((parts.scheme, parts.netloc, path, query, fragment))


def _significant_parameters(path: str, query: str) -> list[str]:
    """The parameters that tell pages apart."""
    pairs = [
        pair
        for pair in query.split("&")
        if not (_TRACKING.fullmatch(name := pair.split("=")[0]) or _SESSION.fullmatch(name))
    ]
    others = [pair for pair in pairs if not _MAYBE_SESSION.fullmatch(pair)]
    # What else would tell `story.php?s=1f…` from `story.php?s=2e…`?
    return others if any(others) or not _SCRIPT.search(path) else pairs


def page_key(url: str) -> str:
    """The canonical form of a page's address: no scheme, no `www.`, no slash at the end."""
    return _key(_percent_encoded(clean(url)))


def page_keys(url: str) -> tuple[str, ...]:
    """The keys a page may be stored under: its `page_key`, and its former canonical forms.

    None for what is no address.
    """
    known = _percent_encoded(clean(url))
    once = _legacy_form(known)
    names = [_key(known), _key(once)]
    if "&amp;" in url:
        names.append(_key(once._replace(query=once.query.replace("&", "&amp;"))))
    return tuple(dict.fromkeys(filter(None, names)))


def url_variants(url: str) -> tuple[str, ...]:
    """All clean addresses with the same `page_key`, for a database look-up."""
    return tuple(
        dict.fromkeys(
            urlunsplit((scheme, www + host, path + slash, parts.query, parts.fragment))
            for parts in (urlsplit(clean(url)), _percent_encoded(clean(url)))
            for host, path in ((parts.netloc.removeprefix("www."), parts.path.rstrip("/")),)
            for scheme in ("https", "http")
            for www in ("", "www.")
            for slash in ("", "/")
        )
    )


def _key(parts: SplitResult) -> str:
    host, path = parts.netloc.removeprefix("www."), unquote(parts.path).rstrip("/")
    query, fragment = parts.query, parts.fragment
    return f"{host}{path}" + f"?{query}" * bool(query) + f"#{fragment}" * bool(fragment)


def _percent_encoded(url: str) -> SplitResult:
    """Percent-encode all that RFC 3986 demands, of which browsers leave some."""
    parts = urlsplit(url)
    pieces = (
        quote(piece, safe=_URI_CHARACTERS) for piece in (parts.path, parts.query, parts.fragment)
    )
    return SplitResult(parts.scheme, parts.netloc, *pieces)


def _legacy_form(parts: SplitResult) -> SplitResult:
    """The former canonical form: without spaces, apostrophes in a query not encoded."""
    path, query, fragment = (
        piece.replace("%20", "") for piece in (parts.path, parts.query, parts.fragment)
    )
    return SplitResult(parts.scheme, parts.netloc, path, query.replace("%27", "'"), fragment)


def is_front_page(url: str) -> bool:
    """Is this a site's front page, such as `/`, `/kz/` or `/index.php`, and no story?"""
    path = urlsplit(url).path.strip("/").lower()
    return not urlsplit(url).query and bool(re.fullmatch(r"(?:\w{2})?(?:/?index\.\w+)?", path))
