"""Work that falls due on the simulator's clock: pulls, publications, webhooks.

A job leaves the state only when it is done, so that a save in the middle loses nothing.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from zharia.simulator.model import Job

if TYPE_CHECKING:
    from zharia.simulator.simulator import Simulator

log = logging.getLogger(__name__)

Handler = Callable[["Simulator", Job], Awaitable[None]]

#: the longest sleep: a wake-up that got lost costs no more than this, in real seconds
_LONGEST_SLEEP = 5.0


class Jobs:
    def __init__(self, simulator: "Simulator", handlers: dict[str, Handler]) -> None:
        self._simulator = simulator
        self._handlers = handlers
        self._running: dict[int, asyncio.Task[None]] = {}
        self._more = asyncio.Event()

    def add(self, kind: str, subject: str, due: float) -> None:
        self._simulator.state.jobs.append(Job(due=due, kind=kind, subject=subject))
        self._more.set()

    def remove(self, kind: str, subject: str) -> None:
        """Forget the jobs of one subject that have not begun."""
        self._simulator.state.jobs = [
            job
            for job in self._simulator.state.jobs
            if (job.kind, job.subject) != (kind, subject) or id(job) in self._running
        ]

    def wake(self) -> None:
        """Look again: the clock was moved or the state replaced."""
        self._more.set()

    async def run_forever(self) -> None:
        """Run each job when it falls due, until cancelled."""
        try:
            while True:
                self._more.clear()
                self._start_due(self._simulator.clock.now())
                waiting = [job.due for job in self._simulator.state.jobs if not self._is_on(job)]
                pause = min(
                    [_LONGEST_SLEEP, *map(self._simulator.clock.real_seconds_until, waiting)]
                )
                # Not `wait_for`: on Python 3.11 it swallows a cancellation that comes in the
                # moment when the event is set, and then nothing ends this loop.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._more.wait()
        finally:
            await self.cancel_running()

    async def advance(self, seconds: float, *, patience: float = 30.0) -> None:
        """Move the clock on, running every job on the way at its own time.

        What a job gives rise to runs too, if it falls due before the end. `patience` is how many
        real seconds a single step may take, e.g. against a host that stalls, before time goes on.
        """
        clock = self._simulator.clock
        end = clock.now() + seconds
        while True:
            due = [job.due for job in self._simulator.state.jobs if job.due <= end]
            if not due:
                break
            clock.at_least(min(due))
            self._start_due(max(clock.now(), min(due)))
            _, late = await asyncio.wait(list(self._running.values()), timeout=patience)
            if late:
                break
        clock.at_least(end)
        self.wake()

    async def cancel_running(self) -> None:
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._running.clear()

    def _is_on(self, job: Job) -> bool:
        return id(job) in self._running

    def _start_due(self, now: float) -> None:
        for job in sorted(self._simulator.state.jobs, key=lambda job: job.due):
            if job.due <= now and not self._is_on(job):
                self._running[id(job)] = asyncio.create_task(self._run(job))

    async def _run(self, job: Job) -> None:
        try:
            await self._handlers[job.kind](self._simulator, job)
        except Exception:
            log.exception("job %s of %s failed", job.kind, job.subject)
        finally:
            self._running.pop(id(job), None)
        # Reached on success and on failure, not when cancelled: a cancelled job runs again.
        state = self._simulator.state
        state.jobs = [other for other in state.jobs if other is not job]
        self._simulator.changed()
        self._more.set()
