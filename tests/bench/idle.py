"""Idling: what `zharia serve` occupies with nothing to do, beside its engine alone.

    ./run bench idle

In the same run DBOS idles in a process of its own, with one empty queue and nothing of ours. Both
are watched once they have settled: for its first minute DBOS looks for schedules every second.
"""

import contextlib
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from subprocess import DEVNULL, PIPE, Popen

from tests.bench.measures import Measure, markdown
from tests.bench.processes import cpu_seconds, resident_megabytes
from tests.bench.start import Installation, installations, running, settings, wait_until_ready
from tests.support.databases import plain
from zharia.demo.ports import free_port

SETTLING_SECONDS, IDLE_SECONDS = 65, 30
#: DBOS as its documentation starts it, with the queue's interval that we use
ENGINE = """
import sys, threading
from dbos import DBOS
DBOS(config={"name": "idle", "system_database_url": sys.argv[1], "log_level": "ERROR",
             "use_listen_notify": False})
DBOS.launch()
DBOS.register_queue("idle", polling_interval_sec=0.5)
print("ready", flush=True)
threading.Event().wait()
"""


@dataclass(frozen=True, slots=True)
class Idle:
    """Per cent of a core, and MB."""

    cpu: float
    megabytes: float


def _watch(pid: int) -> Idle:
    # A sleep: idling is what is measured, without its beginning.
    time.sleep(SETTLING_SECONDS)
    before, began = cpu_seconds(pid), time.perf_counter()
    # A sleep: the same.
    time.sleep(IDLE_SECONDS)
    used, passed = cpu_seconds(pid) - before, time.perf_counter() - began
    return Idle(100 * used / passed, resident_megabytes(pid))


def service(here: Installation) -> Idle:
    """`zharia serve` on this installation."""
    port = free_port()
    with running("serve", settings(here, port)) as process:
        wait_until_ready(process, port)
        return _watch(process.pid)


def engine(here: Installation) -> Idle:
    """DBOS alone, on a database beside that of the installation."""
    url = plain(here.database_url) if here.database_url else f"sqlite:///{here.folder}/dbos.db"
    process = Popen([sys.executable, "-c", ENGINE, url], stdout=PIPE, stderr=DEVNULL)
    assert process.stdout is not None
    with contextlib.closing(process.stdout):
        try:
            if process.stdout.readline() != b"ready\n":
                raise RuntimeError("DBOS did not start")
            return _watch(process.pid)
        finally:
            process.terminate()
            process.wait(60)


def measures() -> Iterator[Measure]:
    """On both databases, and the worse of them; PostgreSQL's own processes are not ours."""
    with installations() as (sqlite, postgres):
        here = {"SQLite": sqlite} | ({"PostgreSQL": postgres} if postgres else {})
        found = {name: (service(one), engine(one)) for name, one in here.items()}
    print(f"idle for {IDLE_SECONDS} s after {SETTLING_SECONDS} s")
    for name, (ours, alone) in found.items():
        print(f"  {name:<16}{ours.cpu:6.2f} % of a core, {ours.megabytes:.0f} MB", end="")
        print(f"; DBOS alone {alone.cpu:.2f} %, {alone.megabytes:.0f} MB")
    note = ", ".join(
        f"{name} {ours.cpu:.2f} % (DBOS alone {alone.cpu:.2f} %)"
        for name, (ours, alone) in found.items()
    )
    note += "" if postgres else "; PostgreSQL is missing"
    worst = max(ours.cpu for ours, _ in found.values())
    yield Measure("idle with nothing to do", worst, 0.3, 1, " %", note)


if __name__ == "__main__":
    print(markdown(measures()))
