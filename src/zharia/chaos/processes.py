"""`zharia` commands in processes of their own, to be killed, frozen and started again."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from zharia.demo.processes import variables

#: seconds for a process to begin: a start beside others on a busy machine
_READY_SECONDS: Final = 120.0
#: what each command logs when it begins to work
_READY: Final = b" is ready"
#: a process that ends by itself is started again this often before the run gives up
_MOST_DEATHS: Final = 5


class ProcessDied(RuntimeError):
    """A process ended by itself again and again; the message has its last log lines."""


class Process:
    """One command. Its log grows over all its lives."""

    def __init__(
        self, name: str, command: str, *, folder: Path, settings: Mapping[str, str]
    ) -> None:
        """`settings` are all the ZHARIA_ variables that it sees. It is not started yet."""
        self.name = name
        self.log = folder / f"{name}.log"
        self._command, self._folder = command, folder
        self._environment = variables(settings)
        self._process: subprocess.Popen[bytes] | None = None
        #: where this life's log begins
        self._log_from = 0
        self._deaths = 0

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._log_from = log.tell()
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "zharia", self._command],
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # A group of its own: what it started can be ended with it at the end.
                start_new_session=True,
            )

    def kill(self) -> None:
        """SIGKILL: nothing is flushed, closed or undone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def freeze(self) -> None:
        """SIGSTOP: it stands still, and its connections stay open."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def close(self) -> None:
        """End it and everything that it started, by force."""
        if self._process is None:
            return
        self.kill()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def look_after(self) -> None:
        """Start it again if it ended by itself, as a service manager would.

        Raises `ProcessDied` if that goes on.
        """
        if self._process is None or self._process.poll() is None:
            return
        self._deaths += 1
        if self._deaths > _MOST_DEATHS:
            raise ProcessDied(f"{self.name} ended by itself:\n{self.last_lines()}")
        self.start()

    def wait_until_ready(self) -> None:
        """Return once it says that it works. Raises `ProcessDied`."""
        until = time.monotonic() + _READY_SECONDS
        while not self._is_ready():
            self.look_after()
            if time.monotonic() > until:
                raise ProcessDied(f"{self.name} does not begin to work:\n{self.last_lines()}")
            time.sleep(0.02)

    def _is_ready(self) -> bool:
        with self.log.open("rb") as log:
            log.seek(self._log_from)
            return _READY in log.read()

    def last_lines(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(f"    {line}" for line in lines[-20:])

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)
