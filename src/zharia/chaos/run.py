"""A chaos run, from its first blow to its line of JSON."""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from typing import Final

import httpx2

from zharia.chaos import report
from zharia.chaos.audit import Findings, Pair, audit
from zharia.chaos.plan import Blow, Channel, Foreign, Moment, Step, Story
from zharia.chaos.world import Options, World, opened
from zharia.publishing.ledger import LEASE
from zharia.publishing.states import State

#: publications in line, for each account, beyond which no more articles come in
_BACKLOG: Final = 4
#: seconds in which a chosen moment must come
_MOMENT_SECONDS: Final = 10.0
#: a frozen process misses its lease by so many seconds
_OVERSLEPT: Final = 3.0
#: seconds that everything must have been quiet at the end
_QUIET: Final = 3.0
#: hours: TikTok was seen to pull 22 hours late
_LATEST_PULL: Final = 23.0
#: seconds in which a service that has just been killed takes up what it has accepted, however
#: busy the machine
_ROW_SECONDS: Final = 120.0
_LOOK: Final = 0.25
#: broken promises that are told in full
_MOST_STORIES: Final = 10


def run(
    options: Options, say: Callable[[str], None], ended: Callable[[], bool]
) -> tuple[str, bool]:
    """The line of JSON, and whether every promise was kept."""
    say(f"seed {options.plan.seed}; everything lies in {options.folder}")
    with opened(options) as world:
        return _Chaos(options, world, say, ended).run()


class _Chaos:
    def __init__(
        self,
        options: Options,
        world: World,
        say: Callable[[str], None],
        ended: Callable[[], bool],
    ) -> None:
        self._plan, self._options = options.plan, options
        self._newsroom, self._cms, self._relay = world.newsroom, world.cms, world.relay
        self._tiktok, self._installation = world.tiktok, world.installation
        self._say, self._ended = say, ended
        self._began = time.monotonic()
        #: stories that are to come in as soon as there is room
        self._coming: deque[Story] = deque()
        self._sent: list[Story] = []
        self._foreign: Counter[Foreign] = Counter()
        #: when something was there to be sent, and the service was struck
        self._struck: list[float] = []
        self._kills = self._freezes = self._restores = self._reconnects = 0
        self._last_blow = time.monotonic()

    def run(self) -> tuple[str, bool]:
        self._tiktok.misbehave(self._plan.lasting_faults)
        for number, step in enumerate(self._plan.steps, 1):
            if self._ended():
                break
            self._step(step)
            self._say(f"{number}/{len(self._plan.steps)} {step.moment}: {self._standing()}")
        if self._plan.after_copy and not self._ended():
            self._restore()
        self._coming.clear()
        self._settle()
        return self._report()

    # Blows

    def _step(self, step: Step) -> None:
        installation = self._installation
        installation.look_after()
        if step.moment is not Moment.STARTING:
            installation.wait_until_ready()
        self._coming.extend(step.stories)
        self._supply()
        self._tiktok.misbehave(step.faults)
        for number, foreign in enumerate(step.foreign):
            self._act(foreign, number + len(self._sent))
        if step.moment in {Moment.ANY, Moment.STARTING}:
            time.sleep(step.pause * 8)
        else:
            self._tiktok.wait_for(step.moment, _MOMENT_SECONDS, self._ended)
            time.sleep(step.pause)
        self._strike(step)

    def _strike(self, step: Step) -> None:
        processes = self._installation.processes
        victims = processes if step.victim is None else [processes[step.victim % len(processes)]]
        waiting = self._installation.open() + self._cms.waiting
        self._last_blow = time.monotonic()
        if waiting:
            self._struck.append(self._last_blow)
        if step.blow is Blow.FREEZE:
            self._freezes += 1
            for process in victims:
                process.freeze()
            time.sleep(LEASE.total_seconds() + _OVERSLEPT)
            for process in victims:
                process.thaw()
        else:
            self._kills += 1
            for process in victims:
                process.kill()
            for process in victims:
                process.start()

    def _act(self, foreign: Foreign, number: int) -> None:
        _, username = self._installation.accounts[number % len(self._installation.accounts)]
        if foreign is Foreign.GLANCE:
            address = self._installation.newest_photo()
            if address is not None:
                self._foreign[foreign] += 1
                _glance(address)
            return
        self._foreign[foreign] += 1
        photo = f"{self._newsroom.base}/photos/{number % 7}.jpg"
        self._tiktok.act(foreign, self._installation.client_key, username, photo)

    # Articles

    def _supply(self) -> None:
        """Let in what is to come, as long as the service keeps up."""
        self._reconnects += self._installation.reconnect()
        room = _BACKLOG * len(self._installation.accounts) - self._installation.in_line()
        room -= self._cms.waiting
        while self._coming and room > 0:
            story = self._coming.popleft()
            self._sent.append(story)
            room -= len(story.languages)
            if story.channel is Channel.JSON:
                self._cms.send(story)
            else:
                self._newsroom.publish(story)

    def _wanted(self) -> list[Pair]:
        """Every article that has been sent, on each account of its languages."""
        return [pair for story in self._sent for pair in self._pairs(story)]

    def _accepted(self) -> list[Pair]:
        """Those that the service has answered for, or whose feed it has read since."""
        return [pair for story in self._sent if self._taken(story) for pair in self._pairs(story)]

    def _taken(self, story: Story) -> bool:
        if story.channel is Channel.JSON:
            return story.number in self._cms.accepted
        listed = self._newsroom.published_at(story)
        read = self._installation.feeds_read()
        feeds = [read.get(self._newsroom.feed_url(language)) for language in story.languages]
        return listed is not None and all(at is not None and at > listed for at in feeds)

    def _pairs(self, story: Story) -> list[Pair]:
        return [
            Pair(story.number, username)
            for language, username in self._installation.accounts
            if language in story.languages
        ]

    # An older copy of the database

    def _restore(self) -> None:
        self._say("copying the database with publications in flight")
        self._wait(lambda: not self._installation.open(), 60)
        self._tiktok.misbehave(
            {"name": "late_pull", "endpoint": "content_init", "times": 1, "value": value}
            for value in ("1200", "2400", "3600", "4800", "7200")
        )
        self._coming.extend(self._plan.before_copy)
        in_flight = len(self._plan.before_copy)
        self._wait(lambda: self._let_in() and self._installation.open() >= in_flight, 30)
        sent = frozenset({State.SUBMITTING, State.PROCESSING, State.UNCONFIRMED})
        self._wait(lambda: sum(self._installation.states()[one] for one in sent) >= 2, 15)
        copy = self._installation.copy(self._options.folder)
        self._say(f"copied: {self._standing()}")
        # Tokens are renewed after the copy: TikTok has killed those that it holds.
        for _, username in self._installation.accounts:
            whose = (self._installation.client_key, username)
            self._tiktok.act(Foreign.EXPIRE, *whose, "")
        self._coming.extend(self._plan.after_copy)
        many = len(self._plan.after_copy)
        self._wait(lambda: self._let_in() and self._installation.open() <= 3, 60 + 3 * many)
        self._say(f"putting the copy back: {self._standing()}")
        for process in self._installation.processes:
            process.kill()
        self._last_blow = time.monotonic()
        self._struck.append(self._last_blow)
        self._restores += 1
        self._installation.put_back(copy)
        self._installation.start()
        # Whoever misses its articles delivers them again; the feeds list theirs all the time.
        for story in self._sent:
            if story.channel is Channel.JSON:
                self._cms.send(story)
        self._last_blow = time.monotonic()

    def _let_in(self) -> bool:
        """Whether everything that is to come has come in."""
        self._supply()
        pairs = {row.pair for row in self._installation.rows()}
        return not self._coming and not self._cms.waiting and pairs.issuperset(self._wanted())

    # The end

    def _settle(self) -> None:
        """Until nothing is open, or patience ends; then TikTok does what it had put off."""
        self._tiktok.behave()
        until = self._last_blow + self._options.patience
        self._say(f"waiting for the end, {self._options.patience:g} s at most: {self._standing()}")
        if self._wait(self._at_rest_but_for_tiktok, min(60.0, self._options.patience / 2)):
            self._say(f"TikTok does what it had put off: {self._standing()}")
        self._wait(self._has_rows, max(until - time.monotonic(), _ROW_SECONDS))
        self._tiktok.pass_time(_LATEST_PULL)
        self._wait(self._quiet, max(until - time.monotonic(), 10.0))
        self._tiktok.pass_time(_LATEST_PULL)
        self._wait(self._quiet, max(until - time.monotonic(), 5.0))

    def _has_rows(self) -> bool:
        """Whether everything that was accepted has a publication: without one it would be lost."""
        pairs = {row.pair for row in self._installation.rows()}
        return not self._cms.waiting and pairs.issuperset(self._accepted())

    def _at_rest_but_for_tiktok(self) -> bool:
        """Whether TikTok's turn has come for all that is still on its way."""
        open_ = self._installation.open()
        return self._let_in() and open_ <= self._tiktok.under_way()

    def _quiet(self) -> bool:
        """Whether everything has been at its end for a while."""
        until = time.monotonic() + _QUIET
        while self._let_in() and not (
            self._installation.open() or self._tiktok.under_way() or self._relay.holding
        ):
            if time.monotonic() > until:
                return True
            time.sleep(_LOOK)
        return False

    def _wait(self, reached: Callable[[], bool], seconds: float) -> bool:
        until = time.monotonic() + seconds
        while not reached():
            if time.monotonic() > until or self._ended():
                return False
            self._installation.look_after()
            time.sleep(_LOOK)
        return True

    def _report(self) -> tuple[str, bool]:
        installation, tiktok = self._installation, self._tiktok
        rows, posts = installation.rows(), tiktok.posts(installation.public_url)
        accepted = self._accepted()
        findings = audit(accepted, posts, rows, installation.events())
        self._tell(findings, self._cms.refused)
        counts = report.Counts(
            seed=self._plan.seed,
            database="sqlite" if installation.database.is_sqlite else "postgresql",
            workers=self._options.workers,
            accounts=len(installation.accounts),
            kills=self._kills,
            freezes=self._freezes,
            restores=self._restores,
            reconnects=self._reconnects,
            articles=len({pair.story for pair in accepted}),
            not_taken=len(self._sent) - len({pair.story for pair in accepted}),
            publications=len(rows),
            inits=len(tiktok.inits),
            foreign={str(one): count for one, count in sorted(self._foreign.items())},
            webhooks={str(fate): count for fate, count in sorted(self._relay.counts.items())},
            seconds_to_next_init=report.waits(self._struck, tiktok.inits),
            seconds=time.monotonic() - self._began,
        )
        return report.line(counts, findings), not findings.broken

    def _tell(self, findings: Findings, refused: Iterable[str]) -> None:
        for words in refused:
            self._say(f"not taken: {words}")
        broken = report.broken_promises(findings)
        for kind, pair in broken[:_MOST_STORIES]:
            self._say(f"{kind}: story {pair.story} on @{pair.username}")
            for words in self._installation.story(pair):
                self._say(f"    {words}")
            for post in self._tiktok.posts(self._installation.public_url):
                if post.pair == pair:
                    self._say(
                        f"    at TikTok: {post.publish_id} {'live' if post.live else 'not live'}"
                    )

    def _standing(self) -> str:
        states = self._installation.states()
        words = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        return f"{words or 'nothing yet'}; {len(self._tiktok.inits)} inits"


def _glance(address: str) -> None:
    """Somebody looks whether a photo is there."""
    try:
        httpx2.head(address, timeout=5, trust_env=False)
    except httpx2.HTTPError:
        # Nobody is there just now.
        return
