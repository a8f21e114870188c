"""The state machine: people, the worker, TikTok, time and accidents, in any order."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import func, select

from tests.integration.publishing.machine import accidents, ending, promises
from tests.integration.publishing.machine.house import House
from tests.integration.publishing.machine.mortal import Edge, Frozen, Kill, MortalDatabase
from tests.integration.publishing.machine.world import Answer, Fate, Post, Telling
from zharia.accounts import Mode
from zharia.posts import Style
from zharia.publishing import actions, hooks, pulls, turns
from zharia.publishing.actions import Ending
from zharia.publishing.creating import StillUnderWay
from zharia.publishing.model import Publication
from zharia.publishing.modes import Choices
from zharia.publishing.states import UNDER_WAY, State
from zharia.publishing.steps import NotPossible

BEGIN: Final = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
#: how often each situation came up, over all examples of a process
SITUATIONS: Final[Counter[str]] = Counter()

Row = TypeVar("Row")

PICK = st.integers(0, 11)
KILLS = st.none() | st.builds(Kill, st.integers(0, 3), st.sampled_from(Edge))
#: most of the time nobody dies
SELDOM_KILLS = st.one_of(st.none(), st.none(), st.none(), KILLS)
ANSWERS = st.sampled_from(
    [Answer.ACCEPTED, Answer.ACCEPTED, Answer.LOST, Answer.LOST, Answer.LOST, Answer.UNHEARD, *Answer]
)
#: which photos TikTok has fetched before its answer leaves
EAGER = st.sampled_from([0, 0, 0, 1, 9])
SPANS = st.sampled_from(
    [
        timedelta(seconds=3),
        timedelta(seconds=11),
        timedelta(seconds=61),
        timedelta(minutes=2),
        timedelta(minutes=5),
        timedelta(minutes=30),
        timedelta(hours=7),
    ]
)


def occurred(what: str) -> None:
    """Note that something really came up."""
    SITUATIONS[what] += 1
    event(what)


class Newsroom(RuleBasedStateMachine):
    """Every step is checked; the end is judged when all is quiet."""

    def __init__(self, database: MortalDatabase) -> None:
        super().__init__()
        database.moment = BEGIN
        self.database = database
        self.errors = accidents.listen()
        self.house = House(database)
        self.tiktok = self.house.tiktok
        self.ordered: set[promises.Pair] = set()
        self.forced: Counter[promises.Pair] = Counter()
        self.frozen: list[Frozen] = []
        #: photos that are on their way to TikTok: post, number, attempt
        self.on_the_way: list[tuple[Post, int, str | None]] = []
        self.eager = 0
        self.tiktok.before_answer = self._pull_some

    # People

    @rule(
        article=st.integers(0, 2),
        account=st.sampled_from([0, 0, 0, 1]),
        mode=st.sampled_from([Mode.AUTO, Mode.AUTO, Mode.INBOX, Mode.REVIEW]),
        force=st.booleans(),
        later=st.sampled_from([False, False, False, True]),
        kill=SELDOM_KILLS,
    )
    def order(
        self, article: int, account: int, mode: Mode, force: bool, later: bool, kill: Kill | None
    ) -> None:
        pair = (self.house.articles[article], self.house.accounts[account][0])

        def step() -> None:
            try:
                done = self.house.order(article, account, mode, force=force, later=later)
            except StillUnderWay as refused:
                assert force
                assert all(one.state in UNDER_WAY for one in refused.going.values())
                occurred("force over one under way is refused")
                return
            made = done.publication_id if not done.skipped else None
            if made is not None:
                self.made(pair, made)

        self.mortal(step, kill)
        # It may have been killed after the commit: what was accepted counts all the same.
        for one in self.house.publications():
            if (one.article_id, one.account_id) == pair:
                self.made(pair, one.id)

    def made(self, pair: promises.Pair, publication_id: str) -> None:
        self.ordered.add(pair)
        if publication_id not in self._known:
            self._known.add(publication_id)
            occurred("ordered")
            if self.look(publication_id).repeat > 1:
                self.forced[pair] += 1
                occurred("repeat ordered over one at rest")

    @property
    def _known(self) -> set[str]:
        known: set[str] = self.__dict__.setdefault("known", set())
        return known

    @precondition(lambda self: self.having(State.DRAFT))
    @rule(pick=PICK)
    def approve(self, pick: int) -> None:
        one = _of(self.having(State.DRAFT), pick)
        if one.post_mode == "DIRECT_POST" and one.privacy_level is None:
            self.act(actions.revise, one, Choices(privacy_level="PUBLIC_TO_EVERYONE"), **_REVISING)
        self.act(actions.approve, one)

    @rule(pick=PICK, what=st.sampled_from(["cancel", "retry", "retry", "change", "postpone"]))
    def act_on_any(self, pick: int, what: str) -> None:
        ones = self.house.publications()
        if what == "retry":
            ones = [one for one in ones if one.state == State.FAILED] or ones
        if not ones:
            return
        one = _of(ones, pick)
        if what == "change":
            self.act(actions.revise, one, Choices(title=f"Тақырып {pick}"), **_REVISING)
        elif what == "postpone":
            due_at = self.database.moment + timedelta(minutes=20)
            self.act(actions.revise, one, Choices(), due_at=due_at, **_REVISING)
        else:
            self.act(actions.cancel if what == "cancel" else actions.retry, one)

    @rule(pick=PICK)
    def resolve(self, pick: int) -> None:
        """A person looks at TikTok, and waits while it is still at it."""
        asking = [one for one in self.house.publications() if one.needs_word]
        if not asking:
            return
        one = _of(asking, pick)
        seen = promises.Seen(self.house)
        fates = {post.fate for post in seen.posts_of(seen.publications[one.id])}
        if fates & {Fate.PULLING, Fate.PROCESSING}:
            return
        self.act(actions.resolve, one, Ending.LIVE if Fate.LIVE in fates else Ending.NOT_LIVE)

    # The worker

    @rule(
        pick=PICK,
        anyhow=st.sampled_from([False, False, False, True]),
        answer=ANSWERS,
        eager=EAGER,
        kill=SELDOM_KILLS,
    )
    def work(self, pick: int, anyhow: bool, answer: Answer, eager: int, kill: Kill | None) -> None:
        """The next step of what is due; or a wake-up comes that nobody needs."""
        due = [one.id for one in self.house.publications()] if anyhow else self.house.outgoing()
        if not due:
            return
        publication_id = _of(due, pick)
        self.tiktok.answer, self.eager = answer, eager
        self.mortal(lambda: self.advance(publication_id), kill)

    @rule(pick=PICK, answer=ANSWERS, eager=EAGER, before=st.booleans())
    def work_and_freeze(self, pick: int, answer: Answer, eager: int, before: bool) -> None:
        due = self.house.outgoing()
        if not due or len(self.frozen) > 1:
            return
        publication_id = _of(due, pick)
        self.tiktok.answer, self.eager = answer, eager
        self.freeze(lambda: self.house.publisher.advance(publication_id), before=before)

    @rule(kill=SELDOM_KILLS, telling=st.sampled_from([Telling.TRUTH, Telling.TRUTH, *Telling]))
    def follow(self, kill: Kill | None, telling: Telling) -> None:
        self.tiktok.telling = telling
        self.mortal(self.house.follower.tick, kill)

    @rule()
    def follow_and_freeze(self) -> None:
        if len(self.frozen) < 2:
            self.tiktok.telling = Telling.TRUTH
            self.freeze(self.house.follower.tick, before=False)

    @precondition(lambda self: self.frozen)
    @rule(pick=PICK, dies=st.sampled_from([False, False, True]), kill=SELDOM_KILLS)
    def thaw(self, pick: int, dies: bool, kill: Kill | None) -> None:
        frozen = self.frozen.pop(pick % len(self.frozen))
        with self.database.mortal(kill):
            frozen.thaw(dies=dies)
        occurred("thawed and killed" if dies else "thawed")

    @rule(kill=SELDOM_KILLS)
    def handle_hooks(self, kill: Kill | None) -> None:
        self.mortal(self.house.hooks, kill)

    @rule()
    def sweep(self) -> None:
        with self.database.write() as session:
            pulls.sweep(session, self.database.moment)
            turns.forget(session, self.database.moment)

    # TikTok

    @precondition(lambda self: self.posts(Fate.PULLING))
    @rule(pick=PICK, whole=st.sampled_from([True, True, True, False]), kill=SELDOM_KILLS)
    def pull(self, pick: int, whole: bool, kill: Kill | None) -> None:
        post = _of(self.posts(Fate.PULLING), pick)
        number = min(set(range(1, post.photos + 1)) - post.pulled)
        self.mortal(lambda: self.house.pull(post, number, whole=whole), kill)
        occurred("pulled" if whole else "pull broke off")

    @precondition(lambda self: self.posts(Fate.PULLING))
    @rule(pick=PICK)
    def pull_all(self, pick: int) -> None:
        post = _of(self.posts(Fate.PULLING), pick)
        for number in range(1, post.photos + 1):
            self.house.pull(post, number)
        occurred(f"pulled all: {post.fate}")

    @precondition(lambda self: self.posts(Fate.PULLING))
    @rule(pick=PICK)
    def begin_pull(self, pick: int) -> None:
        """A photo is on its way while other things happen."""
        post = _of(self.posts(Fate.PULLING), pick)
        number = pick % post.photos + 1
        self.on_the_way.append((post, number, self.house.ask(post, number)))

    @precondition(lambda self: self.on_the_way)
    @rule(pick=PICK, whole=st.booleans())
    def end_pull(self, pick: int, whole: bool) -> None:
        post, number, attempt_id = self.on_the_way.pop(pick % len(self.on_the_way))
        self.house.give(post, number, attempt_id, whole=whole)
        occurred("slow pull")

    @rule(pick=PICK, method=st.sampled_from(["HEAD", "GET"]))
    def glance(self, pick: int, method: str) -> None:
        if attempts := self.house.attempts():
            one = _of(attempts, pick)
            for number in range(1, len(one.photos) + 1):
                self.house.glance(one.id, number, method)

    @precondition(lambda self: self.posts(Fate.PROCESSING))
    @rule(pick=PICK, reason=st.sampled_from(["", "", "", "internal", "spam_risk"]))
    def finish(self, pick: int, reason: str) -> None:
        post = _of(self.posts(Fate.PROCESSING), pick)
        self.tiktok.end(post, reason)
        occurred("post failed" if reason else "post is live")

    @precondition(lambda self: self.posts(Fate.LIVE))
    @rule(pick=PICK, public=st.sampled_from([True, True, False]))
    def moderate(self, pick: int, public: bool) -> None:
        self.tiktok.publish(_of(self.posts(Fate.LIVE), pick), public=public)

    @rule(account=st.sampled_from([0, 0, 0, 1]), succeeds=st.booleans())
    def foreign_post(self, account: int, succeeds: bool) -> None:
        self.tiktok.foreign(self.house.accounts[account][1], succeeds=succeeds)
        occurred("somebody else posts")

    @precondition(lambda self: self.tiktok.webhooks)
    @rule(pick=PICK, fate=st.sampled_from(["once", "once", "once", "again later", "lost"]))
    def deliver(self, pick: int, fate: str) -> None:
        index = pick % len(self.tiktok.webhooks)
        delivery = self.tiktok.webhooks[index]
        if fate != "again later":
            del self.tiktok.webhooks[index]
        if fate != "lost":
            with self.database.write() as session:
                hooks.keep(session, [delivery], self.database.moment)
        occurred(f"webhook: {fate}")

    # The rest of the world

    @rule(span=SPANS)
    def time_passes(self, span: timedelta) -> None:
        self.database.moment += span

    @rule()
    def until_something_is_due(self) -> None:
        with self.database.read() as session:
            due = session.scalar(
                select(func.min(Publication.wake_at)).where(
                    Publication.wake_at > self.database.moment
                )
            )
        if due is not None:
            self.database.moment = due

    @rule(which=st.sampled_from(["account", "tiktok", "connection"]), account=st.integers(0, 1))
    def switch(self, which: str, account: int) -> None:
        accidents.switch(self.house, which, account)

    @rule()
    def restart(self) -> None:
        """The only worker of a SQLite database forgets the dead ones' leases."""
        accidents.restart(self.house, self.frozen)
        self.frozen.clear()

    # What must hold

    @invariant()
    def promises_hold(self) -> None:
        self.errors.raise_first()
        promises.check(promises.Seen(self.house), self.ordered, self.forced)

    def teardown(self) -> None:
        try:
            ending.until_quiet(self)
            seen = promises.Seen(self.house)
            promises.check(seen, self.ordered, self.forced)
            promises.judge(seen)
            ending.count(self.house, occurred)
        finally:
            for frozen in self.frozen:
                frozen.thaw(dies=True)
            self.errors.close()
            self.house.follower.close()
            accidents.empty(self.database)

    # Helpers

    def mortal(self, step: Callable[[], object], kill: Kill | None) -> None:
        with self.database.mortal(kill):
            if self.house.until_death(step) and kill is not None:
                occurred(f"killed {kill.edge} commit {kill.commit}")

    def freeze(self, step: Callable[[], object], *, before: bool) -> None:
        self.tiktok.freezes_before, self.tiktok.freezes_after = before, not before
        frozen = Frozen(lambda: (step(), None)[1])
        self.tiktok.freezes_before = self.tiktok.freezes_after = False
        if not frozen.is_done:
            self.frozen.append(frozen)
            occurred("frozen before TikTok heard" if before else "frozen after TikTok acted")

    def advance(self, publication_id: str) -> None:
        before = len(self.tiktok.inits)
        answer = self.tiktok.answer
        self.house.publisher.advance(publication_id)
        if len(self.tiktok.inits) > before:
            occurred(f"init: {answer}")

    def act(self, do: Callable[..., None], one: Publication, *more: Any, **named: Any) -> None:
        name = getattr(do, "__name__", "act")
        try:
            self.house.act(do, one.id, *more, **named)
        except NotPossible as refused:
            occurred(f"{name}: {refused.code}")
        else:
            occurred(f"{name}: done")

    def look(self, publication_id: str) -> Publication:
        with self.database.read() as session:
            return session.get_one(Publication, publication_id)

    def having(self, state: State) -> list[Publication]:
        return [one for one in self.house.publications() if one.state == state]

    def posts(self, fate: Fate) -> list[Post]:
        return [post for post in self.tiktok.ours if post.fate is fate]

    def _pull_some(self, post: Post) -> None:
        for number in range(1, min(self.eager, post.photos) + 1):
            self.house.pull(post, number)


_REVISING: Final[dict[str, Any]] = {"limits": Style(), "self_only": False}


def _of(rows: Sequence[Row], pick: int) -> Row:
    return rows[pick % len(rows)]
