"""Child processes: started, waited for, looked after, ended."""

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
_LAST_LINES: Final = 15


def variables(settings: Mapping[str, str]) -> dict[str, str]:
    """What a `zharia` process sees: `settings` are all of its ZHARIA_ variables."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("ZHARIA_")}
    source = str(Path(zharia.__file__).parents[1])
    paths = [source, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**inherited, "PYTHONPATH": os.pathsep.join(paths), **settings}


class ChildDied(RuntimeError):
    """A process ended by itself; the message has its last log lines."""

    def __init__(self, name: str, code: int | None, last: str) -> None:
        how = "does not answer" if code is None else f"ended with exit code {code}"
        super().__init__(f"{name} {how}. The last lines of its log:\n{last}")


class Child:
    """One `zharia` command in a process of its own, which logs into a file."""

    def __init__(
        self, name: str, arguments: list[str], *, folder: Path, settings: Mapping[str, str]
    ) -> None:
        """Start it. `folder` is where it works: a `.env` of somebody's real service lies elsewhere.

        `settings` are all the ZHARIA_ variables that it sees.
        """
        self.name = name
        self.log = folder / f"{name.lower()}.log"
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "zharia", *arguments],
                cwd=folder,
                env=variables(settings),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl+C reaches us alone; we end the others in order.
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def check(self) -> None:
        """Raises `ChildDied` if it is no longer there."""
        code = self._process.poll()
        if code is not None:
            raise ChildDied(self.name, code, self.last_lines())

    def wait_until_answers(self, url: str, ended: Callable[[], bool]) -> None:
        """Return once `url` answers 200, or `ended()`. Raises `ChildDied`."""
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
                    raise ChildDied(self.name, None, self.last_lines())
                time.sleep(0.05)

    def last_lines(self) -> str:
        with self.log.open(encoding="utf-8", errors="replace") as lines:
            return "".join(f"    {line}" for line in deque(lines, _LAST_LINES)) or "    (none)"

    def ask_to_end(self) -> None:
        """Returns at once; `close` waits."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def close(self) -> None:
        """End it in order, by force if it does not listen."""
        self.ask_to_end()
        try:
            self._process.wait(_ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
