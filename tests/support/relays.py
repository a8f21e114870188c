"""A TCP relay: passes connections on to another address, and can hold answers back."""

import asyncio
import ssl
import threading
from typing import Final, Self, cast

#: until a target that does not answer counts as gone
_CONNECT_SECONDS: Final = 10.0


class Relay:
    """Listens at one address and passes each connection on to another, in a thread of its own.

    The thread is on the host of the one that enters the context. With `tls`, clients speak TLS.
    """

    def __init__(
        self,
        address: tuple[str, int],
        target: tuple[str, int],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._address, self.target, self._tls = address, target, tls
        #: connections with these bytes in a request get no answer for now
        self.held = b""
        #: answers that are held, and to whom they go; None: the connection ends
        self.kept: list[tuple[asyncio.Transport, bytes | None]] = []
        self.open: set[asyncio.Transport] = set()
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._listening = threading.Event()
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._listening.wait(60), "the relay does not listen"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(60)

    def hold(self, request: bytes) -> None:
        """Hold every answer to a request with these bytes until `release`."""
        self.held = request

    def release(self) -> None:
        """Let what is held go on."""
        self.held = b""
        self._loop.call_soon_threadsafe(self._release)

    def _release(self) -> None:
        kept, self.kept = self.kept, []
        for transport, data in kept:
            transport.write(data) if data is not None else transport.close()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        server = await self._loop.create_server(
            lambda: _Client(self), *self._address, ssl=self._tls
        )
        async with server:
            self._listening.set()
            await self._stopping.wait()
            for transport in [*self.open]:
                transport.abort()
            # Each leaves `open` once its socket is closed.
            while self.open:  # noqa: ASYNC110 - the loop only has to come round
                await asyncio.sleep(0)


class _Side(asyncio.Protocol):
    """One of the two connections that make one of the relay's; what comes goes to the other."""

    def __init__(self, relay: Relay) -> None:
        self.relay = relay
        self.other: _Side | None = None
        self.held = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.relay.open.add(self.transport)

    def connection_lost(self, _: Exception | None) -> None:
        self.relay.open.discard(self.transport)
        if self.other is not None:
            self.other.transport.close()


class _Client(_Side):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.transport.pause_reading()
        self._connecting = asyncio.get_running_loop().create_task(self._connect())

    async def _connect(self) -> None:
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                await asyncio.get_running_loop().create_connection(
                    lambda: _Target(self), *self.relay.target
                )
        except OSError:
            self.transport.abort()
        else:
            self.transport.resume_reading()

    def data_received(self, data: bytes) -> None:
        assert self.other is not None
        self.other.held |= bool(self.relay.held) and self.relay.held in data
        self.other.transport.write(data)

    def connection_lost(self, error: Exception | None) -> None:
        self._connecting.cancel()
        super().connection_lost(error)


class _Target(_Side):
    def __init__(self, client: _Client) -> None:
        super().__init__(client.relay)
        self.other, client.other = client, self

    def data_received(self, data: bytes) -> None:
        self._answer(data)

    def connection_lost(self, error: Exception | None) -> None:
        self.relay.open.discard(self.transport)
        self._answer(None)

    def _answer(self, data: bytes | None) -> None:
        assert self.other is not None
        if self.held and self.relay.held:
            self.relay.kept.append((self.other.transport, data))
        elif data is None:
            self.other.transport.close()
        else:
            self.other.transport.write(data)
