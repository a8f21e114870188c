"""Everything goes on to its end: TikTok does all it still will, and two days pass."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from tests.integration.publishing.machine import accidents
from tests.integration.publishing.machine.house import House
from tests.integration.publishing.machine.seen import Seen
from tests.integration.publishing.machine.steps import Steps
from tests.integration.publishing.machine.world import Answer, Fate, Telling
from zharia.publishing import webhooks
from zharia.publishing.model import PublicationEvent
from zharia.publishing.states import AWAITING_OUTCOME, OUTGOING, State
from zharia.publishing.webhook_model import PostOrigin, UnknownPost

_STEPS: Final = (
    *[timedelta(seconds=11)] * 6,
    *[timedelta(minutes=2)] * 6,
    *[timedelta(minutes=10)] * 6,
    *[timedelta(hours=1)] * 5,
    *[timedelta(hours=8)] * 6,
)
#: rounds of one moment; more would be a step that comes again and again
_MOST_ROUNDS: Final = 30


def until_quiet(house: House, steps: Steps, check: Callable[[], None]) -> None:
    """Nothing breaks any more, and everything is checked after each while."""
    while steps.frozen:
        steps.thaw(0)
    for which in ("tiktok", "account", "connection"):
        for account in range(len(house.accounts)):
            accidents.switch(house, which, account, on=True)
    house.tiktok.telling = Telling.TRUTH
    for span in _STEPS:
        house.database.moment += span
        rounds = 0
        while _round(house, steps):
            rounds += 1
            assert rounds < _MOST_ROUNDS, "it never comes to rest"
        check()
        if _is_quiet(house):
            break


def _round(house: House, steps: Steps) -> bool:
    """Everything that is due now, once; whether there was anything."""
    done = 0
    seen = Seen(house)
    for publication_id in seen.outgoing():
        steps.advance(publication_id, Answer.ACCEPTED)
        done += 1
    for post in house.tiktok.ours:
        if post.fate is Fate.PULLING:
            for number in range(1, post.photos + 1):
                house.pull(post, number)
            done += 1
        if post.fate is Fate.PROCESSING:
            house.tiktok.end(post)
    if house.tiktok.webhooks:
        with house.database.write() as session:
            webhooks.store(session, house.tiktok.webhooks, house.database.moment)
        house.tiktok.webhooks.clear()
    done += house.hooks()
    return bool(done + house.poller.poll_due())


def _is_quiet(house: House) -> bool:
    with house.database.read() as session:
        asked = session.query(UnknownPost).filter(UnknownPost.ask_at.is_not(None)).count()
    moving = OUTGOING | AWAITING_OUTCOME
    return not asked and not any(State(one.state) in moving for one in house.publications())


def count(house: House, occurred: Callable[[str], None]) -> None:
    """What the stories tell of: which situations this example has really met."""
    with house.database.read() as session:
        for line in session.query(PublicationEvent):
            occurred(f"story: {line.what}")
        for unknown in session.query(UnknownPost):
            occurred(f"unknown post: {PostOrigin(unknown.origin)}")
    for one in house.publications():
        word = " and a person asked" if one.needs_resolution else ""
        occurred(f"end: {State(one.state)}{word}")
