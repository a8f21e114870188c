"""A chaos run, from its first disruption to its line of JSON."""

import time
from collections import Counter
from collections.abc import Callable
from typing import Final

import httpx2

from zharia.chaos import environment, report
from zharia.chaos.articles import Articles
from zharia.chaos.audit import Findings, audit
from zharia.chaos.environment import Environment, Options
from zharia.chaos.plan import Disruption, ForeignAction, Step, Trigger
from zharia.publishing.leases import LEASE
from zharia.publishing.states import State

#: seconds in which a trigger must come
_TRIGGER_SECONDS: Final = 10.0
#: a frozen process misses its lease by so many seconds
_PAST_LEASE: Final = 3.0
#: seconds that everything must have been idle at the end
_IDLE_SECONDS: Final = 3.0
#: hours: TikTok was seen to pull 22 hours late
_LATEST_PULL: Final = 23.0
#: seconds in which a service that has just been killed stores what it has accepted, however
#: busy the machine
_STORE_SECONDS: Final = 120.0
_POLL_SECONDS: Final = 0.25
#: broken promises whose whole history is logged
_MOST_HISTORIES: Final = 10


def run(
    options: Options, log: Callable[[str], None], ended: Callable[[], bool]
) -> tuple[str, bool]:
    """The line of JSON, and whether every promise was kept."""
    log(f"seed {options.plan.seed}; everything lies in {options.folder}")
    with environment.start(options) as started:
        return _Run(options, started, log, ended).run()


class _Run:
    def __init__(
        self,
        options: Options,
        environment: Environment,
        log: Callable[[str], None],
        ended: Callable[[], bool],
    ) -> None:
        self._plan, self._options = options.plan, options
        self._newsroom, self._cms = environment.newsroom, environment.cms
        self._tiktok, self._relay = environment.tiktok, environment.relay
        self._installation = environment.installation
        self._articles = Articles(self._newsroom, self._cms, self._installation)
        self._log, self._ended = log, ended
        self._began = time.monotonic()
        self._foreign: Counter[ForeignAction] = Counter()
        #: when a disruption came while something was to be sent
        self._disrupted_at: list[float] = []
        self._kills = self._freezes = self._restores = 0
        self._last_disruption = time.monotonic()

    def run(self) -> tuple[str, bool]:
        self._tiktok.inject_faults(self._plan.lasting_faults)
        for number, step in enumerate(self._plan.steps, 1):
            if self._ended():
                break
            self._step(step)
            self._log(f"{number}/{len(self._plan.steps)} {step.trigger}: {self._progress()}")
        if self._plan.after_copy and not self._ended():
            self._restore()
        self._articles.drop_pending()
        self._wait_for_the_end()
        return self._report()

    def _step(self, step: Step) -> None:
        installation = self._installation
        installation.restart_exited()
        if step.trigger is not Trigger.STARTING:
            installation.wait_until_ready()
        self._articles.add(step.stories)
        self._articles.send_pending()
        self._tiktok.inject_faults(step.faults)
        for number, action in enumerate(step.foreign):
            self._perform(action, number + self._articles.sent_count)
        if step.trigger in {Trigger.ANY, Trigger.STARTING}:
            time.sleep(step.delay * 8)
        else:
            self._tiktok.wait_for(step.trigger, _TRIGGER_SECONDS, self._ended)
            time.sleep(step.delay)
        self._disrupt(step)

    def _disrupt(self, step: Step) -> None:
        processes = self._installation.processes
        if step.process_index is not None:
            processes = [processes[step.process_index % len(processes)]]
        waiting = self._installation.open_count() + self._cms.waiting
        self._last_disruption = time.monotonic()
        if waiting:
            self._disrupted_at.append(self._last_disruption)
        if step.disruption is Disruption.FREEZE:
            self._freezes += 1
            for process in processes:
                process.freeze()
            time.sleep(LEASE.total_seconds() + _PAST_LEASE)
            for process in processes:
                process.resume()
        else:
            self._kills += 1
            for process in processes:
                process.kill()
            for process in processes:
                process.start()

    def _perform(self, action: ForeignAction, number: int) -> None:
        _, username = self._installation.accounts[number % len(self._installation.accounts)]
        if action is ForeignAction.HEAD_PHOTO:
            url = self._installation.newest_photo()
            if url is not None:
                self._foreign[action] += 1
                _head(url)
            return
        self._foreign[action] += 1
        photo = f"{self._newsroom.base}/photos/{number % 7}.jpg"
        self._tiktok.perform(action, self._installation.client_key, username, photo)

    def _restore(self) -> None:
        """Put an older copy of the database back, with publications in flight."""
        self._log("copying the database with publications in flight")
        self._wait(lambda: not self._installation.open_count(), 60)
        self._tiktok.inject_faults(
            {"name": "late_pull", "endpoint": "content_init", "times": 1, "value": value}
            for value in ("1200", "2400", "3600", "4800", "7200")
        )
        self._articles.add(self._plan.before_copy)
        in_flight = len(self._plan.before_copy)
        self._wait(
            lambda: self._articles.all_received() and self._installation.open_count() >= in_flight,
            30,
        )
        sent = frozenset({State.SUBMITTING, State.PROCESSING, State.UNCONFIRMED})
        self._wait(lambda: sum(self._installation.states()[one] for one in sent) >= 2, 15)
        copy = self._installation.copy(self._options.folder)
        self._log(f"copied: {self._progress()}")
        # Tokens are renewed after the copy: TikTok has killed those that it holds.
        for _, username in self._installation.accounts:
            self._tiktok.perform(ForeignAction.EXPIRE, self._installation.client_key, username, "")
        self._articles.add(self._plan.after_copy)
        many = len(self._plan.after_copy)
        self._wait(
            lambda: self._articles.all_received() and self._installation.open_count() <= 3,
            60 + 3 * many,
        )
        self._log(f"putting the copy back: {self._progress()}")
        for process in self._installation.processes:
            process.kill()
        self._disrupted_at.append(time.monotonic())
        self._restores += 1
        self._installation.restore(copy)
        self._installation.start()
        self._articles.send_again()
        self._last_disruption = time.monotonic()

    def _wait_for_the_end(self) -> None:
        """Until nothing is open, or patience ends; then TikTok does what it had put off."""
        self._tiktok.clear_faults()
        patience = self._options.patience
        until = self._last_disruption + patience
        self._log(f"waiting for the end, {patience:g} s at most: {self._progress()}")
        if self._wait(self._waits_for_tiktok_alone, min(60.0, patience / 2)):
            self._log(f"TikTok does what it had put off: {self._progress()}")
        self._wait(
            self._articles.accepted_are_stored, max(until - time.monotonic(), _STORE_SECONDS)
        )
        self._tiktok.advance_clock(_LATEST_PULL)
        self._wait(self._is_idle, max(until - time.monotonic(), 10.0))
        self._tiktok.advance_clock(_LATEST_PULL)
        self._wait(self._is_idle, max(until - time.monotonic(), 5.0))

    def _waits_for_tiktok_alone(self) -> bool:
        """Whether it is TikTok's turn for everything that is still open."""
        open_count = self._installation.open_count()
        return self._articles.all_received() and open_count <= self._tiktok.pending_count()

    def _is_idle(self) -> bool:
        """Whether everything has been at its end for a while."""
        until = time.monotonic() + _IDLE_SECONDS
        while self._articles.all_received() and not (
            self._installation.open_count() or self._tiktok.pending_count() or self._relay.pending
        ):
            if time.monotonic() > until:
                return True
            time.sleep(_POLL_SECONDS)
        return False

    def _wait(self, reached: Callable[[], bool], seconds: float) -> bool:
        until = time.monotonic() + seconds
        while not reached():
            if time.monotonic() > until or self._ended():
                return False
            self._installation.restart_exited()
            time.sleep(_POLL_SECONDS)
        return True

    def _report(self) -> tuple[str, bool]:
        installation, tiktok = self._installation, self._tiktok
        rows, posts = installation.rows(), tiktok.posts(installation.public_url)
        accepted = self._articles.accepted()
        accepted_count = len({key.story for key in accepted})
        findings = audit(accepted, posts, rows, installation.events())
        self._log_violations(findings)
        counts = report.Counts(
            seed=self._plan.seed,
            database="sqlite" if installation.database.is_sqlite else "postgresql",
            workers=self._options.workers,
            media=self._options.media,
            accounts=len(installation.accounts),
            kills=self._kills,
            freezes=self._freezes,
            restores=self._restores,
            reconnects=self._articles.reconnects,
            articles=accepted_count,
            not_taken=self._articles.sent_count - accepted_count,
            publications=len(rows),
            inits=len(tiktok.inits),
            foreign={str(one): count for one, count in sorted(self._foreign.items())},
            webhooks={str(one): count for one, count in sorted(self._relay.counts.items())},
            seconds_to_next_init=report.recovery_times(self._disrupted_at, tiktok.inits),
            seconds=time.monotonic() - self._began,
        )
        return report.to_json(counts, findings), not findings.has_violations

    def _log_violations(self, findings: Findings) -> None:
        for text in self._cms.refused:
            self._log(f"not taken: {text}")
        for kind, key in report.violations(findings)[:_MOST_HISTORIES]:
            self._log(f"{kind}: story {key.story} on @{key.username}")
            for text in self._installation.history(key):
                self._log(f"    {text}")
            for post in self._tiktok.posts(self._installation.public_url):
                if post.key == key:
                    live = "live" if post.live else "not live"
                    self._log(f"    at TikTok: {post.publish_id} {live}")

    def _progress(self) -> str:
        states = self._installation.states()
        counts = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        return f"{counts or 'nothing yet'}; {len(self._tiktok.inits)} inits"


def _head(url: str) -> None:
    """Request the headers of a photo, as a link checker does."""
    try:
        httpx2.head(url, timeout=5, trust_env=False)
    except httpx2.HTTPError:
        # Nobody answers just now.
        return
