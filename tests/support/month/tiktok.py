"""TikTok's side: what it refuses by its own count, what it does when, and when it is away.

Its limits are the simulator's (`simulator/limits.py`, `simulator/caps.py`), another reading of
TikTok's pages than ours.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Final

from tests.support.month.arrivals import BEGIN
from tests.support.month.state import Item, Plan
from zharia.simulator import caps, limits
from zharia.simulator import model as simulated
from zharia.tiktok import PostMode
from zharia.tiktok.errors import (
    OutcomeUnknown,
    PostCapReached,
    RateLimited,
    TikTokError,
    TooManyPendingDrafts,
)

_MINUTE: Final = timedelta(seconds=limits.WINDOW_SECONDS)
_DAY: Final = timedelta(seconds=caps.DAY)
_INITS: Final = limits.PER_MINUTE["content_init"]
_USER: Final = simulated.User("newsroom", "newsroom")
_MOST: Final = {
    PostMode.DIRECT_POST: _USER.posts_per_day,
    PostMode.MEDIA_UPLOAD: caps.PENDING_DRAFTS_PER_DAY,
}


class TikTok:
    """One for all accounts."""

    def __init__(self, plan: Plan, happened: Counter[str]) -> None:
        self._outages, self._happened = plan.outages, happened

    def is_out(self, moment: datetime) -> bool:
        return any(begin <= moment < end for begin, end in self._outages)

    def happens_at(self, item: Item, seconds: float | None) -> datetime | None:
        """When it does what its fate has so long after init; while it is away it does nothing."""
        if seconds is None:
            return None
        moment = item.sent_at + timedelta(seconds=seconds)
        for begin, end in self._outages:
            if begin <= moment < end:
                moment += end - max(begin, item.sent_at)
        return moment

    def hear(self, item: Item, now: datetime) -> TikTokError | None:
        """A call of init: why it is refused, or lost; None: it is accepted."""
        if self.is_out(now):
            return OutcomeUnknown()
        account, seconds = item.account, (now - BEGIN).total_seconds()
        admitted, account.tiktok_inits = limits.admit(account.tiktok_inits, seconds, _INITS)
        if not admitted:
            self._happened["refused: calls of the minute"] += 1
            return RateLimited(code="rate_limit_exceeded")
        posts = account.tiktok_posts
        while posts and posts[0].created_at <= seconds - caps.DAY:
            del posts[0]
        if item.row.post_mode == PostMode.DIRECT_POST:
            if caps.too_many_posts(posts, _USER, seconds):
                self._happened["refused: posts of the day"] += 1
                return PostCapReached(code="spam_risk_too_many_posts")
        elif caps.too_many_drafts(posts, _USER.username, seconds):
            self._happened["refused: drafts of the day"] += 1
            return TooManyPendingDrafts(code="spam_risk_too_many_pending_share")
        mode = simulated.PostMode(item.row.post_mode)
        item.post = simulated.Post("", "", _USER.username, mode, seconds)
        posts.append(item.post)
        return None

    @classmethod
    def own_turn(cls, item: Item) -> datetime:
        """Since when neither TikTok nor its own account has kept it, by TikTok's own numbers."""
        account = item.account
        moment = max(item.row.due_at, account.answered_at, account.not_before)
        if account.held is not None and account.held[0] <= item.row.due_at:
            moment = max(moment, account.held[1])
        if len(account.inits) >= _INITS:
            moment = max(moment, account.inits[-_INITS] + _MINUTE)
        return max(moment, cls.day_free_at(item))

    @staticmethod
    def day_free_at(item: Item) -> datetime:
        """Since when TikTok has had a place of the day for it."""
        taken, most = item.account.taken, _MOST[item.account.room.mode]
        return taken[-most] + _DAY if len(taken) >= most else BEGIN
