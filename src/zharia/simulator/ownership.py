"""URL ownership: which URLs are valid, and which are verified. Pure but for one fetch."""

import hashlib
import ipaddress
from urllib.parse import urlsplit

import httpx2

from zharia.simulator.model import App, Platform

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

#: login-kit-web: at most 10 per app, under 512 characters each
REDIRECT_URIS_PER_APP = 10
REDIRECT_URI_LENGTH = 511
#: add-a-sandbox
TARGET_USERS_PER_SANDBOX = 10


def url_problem(url: str, *, strict: bool) -> str:
    """Why TikTok would not fetch this URL; empty if it would.

    content-posting-api-media-transfer-guide: https and a host name. Loopback over http is this
    simulator's own deviation, which `strict` takes away.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        return f"{url!r} is not a URL: {error}"
    loopback = host in _LOOPBACK
    wrong = {
        "is not an absolute https URL": not host or parts.scheme not in {"http", "https"},
        "contains white space": any(character.isspace() for character in url),
        "carries a user name": parts.username is not None or parts.password is not None,
        "is on loopback, which --strict-urls forbids": loopback and strict,
        "is not https": parts.scheme != "https" and not loopback,
        "has no public host name": not loopback and not _is_host_name(host or ""),
    }
    return next((f"{url!r} {words}" for words, applies in wrong.items() if applies), "")


def redirect_uri_problem(uri: str, platform: Platform, *, strict: bool) -> str:
    """Why this redirect URI cannot be registered; empty if it can."""
    try:
        parts = urlsplit(uri.replace(":*/", ":1/"))
        host, port = parts.hostname, parts.port
    except ValueError as error:
        return f"{uri!r} is not a URL: {error}"
    # login-kit-desktop: http or https, localhost or 127.0.0.1, with a port (`*` for any)
    local = parts.scheme in {"http", "https"} and host in {"localhost", "127.0.0.1"} and port
    desktop = platform is Platform.DESKTOP
    wrong = {
        "has 512 characters or more": len(uri) > REDIRECT_URI_LENGTH,
        "has a query or a fragment": "?" in uri or "#" in uri,
        "is not on localhost or 127.0.0.1 with a port, as for desktop apps": desktop and not local,
        "leaves the port open, which only desktop apps may": ":*" in uri and not desktop,
    }
    for words, applies in wrong.items():
        if applies:
            return f"{uri!r} {words}"
    return "" if desktop else url_problem(uri, strict=strict)


def redirect_uri_matches(registered: str, sent: str, platform: Platform) -> bool:
    """Byte for byte (login-kit-web); `*` is any port of a desktop app (login-kit-desktop)."""
    if platform is Platform.DESKTOP and ":*/" in registered:
        before, after = registered.split(":*/", 1)
        if not (sent.startswith(f"{before}:") and sent.endswith(f"/{after}")):
            return False
        port = sent[len(before) + 1 : len(sent) - len(after) - 1]
        return port.isascii() and port.isdigit() and 0 < int(port) < 65_536
    return registered == sent


def is_owned(url: str, app: App) -> bool:
    """On a verified domain or below it, or starting with a verified prefix."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    on_domain = any(f".{host}".endswith(f".{domain}") for domain in app.verified_domains)
    return on_domain or any(url.startswith(prefix) for prefix in app.verified_prefixes)


def domain_problem(domain: str) -> str:
    """Why this cannot be a domain property; empty if it can."""
    labels = domain.split(".")
    if _is_address(domain) or len(labels) < 2 or not all(labels) or domain != domain.lower():
        return f"{domain!r} is not a domain name in lower case, such as news.example.kz"
    if any(character in domain for character in "/:@?#* "):
        return f"{domain!r} is more than a domain name"
    return ""


def prefix_problem(prefix: str, *, strict: bool) -> str:
    """Why this cannot be a URL prefix property; empty if it can."""
    if not prefix.endswith("/") or "?" in prefix or "#" in prefix:
        return f"{prefix!r}: a URL prefix ends with a slash and has no query"
    return url_problem(prefix, strict=strict)


def verification_token(client_key: str, prop: str) -> str:
    """The token that TikTok's console would show for this property of this app."""
    return hashlib.sha256(f"{client_key} {prop}".encode()).hexdigest()[:32]


def verification_content(token: str) -> str:
    """What the file, or the DNS TXT record, must say (field)."""
    return f"tiktok-developers-site-verification={token}"


def verification_url(prefix: str, token: str) -> str:
    return f"{prefix}tiktok{token}.txt"


async def verification_file_problem(client: httpx2.AsyncClient, prefix: str, token: str) -> str:
    """Fetch the verification file: 200, text/plain, no redirect, the right content.

    Returns what is wrong with it; empty if the prefix is verified.
    """
    url = verification_url(prefix, token)
    try:
        async with client.stream("GET", url) as response:
            if response.status_code != 200:
                return f"{url} answered {response.status_code}, not 200"
            kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind != "text/plain":
                return f"{url} is {kind or 'of no declared type'}, not text/plain"
            body = b""
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > 1_024:
                    return f"{url} is longer than a verification file"
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        return f"{url} cannot be fetched: {str(error) or type(error).__name__}"
    if body.decode("utf-8", "replace").strip() != verification_content(token):
        return f"{url} does not say {verification_content(token)!r}"
    return ""


def _is_host_name(host: str) -> bool:
    return "." in host.strip(".") and not _is_address(host)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        # 2130706433, 0x7f.1 and the like are addresses to most resolvers.
        last = host.rstrip(".").rpartition(".")[2]
        return last.isdigit() or last.lower().startswith("0x")
    return True
