"""The call log: what a client did, and what was wrong with it in words that help."""

from typing import TYPE_CHECKING

from zharia.simulator.model import Call, Post

if TYPE_CHECKING:
    from zharia.simulator.simulator import Simulator


def record(simulator: "Simulator", call: Call) -> None:
    """Add a line; the number and the time are given here."""
    call.id = simulator.next_id()
    call.at = simulator.clock.now()
    simulator.state.calls.append(call)
    simulator.keep_calls_short()
    simulator.changed()


def note(simulator: "Simulator", post: Post, reason: str, wrong: str) -> None:
    """A post failed after init had said ok: TikTok names no photo, the log does."""
    record(
        simulator,
        Call(
            id=0,
            at=0.0,
            method="",
            path=post.publish_id,
            endpoint="pull" if wrong else "post",
            status=0,
            client_key=post.client_key,
            username=post.username,
            code=reason,
            wrong=[wrong] if wrong else [],
        ),
    )
