"""The simulator without a server: jobs, waiting for changes, the bare ASGI app."""

import asyncio

import httpx2
import pytest
from tests.support import loops

from zharia.simulator.app import create_app
from zharia.simulator.model import Job
from zharia.simulator.scheduler import Scheduler
from zharia.simulator.settings import Settings
from zharia.simulator.world import World


def test_advancing_runs_each_job_at_its_own_time_and_what_follows_from_it() -> None:
    async def story() -> list[tuple[str, int]]:
        world = World(Settings())
        start = world.clock.now()
        seen: list[tuple[str, int]] = []

        async def handler(world: World, job: Job) -> None:
            seen.append((job.subject, round(world.clock.now() - start)))
            if job.subject == "first":
                world.add_job("note", "followed", world.clock.now() + 100)

        scheduler = Scheduler(world, {"note": handler})
        world.add_job("note", "third", start + 5000)
        world.add_job("note", "first", start + 1000)
        world.add_job("note", "beyond", start + 9000)
        await scheduler.advance(6000)
        assert round(world.clock.now() - start) == 6000
        assert [job.subject for job in world.state.jobs] == ["beyond"]
        return seen

    assert loops.run(story()) == [("first", 1000), ("followed", 1100), ("third", 5000)]


def test_a_job_that_is_cancelled_stays_and_runs_again() -> None:
    async def story() -> int:
        world = World(Settings())
        runs = 0
        begun = asyncio.Event()

        async def handler(_: World, __: Job) -> None:
            nonlocal runs
            runs += 1
            if runs == 1:
                begun.set()
                await asyncio.Event().wait()

        scheduler = Scheduler(world, {"note": handler})
        world.add_job("note", "x", world.clock.now())
        first = asyncio.create_task(scheduler.advance(1))
        await begun.wait()
        await scheduler.cancel_running()
        assert len(world.state.jobs) == 1
        await first
        assert world.state.jobs == []
        return runs

    assert loops.run(story()) == 2


def test_waiting_for_a_change() -> None:
    async def story() -> None:
        world = World(Settings())
        version = world.version
        waiting = [asyncio.create_task(world.wait_for_change(version)) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        world.changed()
        assert await waiting[1] == await waiting[2] == version + 1
        # Whoever comes late does not wait.
        assert await world.wait_for_change(version) == version + 1

    loops.run(story())


def test_the_bare_asgi_app_answers_and_a_cut_shows_as_an_exception() -> None:
    async def story() -> None:
        app = create_app(random_seed=1)
        assert isinstance(app.state.world, World)
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://sim") as client:
            assert (await client.get("/v2/user/info/")).status_code == 401
            await client.post("/_sim/faults", json={"name": "cut", "endpoint": "user_info"})
            with pytest.raises(ConnectionResetError):
                await client.get("/v2/user/info/")
            assert (await client.get("/v2/user/info/")).status_code == 401

    loops.run(story())
