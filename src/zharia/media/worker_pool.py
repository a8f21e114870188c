"""Process pool for foreign bytes: bounded in memory and time, workers replaced when they break.

PhotoWorkers, FeedReaders ─▶ WorkerPool ─▶ WorkerProcess ─pipe─▶ worker_loop.serve
"""

import logging
import threading
from collections.abc import Callable
from typing import Self, TypeVar

from zharia.media import worker_protocol
from zharia.media.worker_process import WorkerDied, WorkerProcess, WorkerTimedOut

Result = TypeVar("Result")

_log = logging.getLogger(__name__)


class WorkersCannotStart(Exception):
    """No worker process starts, or none becomes ready."""


class WorkerPool:
    """Up to `size` processes that run `module`, started when first needed. Any thread may ask.

    `memory_bytes` bounds the address space of each, `seconds` each answer by the clock. After
    `requests_each` one is replaced, lest fragmented memory makes it refuse good bytes. No more than
    `idle` stay when nobody asks.
    """

    def __init__(
        self,
        module: str,
        size: int,
        *,
        memory_bytes: int,
        seconds: float,
        requests_each: int,
        idle: int,
    ) -> None:
        self._module = module
        self._size = size
        self._memory_bytes = memory_bytes
        self._seconds = seconds
        self._requests_each = requests_each
        self._most_idle = idle
        self._free = threading.Semaphore(size)
        self._lock = threading.Lock()
        self._idle: list[WorkerProcess] = []
        self._all: set[WorkerProcess] = set()
        self._closed = False

    @property
    def pids(self) -> frozenset[int]:
        with self._lock:
            return frozenset(worker.pid for worker in self._all)

    def ask(
        self,
        header: worker_protocol.Header,
        body: bytes,
        parse: Callable[[worker_protocol.Header, bytes], Result],
    ) -> Result:
        """Send a request to a free worker and parse its response by `parse`.

        `parse` raises `WorkerDied` for an invalid response. A worker that
        died may have been none of these bytes' doing: another one is asked, once. Raises
        `WorkerDied`, `WorkerTimedOut`, `WorkersCannotStart`, and RuntimeError after `close`.
        """
        with self._free:
            try:
                return self._ask(header, body, parse)
            except WorkerDied as error:
                _log.warning("a process of %s died and is replaced: %s", self._module, error)
            return self._ask(header, body, parse)

    def close(self) -> None:
        """Finish running requests, then end all workers. Waiting and later calls are refused."""
        self._closed = True
        for _ in range(self._size):
            self._free.acquire()
        for worker in self._idle:
            self._discard(worker)
        self._idle.clear()
        self._free.release(self._size)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(
        self,
        header: worker_protocol.Header,
        body: bytes,
        parse: Callable[[worker_protocol.Header, bytes], Result],
    ) -> Result:
        worker = self._acquire()
        keep = False
        try:
            answer, payload = worker.ask(header, body)
            result = parse(answer, payload)
            keep = not answer.get("exhausted") and worker.answered < self._requests_each
        finally:
            with self._lock:
                keep = keep and len(self._idle) < self._most_idle
                if keep:
                    self._idle.append(worker)
            if not keep:
                self._discard(worker)
        return result

    def _acquire(self) -> WorkerProcess:
        """An idle worker that is alive, else a new one."""
        if self._closed:
            raise RuntimeError(f"the processes of {self._module} are closed")
        while True:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            if worker is None:
                return self._start()
            if worker.alive:
                return worker
            self._discard(worker)

    def _start(self) -> WorkerProcess:
        try:
            worker = WorkerProcess(
                self._module, memory_bytes=self._memory_bytes, seconds=self._seconds
            )
        except OSError as error:
            raise WorkersCannotStart(str(error)) from error
        with self._lock:
            self._all.add(worker)
        try:
            worker.wait_until_ready()
        except (WorkerDied, WorkerTimedOut) as error:
            self._discard(worker)
            raise WorkersCannotStart(str(error) or "no sign of life") from error
        return worker

    def _discard(self, worker: WorkerProcess) -> None:
        worker.end()
        with self._lock:
            self._all.discard(worker)
