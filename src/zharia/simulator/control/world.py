"""State, reset, clock, faults and the call log of the whole simulator."""

from dataclasses import asdict, dataclass
from typing import Annotated

from pydantic import Field

from zharia.simulator import faults, store
from zharia.simulator.control.request import ControlRequest, EmptyBody, route
from zharia.simulator.model import Fault, State, StrictModel


async def get_state(request: ControlRequest) -> object:
    request.world.state.saved_at = request.world.clock.now()
    return asdict(request.world.state)


async def put_state(request: ControlRequest) -> object:
    await request.scheduler.replace_state(store.from_json(State, request.body, "state"))
    return {"ok": True}


async def reset(request: ControlRequest) -> object:
    """Back to the seeded apps and users. The clock keeps its time."""
    request.read(EmptyBody)
    await request.scheduler.replace_state(request.world.seeded())
    return {"ok": True}


async def get_clock(request: ControlRequest) -> object:
    clock = request.world.clock
    jobs = sorted(request.world.state.jobs, key=lambda job: job.due)
    return {"now": clock.now(), "speed": clock.speed, "jobs": [asdict(job) for job in jobs]}


@dataclass
class _Clock(StrictModel):
    #: seconds to move on at once; time does not run backwards
    advance: Annotated[float, Field(ge=0, le=1e9)] = 0.0
    #: simulated seconds in a real one
    speed: Annotated[float, Field(gt=0, le=1e6)] | None = None


async def set_clock(request: ControlRequest) -> object:
    wanted = request.read(_Clock)
    if wanted.speed is not None:
        request.world.clock.speed = wanted.speed
        request.world.jobs_changed.set()
    if "advance" in request.body:
        await request.scheduler.advance(wanted.advance)
    request.world.changed()
    return await get_clock(request)


async def list_faults(request: ControlRequest) -> object:
    return {"faults": [asdict(fault) for fault in request.world.state.faults]}


async def add_fault(request: ControlRequest) -> object:
    fault = request.read(Fault)
    faults.check(fault)
    request.world.state.faults.append(fault)
    request.world.changed()
    return asdict(fault)


async def clear_faults(request: ControlRequest) -> object:
    request.world.state.faults.clear()
    request.world.changed()
    return {"ok": True}


async def list_calls(request: ControlRequest) -> object:
    return {"calls": [asdict(call) for call in request.world.state.calls]}


async def clear_calls(request: ControlRequest) -> object:
    request.world.state.calls.clear()
    request.world.changed()
    return {"ok": True}


routes = [
    route("/state", "GET", get_state),
    route("/state", "PUT", put_state),
    route("/reset", "POST", reset),
    route("/clock", "GET", get_clock),
    route("/clock", "POST", set_clock),
    route("/faults", "GET", list_faults),
    route("/faults", "POST", add_fault),
    route("/faults", "DELETE", clear_faults),
    route("/calls", "GET", list_calls),
    route("/calls", "DELETE", clear_calls),
]
