"""Which requests a page of ours has sent."""

from types import SimpleNamespace
from typing import Any

import pytest
from starlette.requests import Request

from zharia.web.csrf import same_origin

US = "https://news.example"


def request(method: str, headers: dict[str, str], *, scheme: str = "https") -> Request:
    context = SimpleNamespace(public_url=US)
    scope: dict[str, Any] = {
        "type": "http",
        "method": method,
        "scheme": scheme,
        "path": "/",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "app": SimpleNamespace(state=SimpleNamespace(context=context)),
    }
    return Request(scope)


@pytest.mark.parametrize(
    ("method", "headers", "ours"),
    [
        # What the browser says of itself decides, whatever else stands there.
        ("POST", {"sec-fetch-site": "same-origin"}, True),
        ("POST", {"sec-fetch-site": "same-origin", "origin": "https://evil.example"}, True),
        ("DELETE", {"sec-fetch-site": "same-site"}, False),
        ("POST", {"sec-fetch-site": "cross-site"}, False),
        ("POST", {"sec-fetch-site": "cross-site", "origin": US}, False),
        ("POST", {"sec-fetch-site": "none"}, False),
        ("GET", {"sec-fetch-site": "none"}, True),
        ("GET", {"sec-fetch-site": "same-origin"}, True),
        ("GET", {"sec-fetch-site": "cross-site"}, False),
        ("POST", {"sec-fetch-site": ""}, False),
        ("POST", {"sec-fetch-site": "Same-Origin"}, False),
        # An older browser names the page's origin: the public one, or the one that was asked.
        ("POST", {"origin": US}, True),
        ("POST", {"origin": "https://NEWS.example:443"}, True),
        ("POST", {"origin": "https://inside.news:8443", "host": "inside.news:8443"}, True),
        ("POST", {"origin": "http://news.example"}, False),
        ("POST", {"origin": "https://news.example:8443"}, False),
        ("POST", {"origin": "https://admin.news.example"}, False),
        ("POST", {"origin": "https://news.example.evil.example"}, False),
        ("POST", {"origin": "https://evil.example", "host": "inside.news"}, False),
        ("POST", {"origin": "http://inside.news", "host": "inside.news"}, False),
        ("POST", {"origin": "null"}, False),
        ("POST", {"origin": "null", "host": "null"}, False),
        ("POST", {"origin": ""}, False),
        ("POST", {"origin": "https://news.example:no"}, False),
        ("POST", {"origin": "https://[news.example"}, False),
        # Neither: no browser, or one that nobody should use.
        ("POST", {}, False),
        ("POST", {"host": "news.example"}, False),
        ("POST", {"host": "news.example", "referer": f"{US}/admin"}, False),
        ("GET", {}, False),
    ],
)
def test_only_a_page_of_ours_is_the_same_origin(
    method: str, headers: dict[str, str], ours: bool
) -> None:
    assert same_origin(request(method, headers)) is ours


def test_the_scheme_is_the_one_that_the_browser_used() -> None:
    headers = {"origin": "http://127.0.0.1:8000", "host": "127.0.0.1:8000"}
    assert same_origin(request("POST", headers, scheme="http"))
    assert not same_origin(request("POST", headers, scheme="https"))
