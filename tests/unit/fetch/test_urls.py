import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zharia.fetch.errors import BadStatusError, BadUrlError, display_url
from zharia.fetch.urls import validate_url


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("https://aimaqaqshamy.kz/kz/news/1?a=1", "aimaqaqshamy.kz", None),
        ("HTTP://AIMAQ.KZ:8080", "aimaq.kz", 8080),
        ("https://жаңалық.қаз/сурет.jpg", "xn--80aaqw4fuxvb.xn--80ao21a", None),
        ("http://my_cms.aimaq.kz./", "my_cms.aimaq.kz.", None),
        ("http://cdn-1.4chan.kz/", "cdn-1.4chan.kz", None),
        ("http://localhost:80/", "localhost", None),
        ("http://8.8.8.8/", "8.8.8.8", None),
        ("http://[2606:4700::1111]:8080/", "2606:4700::1111", 8080),
    ],
)
def test_a_web_address_is_taken(text: str, host: str, port: int | None) -> None:
    url = validate_url(text)
    assert url.raw_host.decode() == host
    assert url.port == port


@pytest.mark.parametrize(
    "text",
    [
        *("", "aimaq.kz", "//aimaq.kz/", "ftp://aimaq.kz/", "file:///etc/passwd", "javascript:1"),
        *("http://", "http:///path", "http://user:secret@aimaq.kz/", "http://user@aimaq.kz/"),
        *("http://aimaq.kz:0/", "http://aimaq.kz:65536/", "http://aimaq.kz:x/"),
        *("http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://0/", "http://0x/"),
        *("http://017700000001/", "http://0177.0.0.1/", "http://127.1/", "http://127.0.0.1./"),
        *("http://127.0.0.01/", "http://1.2.3.4.5/", "http://aimaq.256/", "http://aimaq.0x1f/"),
        *("http://１２７.0.0.1/", "http://①②⑦.⓪.⓪.①/", "http://%31%32%37.0.0.1/"),
        *("http://[::1%25eth0]/", "http://[fe80::1%eth0]/", "http://[127.0.0.1]/", "http://[::1/"),
        *("http://a..b/", "http://.a/", "http://-a.kz/", "http://a b/", "http://a\nb/"),
        *("http://" + "a" * 64 + ".kz/", "http://" + "a." * 127 + "kz/"),
        *("http:/aimaq.kz/", "http:aimaq.kz", "http://%61imaq.kz/", "http://@aimaq.kz/"),
        *(
            "http://aimaq.kz\\@127.0.0.1:x/",
            "http://aimaq.kz\\x",
            "http://aimaq.kz|/",
            "http://aimaq.kz%00/",
        ),
        *("http://aimaq.kz/\ud800", "http://\ud800/", "http://aimaq\x00.kz/"),
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(BadUrlError):
        validate_url(text)


@given(st.text(max_size=40), st.sampled_from(["", "http://", "https://", "//", "http://aimaq.kz/"]))
def test_any_text_is_a_url_or_refused(text: str, prefix: str) -> None:
    for base in (None, httpx2.URL("https://aimaq.kz/kz/1")):
        try:
            url = validate_url(prefix + text, base)
        except BadUrlError:
            continue
        assert url.scheme in {"http", "https"}
        assert url.host


def test_a_location_is_read_where_it_stands() -> None:
    base = httpx2.URL("https://aimaq.kz/kz/1")
    assert validate_url("../ru/2", base) == "https://aimaq.kz/ru/2"
    assert validate_url("//cdn.aimaq.kz/a", base) == "https://cdn.aimaq.kz/a"
    assert str(validate_url(" /my photo\t.jpg?q=a b ", base)) == (
        "https://aimaq.kz/my%20photo.jpg?q=a%20b"
    )
    assert str(validate_url("..\\ru\\2", base)) == "https://aimaq.kz/ru/2"
    assert str(validate_url("сурет|1", base)) == (
        "https://aimaq.kz/kz/%D1%81%D1%83%D1%80%D0%B5%D1%82|1"
    )


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("http://aimaq.kz/@evil.kz", "aimaq.kz"),
        ("\\\\evil.kz/x", "evil.kz"),
        ("/\\evil.kz/x", "evil.kz"),
        ("?@evil.kz", "aimaq.kz"),
        ("https:evil.kz", "aimaq.kz"),
    ],
)
def test_the_host_that_was_checked_is_the_one_connected_to(text: str, host: str) -> None:
    url = validate_url(text, httpx2.URL("https://aimaq.kz/kz/1"))
    assert url.raw_host.decode() == url.netloc.decode() == host


def test_messages_keep_keys_to_themselves() -> None:
    url = httpx2.URL("https://user:secret@aimaq.kz:8080/a/b?key=secret#secret")
    assert display_url(url) == "https://aimaq.kz:8080/a/b"
    assert "secret" not in str(BadStatusError(url, 500, {}))
    with pytest.raises(BadUrlError) as caught:
        validate_url(str(url))
    assert "secret" not in str(caught.value)
