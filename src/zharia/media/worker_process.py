"""One worker process (subprocess), as the service starts, calls and ends it."""

import contextlib
import fcntl
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import zharia
from zharia.media import worker_protocol

Result = TypeVar("Result")

#: A worker that was let go leaves at once; one that does not, in seconds, is killed.
_GRACE_SECONDS = 2.0
#: Importing is the machine's work and no document's: a busy one may take so long, in seconds.
_START_SECONDS = 30.0
#: As much as Linux gives to anyone: a photo takes fewer turns of the two processes.
_PIPE_BYTES = 1 << 20


class WorkerDied(Exception):
    """The process ended, or broke the protocol, before it answered."""


class WorkerTimedOut(Exception):
    """The process was killed because it took too long."""


class WorkerProcess:
    """A running worker. One thread at a time may use it; after an exception only `end` follows."""

    def __init__(self, module: str, *, memory_bytes: int, seconds: float) -> None:
        """Start the process; it answers after `wait_until_ready`.

        `module`: of ours, what it runs (`worker_loop.serve`). `memory_bytes`: the address space
        it may use. `seconds`: how long each answer may take.
        """
        #: how many requests it has answered
        self.answered = 0
        self._seconds = seconds
        self._timed_out = False
        command = [sys.executable, "-P", "-m", module]
        self._process = subprocess.Popen(  # noqa: S603  # our own module, by our own interpreter
            [*command, str(memory_bytes), str(int(seconds) + 1)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            # Not our environment: it holds the service's secrets. One arena, since each reserves
            # address space, which the memory limit counts.
            env={
                "PYTHONPATH": str(Path(zharia.__file__).parents[1]),
                "MALLOC_ARENA_MAX": "1",
                "LC_ALL": "C.UTF-8",
            },
        )
        for pipe in (self._requests, self._answers):
            # Where the kernel allows it to us no more, it stays smaller and each photo slower.
            with contextlib.suppress(OSError):
                fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can be asked. One that answered just as its time ran out cannot."""
        return not self._timed_out and self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Raises `WorkerDied` or `WorkerTimedOut` if the process does not come that far."""
        self._in_time(
            lambda: worker_protocol.receive(self._answers), max(self._seconds, _START_SECONDS)
        )

    def ask(
        self, header: worker_protocol.Header, body: bytes
    ) -> tuple[worker_protocol.Header, bytes]:
        """Send a request and wait for the answer. Raises `WorkerDied` or `WorkerTimedOut`."""

        def exchange() -> tuple[worker_protocol.Header, bytes]:
            worker_protocol.send(self._requests, header, body)
            return worker_protocol.receive(self._answers)

        answer = self._in_time(exchange, self._seconds)
        self.answered += 1
        return answer

    def end(self) -> None:
        """Let the process go; returns once it is gone."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        try:
            self._process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def _requests(self) -> int:
        return self._process.stdin.fileno()  # type: ignore[union-attr]  # a pipe was asked for

    @property
    def _answers(self) -> int:
        return self._process.stdout.fileno()  # type: ignore[union-attr]

    def _in_time(self, exchange: Callable[[], Result], seconds: float) -> Result:
        # Killing the process is what ends a read or a write that would wait for ever.
        timer = threading.Timer(seconds, self._expire)
        timer.start()
        try:
            return exchange()
        except worker_protocol.ProtocolError as error:
            self._process.kill()
            code = self._process.wait()
            if self._timed_out:
                raise WorkerTimedOut from error
            raise WorkerDied(f"{error}, exit code {code}") from error
        finally:
            timer.cancel()

    def _expire(self) -> None:
        self._timed_out = True
        self._process.kill()
