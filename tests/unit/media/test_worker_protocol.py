import contextlib
import os
import threading
from collections.abc import Iterator

import pytest

from zharia.media import worker_protocol


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    read, write = os.pipe()
    try:
        yield read, write
    finally:
        for fd in (read, write):
            with contextlib.suppress(OSError):
                os.close(fd)


def test_what_is_sent_arrives_even_if_larger_than_the_pipe(pipe: tuple[int, int]) -> None:
    read, write = pipe
    body = os.urandom(300_000)
    sender = threading.Thread(target=worker_protocol.send, args=(write, {"layout": "whole"}, body))
    sender.start()
    assert worker_protocol.receive(read) == ({"layout": "whole"}, body)
    sender.join()


def test_messages_do_not_run_into_each_other(pipe: tuple[int, int]) -> None:
    read, write = pipe
    worker_protocol.send(write, {"n": 1}, b"one")
    worker_protocol.send(write, {"n": 2})
    assert worker_protocol.receive(read) == ({"n": 1}, b"one")
    assert worker_protocol.receive(read) == ({"n": 2}, b"")


def test_a_reader_who_left_is_noticed(pipe: tuple[int, int]) -> None:
    read, write = pipe
    os.close(read)
    with pytest.raises(worker_protocol.ProtocolError, match="nobody reads"):
        worker_protocol.send(write, {})


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        (b"", "ended"),
        (b"\x00\x00\x00\x02", "ended"),
        (b"\x00\x00\x00\x02" + bytes(8) + b"{", "ended"),
        (b"\x00\x00\x00\x02" + bytes(8) + b"{{", "not JSON"),
        (b"\x00\x00\x00\x01" + bytes(8) + b"\xff", "not JSON"),
        (b"\x00\x00\x00\x01" + bytes(8) + b"7", "not an object"),
        (b"\xff" * 12, "impossible length"),
        (b"\x00\x00\x00\x02" + b"\xff" * 8, "impossible length"),
    ],
)
def test_nonsense_is_refused(pipe: tuple[int, int], sent: bytes, complaint: str) -> None:
    read, write = pipe
    os.write(write, sent)
    os.close(write)
    with pytest.raises(worker_protocol.ProtocolError, match=complaint):
        worker_protocol.receive(read)
