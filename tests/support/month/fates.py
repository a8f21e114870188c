"""What becomes of posts that TikTok has accepted, by the simulator's own timeline. Seeded.

The steps, their order and what may go wrong are the simulator's (`simulator/timeline.py`); how
often and how late is said here: TikTok's pages say only "usually within a minute, sometimes hours".
"""

import asyncio
from dataclasses import dataclass, replace
from typing import Final

from zharia.simulator import faults, timeline
from zharia.simulator.clock import Clock
from zharia.simulator.init_checks import PhotoPost
from zharia.simulator.model import Fault, PostMode, PostStatus, PrivacyLevel
from zharia.simulator.scheduler import HANDLERS
from zharia.simulator.settings import Settings
from zharia.simulator.world import World

#: fault of the simulator, its value, of how many posts
_FAULTS: Final = (
    ("late_pull", "1800", 0.005),
    ("late_pull", "", 0.0005),
    ("stuck", "", 0.0005),
    ("fail_reason", "internal", 0.004),
    ("late_public", "7200", 0.01),
    ("never_public", "", 0.003),
)
#: standard deviation of the logarithm of each delay; its median is the simulator's
_SPREAD: Final = 0.8


@dataclass(frozen=True, slots=True)
class Fate:
    """Seconds from init to what TikTok has to say; None: it never says it."""

    pulled: float | None
    #: complete, delivered to the inbox, or failed
    ended: float | None
    public: float | None
    fail_reason: str


def draw(count: int, mode: PostMode, seed: int) -> list[Fate]:
    """The fates of so many posts."""
    return asyncio.run(_draw(count, mode, seed))


async def _draw(count: int, mode: PostMode, seed: int) -> list[Fate]:
    clock = _StandingClock()
    world = World(Settings(random_seed=seed))
    world.clock = Clock(wall=lambda: 0.0, monotonic=lambda: clock.seconds)
    world.state.apps[0].webhook_url = ""
    world.state.faults = [
        Fault(name, "content_init", rate, -1, value) for name, value, rate in _FAULTS
    ]
    return [await _live(world, clock, mode) for _ in range(count)]


class _StandingClock:
    seconds = 0.0


async def _live(world: World, clock: _StandingClock, mode: PostMode) -> Fate:
    usual, spread = Settings(), world.random.lognormvariate
    world.settings = replace(
        usual,
        pull_delay=usual.pull_delay * spread(0, _SPREAD),
        processing_delay=usual.processing_delay * spread(0, _SPREAD),
        moderation_delay=usual.moderation_delay * spread(0, _SPREAD),
    )
    begun = clock.seconds
    post = timeline.accept(world, _wanted(mode), world.state.apps[0], world.state.users[0])
    post.faults = faults.take_post_faults(world.state, world.random, mode)
    timeline.schedule_pull(world, post)
    pulled = ended = None
    while world.state.jobs:
        job = min(world.state.jobs, key=lambda one: one.due)
        world.state.jobs.remove(job)
        clock.seconds = max(clock.seconds, job.due)
        if job.kind == "pull":
            pulled = clock.seconds - begun
            timeline.finish_pull(world, post)
        else:
            await HANDLERS[job.kind](world, job)
        if ended is None and post.status is not PostStatus.PROCESSING_DOWNLOAD:
            ended = clock.seconds - begun
    world.state.posts.clear()
    return Fate(pulled, ended, post.public_at - begun if post.public_at else None, post.fail_reason)


def _wanted(mode: PostMode) -> PhotoPost:
    privacy = PrivacyLevel.PUBLIC_TO_EVERYONE if mode is PostMode.DIRECT_POST else ""
    return PhotoPost(
        mode=mode,
        title="",
        description="",
        privacy_level=privacy,
        disable_comment=False,
        auto_add_music=False,
        brand_content=False,
        brand_organic=False,
        is_aigc=False,
        photo_urls=(),
        cover_index=0,
    )
