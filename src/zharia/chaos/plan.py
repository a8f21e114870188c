"""The plan of a run: what is done to the service and when, generated from a seed. Pure.

The same options give the same plan. How long each step takes is the machine's affair, so two
runs of one plan differ in their moments, not in what is done.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

LANGUAGES: Final = ("kz", "ru")
#: articles share photos: more of them than photos
PHOTOS: Final = 40
#: articles between two disruptions
_STORIES_PER_BLOW: Final = (1, 2, 2, 3)


class Disruption(StrEnum):
    KILL = "kill"
    #: SIGSTOP for longer than a lease, then SIGCONT
    FREEZE = "freeze"


class Trigger(StrEnum):
    """What a disruption waits for."""

    #: some time after the step began, whatever happens
    ANY = "any"
    #: init has just come in at TikTok, and is not answered yet
    INIT_ARRIVED = "init arrived"
    #: TikTok has just accepted a post
    ACCEPTED = "accepted"
    #: TikTok is fetching photos
    PULLING = "pulling"
    #: the process has just been started and is not ready
    STARTING = "starting"


class Channel(StrEnum):
    """How an article comes in."""

    JSON = "json"
    FEED = "feed"


class ForeignAction(StrEnum):
    """What another client does with the same app and account, or with our URLs."""

    #: a real post of another installation
    POST = "post"
    #: a signed webhook about a publish id that is not ours
    COMPLETE = "post.publish.complete"
    FAILED = "post.publish.failed"
    DELIVERED = "post.publish.inbox_delivered"
    #: a HEAD of a photo of the newest attempt
    HEAD_PHOTO = "glance"
    #: TikTok ends the access token ahead of its time
    EXPIRE = "expire"


@dataclass(frozen=True, slots=True)
class Story:
    """An article of the run. The number in its title identifies its posts."""

    number: int
    channel: Channel
    languages: tuple[str, ...]
    photos: tuple[int, ...]
    breaking: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """Some articles come in, TikTok has faults, and then a process is killed or frozen."""

    stories: tuple[Story, ...]
    #: as the simulator's control API takes them
    faults: tuple[dict[str, Any], ...]
    foreign: tuple[ForeignAction, ...]
    disruption: Disruption
    trigger: Trigger
    #: seconds from the trigger to the disruption
    delay: float
    #: which process, modulo their number; None for all at once, as in a power cut
    process_index: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    seed: int
    steps: tuple[Step, ...] = ()
    #: in flight when the database is copied
    before_copy: tuple[Story, ...] = ()
    #: published after the copy, and unknown to it
    after_copy: tuple[Story, ...] = ()
    #: faults that last for the whole run
    lasting_faults: tuple[dict[str, Any], ...] = field(default=())

    @property
    def stories(self) -> list[Story]:
        """Every story, in the order of their numbers."""
        return [
            *(story for step in self.steps for story in step.stories),
            *self.before_copy,
            *self.after_copy,
        ]


#: publications in flight when the database is copied
IN_FLIGHT: Final = 10

#: weight, endpoint, name, value
_FAULTS: Final[Sequence[tuple[int, str, str, Sequence[str]]]] = (
    (6, "content_init", "accept_then_cut", ("",)),
    (5, "content_init", "accept_then_500", ("",)),
    (4, "content_init", "accept_then_hang", ("4",)),
    (3, "content_init", "accept_then_edge_page", ("403", "503", "504")),
    (2, "content_init", "edge_page", ("403", "503", "504")),
    (2, "content_init", "unknown_at_first", ("1", "2")),
    (4, "content_init", "cut", ("",)),
    (4, "content_init", "refuse", ("",)),
    (2, "content_init", "hang", ("4",)),
    (3, "content_init", "slow", ("1.5",)),
    (2, "content_init", "code", ("access_token_invalid",)),
    (1, "content_init", "rate_limit", ("",)),
    # Simulated seconds: with the run's clock from two seconds to minutes.
    (6, "content_init", "late_pull", ("600", "2400", "4800", "9000", "79200")),
    (3, "content_init", "fail_reason", ("internal", "photo_pull_failed", "spam_risk")),
    (2, "status_fetch", "refuse", ("",)),
    (2, "status_fetch", "cut", ("",)),
    (1, "status_fetch", "hang", ("4",)),
    (1, "status_fetch", "edge_page", ("503",)),
    (1, "creator_info", "refuse", ("",)),
    (1, "creator_info", "cut", ("",)),
    (1, "token_refresh", "accept_then_cut", ("",)),
)


def draw_plan(seed: int, *, kills: int = 0, freezes: int = 0, restored: int = 0) -> Plan:
    """A plan with so many disruptions and, for a restore, so many stories after the copy."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    disruptions = [Disruption.KILL] * kills + [Disruption.FREEZE] * freezes
    rng.shuffle(disruptions)
    numbers = iter(range(1, 1_000_000))
    steps = []
    for disruption in disruptions:
        count = rng.choice(_STORIES_PER_BLOW)
        steps.append(
            Step(
                stories=tuple(_story(rng, next(numbers)) for _ in range(count)),
                faults=tuple(_fault(rng) for _ in range(rng.choice((0, 1, 1, 2, 3)))),
                foreign=_foreign(rng),
                disruption=disruption,
                trigger=_trigger(rng),
                delay=round(rng.uniform(0, 0.4), 3),
                process_index=rng.randrange(1_000) if rng.random() < 0.8 else None,
            )
        )
    before = IN_FLIGHT if restored else 0
    return Plan(
        seed,
        tuple(steps),
        tuple(_story(rng, next(numbers)) for _ in range(before)),
        tuple(_story(rng, next(numbers)) for _ in range(restored)),
        # Each answer takes its time, so that there is something to be killed in.
        ({"name": "slow", "endpoint": "content_init", "times": -1, "rate": 0.5, "value": "0.3"},),
    )


def _story(rng: random.Random, number: int) -> Story:
    channel = rng.choices((Channel.JSON, Channel.FEED), (3, 1))[0]
    # A feed has one language; a CMS sends both as often as not.
    several = channel is Channel.JSON and rng.random() < 0.5
    return Story(
        number=number,
        channel=channel,
        languages=LANGUAGES if several else (rng.choice(LANGUAGES),),
        photos=tuple(rng.sample(range(PHOTOS), rng.randint(1, 4))),
        breaking=rng.random() < 0.15,
    )


def _fault(rng: random.Random) -> dict[str, Any]:
    weights = [weight for weight, *_ in _FAULTS]
    _, endpoint, name, values = rng.choices(_FAULTS, weights)[0]
    return {"name": name, "endpoint": endpoint, "times": 1, "value": rng.choice(values)}


def _foreign(rng: random.Random) -> tuple[ForeignAction, ...]:
    return tuple(one for one in ForeignAction if rng.random() < 0.12)


def _trigger(rng: random.Random) -> Trigger:
    return rng.choices(
        (Trigger.ANY, Trigger.INIT_ARRIVED, Trigger.ACCEPTED, Trigger.PULLING, Trigger.STARTING),
        (3, 3, 3, 2, 1),
    )[0]
