"""One timer bounds all requests of a connection, each by its own time."""

import asyncio
from collections.abc import Callable
from typing import Any
from unittest.mock import Mock

import pytest
import uvicorn
from uvicorn.server import ServerState

from zharia.web.connections import TIMEOUT_SECONDS, BoundedProtocol

REQUEST = b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n"
HALF = b"GET / HTTP/1.1\r\nHo"


class Loop:
    """A clock that the test moves, and the timers that were set."""

    def __init__(self) -> None:
        self.now = 0.0
        self.timers: list[tuple[float, Callable[[], None]]] = []

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, work: Callable[[], None]) -> Mock:
        self.timers.append((self.now + delay, work))
        return Mock()

    def create_task(self, work: Any) -> Mock:
        work.close()
        return Mock()

    def fire(self) -> None:
        """The last timer is over."""
        self.now, work = self.timers[-1]
        work()


@pytest.fixture
def connection() -> tuple[BoundedProtocol, Loop, Mock]:
    loop, transport = Loop(), Mock(spec=asyncio.Transport)
    transport.is_closing.return_value = False
    config = uvicorn.Config(Mock(), ws="none", lifespan="off", log_config=None, access_log=False)
    config.load()
    protocol = BoundedProtocol(config=config, server_state=ServerState(), app_state={}, _loop=loop)
    protocol.connection_made(transport)
    return protocol, loop, transport


def answered(protocol: BoundedProtocol) -> None:
    protocol.data_received(REQUEST)
    protocol.cycle.response_complete = True


def test_many_requests_set_one_timer(connection: tuple[BoundedProtocol, Loop, Mock]) -> None:
    protocol, loop, _ = connection
    for _ in range(100):
        answered(protocol)
    assert len(loop.timers) == 1


def test_a_later_head_has_its_own_time(connection: tuple[BoundedProtocol, Loop, Mock]) -> None:
    protocol, loop, transport = connection
    answered(protocol)
    loop.now = began = 0.75 * TIMEOUT_SECONDS
    protocol.data_received(HALF)
    loop.fire()
    assert not transport.write.called
    loop.fire()
    assert loop.now == pytest.approx(began + TIMEOUT_SECONDS)
    assert transport.write.call_args.args[0].startswith(b"HTTP/1.1 408 ")


def test_a_head_after_the_timer_is_over_is_bounded(
    connection: tuple[BoundedProtocol, Loop, Mock],
) -> None:
    protocol, loop, transport = connection
    protocol.data_received(REQUEST)
    loop.fire()
    protocol.cycle.response_complete = True
    protocol.data_received(HALF)
    loop.fire()
    assert transport.write.call_args.args[0].startswith(b"HTTP/1.1 408 ")
