"""The scheduler: runs each job when it falls due on the simulator's clock, and saves the state.

A job leaves the state only when it is done, so that a save in the middle loses nothing.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from zharia.simulator import pull, store, timeline, webhooks
from zharia.simulator.model import Job, State
from zharia.simulator.world import World

log = logging.getLogger(__name__)

Handler = Callable[[World, Job], Awaitable[None]]

HANDLERS: Mapping[str, Handler] = {
    "pull": pull.run,
    "complete": timeline.run_complete,
    "publicise": timeline.run_publicise,
    "publicise_again": timeline.run_publicise_again,
    "deliver": webhooks.run_deliver,
}

#: the longest sleep: a wake-up that got lost costs no more than this, in real seconds
_LONGEST_SLEEP = 5.0
#: real seconds that a job may take, e.g. against a host that stalls, before `advance` goes on
_STEP_SECONDS = 30.0
#: real seconds between a change and its save
_SAVE_DELAY = 0.2


class Scheduler:
    """The jobs of a world, under way. `handlers` do the work, by the kind of a job."""

    def __init__(self, world: World, handlers: Mapping[str, Handler] = HANDLERS) -> None:
        self._world = world
        self._handlers = handlers
        self._running: dict[int, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Run jobs and save changes until cancelled; the last change is saved too."""
        file = self._world.settings.state_file
        if file is None:
            await self.run_jobs()
            return
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.run_jobs())
                tasks.create_task(self._save_changes(file))
        finally:
            self._save(file)

    async def run_jobs(self) -> None:
        """Run each job when it falls due, until cancelled."""
        world = self._world
        try:
            while True:
                world.jobs_changed.clear()
                self._start_due(world.clock.now())
                waiting = [job.due for job in world.state.jobs if id(job) not in self._running]
                pause = min([_LONGEST_SLEEP, *map(world.clock.real_seconds_until, waiting)])
                # Not `wait_for`: on Python 3.11 it swallows a cancellation that comes in the
                # moment when the event is set, and then nothing ends this loop.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await world.jobs_changed.wait()
        finally:
            await self.cancel_running()

    async def advance(self, seconds: float) -> None:
        """Move the clock on, running every job on the way at its own time.

        The jobs that a job adds run too, if they fall due before the end.
        """
        world = self._world
        end = world.clock.now() + seconds
        while due := [job.due for job in world.state.jobs if job.due <= end]:
            world.clock.at_least(min(due))
            self._start_due(max(world.clock.now(), min(due)))
            _, late = await asyncio.wait(list(self._running.values()), timeout=_STEP_SECONDS)
            if late:
                break
        world.clock.at_least(end)
        world.jobs_changed.set()

    async def replace_state(self, state: State) -> None:
        """Drop what is under way and go on from `state`. The clock only goes forward."""
        await self.cancel_running()
        self._world.state = state
        self._world.clock.at_least(state.saved_at)
        self._world.jobs_changed.set()
        self._world.changed()

    async def cancel_running(self) -> None:
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._running.clear()

    def _start_due(self, now: float) -> None:
        for job in sorted(self._world.state.jobs, key=lambda job: job.due):
            if job.due <= now and id(job) not in self._running:
                self._running[id(job)] = asyncio.create_task(self._run(job))

    async def _run(self, job: Job) -> None:
        try:
            await self._handlers[job.kind](self._world, job)
        except Exception:
            log.exception("job %s of %s failed", job.kind, job.subject)
        finally:
            self._running.pop(id(job), None)
        # Reached on success and on failure, not when cancelled: a cancelled job runs again.
        state = self._world.state
        state.jobs = [other for other in state.jobs if other is not job]
        self._world.changed()
        self._world.jobs_changed.set()

    def _save(self, file: Path) -> None:
        self._world.state.saved_at = self._world.clock.now()
        store.save(self._world.state, file)

    async def _save_changes(self, file: Path) -> None:
        saved = 0
        while True:
            await self._world.wait_for_change(saved)
            await asyncio.sleep(_SAVE_DELAY)
            saved = self._world.version
            try:
                self._save(file)
            except OSError:
                # A full disk must not stop the simulator; the next change tries again.
                log.exception("the state could not be saved")
