"""The call log: what a client did, and what was wrong with it."""

from zharia.simulator.model import Call, Post
from zharia.simulator.world import World

#: the newest lines only
_KEPT = 2_000


def record(world: World, call: Call) -> None:
    """Add a line; the number and the time are given here."""
    call.id = world.next_id()
    call.at = world.clock.now()
    world.state.calls.append(call)
    del world.state.calls[:-_KEPT]
    world.changed()


def record_post_failure(world: World, post: Post, reason: str, wrong: str) -> None:
    """A post failed after init had said ok: TikTok names no photo, the log does."""
    record(
        world,
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
