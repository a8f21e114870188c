"""URL validation before a connection is made. Pure."""

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

import httpx2

from zharia.fetch.errors import BadUrlError
from zharia.fetch.whatwg_url import parse_url

_MAX_NAME: Final = 253  # RFC 1035, as text
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")


def validate_url(text: str, base: httpx2.URL | None = None) -> httpx2.URL:
    """Validate a URL (WHATWG URL standard), resolved against `base` if there is one.

    Any port is allowed: a newsroom's system may listen on 8080. Raises BadUrlError if it is not
    http or https, carries credentials, or its host is neither a name nor an address in the usual
    form, spelled as it is connected to.
    """
    url = parse_url(text, str(base) if base else "")
    if url is None or not _is_unicode(text):
        raise BadUrlError("it is not a valid URL")
    if url.scheme not in {"http", "https"}:
        raise BadUrlError("it does not begin with http:// or https://")
    if url.has_credentials:
        raise BadUrlError("it contains a user name or password")
    if url.port == "0":
        raise BadUrlError("its port is not between 1 and 65535")
    host = url.host.strip("[]")
    if not url.host_is_as_written or not (_is_address(host) or _is_name(host)):
        raise BadUrlError("its host is not a name such as example.kz")
    try:
        checked = httpx2.URL(url.href)
        agreed = checked.raw_host.decode("ascii") == host and bool(checked.host)
    except (httpx2.InvalidURL, ValueError):  # ValueError: a name that is no IDNA
        agreed = False
    if not agreed:
        raise BadUrlError("it is not a valid URL")
    return checked


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def referer_header(page: str) -> str:
    """A page's address as `Referer` names it: without fragment and credentials, in ASCII.

    "" for what is no web address (RFC 9110, 10.1.3).
    """
    try:
        url = httpx2.URL(page)
        text = f"{url.scheme}://{url.netloc.decode('ascii')}{url.raw_path.decode('ascii')}"
    except (httpx2.InvalidURL, ValueError):
        return ""
    return text if url.scheme in {"http", "https"} and url.host else ""


def _is_name(host: str) -> bool:
    labels = host.removesuffix(".").split(".")
    return len(host) <= _MAX_NAME and all(map(_LABEL.fullmatch, labels))


def _is_address(host: str) -> bool:
    try:
        IPv6Address(host) if ":" in host else IPv4Address(host)
    except AddressValueError:
        return False
    return "%" not in host  # a zone names an interface of this machine
