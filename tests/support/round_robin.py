"""A load balancer: each connection goes to the next of some servers."""

import contextlib
import itertools
import socket
import threading
from collections.abc import Sequence
from typing import Self


class RoundRobin:
    """Listens on a port of 127.0.0.1 and passes connections on, one to each port in turn."""

    def __init__(self, port: int, ports: Sequence[int]) -> None:
        self._listener = socket.create_server(("127.0.0.1", port))
        self._ports = itertools.cycle(ports)
        self._open: set[socket.socket] = set()
        self._threads = [threading.Thread(target=self._accept)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        _end(self._listener)
        self._threads[0].join()
        self._listener.close()
        for one in tuple(self._open):
            _end(one)
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # it was ended
            while True:
                connection, _ = self._listener.accept()
                thread = threading.Thread(target=self._serve, args=(connection,))
                self._threads.append(thread)
                thread.start()

    def _serve(self, client: socket.socket) -> None:
        address = ("127.0.0.1", next(self._ports))
        with client, contextlib.suppress(OSError), socket.create_connection(address) as server:
            self._open |= {client, server}
            back = threading.Thread(target=_pass_on, args=(server, client))
            back.start()
            _pass_on(client, server)
            back.join()
            self._open -= {client, server}


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    """What one says, the other hears, until it has said all."""
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)


def _end(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
