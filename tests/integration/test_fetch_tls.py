"""The address is pinned, the name is still the one TLS asks for and verifies."""

import datetime as dt
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.integration.web_server import reply, web_server
from zharia.fetch import Fetcher
from zharia.fetch.errors import UnreachableError

NAME = "cms.aimaq.kz"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and self-signed certificate of NAME, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


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
