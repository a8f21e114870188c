"""What a process takes: processor time and memory, from /proc (proc(5))."""

import os
import re
from pathlib import Path
from typing import Final

from tests.support.processes import children

_TICKS: Final = os.sysconf("SC_CLK_TCK")


def own_cpu_seconds(pid: int) -> float:
    """Of all threads of the process itself."""
    return _seconds(pid, 11, 13)


def cpu_seconds(pid: int) -> float:
    """Of a process and of its descendants that run, besides what ended."""
    return sum(_seconds(one, 11, 15) for one in {pid, *children(pid)})


def _seconds(pid: int, first: int, last: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    # utime, stime, and the same of children that ended (fields 14 to 17)
    return sum(map(int, fields[first:last])) / _TICKS


def resident_megabytes(pid: int) -> float:
    """What it occupies in memory now."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024
