"""What the kernel knows of a worker process."""

import array
import fcntl
import math
import os
import termios
from pathlib import Path


def gone(pid: int) -> bool:
    try:
        state = _fields(pid)[0]
    except OSError:
        return True
    # An orphan that nobody has waited for yet is gone as well.
    return state == "Z"


def cpu_seconds(pid: int) -> float:
    """Better than the clock on a machine that is busy otherwise; infinite for a process gone."""
    try:
        user, system = _fields(pid)[11:13]
    except OSError:
        return math.inf
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def peak_bytes(pid: int) -> int:
    """The most resident memory it ever had."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def unread_bytes(pid: int) -> int:
    """What lies in the pipe of its standard input."""
    count = array.array("i", [0])
    pipe = os.open(f"/proc/{pid}/fd/0", os.O_RDONLY | os.O_NONBLOCK)
    try:
        fcntl.ioctl(pipe, termios.FIONREAD, count)
    finally:
        os.close(pipe)
    return count[0]


def _fields(pid: int) -> list[str]:
    """Of /proc/<pid>/stat, after the process's name."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
