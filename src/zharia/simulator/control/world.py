"""The whole world: state, reset, clock, faults, the call log."""

from dataclasses import asdict

from zharia.simulator import faults, store
from zharia.simulator.control.ask import Ask, ControlError, route
from zharia.simulator.model import Fault


async def get_state(ask: Ask) -> object:
    ask.simulator.state.saved_at = ask.simulator.clock.now()
    return store.to_json(ask.simulator.state)


async def put_state(ask: Ask) -> object:
    await ask.simulator.replace_state(store.state_from_json(ask.body))
    return {"ok": True}


async def reset(ask: Ask) -> object:
    ask.only()
    await ask.simulator.reset()
    return {"ok": True}


async def get_clock(ask: Ask) -> object:
    clock = ask.simulator.clock
    jobs = sorted(ask.simulator.state.jobs, key=lambda job: job.due)
    return {"now": clock.now(), "speed": clock.speed, "jobs": [asdict(job) for job in jobs]}


async def set_clock(ask: Ask) -> object:
    ask.only("advance", "speed")
    if "speed" in ask.body:
        speed = ask.number("speed")
        if not 0 < speed <= 1e6:
            raise ControlError("speed is above 0, e.g. 60 for a minute in a second")
        ask.simulator.clock.speed = speed
        ask.simulator.jobs.wake()
    if "advance" in ask.body:
        seconds = ask.number("advance")
        if not 0 <= seconds <= 1e9:
            raise ControlError("advance is a number of seconds; time does not run backwards")
        await ask.simulator.jobs.advance(seconds)
    ask.simulator.changed()
    return await get_clock(ask)


async def list_faults(ask: Ask) -> object:
    return {"faults": [asdict(fault) for fault in ask.simulator.state.faults]}


async def add_fault(ask: Ask) -> object:
    fault = store.from_json(Fault, ask.body, "fault")
    faults.check(fault)
    ask.simulator.state.faults.append(fault)
    ask.simulator.changed()
    return asdict(fault)


async def clear_faults(ask: Ask) -> object:
    ask.simulator.state.faults.clear()
    ask.simulator.changed()
    return {"ok": True}


async def list_calls(ask: Ask) -> object:
    return {"calls": [asdict(call) for call in ask.simulator.state.calls]}


async def clear_calls(ask: Ask) -> object:
    ask.simulator.state.calls.clear()
    ask.simulator.changed()
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
