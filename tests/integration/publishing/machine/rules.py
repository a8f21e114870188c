"""The state machine: people, the worker, TikTok, time and accidents, in any order.

Few rules with many variants: hypothesis leaves some rules out of each example, and a chain of
events needs all of its links.
"""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from hypothesis import currently_in_test_context, event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.integration.publishing.machine import accidents, ending, promises
from tests.integration.publishing.machine.house import House
from tests.integration.publishing.machine.mortal import Edge, Kill, MortalDatabase
from tests.integration.publishing.machine.seen import Seen
from tests.integration.publishing.machine.steps import Steps
from tests.integration.publishing.machine.world import Answer, Fate, Telling
from zharia.accounts import Mode
from zharia.publishing.evidence import ASK_AFTER

#: the journal syncs each line; processes die here, and disks do not
_QUICK_DISK: Final = "/dev/shm" if Path("/dev/shm").is_dir() else None
BEGIN: Final = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
#: how often each situation came up, over all examples of a process
SITUATIONS: Final[Counter[str]] = Counter()

PICK = st.integers(0, 11)
#: most of the time nobody dies
KILLS = st.one_of(
    st.none(), st.none(), st.none(), st.builds(Kill, st.integers(0, 2), st.sampled_from(Edge))
)
ANSWERS = st.sampled_from([Answer.ACCEPTED, Answer.LOST, Answer.LOST, Answer.UNHEARD, *Answer])
#: how many photos TikTok has fetched before its answer leaves
EAGER = st.sampled_from([0, 0, 1, 9])
SPANS = st.sampled_from(
    [
        None,
        None,
        timedelta(seconds=11),
        timedelta(minutes=2),
        timedelta(minutes=5),
        timedelta(minutes=30),
        timedelta(hours=7),
    ]
)
ARTICLES = st.sampled_from([0, 1, 0, 1, 2])
#: one account is busy
ACCOUNTS = st.sampled_from([0, 0, 0, 1])
MODES = st.sampled_from([Mode.AUTO, Mode.AUTO, Mode.INBOX, Mode.REVIEW])


def occurred(what: str) -> None:
    """Note that something really came up."""
    SITUATIONS[what] += 1
    if currently_in_test_context():  # a frozen process has a thread of its own
        event(what)


class Newsroom(RuleBasedStateMachine):
    """Every step is checked; the end is judged when all is quiet."""

    def __init__(self, database: MortalDatabase) -> None:
        super().__init__()
        database.moment = BEGIN
        self.errors = accidents.listen()
        self._folder = TemporaryDirectory(dir=_QUICK_DISK)
        self.house = House(database, Path(self._folder.name) / "journal")
        self.steps = Steps(self.house, occurred)
        self.seen = Seen(self.house)

    @initialize(articles=st.integers(1, 2))
    def begin(self, articles: int) -> None:
        for article in range(articles):
            self.steps.order(article, 0, Mode.AUTO, force=False, later=False)

    @rule(
        article=ARTICLES,
        account=ACCOUNTS,
        mode=MODES,
        force=st.booleans(),
        later=st.sampled_from([False, False, False, True]),
        kill=KILLS,
    )
    def order(
        self, article: int, account: int, mode: Mode, force: bool, later: bool, kill: Kill | None
    ) -> None:
        self.mortal(
            lambda: self.steps.order(article, account, mode, force=force, later=later), kill
        )

    @precondition(lambda self: self.seen.publications)
    @rule(
        pick=PICK,
        what=st.sampled_from(
            ["approve", "approve", "cancel", "change", "postpone", "resolve", "retry", "retry"]
        ),
        fitting=st.sampled_from([True, True, True, True, False]),
    )
    def person(self, pick: int, what: str, fitting: bool) -> None:
        """Presses a button, also one that does not fit: pages are seldom of this moment."""
        self.steps.person(self.seen, pick, what, fitting=fitting)

    @precondition(lambda self: self.seen.outgoing())
    @rule(
        pick=PICK,
        answer=ANSWERS,
        eager=EAGER,
        how=st.sampled_from(["", "", "", "", "frozen before", "frozen after"]),
        kill=KILLS,
    )
    def work(self, pick: int, answer: Answer, eager: int, how: str, kill: Kill | None) -> None:
        """A worker's next step on what is due."""
        due = self.seen.outgoing()
        chosen = due[pick % len(due)]
        if how:
            self.steps.freeze(lambda: self.steps.advance(chosen, answer, eager), how)
        else:
            self.mortal(lambda: self.steps.advance(chosen, answer, eager), kill)

    @precondition(lambda self: self.seen.to_follow())
    @rule(
        telling=st.sampled_from([Telling.TRUTH, Telling.TRUTH, *Telling]),
        how=st.sampled_from(["", "", "", "", "frozen after"]),
        kill=KILLS,
    )
    def follow(self, telling: Telling, how: str, kill: Kill | None) -> None:
        if how:
            self.steps.freeze(lambda: self.steps.follow(telling), how)
        else:
            self.mortal(lambda: self.steps.follow(telling), kill)

    @precondition(lambda self: self.steps.frozen)
    @rule(pick=PICK, dies=st.sampled_from([False, False, True]), kill=KILLS)
    def thaw(self, pick: int, dies: bool, kill: Kill | None) -> None:
        """A process that stood still goes on, whatever has happened meanwhile."""
        with self.house.database.mortal(kill):
            self.steps.thaw(pick, dies=dies)

    @precondition(lambda self: self.seen.having_fate(Fate.PULLING) or self.steps.on_the_way)
    @rule(
        pick=PICK,
        how=st.sampled_from(
            ["all", "all", "all", "one", "broken off", "broken off", "begin", "end", "end"]
        ),
        kill=KILLS,
    )
    def pull(self, pick: int, how: str, kill: Kill | None) -> None:
        self.mortal(lambda: self.steps.pull(self.seen, pick, how), kill)

    @precondition(lambda self: self.seen.having_fate(Fate.PROCESSING))
    @rule(pick=PICK, reason=st.sampled_from(["", "", "", "internal", "spam_risk"]))
    def finish(self, pick: int, reason: str) -> None:
        self.steps.finish(self.seen, pick, reason)

    @precondition(lambda self: self.seen.webhooks or self.seen.waiting_hooks)
    @rule(
        pick=PICK,
        fate=st.sampled_from(["once", "once", "once", "again later", "lost", "kept only"]),
        kill=KILLS,
    )
    def webhook(self, pick: int, fate: str, kill: Kill | None) -> None:
        """One of those on their way, not always the oldest."""
        self.mortal(lambda: self.steps.webhook(pick, fate), kill)

    @rule(span=SPANS)
    def time_passes(self, span: timedelta | None) -> None:
        """So long, or until something is due."""
        database = self.house.database
        database.moment = (
            self.seen.next_due() or database.moment if span is None else database.moment + span
        )

    @rule(pick=PICK, account=ACCOUNTS, chance=st.booleans(), which=accidents.KINDS)
    def accident(self, which: str, pick: int, account: int, chance: bool) -> None:
        self.steps.accident(self.seen, which, pick, account, chance=chance)

    @precondition(lambda self: self.seen.publications)
    @rule(pick=PICK, answer=ANSWERS)
    def goes_on(self, pick: int, answer: Answer) -> None:
        """Whatever comes next by itself."""
        self.steps.goes_on(self.seen, pick, answer)

    @precondition(lambda self: self.seen.publications)
    @rule(pick=PICK, answer=ANSWERS, times=st.integers(2, 6))
    def goes_on_for_a_while(self, pick: int, answer: Answer, times: int) -> None:
        for _ in range(times):
            self.steps.goes_on(Seen(self.house), pick, answer)

    @precondition(lambda self: self.seen.outgoing())
    @rule(
        pick=PICK,
        ends=st.sampled_from(["", "internal", "never"]),
        hasty=st.booleans(),
        anew=st.booleans(),
    )
    def silence(self, pick: int, ends: str, hasty: bool, anew: bool) -> None:
        """An answer and its webhook are lost; half an hour later a person looks at TikTok."""
        due = self.seen.outgoing()
        self.steps.fall_silent(due[pick % len(due)], ends)
        self.house.database.moment += ASK_AFTER
        self.steps.follow(Telling.TRUTH)
        self.steps.person(Seen(self.house), pick, "resolve", fitting=not hasty)
        if anew:
            self.steps.order(pick % 3, 0, Mode.AUTO, force=False, later=False)
            self.steps.person(Seen(self.house), pick, "retry", fitting=True)

    @invariant()
    def promises_hold(self) -> None:
        self.errors.raise_first()
        self.seen = Seen(self.house)
        steps = self.steps
        promises.check(self.seen, steps.ordered, steps.forced, steps.misjudged)

    def teardown(self) -> None:
        try:
            ending.until_quiet(self.house, self.steps, self.promises_hold)
            promises.judge(self.seen, self.steps.misjudged)
            ending.count(self.house, occurred)
        finally:
            self.steps.kill_the_frozen()
            self.errors.close()
            accidents.empty(self.house.database)
            self._folder.cleanup()

    def mortal(self, step: Callable[[], object], kill: Kill | None) -> None:
        with self.house.database.mortal(kill):
            if self.house.until_death(step) and kill is not None:
                occurred(f"killed {kill.edge} commit {kill.commit}")


def newsroom_of(database: MortalDatabase) -> type[Newsroom]:
    """The machine on this database."""

    class OnIt(Newsroom):
        def __init__(self) -> None:
            super().__init__(database)

    OnIt.__name__ = Newsroom.__name__
    return OnIt
