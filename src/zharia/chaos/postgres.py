"""A private PostgreSQL: its own files, its own port, gone afterwards."""

import os
import shutil
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


@contextmanager
def cluster() -> Iterator[str]:
    """The SQLAlchemy URL of an empty cluster's `postgres` database. Raises `PostgresMissing`."""
    initdb, postgres = program("initdb"), program("postgres")
    # PostgreSQL refuses to run as root; Debian's package made this user.
    user = "postgres" if os.geteuid() == 0 else None
    home = Path(tempfile.mkdtemp(prefix="zharia-pg-"))
    if user:
        shutil.chown(home, user)
    port, files = free_port(), home / "data"
    make: list[str | Path] = [initdb, "-A", "trust", "-U", "zharia", "-N", "-E", "UTF8"]
    subprocess.run([*make, "-D", files], user=user, cwd=home, check=True, capture_output=True)  # noqa: S603
    start: list[str | Path] = [postgres, "-D", files, "-h", HOST, "-p", str(port), "-k", home, "-F"]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(start, user=user, cwd=home, stderr=log)  # noqa: S603
    try:
        _wait(server, port, home / "log")
        yield f"postgresql+psycopg://zharia@{HOST}:{port}/postgres"
    finally:
        server.terminate()
        server.wait(_START_SECONDS)
        shutil.rmtree(home)


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
