"""The ledger beside TikTok, at one moment."""

from collections.abc import Collection
from datetime import datetime

from tests.integration.publishing.machine.house import House
from tests.integration.publishing.machine.world import Fate, Post
from zharia.publishing.model import Publication
from zharia.publishing.states import OUTGOING, POLLED, State
from zharia.publishing.webhook_model import IncomingWebhook, UnknownPost


class Seen:
    """Every row that matters, read once after each step."""

    def __init__(self, house: House) -> None:
        self.now = house.database.moment
        self.publications = {one.id: one for one in house.publications()}
        self.attempts = {one.token: one for one in house.attempts()}
        self.posts = house.tiktok.ours
        with house.database.read() as session:
            self.unknown = session.query(UnknownPost).all()
            self.waiting_hooks = (
                session.query(IncomingWebhook).filter(IncomingWebhook.handled_at.is_(None)).count()
            )
        self.by_id = house.tiktok.posts
        self.webhooks = len(house.tiktok.webhooks)

    def home(self, post: Post) -> Publication:
        return self.publications[self.attempts[post.token].publication_id]

    def outgoing(self) -> list[str]:
        """What the watchdog would wake now."""
        return self._due(OUTGOING)

    def to_follow(self) -> bool:
        """Whether a poller finds anything to look at."""
        asks = any(one.ask_at is not None and one.ask_at <= self.now for one in self.unknown)
        return asks or bool(self._due(POLLED))

    def next_due(self) -> datetime | None:
        moments = [one.wake_at for one in self.publications.values()]
        moments += [one.ask_at for one in self.unknown]
        return min((one for one in moments if one is not None and one > self.now), default=None)

    def _due(self, states: Collection[State]) -> list[str]:
        due = [
            (one.precedence, one.wake_at, one.id)
            for one in self.publications.values()
            if State(one.state) in states
            and one.wake_at is not None
            and one.wake_at <= self.now
            and (one.lease_until is None or one.lease_until <= self.now)
        ]
        return [publication_id for _, _, publication_id in sorted(due)]

    def having(self, state: State) -> list[Publication]:
        return [one for one in self.publications.values() if one.state == state]

    def asking(self, *, hasty: bool = False) -> list[Publication]:
        """Those that a person is asked about; one who is not hasty waits until TikTok is done."""
        moving = {Fate.PULLING, Fate.PROCESSING}
        return [
            one
            for one in self.publications.values()
            if one.needs_resolution
            and (hasty or not moving & {post.fate for post in self.posts_of(one)})
        ]

    def having_fate(self, fate: Fate) -> list[Post]:
        return [post for post in self.posts if post.fate is fate]

    def posts_of(self, publication: Publication) -> list[Post]:
        return [post for post in self.posts if self.home(post) is publication]
