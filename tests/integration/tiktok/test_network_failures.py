"""Real sockets: what each way of failing tells us about init, and what a read makes of it."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from typing import TYPE_CHECKING

import pytest
from tests.integration.tiktok.conftest import PATIENT, SOON

from zharia.tiktok import Backoff, Client, PhotoPost, Timeouts, errors
from zharia.tiktok.deadline import DeadlineTransport

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.tiktok.conftest import Behaviour, Clock, Server, Visit


def reset_at_once(visit: Visit) -> None:
    visit.reset()


def reset_within_the_request(visit: Visit) -> None:
    visit.connection.recv(1)
    visit.reset()


def reset_after_the_request(visit: Visit) -> None:
    visit.read_request()
    visit.reset()


def close_after_the_request(visit: Visit) -> None:
    visit.read_request()


def hang_after_the_request(visit: Visit) -> None:
    visit.read_request()
    visit.hang()


def half_a_header(visit: Visit) -> None:
    visit.read_request()
    visit.connection.sendall(b"HTTP/1.1 200 OK\r\nConte")


def half_a_body(visit: Visit) -> None:
    visit.read_request()
    visit.connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"data": {"publi')


def half_a_chunk(visit: Visit) -> None:
    visit.read_request()
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    visit.connection.sendall(head + b'50\r\n{"data": {"publi')


def half_a_body_of_unknown_length(visit: Visit) -> None:
    visit.read_request()
    visit.connection.sendall(b'HTTP/1.1 200 OK\r\n\r\n{"data": {"publi')


def not_http(visit: Visit) -> None:
    visit.read_request()
    visit.connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")


def endless_headers(visit: Visit) -> None:
    visit.read_request()
    visit.connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        visit.connection.sendall(b"X: " + b"x" * 4096 + b"\r\n")


def endless_body(visit: Visit) -> None:
    visit.read_request()
    visit.connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        visit.connection.sendall(b" " * 65536)


def broken_gzip(visit: Visit) -> None:
    visit.read_request()
    visit.answer(b"this is no gzip", headers="Content-Encoding: gzip\r\n")


def redirect(visit: Visit) -> None:
    visit.read_request()
    url = f"http://127.0.0.1:{visit.server.port}/elsewhere"
    visit.answer(b"", status="307 Temporary Redirect", headers=f"Location: {url}\r\n")


@pytest.mark.parametrize(
    "behaviour",
    [
        reset_within_the_request,
        reset_after_the_request,
        close_after_the_request,
        hang_after_the_request,
        half_a_header,
        half_a_body,
        half_a_chunk,
        half_a_body_of_unknown_length,
        not_http,
        endless_headers,
        endless_body,
        broken_gzip,
        redirect,
    ],
)
def test_whatever_happens_to_the_answer_init_has_an_unknown_outcome(
    serve: Callable[..., Server],
    connect: Callable[..., Client],
    post: PhotoPost,
    behaviour: Behaviour,
) -> None:
    server = serve(behaviour)
    timeouts = SOON if behaviour is hang_after_the_request else PATIENT
    with pytest.raises(errors.OutcomeUnknown):
        connect(server.url, timeouts=timeouts).init("act.1", post)
    server.close()
    assert server.connections == 1
    assert len(server.requests) <= 1


def test_a_reset_while_connecting_is_never_taken_for_an_answer(
    serve: Callable[..., Server], connect: Callable[..., Client], post: PhotoPost
) -> None:
    """Whether the kernel tells us of it before or after the first byte is a matter of luck."""
    server = serve(reset_at_once)
    with pytest.raises((errors.NotSent, errors.OutcomeUnknown)):
        connect(server.url).init("act.1", post)
    assert server.requests == []


@pytest.mark.parametrize(
    "behaviour",
    [reset_at_once, reset_after_the_request, close_after_the_request, half_a_body, endless_body],
)
def test_a_read_asks_again(
    serve: Callable[..., Server], connect: Callable[..., Client], behaviour: Behaviour
) -> None:
    def well(visit: Visit) -> None:
        visit.read_request()
        visit.accept(b'{"status": "PUBLISH_COMPLETE"}')

    server = serve(behaviour, behaviour, well)
    assert connect(server.url).status("act.1", "p1").raw_status == "PUBLISH_COMPLETE"
    assert server.connections == 3


@pytest.mark.parametrize(
    ("at_once", "dripped"),
    [
        (b"", b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1000),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b" " * 1000),
    ],
    ids=["headers", "body"],
)
def test_a_dripping_server_cannot_outlast_the_total_time(
    serve: Callable[..., Server],
    connect: Callable[..., Client],
    post: PhotoPost,
    clock: Clock,
    at_once: bytes,
    dripped: bytes,
) -> None:
    def drip(visit: Visit) -> None:
        visit.read_request()
        visit.connection.sendall(at_once)
        visit.drip(dripped, clock)

    tiktok = connect(serve(drip).url, timeouts=Timeouts(connect=60, read=60, total=30))
    with pytest.raises(errors.OutcomeUnknown, match="ReadTimeout"):
        tiktok.init("act.1", post)
    # To its end it would have dripped for over an hour.
    assert 30 <= clock.now < 3600


def test_a_read_that_hangs_ends_with_its_deadline(
    serve: Callable[..., Server], connect: Callable[..., Client], clock: Clock
) -> None:
    # The clock stands still: what is left of the deadline passes in the wait for the answer alone.
    tiktok = connect(serve(hang_after_the_request).url, backoff=Backoff(deadline=0.4))
    begun = time.monotonic()
    with pytest.raises(errors.AnswerLost):
        tiktok.status("act.1", "p1")
    assert time.monotonic() - begun < 10


def test_a_kept_alive_connection_is_used_again(
    serve: Callable[..., Server], connect: Callable[..., Client], post: PhotoPost
) -> None:
    def twice(visit: Visit) -> None:
        for _ in range(2):
            visit.read_request()
            visit.accept()

    server = serve(twice)
    tiktok = connect(server.url)
    tiktok.init("act.1", post)
    tiktok.init("act.1", post)
    assert (server.connections, len(server.requests)) == (1, 2)


def test_a_connection_closed_while_idle_costs_nothing(
    serve: Callable[..., Server], connect: Callable[..., Client], post: PhotoPost
) -> None:
    closed = threading.Event()

    def once(visit: Visit) -> None:
        visit.read_request()
        visit.accept()
        visit.connection.close()
        closed.set()

    server = serve(once)
    tiktok = connect(server.url)
    tiktok.init("act.1", post)
    assert closed.wait(30)
    assert tiktok.init("act.1", post).publish_id == "p1"
    assert (server.connections, len(server.requests)) == (2, 2)


def test_a_connection_closed_on_the_second_request_leaves_it_open(
    serve: Callable[..., Server], connect: Callable[..., Client], post: PhotoPost
) -> None:
    """The server may have acted before it closed, so the request is not sent again."""

    def one_and_a_half(visit: Visit) -> None:
        visit.read_request()
        visit.accept()
        visit.read_request()

    server = serve(one_and_a_half)
    tiktok = connect(server.url)
    tiktok.init("act.1", post)
    with pytest.raises(errors.OutcomeUnknown):
        tiktok.init("act.1", post)
    assert (server.connections, len(server.requests)) == (1, 2)


def test_a_compressed_answer_is_understood_though_not_asked_for(
    serve: Callable[..., Server], connect: Callable[..., Client], post: PhotoPost
) -> None:
    def compressed(visit: Visit) -> None:
        visit.read_request()
        body = b'{"data": {"publish_id": "p1"}, "error": {"code": "ok"}}'
        visit.answer(gzip.compress(body), headers="Content-Encoding: gzip\r\n")

    assert connect(serve(compressed).url).init("act.1", post).publish_id == "p1"


def test_a_redirect_is_not_followed_with_the_token(
    serve: Callable[..., Server], connect: Callable[..., Client]
) -> None:
    server = serve(redirect)
    with pytest.raises(errors.AnswerLost):
        connect(server.url).status("act.1", "p1")
    assert not any(b"/elsewhere" in request for request in server.requests)


def test_the_environment_cannot_reroute_tokens(
    serve: Callable[..., Server],
    connect: Callable[..., Client],
    post: PhotoPost,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def well(visit: Visit) -> None:
        visit.read_request()
        visit.accept()

    proxy, server = serve(reset_at_once), serve(well)
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url)
    assert connect(server.url).init("act.1", post).publish_id == "p1"
    assert proxy.connections == 0


# What provably never left


def test_a_refused_connection_is_not_sent(connect: Callable[..., Client], post: PhotoPost) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(errors.NotSent, match="Connection refused"):
        connect(f"http://127.0.0.1:{port}").init("act.1", post)


def test_a_name_without_address_is_not_sent(
    connect: Callable[..., Client], post: PhotoPost
) -> None:
    with pytest.raises(errors.NotSent, match="ConnectError"):
        connect("https://tiktok.invalid").init("act.1", post)


def test_a_connect_timeout_is_not_sent(connect: Callable[..., Client], post: PhotoPost) -> None:
    """A full backlog lets the kernel drop our SYN, as an overloaded server would."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
        with pytest.raises(errors.NotSent, match="ConnectTimeout"):
            connect(
                f"http://127.0.0.1:{listener.getsockname()[1]}",
                timeouts=Timeouts(connect=0.3, read=60, total=60),
            ).init("act.1", post)
        for one in waiting:
            one.close()


def test_no_free_connection_is_not_sent(
    serve: Callable[..., Server], connect: Callable[..., Client], post: PhotoPost
) -> None:
    arrived = threading.Event()

    def hang(visit: Visit) -> None:
        visit.read_request()
        arrived.set()
        visit.hang()

    server = serve(hang)
    only_one = DeadlineTransport(connections=1)
    first = connect(server.url, transport=only_one)
    second = connect(
        server.url, transport=only_one, timeouts=Timeouts(connect=0.2, read=60, total=60)
    )

    def occupy() -> None:
        with pytest.raises(errors.OutcomeUnknown):
            first.init("act.1", post)

    occupied = threading.Thread(target=occupy)
    occupied.start()
    assert arrived.wait(30)
    with pytest.raises(errors.NotSent, match="PoolTimeout"):
        second.init("act.2", post)
    server.over.set()
    occupied.join(30)
    assert len(server.requests) == 1


def test_a_total_time_that_is_over_is_not_sent(
    serve: Callable[..., Server], connect: Callable[..., Client], post: PhotoPost
) -> None:
    server = serve(hang_after_the_request)
    with pytest.raises(errors.NotSent, match="the total time is over"):
        connect(server.url, timeouts=Timeouts(total=0)).init("act.1", post)
    assert server.requests == []
