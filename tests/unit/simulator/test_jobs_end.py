"""The simulator ends when it is told to, however busy it is."""

import asyncio

from tests.support import loops

from zharia.simulator.scheduler import Scheduler
from zharia.simulator.settings import Settings
from zharia.simulator.world import World


def test_a_stop_in_the_very_moment_of_a_wake_up_is_heeded() -> None:
    async def scene() -> None:
        world = World(Settings())
        scheduler = Scheduler(world, {})
        running = asyncio.create_task(scheduler.run_jobs())
        # The first step of the loop brings it to where it waits.
        await asyncio.sleep(0)
        # The event is set and the task cancelled before the loop can look at either.
        world.jobs_changed.set()
        await asyncio.sleep(0)
        running.cancel()
        await asyncio.wait([running], timeout=60)
        assert running.done()

    loops.run(scene())
