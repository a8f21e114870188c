"""`zharia` processes that are killed, frozen and started again."""

import contextlib
import os
import signal
import time
from typing import Final

from zharia.demo.processes import Process

#: seconds for a process to become ready: a start beside others on a busy machine
_READY_SECONDS: Final = 120.0
#: what each command logs when it is ready
_READY: Final = b" is ready"
#: a process that exits by itself is started again this often before the run gives up
_MOST_RESTARTS: Final = 5


class KillableProcess(Process):
    """A process that may die at any moment. Its log grows with each start."""

    _restarts = 0

    def kill(self) -> None:
        """SIGKILL: nothing is flushed, closed or undone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def freeze(self) -> None:
        """SIGSTOP: it does nothing more, and its connections stay open."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT."""
        self._signal(signal.SIGCONT)

    def close(self) -> None:
        """End it and everything that it started, by force."""
        if self._process is None:
            return
        self.kill()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def restart_if_exited(self) -> None:
        """Start it again if it exited by itself, as a service manager would.

        Raises `ProcessDied` if that goes on.
        """
        if self._process is None or self._process.poll() is None:
            return
        self._restarts += 1
        if self._restarts > _MOST_RESTARTS:
            raise self.died("ended by itself again and again")
        self.start()

    def wait_until_ready(self) -> None:
        """Return once it logs that it is ready. Raises `ProcessDied`."""
        until = time.monotonic() + _READY_SECONDS
        while not self._is_ready():
            self.restart_if_exited()
            if time.monotonic() > until:
                raise self.died("does not begin to work")
            time.sleep(0.02)

    def _is_ready(self) -> bool:
        with self.log.open("rb") as log:
            log.seek(self._log_from)
            return _READY in log.read()

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)
