"""What the simulation knows of workers, publications and accounts."""

from bisect import bisect_left
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, cast

from tests.support.month.arrivals import BEGIN, Newsroom, Story
from tests.support.month.fates import Fate
from zharia.publishing.init_turn import LINE
from zharia.publishing.model import Publication, precedence
from zharia.publishing.outgoing import CLAIM_ORDER
from zharia.publishing.sliding_window import Window
from zharia.publishing.states import State
from zharia.settings import Settings
from zharia.tiktok import PostMode

if TYPE_CHECKING:
    from zharia.simulator import model as simulated

#: a publication's place among all that are due, and in its account's line
CLAIM_KEY: Final = attrgetter(*(column.key for column in CLAIM_ORDER))
LINE_KEY: Final = attrgetter(*(column.key for column in LINE))

Span = tuple[datetime, datetime]
Place = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """How many workers there are, what work costs them, and what goes wrong."""

    workers: int
    #: seconds of a worker for a publication from its claim to its end, and for one transaction
    post_seconds: float
    look_seconds: float
    #: TikTok answers nothing
    outages: Sequence[Span] = ()
    #: so many workers are gone
    lost: Sequence[tuple[Span, int]] = ()
    #: account → it may not send
    disconnected: Mapping[str, Span] = field(default_factory=dict)
    #: this share of webhooks never comes
    webhooks_lost: float = 0.01
    #: one account of so many is polled; of the others every webhook comes
    polled_one_of: int = 1
    #: seconds from a call of init to its answer, at least and at most
    answer: tuple[float, float] = (0.2, 1.5)
    settings: Settings = field(default_factory=Settings)
    seed: int = 1


class Row:
    """Those columns of `Publication` that rules read. A mapped object is ten times as slow."""

    __slots__ = ("account_id", "due_at", "error_code", "id", "post_id", "post_mode", "precedence",
                 "privacy_level", "state", "submitted_at", "tries", "wake_at")  # fmt: skip

    def __init__(self, number: int, account_id: str, mode: PostMode, story: Story) -> None:
        self.id, self.account_id, self.post_mode = f"{number:012d}", account_id, mode
        self.precedence = precedence(breaking=story.breaking)
        self.due_at = self.wake_at = story.due_at
        self.state = State.SCHEDULED
        direct = mode is PostMode.DIRECT_POST
        self.privacy_level = "PUBLIC_TO_EVERYONE" if direct else None
        self.submitted_at = self.post_id = self.error_code = None
        self.tries = 0


class Item:
    """A publication's row, and what else is known of it here."""

    __slots__ = ("account", "attempts", "awake", "fate", "held_up", "leased", "noted", "place",
                 "post", "prepared", "row", "sent_at")  # fmt: skip

    def __init__(self, row: Row, account: "Account", fate: Fate) -> None:
        self.row, self.account, self.fate = cast("Publication", row), account, fate
        self.place: Place = LINE_KEY(row)
        #: a worker holds it; an outage of TikTok held it up; it lies in the queue of what is due
        self.leased = self.held_up = self.awake = False
        #: it has reached TikTok, and how long it waited is counted
        self.noted = False
        #: until when it is ready to be sent; when init was called
        self.prepared = self.sent_at = BEGIN
        self.attempts = 0
        #: at TikTok
        self.post: simulated.Post | None = None


class Account:
    """What the ledger knows of an account, and what TikTok does."""

    __slots__ = ("answered_at", "creator_until", "dues", "held", "inits", "line", "not_before",
                 "over_until", "polled", "posted", "retried_at", "room", "statuses",
                 "taken", "tiktok_inits", "tiktok_posts", "unanswered", "waiting")  # fmt: skip

    def __init__(self, room: Newsroom, held: Span | None, *, polled: bool) -> None:
        self.room, self.held, self.polled = room, held, polled
        self.inits: list[datetime] = []
        self.posted: dict[str, list[datetime]] = {mode: [] for mode in PostMode}
        self.statuses: list[datetime] = []
        self.creator_until = self.answered_at = self.not_before = BEGIN
        self.retried_at = BEGIN - timedelta(days=1)
        self.unanswered: Item | None = None
        #: places of those that are due and wait for no retry, in order, by post mode
        self.line: dict[str, list[Place]] = {mode: [] for mode in PostMode}
        #: all that are to be sent
        self.waiting: dict[Place, Item] = {}
        #: what fell due in 24 hours; until when that is more than TikTok takes in them
        self.dues: deque[datetime] = deque()
        self.over_until = BEGIN
        #: the last posts that count against the day, however long ago they were sent
        self.taken: deque[datetime] = deque(maxlen=30)
        self.tiktok_inits: list[float] = []
        self.tiktok_posts: list[simulated.Post] = []

    def fall_due(self, item: Item, cap: Window) -> None:
        """One more; it may be one too many."""
        now, dues = item.row.due_at, self.dues
        while dues and dues[0] <= now - cap.length:
            dues.popleft()
        dues.append(now)
        if len(dues) > cap.limit:
            self.over_until = now + cap.length
        self.waiting[item.place] = item
        self.join_line(item)

    def is_held(self, now: datetime) -> bool:
        return self.held is not None and self.held[0] <= now < self.held[1]

    def ahead_of(self, item: Item) -> dict[str, int]:
        """As `rate_limits._ahead`."""
        return {mode: bisect_left(line, item.place) for mode, line in self.line.items()}

    def join_line(self, item: Item) -> None:
        line, place = self.line[item.row.post_mode], item.place
        at = bisect_left(line, place)
        if at == len(line) or line[at] != place:
            line.insert(at, place)

    def leave_line(self, item: Item) -> None:
        line, place = self.line[item.row.post_mode], item.place
        at = bisect_left(line, place)
        if at < len(line) and line[at] == place:
            del line[at]

    def in_line(self) -> list[Item]:
        """Those that no worker holds and that wait for no retry."""
        return [one for one in self.waiting.values() if not one.leased and not one.row.tries]
