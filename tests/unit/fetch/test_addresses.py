from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zharia.fetch.addresses import forbidden_reason

FORBIDDEN = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255"),
    *("192.168.1.1", "100.64.0.1", "100.100.100.200", "100.127.255.255"),
    *("169.254.169.254", "169.254.0.1", "168.63.129.16", "192.0.0.192", "192.0.2.1"),
    *("192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1"),
    *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"),
    *("::", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1"),
    *("64:ff9b::8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1"),
    *("2001::1", "2001:0:7f00:1::", "2001:10::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1"),
    *("fc00::1", "fd00:ec2::254", "fd20:ce::254", "fe80::1", "fe80::1%eth0", "fec0::1"),
    *("2606:4700::1111%1", "ff02::1", "5f00::1", "8000::1"),
]
LOOPBACK = ["127.0.0.1", "127.0.0.53", "127.255.255.255", "::1"]
PUBLIC = [
    *("1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0"),
    *("126.255.255.255", "128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0"),
    *("192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255"),
    *("2001:200::1", "2001:4860:4860::8888", "2606:4700::1111", "2a00:1450::1", "3ffe::1"),
]


@pytest.mark.parametrize("allow_loopback", [True, False])
def test_an_inner_address_is_forbidden(*, allow_loopback: bool) -> None:
    for address in FORBIDDEN:
        assert forbidden_reason(ip_address(address), allow_loopback=allow_loopback), address


@pytest.mark.parametrize("address", LOOPBACK)
def test_loopback_is_open_only_where_allowed(address: str) -> None:
    assert forbidden_reason(ip_address(address), allow_loopback=False) == "this machine"
    assert forbidden_reason(ip_address(address), allow_loopback=True) is None


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_open(address: str) -> None:
    assert forbidden_reason(ip_address(address), allow_loopback=False) is None


@given(st.ip_addresses())
def test_what_python_calls_inner_is_forbidden(address: IPv4Address | IPv6Address) -> None:
    if forbidden_reason(address, allow_loopback=False) is None:
        assert not address.is_private
        assert not address.is_loopback
        assert not address.is_link_local
        assert not address.is_multicast
        assert not address.is_reserved
        assert not address.is_unspecified


@given(st.ip_addresses(v=4), st.booleans())
def test_an_ipv4_address_cannot_hide_in_an_ipv6_one(hidden: IPv4Address, loopback: bool) -> None:
    number = int(hidden)
    for disguise in (
        number,  # IPv4-compatible
        0xFFFF << 32 | number,  # IPv4-mapped
        0x0064_FF9B << 96 | number,  # NAT64
        0x2002 << 112 | number << 80,  # 6to4
        0x2001_0000 << 96 | number << 64,  # Teredo, server
        0x2001_0000 << 96 | number ^ 0xFFFF_FFFF,  # Teredo, client
    ):
        address = IPv6Address(disguise)
        if address != IPv6Address("::1"):
            assert forbidden_reason(address, allow_loopback=loopback)
