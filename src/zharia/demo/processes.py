"""Child processes that run `zharia` commands: started, waited for, ended."""

import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import httpx2

import zharia

#: seconds for a process to answer: a first start compiles every module
_READY_SECONDS: Final = 90.0
#: seconds for a process to end in order
_ENDING_SECONDS: Final = 20.0
_LAST_LINES: Final = 20


def process_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The environment of a `zharia` process: `settings` are all of its ZHARIA_ variables."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("ZHARIA_")}
    source = str(Path(zharia.__file__).parents[1])
    paths = [source, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**inherited, "PYTHONPATH": os.pathsep.join(paths), **settings}


class ProcessDied(RuntimeError):
    """A process ended by itself, or does not answer; the message has its last log lines."""


class Process:
    """One `zharia` command in a process of its own, which logs into a file."""

    def __init__(
        self, name: str, arguments: list[str], *, folder: Path, settings: Mapping[str, str]
    ) -> None:
        """Not started yet. `folder` is where it works: a `.env` of a real service lies elsewhere.

        `settings` are all the ZHARIA_ variables that it sees.
        """
        self.name = name
        self.log = folder / f"{name.lower()}.log"
        self._arguments, self._folder, self._settings = arguments, folder, settings
        self._process: subprocess.Popen[bytes] | None = None
        #: where the log of this start begins
        self._log_from = 0

    def start(self) -> None:
        """Start it, for the first time or anew. The log grows."""
        with self.log.open("ab") as log:
            self._log_from = log.tell()
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "zharia", *self._arguments],
                cwd=self._folder,
                env=process_environment(self._settings),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl+C reaches us alone, and what it started can be ended with it.
                start_new_session=True,
            )

    def check(self) -> None:
        """Raises `ProcessDied` if it is no longer there."""
        code = self._process.poll() if self._process else None
        if code is not None:
            raise self.died(f"ended with exit code {code}")

    def died(self, how: str) -> ProcessDied:
        """The error that says so, with the last lines of the log; not raised."""
        with self.log.open(encoding="utf-8", errors="replace") as lines:
            last = "".join(f"    {line}" for line in deque(lines, _LAST_LINES)) or "    (none)"
        return ProcessDied(f"{self.name} {how}. The last lines of its log:\n{last}")

    def wait_until_answers(self, url: str, ended: Callable[[], bool]) -> None:
        """Return once `url` answers 200, or `ended()`. Raises `ProcessDied`."""
        until = time.monotonic() + _READY_SECONDS
        with httpx2.Client(timeout=2, trust_env=False) as http:
            while not ended():
                self.check()
                try:
                    if http.get(url).status_code == httpx2.codes.OK:
                        return
                except httpx2.TransportError:
                    pass
                if time.monotonic() > until:
                    raise self.died("does not answer")
                time.sleep(0.05)

    def terminate(self) -> None:
        """SIGTERM. Returns at once; `close` waits."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def close(self) -> None:
        """End it in order, by force if it does not listen."""
        if self._process is None:
            return
        self.terminate()
        try:
            self._process.wait(_ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
