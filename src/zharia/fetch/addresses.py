"""SSRF guard: decides which IP addresses a foreign URL may lead to. Pure.

A URL from a feed must not make us talk to our own network: to a database, a router, a cloud's
metadata service. The tables follow IANA's special-purpose address registries (RFC 6890); Python's
own `is_global` differs between its patch releases.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

_FORBIDDEN_V4 = tuple(
    (IPv4Network(network), what)
    for network, what in (
        ("0.0.0.0/8", "this machine"),
        ("127.0.0.0/8", "this machine"),
        ("10.0.0.0/8", "a private network"),
        ("172.16.0.0/12", "a private network"),
        ("192.168.0.0/16", "a private network"),
        ("100.64.0.0/10", "a provider's inner network"),
        ("169.254.0.0/16", "a link-local address"),  # 169.254.169.254: cloud metadata
        ("168.63.129.16/32", "a cloud's metadata service"),  # Azure's, in a public range
        ("192.0.0.0/24", "a reserved address"),
        ("192.0.2.0/24", "a documentation address"),
        ("192.88.99.0/24", "a tunnel"),
        ("198.18.0.0/15", "a test network"),
        ("198.51.100.0/24", "a documentation address"),
        ("203.0.113.0/24", "a documentation address"),
        ("224.0.0.0/4", "a multicast address"),
        ("240.0.0.0/4", "a reserved address"),
    )
)
# Only these are handed out to the public. That leaves out ::1, IPv4-mapped ::ffff:0:0/96,
# NAT64 64:ff9b::/96 and 64:ff9b:1::/48, unique local fc00::/7 (with the metadata services
# fd00:ec2::254 and fd20:ce::254), link-local fe80::/10 and multicast ff00::/8.
_PUBLIC_V6 = IPv6Network("2000::/3")
_FORBIDDEN_V6 = tuple(
    (IPv6Network(network), what)
    for network, what in (
        ("2001::/23", "a tunnel or a protocol's own address"),  # Teredo 2001::/32 among them
        ("2001:db8::/32", "a documentation address"),
        ("2002::/16", "a tunnel"),  # 6to4: any IPv4 address may hide in it
        ("3fff::/20", "a documentation address"),
    )
)
_LOOPBACK_V4 = IPv4Network("127.0.0.0/8")
_LOOPBACK_V6 = IPv6Address("::1")


def forbidden_reason(address: IPv4Address | IPv6Address, *, allow_loopback: bool) -> str | None:
    """Why an address may not be fetched from, such as "a private network"; else None.

    `allow_loopback` opens 127.0.0.0/8 and ::1, and nothing else.
    """
    if isinstance(address, IPv4Address):
        if allow_loopback and address in _LOOPBACK_V4:
            return None
        return next((what for network, what in _FORBIDDEN_V4 if address in network), None)
    if address.scope_id is not None:
        return "a link-local address"
    if address == _LOOPBACK_V6:
        return None if allow_loopback else "this machine"
    if address not in _PUBLIC_V6:
        return "an address that is not public"
    return next((what for network, what in _FORBIDDEN_V6 if address in network), None)
