"""A private PostgreSQL: its own files, its own port, gone afterwards."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg

from zharia.demo.ports import HOST, free_port

REMEDY: Final = "PostgreSQL is missing: sudo apt-get install --no-install-recommends postgresql"
#: where Debian's packages put each version's programs
_DEBIAN: Final = Path("/usr/lib/postgresql")
_START_SECONDS: Final = 30.0


class PostgresMissing(RuntimeError):
    """There are no binaries of PostgreSQL; the message says how to get them."""

    def __init__(self) -> None:
        super().__init__(REMEDY)


def program(name: str) -> Path:
    """A program of PostgreSQL's newest version here. Raises `PostgresMissing`."""
    found = shutil.which(name)
    folders = sorted(_DEBIAN.glob("*/bin"), key=lambda one: float(one.parent.name))
    programs = [folder / name for folder in folders if (folder / name).exists()]
    if programs:
        return programs[-1]
    if found is None:
        raise PostgresMissing
    return Path(found)


class Cluster:
    """A server of our own, which may be stopped and started. Raises `PostgresMissing`.

    With `open_to_all` it listens at every address of its host, and believes whoever comes.
    """

    def __init__(self, *, open_to_all: bool = False) -> None:
        initdb, self._postgres = program("initdb"), program("postgres")
        # PostgreSQL refuses to run as root; Debian's package made this user.
        self._user = "postgres" if os.geteuid() == 0 else None
        self._home = Path(tempfile.mkdtemp(prefix="zharia-pg-"))
        if self._user:
            shutil.chown(self._home, self._user)
        self._port, self._files = free_port(), self._home / "data"
        self._server: subprocess.Popen[bytes] | None = None
        options = ["-A", "trust", "-U", "zharia", "-N", "-E", "UTF8", "-D", str(self._files)]
        subprocess.run(  # noqa: S603
            [str(initdb), *options],
            user=self._user,
            cwd=self._home,
            check=True,
            capture_output=True,
        )
        self._address = HOST
        if open_to_all:
            self._address = "*"
            with (self._files / "pg_hba.conf").open("a") as file:
                file.write("host all all all trust\n")

    @property
    def url(self) -> str:
        """SQLAlchemy's, of the database `postgres`."""
        return f"postgresql+psycopg://zharia@{HOST}:{self._port}/postgres"

    def start(self) -> None:
        """Return once it takes connections."""
        files = ["-D", str(self._files), "-k", str(self._home)]
        address = ["-h", self._address, "-p", str(self._port)]
        log = self._home / "log"
        with log.open("ab") as file:
            self._server = subprocess.Popen(  # noqa: S603
                [str(self._postgres), *files, *address, "-F"],
                user=self._user,
                cwd=self._home,
                stderr=file,
            )
        _wait(self._server, self._port, log)

    def stop(self) -> None:
        """End it, with every connection: PostgreSQL's fast shutdown."""
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(_START_SECONDS)
            self._server = None

    def remove(self) -> None:
        """Delete its files."""
        shutil.rmtree(self._home)


@contextmanager
def cluster() -> Iterator[str]:
    """The SQLAlchemy URL of an empty cluster's `postgres` database. Raises `PostgresMissing`."""
    made = Cluster()
    try:
        made.start()
        yield made.url
    finally:
        made.stop()
        made.remove()


def _wait(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            psycopg.connect(f"host={HOST} port={port} user=zharia dbname=postgres").close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(log.read_text()) from None
            time.sleep(0.05)
        else:
            return
