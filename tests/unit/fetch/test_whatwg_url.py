"""Addresses are read as the WHATWG URL standard says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zharia.fetch.whatwg_url import parse_url

BASE = "https://қала.қаз/kz/rss.xml?a=1"
HOST = "https://xn--80aa6a83a.xn--80ao21a"


@pytest.mark.parametrize(
    ("reference", "href"),
    [
        ("/up/my photo.jpg", f"{HOST}/up/my%20photo.jpg"),
        (" \t/a\n b\r\n.jpg\x00 ", f"{HOST}/a%20b.jpg"),
        ("/a?q=b c", f"{HOST}/a?q=b%20c"),
        ("?q", f"{HOST}/kz/rss.xml?q"),
        ("#x y", f"{HOST}/kz/rss.xml?a=1#x%20y"),
        ("img/сурет.jpg", f"{HOST}/kz/img/%D1%81%D1%83%D1%80%D0%B5%D1%82.jpg"),
        ("../../../a/./b/%2E%2e/c", f"{HOST}/a/c"),
        ("\\\\cdn.kz\\a b.jpg", "https://cdn.kz/a%20b.jpg"),
        ("//cdn.kz/a b", "https://cdn.kz/a%20b"),
        ("https:a.jpg", f"{HOST}/kz/a.jpg"),
        ("http:a.jpg", "http://a.jpg/"),
        ("http:/a.kz/x", "http://a.kz/x"),
        ("http:////a.kz/x", "http://a.kz/x"),
        ("HTTPS://A.KZ:443", "https://a.kz/"),
        ("https://a.kz:8080/x", "https://a.kz:8080/x"),
        ('https://a.kz/"<>`{}^', "https://a.kz/%22%3C%3E%60%7B%7D%5E"),
        ("https://a.kz/|[]'?|[]'^`{}\"<>", "https://a.kz/|[]'?|[]%27^`{}%22%3C%3E"),
        ("https://a.kz/100%/%zz/%2F%d2/a+b;c", "https://a.kz/100%/%zz/%2F%d2/a+b;c"),
        ("https://a.kz/\ud800\udc00x\ud800", "https://a.kz/%EF%BF%BD%EF%BF%BDx%EF%BF%BD"),
        ("https://ҚАЛА.қаз/", f"{HOST}/"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("", None),
        (" \n ", None),
        ("https://", None),
        ("https://a b/", None),
        ("https://a.kz:99999/", None),
        ("http://1.2.3.4.5/", None),
    ],
)
def test_an_address(reference: str, href: str | None) -> None:
    url = parse_url(reference, BASE)
    assert (url and url.href) == href


def test_without_a_base_only_an_absolute_address_is_one() -> None:
    for base in ("", "a.kz", "feeds/a.xml"):
        assert parse_url("/a.jpg", base) is None
        assert parse_url("https://a.kz/b c", base) is not None


@pytest.mark.parametrize(
    ("reference", "as_written"),
    [
        ("https://A.kz/", True),
        ("https://қала.қаз/", True),
        ("/relative", True),
        ("http://127.0.0.1/", True),
        *(
            ("http://0x7f.1/", False),
            ("http://2130706433/", False),
            ("http://１２７.0.0.1/", False),
        ),
        *(("http://%61.kz/", False), ("http://a\n.kz/", False), ("https:///a.kz/", False)),
    ],
)
def test_whether_a_host_is_written_as_it_is_connected_to(
    reference: str, *, as_written: bool
) -> None:
    url = parse_url(reference, BASE if reference.startswith("/") else "")
    assert url is not None
    assert url.host_is_as_written is as_written


@given(st.text(max_size=30), st.sampled_from(["", BASE, "x"]))
def test_any_text_is_an_address_in_ascii_or_none(text: str, base: str) -> None:
    url = parse_url(text, base)
    assert url is None or url.href.isascii()
