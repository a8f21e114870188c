"""Decides which URLs are worth a connection. Pure."""

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

import httpx2

from zharia.fetch.errors import BadUrlError

_LONGEST_NAME: Final = 253  # RFC 1035, as text
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
# A last label of this form makes resolvers read the whole name as an IPv4 address:
# 2130706433, 0x7f.1 and 0177.0.0.1 all are 127.0.0.1 to them.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


def checked_url(text: str, base: httpx2.URL | None = None) -> httpx2.URL:
    """The URL, resolved against `base` if there is one.

    Any port is allowed: a newsroom's system may listen on 8080. Raises BadUrlError if it is not
    http or https, carries credentials, or its host is neither a name nor an address in the usual
    form.
    """
    try:
        url = base.join(text) if base else httpx2.URL(text)
        host = url.raw_host.decode("ascii")
    except (httpx2.InvalidURL, ValueError) as error:  # ValueError: a lone surrogate
        raise BadUrlError("it is not a valid URL") from error
    if url.scheme not in {"http", "https"}:
        raise BadUrlError("it does not begin with http:// or https://")
    if url.userinfo:
        raise BadUrlError("it contains a user name or password")
    if url.port is not None and not 1 <= url.port <= 65535:
        raise BadUrlError("its port is not between 1 and 65535")
    if not _is_address(host) and not _is_name(host):
        raise BadUrlError("its host is not a name such as example.kz")
    return url


def referer_of(page: str) -> str:
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
    return (
        len(host) <= _LONGEST_NAME
        and all(map(_LABEL.fullmatch, labels))
        and not _NUMBER.fullmatch(labels[-1])
    )


def _is_address(host: str) -> bool:
    try:
        IPv6Address(host) if ":" in host else IPv4Address(host)
    except AddressValueError:
        return False
    return "%" not in host  # a zone names an interface of this machine
