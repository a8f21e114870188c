"""Start: seconds until `zharia serve` is ready.

    ./run bench start

The service is a process of its own, on a database that is there and up to date, until
`/health/ready` answers 200. In turns with it runs an import of the three largest libraries that it
stands on, so that both meet the same machine. Bytecode is there, since the first round of each does
not count.
"""

import contextlib
import os
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, run
from typing import IO

from tests.bench.measures import Measure, markdown
from tests.bench.processes import cpu_seconds
from tests.support.processes import ROOT, environment
from zharia.chaos.postgres import PostgresMissing, cluster
from zharia.demo.ports import free_port

REFERENCE = "import fastapi, sqlalchemy, dbos"
ROUNDS = 9
POLL_SECONDS, START_SECONDS = 0.01, 60


@dataclass(frozen=True)
class Installation:
    """A data folder of its own, with the database that belongs to it."""

    folder: Path
    #: SQLite's in the folder, unless it names a PostgreSQL
    database_url: str = ""


def settings(here: Installation, port: int = 0) -> dict[str, str]:
    """The environment of every process that is measured here."""
    return environment(
        {
            "ZHARIA_DATA_DIR": str(here.folder),
            "ZHARIA_PORT": str(port),
            "ZHARIA_TIKTOK_CLIENT_KEY": "bench",
            "ZHARIA_TIKTOK_CLIENT_SECRET": "a secret of the bench",
            "ZHARIA_ADMIN_PASSWORD": "a password of the bench",
        }
        | ({"ZHARIA_DATABASE_URL": here.database_url} if here.database_url else {})
    )


@contextlib.contextmanager
def running(
    command: str, env: Mapping[str, str], *python: str, stderr: int | IO[bytes] = DEVNULL
) -> Iterator[Popen[bytes]]:
    """A `zharia` command that runs until it is told to end."""
    process = Popen(
        [sys.executable, *python, "-m", "zharia", command],
        cwd=env["ZHARIA_DATA_DIR"],
        env=env,
        stdout=DEVNULL,
        stderr=stderr,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def wait_until_ready(process: Popen[bytes], port: int) -> None:
    """Until `/health/ready` answers 200, asked again and again."""
    deadline = time.monotonic() + START_SECONDS
    while not _is_ready(port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("the service did not become ready")
        # A sleep: waiting is measured here, and more finely than `until` waits.
        time.sleep(POLL_SECONDS)


def _is_ready(port: int) -> bool:
    # The port is taken before there is a server: whoever connects then waits for the first answer.
    connection = HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def start_once(command: str, here: Installation) -> tuple[float, float]:
    """Seconds until it is ready, by the clock and of CPU."""
    port = free_port()
    began = time.perf_counter()
    with running(command, settings(here, port)) as process:
        wait_until_ready(process, port)
        return time.perf_counter() - began, cpu_seconds(process.pid)


def start_worker(here: Installation) -> tuple[float, float]:
    """The same of a worker, which serves nothing, but says so."""
    began = time.perf_counter()
    with running("worker", settings(here), stderr=PIPE) as process:
        assert process.stderr is not None
        if not any(b"the worker is ready" in line for line in process.stderr):
            raise RuntimeError("the worker did not become ready")
        return time.perf_counter() - began, cpu_seconds(process.pid)


def run_once(arguments: list[str], env: Mapping[str, str]) -> tuple[float, float]:
    """Seconds until a command of Python has ended, by the clock and of CPU."""
    before = os.times()
    run([sys.executable, *arguments], env=env, cwd=ROOT, stdout=DEVNULL, check=True)
    after = os.times()
    used = after.children_user + after.children_system
    return after.elapsed - before.elapsed, used - before.children_user - before.children_system


def print_costliest_imports(here: Installation, count: int = 10) -> None:
    """The packages whose modules take longest by themselves, from the start until it is ready."""
    port, log = free_port(), here.folder / "importtime"
    with (
        log.open("wb") as stderr,
        running("serve", settings(here, port), "-X", "importtime", stderr=stderr) as process,
    ):
        wait_until_ready(process, port)
    spent, modules = Counter[str](), Counter[str]()
    for micros, name in re.findall(r"(?m)^import time: +(\d+) \| +\d+ \| +(\S+)$", log.read_text()):
        package = name.partition(".")[0]
        spent[package] += int(micros)
        modules[package] += 1
    print(f"imports until ready: {spent.total() / 1000:.0f} ms, {modules.total()} modules")
    for package, micros in spent.most_common(count):
        print(f"  {package:<36}{micros / 1000:6.0f} ms, {modules[package]} modules")


def starts(sqlite: Installation, postgres: Installation | None) -> Measure:
    """In turns: the reference, the service whole and in parts, and the short commands."""
    env = settings(sqlite)
    kinds: dict[str, Callable[[], tuple[float, float]]] = {
        REFERENCE: lambda: run_once(["-c", REFERENCE], env),
        "zharia serve": lambda: start_once("serve", sqlite),
        "zharia web": lambda: start_once("web", sqlite),
        "zharia worker": lambda: start_worker(sqlite),
        "zharia --help": lambda: run_once(["-m", "zharia", "--help"], env),
        "zharia accounts list": lambda: run_once(["-m", "zharia", "accounts", "list"], env),
    }
    if postgres:
        kinds["zharia serve, on PostgreSQL"] = lambda: start_once("serve", postgres)
    taken: dict[str, list[tuple[float, float]]] = {kind: [] for kind in kinds}
    for number in range(ROUNDS + 1):
        for kind, once in kinds.items():
            measured = once()
            # The first round makes the database, and writes bytecode.
            if number:
                taken[kind].append(measured)
    print(f"medians of {ROUNDS} rounds; beside each its ratio to the first")
    clock, cpu = _medians(taken[REFERENCE])
    for kind, rounds in taken.items():
        seconds, used = _medians(rounds)
        print(
            f"  {kind:<36}{seconds:6.2f} s {seconds / clock:5.2f}"
            f"   CPU {used:5.2f} s {used / cpu:5.2f}"
        )
    seconds, used = _medians(taken["zharia serve"])
    note = f"{seconds:.2f} s ÷ {clock:.2f} s; CPU {used:.2f} s ÷ {cpu:.2f} s = {used / cpu:.2f}"
    return Measure(
        f'start to ready ÷ `python -c "{REFERENCE}"`', seconds / clock, 1.3, 1.8, "", note
    )


def _medians(rounds: list[tuple[float, float]]) -> tuple[float, float]:
    clock, cpu = zip(*rounds, strict=True)
    return statistics.median(clock), statistics.median(cpu)


def measures() -> Iterator[Measure]:
    """From the command to the first answer, on a database that is there."""
    with installations() as (sqlite, postgres):
        yield starts(sqlite, postgres)
        print_costliest_imports(sqlite)


@contextlib.contextmanager
def installations() -> Iterator[tuple[Installation, Installation | None]]:
    """One on SQLite, and one on PostgreSQL unless that is missing."""
    with contextlib.ExitStack() as closing:

        def installation(database_url: str = "") -> Installation:
            folder = Path(closing.enter_context(tempfile.TemporaryDirectory()))
            return Installation(folder, database_url)

        postgres = None
        with contextlib.suppress(PostgresMissing):
            postgres = installation(closing.enter_context(cluster()))
        yield installation(), postgres


if __name__ == "__main__":
    print(markdown(measures()))
