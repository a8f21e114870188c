"""Following what was sent, by webhooks and polling, as `status_poller` and `status_updates` do."""

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from tests.support.month.fates import Fate
from tests.support.month.results import Results
from tests.support.month.state import Item, Plan
from tests.support.month.tiktok import TikTok
from zharia.publishing.failed_posts import MAX_ATTEMPTS
from zharia.publishing.polling import next_poll_at
from zharia.publishing.rate_limits import Limits
from zharia.publishing.retry_policy import Decision, decide_on_error
from zharia.publishing.schedule import backoff
from zharia.publishing.sliding_window import next_free
from zharia.publishing.states import State
from zharia.simulator import model as simulated
from zharia.tiktok import PostMode, post_failure
from zharia.tiktok.errors import TikTokFault

#: the simulation's `at`: a moment, what then, of which
At = Callable[..., None]


class Follower:
    """Learns how posts ended. `decide` gets those that TikTok failed."""

    def __init__(
        self,
        plan: Plan,
        tiktok: TikTok,
        results: Results,
        fates: Mapping[PostMode, Sequence[Fate]],
        at: At,
        decide: Callable[[Item, Decision], None],
    ) -> None:
        self._plan, self._tiktok, self._results, self._fates = plan, tiktok, results, fates
        self._at, self._decide = at, decide
        self._window = Limits.from_settings(plan.settings).status
        self._poll = timedelta(seconds=plan.settings.poll_seconds)
        self._chance = random.Random(f"following {plan.seed}")

    def follow(self, item: Item, now: datetime) -> None:
        """From now on; it was accepted."""
        polled = item.account.polled
        self._poll_at(item, now + self._poll)
        for seconds in (item.fate.ended, item.fate.public):
            moment = self._tiktok.happens_at(item, seconds)
            if moment is None or (polled and self._chance.random() < self._plan.webhooks_lost):
                continue
            self._at(max(moment, now), self._hear, item, item.sent_at, max(moment, now))

    def _hear(self, item: Item, sent_at: datetime, now: datetime) -> None:
        """A webhook came; not of an attempt that was followed by another."""
        if item.sent_at == sent_at and item.row.wake_at is not None:
            self._apply(item, now)

    def _poll_at(self, item: Item, moment: datetime | None) -> None:
        item.row.wake_at = moment
        if moment is not None and item.account.polled:
            self._at(moment, self._ask, item, moment)

    def _ask(self, item: Item, now: datetime) -> None:
        account, row = item.account, item.row
        if row.wake_at != now:
            return
        since = now - self._window.length
        account.statuses = [at for at in account.statuses if at > since]
        free_at = next_free(account.statuses, [self._window], now)
        if free_at > now:
            self._poll_at(item, free_at)
            return
        account.statuses.append(now)
        self._results.calls["status"] += 1
        if self._tiktok.is_out(now):
            later = next_poll_at(row, now, self._poll, row.state, row.post_id or "")
            pause = backoff(2, TikTokFault.retry.seconds)
            self._poll_at(item, later and max(later, now + pause))
            return
        self._apply(item, now)

    def _apply(self, item: Item, now: datetime) -> None:
        """TikTok's status, as it is by now."""
        row, fate = item.row, item.fate
        if row.state is State.PROCESSING:
            ended = self._tiktok.happens_at(item, fate.ended)
            if ended is not None and ended <= now:
                if fate.fail_reason:
                    self._fail(item)
                    return
                direct = row.post_mode == PostMode.DIRECT_POST
                row.state = State.PUBLISHED if direct else State.DELIVERED
                self._results.happened["published or delivered"] += 1
        if row.post_id is None and fate.public is not None:
            public = self._tiktok.happens_at(item, fate.public)
            if public is not None and public <= now:
                row.post_id = "1"
        self._poll_at(item, next_poll_at(row, now, self._poll, row.state, row.post_id or ""))

    def _fail(self, item: Item) -> None:
        assert item.post is not None
        item.post.status = simulated.PostStatus.FAILED
        posted = item.account.posted[item.row.post_mode]
        slot = next((at for at in posted if at >= item.sent_at), None)
        if slot is not None:
            posted.remove(slot)
        taken = item.account.taken
        slot = next((at for at in taken if at >= item.sent_at), None)
        if slot is not None:
            taken.remove(slot)
        reason, last = item.fate.fail_reason, item.attempts >= MAX_ATTEMPTS
        # The next attempt is another post.
        item.fate = self._chance.choice(self._fates[item.account.room.mode])
        self._results.happened["failed at TikTok"] += 1
        self._decide(item, decide_on_error(post_failure(reason), item.row.tries, last=last))
