"""The simulator without a server: jobs, waiting for changes, the bare ASGI app."""

import asyncio

import httpx2
import pytest
from tests.support import loops

from zharia.simulator.app import create_app
from zharia.simulator.jobs import Jobs
from zharia.simulator.model import Job
from zharia.simulator.settings import Settings
from zharia.simulator.simulator import Simulator


def test_advancing_runs_each_job_at_its_own_time_and_what_follows_from_it() -> None:
    async def story() -> list[tuple[str, int]]:
        simulator = Simulator(Settings())
        start = simulator.clock.now()
        seen: list[tuple[str, int]] = []

        async def handler(simulator: Simulator, job: Job) -> None:
            seen.append((job.subject, round(simulator.clock.now() - start)))
            if job.subject == "first":
                simulator.jobs.add("note", "followed", simulator.clock.now() + 100)

        simulator.jobs = Jobs(simulator, {"note": handler})
        simulator.jobs.add("note", "third", start + 5000)
        simulator.jobs.add("note", "first", start + 1000)
        simulator.jobs.add("note", "beyond", start + 9000)
        await simulator.jobs.advance(6000)
        assert round(simulator.clock.now() - start) == 6000
        assert [job.subject for job in simulator.state.jobs] == ["beyond"]
        return seen

    assert loops.run(story()) == [("first", 1000), ("followed", 1100), ("third", 5000)]


def test_a_job_that_is_cancelled_stays_and_runs_again() -> None:
    async def story() -> int:
        simulator = Simulator(Settings())
        runs = 0
        begun = asyncio.Event()

        async def handler(_: Simulator, __: Job) -> None:
            nonlocal runs
            runs += 1
            if runs == 1:
                begun.set()
                await asyncio.Event().wait()

        simulator.jobs = Jobs(simulator, {"note": handler})
        simulator.jobs.add("note", "x", simulator.clock.now())
        first = asyncio.create_task(simulator.jobs.advance(1))
        await begun.wait()
        await simulator.jobs.cancel_running()
        assert len(simulator.state.jobs) == 1
        await first
        assert simulator.state.jobs == []
        return runs

    assert loops.run(story()) == 2


def test_waiting_for_a_change() -> None:
    async def story() -> None:
        simulator = Simulator(Settings())
        version = simulator.version
        waiting = [asyncio.create_task(simulator.wait_for_change(version)) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        simulator.changed()
        assert await waiting[1] == await waiting[2] == version + 1
        # Whoever comes late does not wait.
        assert await simulator.wait_for_change(version) == version + 1

    loops.run(story())


def test_the_bare_asgi_app_answers_and_a_cut_shows_as_an_exception() -> None:
    async def story() -> None:
        app = create_app(random_seed=1)
        assert isinstance(app.state.simulator, Simulator)
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://sim") as client:
            assert (await client.get("/v2/user/info/")).status_code == 401
            await client.post("/_sim/faults", json={"name": "cut", "endpoint": "user_info"})
            with pytest.raises(ConnectionResetError):
                await client.get("/v2/user/info/")
            assert (await client.get("/v2/user/info/")).status_code == 401

    loops.run(story())
