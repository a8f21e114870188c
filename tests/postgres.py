"""A private PostgreSQL for a test session: its own files, its own port, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.ports import free_port

_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
_REMEDY = "PostgreSQL is missing: sudo apt-get install --no-install-recommends postgresql"


@contextmanager
def cluster() -> Iterator[str]:
    """The SQLAlchemy URL of an empty cluster's `postgres` database."""
    if not _BINARIES:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(_REMEDY)
    # PostgreSQL refuses to run as root; Debian's package made this user.
    user = "postgres" if os.geteuid() == 0 else None
    home = Path(tempfile.mkdtemp(prefix="zharia-pg-"))
    if user:
        shutil.chown(home, user)
    port = free_port()
    files = home / "data"
    make: list[str | Path] = [
        _BINARIES[-1] / "initdb",
        "-A",
        "trust",
        "-U",
        "zharia",
        "-N",
        "-E",
        "UTF8",
        "-D",
        files,
    ]
    subprocess.run(make, user=user, cwd=home, check=True, capture_output=True)
    start: list[str | Path] = [
        _BINARIES[-1] / "postgres",
        "-D",
        files,
        "-h",
        "127.0.0.1",
        "-k",
        home,
        "-F",
    ]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen([*start, "-p", str(port)], user=user, cwd=home, stderr=log)
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(f"host=127.0.0.1 port={port} user=zharia dbname=postgres").close()
                break
            except psycopg.OperationalError:
                if server.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((home / "log").read_text()) from None
                time.sleep(0.05)
        yield f"postgresql+psycopg://zharia@127.0.0.1:{port}/postgres"
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(home)
