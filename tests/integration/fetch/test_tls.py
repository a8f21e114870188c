"""The address is pinned, the name is still the one TLS asks for and verifies."""

import ssl
from pathlib import Path

import pytest

from tests.support.certificates import self_signed, server_side
from tests.support.web_server import reply, web_server
from zharia.fetch import Fetcher
from zharia.fetch.errors import UnreachableError

NAME = "cms.aimaq.kz"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return self_signed(tmp_path_factory.mktemp("tls"), NAME)


@pytest.fixture
def server_tls(certificate: Path) -> ssl.SSLContext:
    return server_side(certificate)


@pytest.fixture
def fetcher(certificate: Path) -> Fetcher:
    trust = ssl.create_default_context(cafile=str(certificate))
    return Fetcher(allow_loopback=True, resolve=lambda _host: ["127.0.0.1"], tls=trust)


def test_the_name_is_asked_for_and_verified(fetcher: Fetcher, server_tls: ssl.SSLContext) -> None:
    with web_server(lambda _request: [reply(200, b"ok")], server_tls) as server, fetcher:
        assert fetcher.fetch(f"https://{NAME}:{server.port}/").body == b"ok"
        assert fetcher.fetch(f"https://{NAME}:{server.port}/").body == b"ok"
    assert server.names == [NAME]


def test_a_certificate_of_another_name_is_refused(
    fetcher: Fetcher, server_tls: ssl.SSLContext
) -> None:
    with (
        web_server(lambda _request: [reply(200)], server_tls) as server,
        fetcher,
        pytest.raises(UnreachableError, match="certificate"),
    ):
        fetcher.fetch(f"https://other.aimaq.kz:{server.port}/")
    assert server.requests == []
