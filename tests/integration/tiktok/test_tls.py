"""TLS: a handshake that fails has sent nothing; one that succeeds behaves like plain TCP."""

from __future__ import annotations

import ssl
import time
from typing import TYPE_CHECKING

import pytest
from tests.support.certificates import self_signed, server_side

from zharia.tiktok import Client, PhotoPost, Timeouts, errors

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.integration.tiktok.conftest import Clock, Server, Visit


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return self_signed(tmp_path_factory.mktemp("tls"), "127.0.0.1")


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    return server_side(certificate)


@pytest.fixture
def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificate)


def well(visit: Visit) -> None:
    visit.read_request()
    visit.accept()


def test_a_trusted_server_is_spoken_to(
    serve: Callable[..., Server],
    connect: Callable[..., Client],
    post: PhotoPost,
    tls: ssl.SSLContext,
    trusting: ssl.SSLContext,
) -> None:
    server = serve(well, context=tls)
    assert connect(server.url, ssl_context=trusting).init("act.1", post).publish_id == "p1"


def test_an_untrusted_server_is_told_nothing(
    serve: Callable[..., Server],
    connect: Callable[..., Client],
    post: PhotoPost,
    tls: ssl.SSLContext,
) -> None:
    server = serve(well, context=tls)
    with pytest.raises(errors.NotSent, match="CERTIFICATE_VERIFY_FAILED"):
        connect(server.url).init("act.1", post)
    assert server.requests == []


def test_a_handshake_that_is_cut_off_has_sent_nothing(
    serve: Callable[..., Server], connect: Callable[..., Client], post: PhotoPost
) -> None:
    def cut(visit: Visit) -> None:
        visit.connection.recv(1)
        visit.reset()

    server = serve(cut)
    with pytest.raises(errors.NotSent, match="ConnectError"):
        connect(server.url.replace("http:", "https:")).init("act.1", post)


def test_a_handshake_that_hangs_has_sent_nothing(
    serve: Callable[..., Server], connect: Callable[..., Client], post: PhotoPost
) -> None:
    server = serve(lambda visit: visit.hang())
    tiktok = connect(
        server.url.replace("http:", "https:"), timeouts=Timeouts(connect=9, read=9, total=0.3)
    )
    begun = time.monotonic()
    with pytest.raises(errors.NotSent, match="ConnectTimeout"):
        tiktok.init("act.1", post)
    assert time.monotonic() - begun < 5


def test_a_server_that_drips_through_tls_cannot_outlast_the_total_time(
    serve: Callable[..., Server],
    connect: Callable[..., Client],
    post: PhotoPost,
    tls: ssl.SSLContext,
    trusting: ssl.SSLContext,
    clock: Clock,
) -> None:
    def drip(visit: Visit) -> None:
        visit.read_request()
        visit.drip(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1000, clock)

    tiktok = connect(
        serve(drip, context=tls).url,
        ssl_context=trusting,
        timeouts=Timeouts(connect=60, read=60, total=30),
    )
    with pytest.raises(errors.OutcomeUnknown):
        tiktok.init("act.1", post)
    # To its end it would have dripped for over an hour.
    assert 30 <= clock.now < 3600
