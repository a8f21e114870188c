"""Discrete-event simulation of a month's sending: no thread, no database, no waiting.

What is decided, the product decides: the turn of an account (`init_turn`, `sliding_window`), the
order of claims (`outgoing`), when to poll (`polling`, `schedule`), what follows from an error
(`retry_policy`), what proves an init without answer (`evidence`), what is too old (`staleness`).
Here is only what carries these from moment to moment, as `sender` and `rate_limits` do with rows.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Any, Final

from tests.support.month.arrivals import BEGIN, Newsroom, Story
from tests.support.month.fates import Fate
from tests.support.month.following import Follower
from tests.support.month.results import Group, Results
from tests.support.month.state import CLAIM_KEY, Account, Item, Place, Plan, Row
from tests.support.month.tiktok import TikTok
from zharia.publishing import init_turn, staleness
from zharia.publishing.evidence import Evidence, Finding, assess
from zharia.publishing.init_turn import UNANSWERED_INIT_WAIT, Usage
from zharia.publishing.init_waits import SLOT_LIFETIME
from zharia.publishing.leases import LEASE
from zharia.publishing.prepared_cache import KEEP_SECONDS
from zharia.publishing.rate_limits import Limits
from zharia.publishing.retry_policy import MAX_TRIES, Action, Decision, decide_on_error
from zharia.publishing.sender import PREPARE_AHEAD
from zharia.publishing.states import State
from zharia.tiktok import PostMode
from zharia.tiktok.errors import OutcomeUnknown, TikTokError, TikTokFault

_KEPT: Final = timedelta(seconds=KEEP_SECONDS)
_DAY: Final = timedelta(days=1)

Then = Callable[[Item], None]


class Simulation:
    """Run it with `run`; `results` has what it showed, `sent` is called with each first init."""

    def __init__(
        self,
        rooms: Sequence[Newsroom],
        fates: Mapping[PostMode, Sequence[Fate]],
        plan: Plan,
        sent: Callable[[Item, datetime], None] = lambda _item, _now: None,
    ) -> None:
        self._plan, self.results, self._sent, self._fates = plan, Results(), sent, fates
        self._tiktok = TikTok(plan, self.results.happened)
        self._follower = Follower(
            plan, self._tiktok, self.results, fates, self._at, self._apply_decision
        )
        self._limits = Limits.from_settings(plan.settings)
        self._caps = self._limits.caps
        self._patience = timedelta(minutes=plan.settings.unconfirmed_minutes)
        self._chance = random.Random(plan.seed)
        self._accounts = [
            Account(room, plan.disconnected.get(room.id), polled=not number % plan.polled_one_of)
            for number, room in enumerate(rooms)
        ]
        self._count = 0
        self._events: list[tuple[datetime, int, Callable[..., None], tuple[Any, ...]]] = []
        #: what is due, as a worker sees it
        self._due: list[tuple[Place, int, Item]] = []
        self._idle = list(range(plan.workers))
        self._working: dict[int, Item] = {}
        self._now = self._minute = BEGIN
        self._in_minute = 0
        for (begin, end), count in plan.lost:
            self._at(begin, self._lose_workers, count)
            self._at(end, self._bring_workers, count)
        for account in self._accounts:
            if account.held is not None:
                self._at(account.held[1], self._reconnect, account)

    def run(self, stories: Iterable[Story], until: datetime) -> Results:
        """Let every story fall due, and go on until a moment."""
        events = self._events
        arriving: Iterator[Story] = iter(stories)
        story = next(arriving, None)
        while story is not None or events:
            if story is not None and (not events or story.due_at <= events[0][0]):
                self._now = story.due_at
                self._arrive(story)
                story = next(arriving, None)
            else:
                moment, _, do, what = heappop(events)
                if moment > until:
                    break
                self._now = moment
                do(*what)
            if self._due and self._idle:
                self._give_work()
        return self.results

    def _at(self, moment: datetime, do: Callable[..., None], *what: object) -> None:
        self._count += 1
        heappush(self._events, (moment, self._count, do, what))

    # The queue

    def _arrive(self, story: Story) -> None:
        account = self._accounts[story.newsroom]
        self._count += 1
        mode = account.room.mode
        row = Row(self._count, account.room.id, mode, story)
        item = Item(row, account, self._chance.choice(self._fates[mode]))
        account.fall_due(item, self._caps[mode])
        self._count_minute(story.due_at)
        self._wake(item, self._now)

    def _count_minute(self, moment: datetime) -> None:
        minute = moment.replace(second=0, microsecond=0)
        if minute != self._minute:
            self._minute, self._in_minute = minute, 0
        self._in_minute += 1
        self.results.peak = max(self.results.peak, self._in_minute)

    def _wake(self, item: Item, moment: datetime) -> None:
        """Set when a worker takes the next step."""
        item.row.wake_at, item.awake = moment, False
        if moment > self._now:
            if item.row.tries:
                # Nobody waits for one that waits for its retry.
                item.account.leave_line(item)
            self._at(moment, self._fall_due, item, moment)
        else:
            self._fall_due(item, moment)

    def _fall_due(self, item: Item, moment: datetime) -> None:
        row = item.row
        if row.wake_at != moment or item.awake or row.state is not State.SCHEDULED:
            return
        if row.tries:
            item.account.join_line(item)
        # What is held is not due (`holds.not_held`).
        if not item.account.is_held(self._now):
            item.awake = True
            self._count += 1
            heappush(self._due, (CLAIM_KEY(row), self._count, item))
            backlog = len(self._due) * self._plan.post_seconds
            self.results.backlog = max(self.results.backlog, backlog)

    def _wake_line(self, account: Account, *, waiting: bool = False) -> None:
        """As `account_queue.wake_queue`; or, with `waiting`, as `wake_waiting`."""
        for one in account.in_line():
            row = one.row
            if (row.wake_at is None or row.wake_at > self._now) and not (
                waiting and row.error_code
            ):
                self._wake(one, self._now)

    def _wake_next(self, account: Account) -> None:
        """As `account_queue.wake_next`: the first that sleeps, and not for long."""
        now = self._now
        until = now + UNANSWERED_INIT_WAIT
        asleep = [
            one.place
            for one in account.in_line()
            if one.row.wake_at is not None and now < one.row.wake_at <= until
        ]
        if asleep:
            self._wake(account.waiting[min(asleep)], now)

    def _reconnect(self, account: Account) -> None:
        """As `rate_limits.resume_account`; what fell due meanwhile is due by itself."""
        for one in [*account.waiting.values()]:
            if not one.leased and one.row.wake_at is not None and one.row.wake_at <= self._now:
                self._wake(one, one.row.wake_at)
        self._wake_line(account)

    # Workers

    def _give_work(self) -> None:
        while self._due and self._idle:
            key, _, item = heappop(self._due)
            if not item.awake or item.leased or CLAIM_KEY(item.row) != key:
                continue
            item.awake, item.leased = False, True
            worker = self._idle.pop()
            self._working[worker] = item
            seconds, then = self._claim(item)
            self.results.busy += seconds
            self._at(self._now + timedelta(seconds=seconds), self._done, worker, item, then)

    def _done(self, worker: int, item: Item, then: Then) -> None:
        if self._working.get(worker) is item:
            del self._working[worker]
            self._idle.append(worker)
            item.leased = False
            then(item)

    def _lose_workers(self, count: int) -> None:
        """Killed: what they hold is taken up by others when its lease ends."""
        for _ in range(count):
            if self._working:
                item = self._working.pop(next(iter(self._working)))
                item.leased = False
                self._wake(item, self._now + LEASE)
            else:
                self._idle.pop()

    def _bring_workers(self, count: int) -> None:
        """Others, as after a restart."""
        for _ in range(count):
            self._count += 1
            self._idle.append(self._plan.workers + self._count)

    # One step of a publication

    def _claim(self, item: Item) -> tuple[float, Then]:
        """As `Sender._turn`: how long the worker is busy with it, and what then."""
        now, row, look = self._now, item.row, self._plan.look_seconds
        if staleness.is_old(row.due_at, now):
            return look, self._draft_stale
        free_at = self._free_at(item)
        ahead = free_at if item.prepared > now else free_at - PREPARE_AHEAD
        begin_at = max(row.due_at, ahead)
        if begin_at > now:
            self.results.happened["looked at before its turn"] += 1
            # As `Sender._look_again_after_commit`: somebody may have left meanwhile.
            return look, lambda one: self._wake(
                one, max(one.row.due_at, self._free_at(one) - (free_at - ahead))
            )
        if item.prepared <= now and (error := self._creator_error(item)):
            return look, lambda one: self._apply_decision(
                one, decide_on_error(error, one.row.tries)
            )
        if free_at > now:
            item.prepared = now + _KEPT
            return look, lambda one: self._wake(one, free_at)
        return self._plan.post_seconds, self._send

    def _free_at(self, item: Item) -> datetime:
        """As `rate_limits.init_free_at`."""
        now, account = self._now, item.account
        since = now - SLOT_LIFETIME
        for calls in (account.inits, *account.posted.values()):
            while calls and calls[0] <= since:
                del calls[0]
        usage = Usage(account.inits, account.posted, account.ahead_of(item))
        mode = item.row.post_mode
        moment = init_turn.free_at(mode, usage, self._limits.init, self._caps, now)
        other = account.unanswered
        if other is not None:
            sending = other.row.state is State.SUBMITTING
            moment = max(moment, init_turn.unanswered_until(other.sent_at, now, sending=sending))
        return max(moment, account.not_before)

    def _creator_error(self, item: Item) -> TikTokError | None:
        """Before a direct post: what TikTok says of its creator, unless that is fresh."""
        account, now = item.account, self._now
        if item.row.post_mode != PostMode.DIRECT_POST or account.creator_until > now:
            return None
        self.results.calls["creator info"] += 1
        if self._tiktok.is_out(now):
            item.held_up = True
            return TikTokFault()
        account.creator_until = now + _KEPT
        return None

    def _draft_stale(self, item: Item) -> None:
        """As `staleness.draft_if_stale`: with it all of its line that waited too long."""
        for one in [*item.account.waiting.values()]:
            if not one.leased and staleness.is_old(one.row.due_at, self._now):
                self._end(one, State.DRAFT, "too old to go by itself")

    def _end(self, item: Item, state: State, what: str) -> None:
        item.row.state, item.row.wake_at = state, None
        self.results.happened[what] += 1
        item.account.waiting.pop(item.place, None)
        item.account.leave_line(item)
        self._wake_line(item.account, waiting=True)

    def _send(self, item: Item) -> None:
        """As `Sender._begin_attempt`, and the call."""
        now, account, row = self._now, item.account, item.row
        free_at = self._free_at(item)
        if free_at > now or account.is_held(now):
            item.prepared = now + _KEPT
            self._wake(item, free_at)
            return
        refusal = self._tiktok.hear(item, now)
        if refusal is None and not item.noted:
            self._note(item)
        item.attempts += 1
        account.inits.append(now)
        account.posted[row.post_mode].append(now)
        account.unanswered = item
        row.state, row.submitted_at, item.sent_at = State.SUBMITTING, now, now
        account.waiting.pop(item.place)
        account.leave_line(item)
        self.results.calls["init"] += 1
        answer = timedelta(seconds=self._chance.uniform(*self._plan.answer))
        self._at(now + answer, self._answer, item, refusal)

    def _note(self, item: Item) -> None:
        now, due_at, account, results = self._now, item.row.due_at, item.account, self.results
        item.noted = True
        own_turn, day_free_at = self._tiktok.own_turn(item), self._tiktok.day_free_at(item)
        over = day_free_at > due_at or due_at <= account.over_until
        group = Group.OVER if over else Group.WITHIN
        if account.held is not None and account.held[0] <= due_at < account.held[1]:
            group = Group.DISCONNECTED
        elif group is Group.WITHIN and (item.held_up or self._tiktok.is_out(due_at)):
            group = Group.OUTAGE
            ended = max(end for _, end in self._plan.outages if end <= now)
            results.recovered = max(results.recovered, (now - ended).total_seconds())
        results.ages[group].append((now - due_at).total_seconds())
        if not item.held_up:
            waited = (now - own_turn).total_seconds()
            if group is Group.OVER or now - account.retried_at < _DAY:
                results.unused = max(results.unused, waited)
            else:
                results.starved = max(results.starved, waited)
        self._sent(item, now)

    def _answer(self, item: Item, refusal: TikTokError | None) -> None:
        """As `Sender._record_answer`."""
        account, row, now = item.account, item.row, self._now
        if isinstance(refusal, OutcomeUnknown):
            row.state, item.held_up = State.UNCONFIRMED, True
            self._at(item.sent_at + self._patience, self._decide_without_answer, item)
            return
        account.unanswered, account.answered_at = None, now
        # The call counts from its answer; one that was refused took no post of the day.
        account.inits[account.inits.index(item.sent_at)] = now
        posted = account.posted[row.post_mode]
        posted.remove(item.sent_at)
        if refusal is not None:
            self._wake_line(account, waiting=True)
            self._apply_decision(item, decide_on_error(refusal, row.tries))
        else:
            posted.append(now)
            row.error_code = None
            account.taken.append(now)
            row.state = State.PROCESSING
            self._follower.follow(item, now)
        self._wake_next(account)

    def _decide_without_answer(self, item: Item) -> None:
        """As `unconfirmed.decide`: no photo was pulled, since TikTok was away."""
        finding = assess(Evidence(item.sent_at), self._now, self._patience)
        assert finding is Finding.REVOKE
        account = item.account
        account.posted[item.row.post_mode].remove(item.sent_at)
        account.unanswered, account.answered_at = None, self._now
        self._wake_line(account, waiting=True)
        self._wake_next(account)
        if item.row.tries >= MAX_TRIES:
            self._end(item, State.FAILED, "failed for good")
        else:
            self._requeue(item, timedelta(0), tries=1)

    def _apply_decision(self, item: Item, decision: Decision) -> None:
        """As `transitions.apply_decision`."""
        item.row.error_code = decision.code
        if decision.action is Action.FAIL:
            self._end(item, State.FAILED, "failed for good")
        elif decision.action is Action.AGAIN:
            self._requeue(item, decision.wait, tries=1)
        else:
            item.account.not_before = self._now + decision.wait
            self._requeue(item, decision.wait, tries=0)

    def _requeue(self, item: Item, wait: timedelta, *, tries: int) -> None:
        item.row.state = State.SCHEDULED
        if tries:
            item.row.tries += tries
            item.account.retried_at = self._now
        item.account.waiting[item.place] = item
        item.account.join_line(item)
        self._wake(item, self._now + wait)
        if item.row.tries:
            self._wake_line(item.account, waiting=True)
