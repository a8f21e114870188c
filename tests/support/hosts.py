"""Hosts: network namespaces of this machine, each two joined by a cable that can be cut.

Each host has one address, whichever cable a packet comes by (ip-netns(8), veth(4)). A cut is
silent, as with a broken switch: packets go to an Ethernet address that nobody has, and no error
comes back.
"""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from typing import Final, Self

from tests.support.forked import command

#: where ip-netns(8) keeps a file for each namespace
_FOLDER: Final = Path("/run/netns")
_CLONE_NEWNET: Final = 0x40000000
#: outside of every range that the guarded fetcher refuses; no packet leaves the namespaces
_NETWORK: Final = "11.0.0."
#: locally administered, and no host's
_NOBODY: Final = "02:00:00:00:00:99"


class HostsMissing(RuntimeError):
    """This machine, or this user, cannot have network namespaces; the message says why."""


class CommandMissing(HostsMissing):
    """iproute2 is not installed, which `./run test` would have done."""


class Hosts:
    """Hosts by their names, as long as the context lasts. Raises `HostsMissing` at its begin."""

    def __init__(self, *names: str) -> None:
        self._names = names
        self._prefix = f"zharia-{os.getpid()}-"

    def __enter__(self) -> Self:
        if shutil.which("ip") is None:
            raise CommandMissing(
                "the command ip is missing: sudo apt-get install --no-install-recommends iproute2"
            )
        try:
            for name in self._names:
                _ip("netns", "add", self._namespace(name))
            self._connect()
        except subprocess.CalledProcessError as error:
            self.__exit__()
            user = "" if os.geteuid() == 0 else "; only root may"
            raise HostsMissing(
                f"no network namespaces here{user}: {error.stderr.strip()}"
            ) from None
        return self

    def __exit__(self, *_: object) -> None:
        for name in self._names:
            # A process that still runs there keeps the namespace itself, and its cables.
            if (_FOLDER / self._namespace(name)).exists():
                _ip("netns", "delete", self._namespace(name))

    def _connect(self) -> None:
        for name in self._names:
            self._on(name, "link", "set", "lo", "up")
            self._on(name, "address", "add", f"{self.address(name)}/32", "dev", "lo")
        for one, other in combinations(self._names, 2):
            ends = "type", "veth", "peer", "name", one, "netns", self._namespace(other)
            self._on(one, "link", "add", "name", other, *ends)
            for here, there in ((one, other), (other, one)):
                self._on(here, "link", "set", there, "up")
                ways = "dev", there, "src", self.address(here)
                self._on(here, "route", "add", self.address(there), *ways)

    def address(self, name: str) -> str:
        """A host's address, for all the others."""
        return f"{_NETWORK}{self._names.index(name) + 1}"

    def cut(self, one: str, other: str) -> None:
        """From here on, no packet between these two arrives, and neither is told."""
        for here, there in ((one, other), (other, one)):
            nobody = "lladdr", _NOBODY, "nud", "permanent"
            self._on(here, "neighbour", "replace", self.address(there), "dev", there, *nobody)

    def mend(self, one: str, other: str) -> None:
        """Undo `cut`."""
        for here, there in ((one, other), (other, one)):
            self._on(here, "neighbour", "delete", self.address(there), "dev", there)

    @contextmanager
    def inside(self, name: str) -> Iterator[None]:
        """This thread is on that host: what it opens, connects and starts, it does there."""
        home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        try:
            enter(self.file(name))
            yield
        finally:
            _set_namespace(home)
            os.close(home)

    def file(self, name: str) -> str:
        """What `enter` takes, in a process that is to run on that host."""
        return str(_FOLDER / self._namespace(name))

    def _namespace(self, name: str) -> str:
        return self._prefix + name

    def _on(self, name: str, *arguments: str) -> None:
        _ip("-netns", self._namespace(name), *arguments)


def enter(file: str) -> None:
    """Move this thread, and what it starts, to the host of that file."""
    namespace = os.open(file, os.O_RDONLY)
    try:
        _set_namespace(namespace)
    finally:
        os.close(namespace)


def command_inside(file: str, *arguments: str) -> None:
    """A `zharia` command on the host of that file; for `forked.start`."""
    enter(file)
    command(*arguments)


def _set_namespace(descriptor: int) -> None:
    # Python has it from 3.12 on.
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(descriptor, _CLONE_NEWNET) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True)
