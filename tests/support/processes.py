"""`zharia` commands as processes of their own, for tests."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]


def environment(settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """Ours without any ZHARIA_ or AWS_ variable, with the given ones instead."""
    set_here = ("ZHARIA_", "AWS_")
    own = {name: value for name, value in os.environ.items() if not name.startswith(set_here)}
    # Each process would compile every module anew, for three seconds.
    own.pop("PYTHONDONTWRITEBYTECODE", None)
    return own | {"PYTHONPATH": str(ROOT / "src")} | dict(settings or {})


def start(
    *arguments: str,
    folder: Path,
    settings: Mapping[str, str] | None = None,
    apart: bool = False,
) -> subprocess.Popen[str]:
    """Start a command in a folder that has no `.env`; its output comes as text.

    What it writes on the standard error comes `apart`, or among the rest.
    """
    return subprocess.Popen(
        [sys.executable, "-m", "zharia", *arguments],
        cwd=folder,
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if apart else subprocess.STDOUT,
        text=True,
    )


def children(pid: int) -> set[int]:
    """The process ids of all that descend from a process, itself not included."""
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(folder.name)] = int(fields[1])
    found: set[int] = set()
    wanted = {pid}
    while wanted:
        wanted = {child for child, parent in parents.items() if parent in wanted} - found
        found |= wanted
    return found


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and was not asked about yet does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
