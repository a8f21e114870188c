"""sharp (node, libvips) as the reference for photos: one process that lives as long as a worker."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

_SCRIPT = Path(__file__).with_name("sharp_reference.cjs")
_INSTALL_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Made:
    """What sharp made of a photo: seconds within its own process, from bytes to bytes."""

    seconds: float
    width: int
    height: int
    bytes: int


class Sharp:
    """A running node with sharp; it takes files one by one."""

    def __init__(self, pid: int, requests: IO[str], answers: IO[str]) -> None:
        self.pid = pid
        self._requests = requests
        self._answers = answers
        versions = self._answer()
        self.version = f"sharp {versions['sharp']}, libvips {versions['vips']}"

    def make(self, photo: Path) -> Made:
        print(photo, file=self._requests, flush=True)
        return Made(**self._answer())

    def _answer(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self._answers.readline())
        return answer


@contextmanager
def running(folder: Path) -> Iterator[Sharp | None]:
    """Install sharp into this folder and run it; None, and a line that says why, if it cannot."""
    if not (shutil.which("node") and shutil.which("npm")):
        print("sharp left out: there is no node with npm")
        yield None
        return
    npm = ["npm", "install", "--no-audit", "--no-fund", "--silent", "sharp"]
    try:
        subprocess.run(npm, cwd=folder, check=True, timeout=_INSTALL_SECONDS, capture_output=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        print(f"sharp left out: npm did not install it ({error})")
        yield None
        return
    node = ["node", str(_SCRIPT)]
    with subprocess.Popen(
        node, cwd=folder, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        yield Sharp(process.pid, process.stdin, process.stdout)
        process.stdin.close()


@contextmanager
def installed() -> Iterator[tuple[Sharp | None, Path]]:
    """sharp, if there is one, and a folder for the photos it is to read."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with running(folder) as sharp:
            yield sharp, folder
