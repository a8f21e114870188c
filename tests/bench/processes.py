"""What a process takes: processor time and memory, from /proc; and a free port for it."""

import os
import re
import socket
from pathlib import Path


def cpu_seconds(pid: int) -> tuple[float, float]:
    """Seconds of processor time: of a process, and of its children, ended ones included."""
    children = [
        child
        for thread in Path(f"/proc/{pid}/task").iterdir()
        for child in (thread / "children").read_text().split()
    ]
    own, ended = _times(pid)
    return own, ended + sum(sum(_times(int(child))) for child in children)


def _times(pid: int) -> tuple[float, float]:
    """Of the process itself, and of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = os.sysconf("SC_CLK_TCK")
    return (int(fields[11]) + int(fields[12])) / ticks, (int(fields[13]) + int(fields[14])) / ticks


def resident_megabytes(pid: int) -> float:
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port
