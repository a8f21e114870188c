"""Where the guarded fetcher goes, and where nothing leads it."""

import pytest

from tests.support.fetching import Names, fetcher
from tests.support.web_server import always, reply, web_server
from zharia.fetch import Fetcher, FetchError
from zharia.fetch.errors import BadUrlError, ForbiddenAddressError, TooManyRedirectsError

__all__ = ["fetcher"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.0.0.2"])
def test_this_machine_is_out_of_bounds_by_default(host: str) -> None:
    with web_server(always(reply(200))) as server, Fetcher() as fetcher:
        with pytest.raises(ForbiddenAddressError) as caught:
            fetcher.fetch(f"http://{host}:{server.port}/")
        assert "this machine" in str(caught.value)
        assert not caught.value.retry_can_help
    assert server.connections == []


@pytest.mark.parametrize(
    "url",
    [
        *("http://10.0.0.1/", "http://192.168.0.1/", "http://169.254.169.254/latest/meta-data/"),
        *("http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/"),
        *("http://[fd00:ec2::254]/", "http://0.0.0.0/"),
    ],
)
def test_allowing_loopback_opens_nothing_else(fetcher: Fetcher, url: str) -> None:
    with pytest.raises(ForbiddenAddressError):
        fetcher.fetch(url)


@pytest.mark.parametrize(
    ("location", "error"),
    [
        ("http://10.0.0.1/", ForbiddenAddressError),
        ("//169.254.169.254/latest", ForbiddenAddressError),
        ("http://0x7f000001/", BadUrlError),
        ("http://user:secret@127.0.0.1/", BadUrlError),
        ("file:///etc/passwd", BadUrlError),
        ("gopher://127.0.0.1:6379/", BadUrlError),
    ],
)
def test_a_redirect_is_checked_like_the_first_address(
    fetcher: Fetcher, location: str, error: type[FetchError]
) -> None:
    with web_server(always(reply(302, Location=location))) as server, pytest.raises(error):
        fetcher.fetch(server.url)
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(fetcher: Fetcher, status: int) -> None:
    def answer(request: str) -> list[bytes]:
        step = int(request.split("/")[1].split(" ", maxsplit=1)[0])
        return [reply(200, b"here") if step == 5 else reply(status, Location=f"/{step + 1}")]

    with web_server(answer) as server:
        fetched = fetcher.fetch(f"{server.url}/0")
    assert fetched.body == b"here"
    assert fetched.url == f"{server.url}/5"


def test_a_redirect_leads_where_a_browser_would_go(fetcher: Fetcher) -> None:
    steps = iter([reply(302, Location="..\\up/my photo 1.jpg?q=a b|c#top"), reply(200, b"photo")])
    with web_server(lambda _: [next(steps)]) as server:
        fetched = fetcher.fetch(f"{server.url}/kz/old photo.jpg")
    assert fetched.url == f"{server.url}/up/my%20photo%201.jpg?q=a%20b|c#top"
    asked = [request.split(" HTTP")[0] for request in server.requests]
    assert asked == ["GET /kz/old%20photo.jpg", "GET /up/my%20photo%201.jpg?q=a%20b|c"]


def test_a_sixth_redirect_is_one_too_many(fetcher: Fetcher) -> None:
    with (
        web_server(always(reply(302, Location="/again"))) as server,
        pytest.raises(TooManyRedirectsError),
    ):
        fetcher.fetch(server.url)
    assert len(server.requests) == 6


def test_a_name_is_resolved_once_and_the_checked_address_connected_to() -> None:
    names = Names(["127.0.0.1"], ["10.0.0.1"])
    with (
        web_server(always(reply(200, b"ok"))) as server,
        Fetcher(allow_loopback=True, resolve=names) as fetcher,
    ):
        fetched = fetcher.fetch(f"http://rebind.aimaq.kz:{server.port}/")
    assert fetched.body == b"ok"
    assert names.asked == ["rebind.aimaq.kz"]
    assert f"host: rebind.aimaq.kz:{server.port}" in server.requests[0].lower()


def test_a_name_that_turns_inward_is_caught_on_the_next_connection() -> None:
    names = Names(["127.0.0.1"], ["10.0.0.1"])
    with (
        web_server(always(reply(302, Location="/", Connection="close"))) as server,
        Fetcher(allow_loopback=True, resolve=names) as fetcher,
        pytest.raises(ForbiddenAddressError),
    ):
        fetcher.fetch(f"http://rebind.aimaq.kz:{server.port}/")
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "answers", [["10.0.0.1", "127.0.0.1"], ["fe80::1%1", "127.0.0.1"], ["127.9.9.9", "127.0.0.1"]]
)
def test_of_several_addresses_a_permitted_one_that_answers_is_taken(answers: list[str]) -> None:
    with (
        web_server(always(reply(200, b"ok"))) as server,
        Fetcher(allow_loopback=True, resolve=Names(answers)) as fetcher,
    ):
        assert fetcher.fetch(f"http://aimaq.kz:{server.port}/").body == b"ok"


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with web_server(always(reply(200, b"ok"))) as server, Fetcher(allow_loopback=True) as fresh:
        assert fresh.fetch(server.url).body == b"ok"
