"""What each rule does: steps of people, of processes, and of TikTok."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from tests.integration.publishing.machine import accidents
from tests.integration.publishing.machine.house import House
from tests.integration.publishing.machine.mortal import Frozen
from tests.integration.publishing.machine.seen import Seen
from tests.integration.publishing.machine.world import Answer, Fate, Post, Telling
from zharia.accounts import Mode
from zharia.posts import Style
from zharia.publishing import actions, recovery, webhooks
from zharia.publishing.actions import Ending
from zharia.publishing.choices import Choices
from zharia.publishing.model import Publication
from zharia.publishing.orders import StillUnderWay
from zharia.publishing.states import CANCELLABLE, UNDER_WAY, State
from zharia.publishing.steps import NotPossible
from zharia.tiktok import PostMode

Row = TypeVar("Row")

_REVISING: Final[dict[str, Any]] = {"limits": Style(), "self_only": False}
#: at once; more would be another story
_MOST_FROZEN: Final = 2


class Steps:
    """Keeps what the newsroom was promised, who is frozen, and which photos are on their way."""

    def __init__(self, house: House, occurred: Callable[[str], None]) -> None:
        self.house, self.tiktok = house, house.tiktok
        self._occurred = occurred
        #: by article and account
        self.ordered: set[tuple[str, str]] = set()
        self.forced: Counter[tuple[str, str]] = Counter()
        #: of which a person said "not live" while TikTok was still at it: they may be doubled
        self.misjudged: set[tuple[str, str]] = set()
        self._known: set[str] = set()
        #: with what was ordered by then
        self._copies: list[tuple[accidents.Copy, set[tuple[str, str]]]] = []
        self.frozen: list[Frozen] = []
        #: post, number, and the attempt that offered it
        self.on_the_way: list[tuple[Post, int, str | None]] = []
        self._eager = 0
        self.tiktok.before_answer = self._pull_some

    # People

    def order(self, article: int, account: int, mode: Mode, *, force: bool, later: bool) -> None:
        try:
            self.house.order(article, account, mode, force=force, later=later)
        except StillUnderWay as refused:
            if not force or {one.state for one in refused.blocking.values()} - UNDER_WAY:
                raise
            self._occurred("force over one under way is refused")
        finally:
            # Killed after its commit, an order was accepted all the same.
            self._note_orders()

    def _note_orders(self) -> None:
        for one in self.house.publications():
            if one.id not in self._known:
                pair = (one.article_id, one.account_id)
                self._known.add(one.id)
                self.ordered.add(pair)
                self.forced[pair] += one.repeat > 1
                self._occurred("repeat ordered" if one.repeat > 1 else "ordered")

    def person(self, seen: Seen, pick: int, what: str, *, fitting: bool) -> None:
        fit = {
            "approve": [State.DRAFT],
            "retry": [State.FAILED],
            "resolve": [],
        }.get(what, list(CANCELLABLE))
        ones = list(seen.publications.values())
        if what == "resolve":
            ones = seen.asking(hasty=not fitting)
        elif fitting:
            ones = [one for one in ones if State(one.state) in fit]
        if not ones:
            return
        one = _of(ones, pick)
        if what == "approve":
            if one.post_mode == PostMode.DIRECT_POST and one.privacy_level is None:
                public = Choices(privacy_level="PUBLIC_TO_EVERYONE")
                self._act(actions.revise, one, public, **_REVISING)
            self._act(actions.approve, one)
        elif what == "change":
            self._act(actions.revise, one, Choices(title=f"Тақырып {pick}"), **_REVISING)
        elif what == "postpone":
            due_at = seen.now + accidents.A_WHILE
            self._act(actions.revise, one, Choices(), due_at=due_at, **_REVISING)
        elif what == "resolve":
            fates = {post.fate for post in seen.posts_of(one)}
            if fates & {Fate.PULLING, Fate.PROCESSING}:
                self.misjudged.add((one.article_id, one.account_id))
                self._occurred("a person errs")
            ending = Ending.LIVE if Fate.LIVE in fates else Ending.NOT_LIVE
            self._act(actions.resolve, one, ending)
        else:
            self._act(actions.cancel if what == "cancel" else actions.retry, one)

    def _act(self, do: Callable[..., object], one: Publication, *more: Any, **named: Any) -> None:
        name = getattr(do, "__name__", "")
        try:
            self.house.act(do, one.id, *more, **named)
        except NotPossible as refused:
            self._occurred(f"{name}: {refused.code}")
        else:
            self._occurred(f"{name}: done")

    # Processes

    def advance(self, publication_id: str, answer: Answer, eager: int = 0) -> None:
        before = len(self.tiktok.inits)
        held = self.house.hold(publication_id)
        self.tiktok.answer, self._eager = answer, eager
        try:
            self.house.publisher.advance(publication_id)
        finally:
            if len(self.tiktok.inits) > before:
                self._occurred(f"init: {answer}")
        if held is not None:
            self._occurred(f"held: {held}")
            if len(self.tiktok.inits) > before:
                raise AssertionError(f"{publication_id} was sent though {held}")

    def fall_silent(self, publication_id: str, ends: str) -> None:
        """TikTok fetches every photo of it and tells nothing, however it `ends`."""
        before = {post.publish_id for post in self.tiktok.ours}
        self.advance(publication_id, Answer.LOST, 9)
        for post in self.tiktok.ours:
            if post.publish_id not in before and post.fate is Fate.PROCESSING and ends != "never":
                self.tiktok.end(post, ends)
        self.tiktok.webhooks.clear()
        self.follow(Telling.TRUTH)

    def follow(self, telling: Telling) -> None:
        self.tiktok.telling = telling
        self.house.poller.poll_due()

    def freeze(self, step: Callable[[], None], how: str) -> None:
        if len(self.frozen) >= _MOST_FROZEN:
            return
        self.tiktok.freezes_before = how == "frozen before"
        self.tiktok.freezes_after = how == "frozen after"
        frozen = Frozen(step)
        self.tiktok.freezes_before = self.tiktok.freezes_after = False
        if not frozen.is_done:
            self.frozen.append(frozen)
            self._occurred(how)

    def thaw(self, pick: int, *, dies: bool = False) -> None:
        self.frozen.pop(pick % len(self.frozen)).thaw(dies=dies)
        self._occurred("thawed and killed" if dies else "thawed")

    def kill_the_frozen(self) -> None:
        while self.frozen:
            self.frozen.pop().thaw(dies=True)

    def accident(self, seen: Seen, which: str, pick: int, account: int, *, chance: bool) -> None:
        if which == "glance":
            if attempts := list(seen.attempts.values()):
                self.house.glance(_of(attempts, pick).id, 1, "HEAD" if chance else "GET")
        elif which == "foreign post":
            self.tiktok.foreign(self.house.accounts[account][1], succeeds=chance)
        elif which == "moderation":
            if live := seen.having_fate(Fate.LIVE):
                self.tiktok.publish(_of(live, pick), public=chance)
        elif which == "restart":
            self.kill_the_frozen()
            accidents.restart(self.house)
        elif which == "copy":
            self._copies.append((accidents.copied(self.house.database), set(self.ordered)))
        elif which == "restore":
            self._restore(pick, answer=Answer.LOST if chance else None)
        elif which == "sweep":
            accidents.sweep(self.house)
        elif which == "needless wake-up":
            if ones := list(seen.publications):
                self.advance(_of(ones, pick), Answer.LOST if chance else Answer.ACCEPTED)
        else:
            accidents.switch(self.house, which, account)
        self._occurred(which)

    def _restore(self, pick: int, answer: Answer | None) -> None:
        """The database goes back; with `answer`, underneath processes that go on.

        Orders that were not sent are gone with it. Posts are not.
        """
        if not self._copies:
            return
        copy, ordered = _of(self._copies, pick)
        sent = {post.token for post in self.tiktok.ours}
        homes = {one.publication_id for one in self.house.attempts() if one.token in sent}
        posted = {
            (one.article_id, one.account_id) for one in self.house.publications() if one.id in homes
        }
        if answer is None:
            self.kill_the_frozen()
            accidents.put_back(self.house, copy)
            accidents.start_beside_the_journal(self.house)
        else:
            accidents.put_back(self.house, copy)
            self._send_unawares(pick, answer)
            recovery.check_and_recover(self.house.database, self.house.installation)
        self.ordered = ordered | posted
        self._occurred("went back underneath" if answer else "restored")

    def _send_unawares(self, pick: int, answer: Answer) -> None:
        """Nobody has noticed yet that the database is an older one."""
        if due := Seen(self.house).outgoing():
            self.advance(_of(due, pick), answer)

    # TikTok

    def pull(self, seen: Seen, pick: int, how: str) -> None:
        posts = seen.having_fate(Fate.PULLING)
        if how == "end" and self.on_the_way:
            post, number, attempt_id = self.on_the_way.pop(pick % len(self.on_the_way))
            self.house.give(post, number, attempt_id, whole=pick % 4 > 0)
        elif posts:
            post = _of(posts, pick)
            missing = sorted(set(range(1, post.photos + 1)) - post.pulled)
            if how == "begin":
                number = _of(missing, pick)
                self.on_the_way.append((post, number, self.house.ask(post, number)))
            else:
                for number in missing if how == "all" else missing[:1]:
                    self.house.pull(post, number, whole=how != "broken off")
            how = f"{how}: {post.fate}"
        self._occurred(f"pull {how}")

    def _pull_some(self, post: Post) -> None:
        for number in range(1, min(self._eager, post.photos) + 1):
            self.house.pull(post, number)

    def finish(self, seen: Seen, pick: int, reason: str) -> None:
        self.tiktok.end(_of(seen.having_fate(Fate.PROCESSING), pick), reason)
        self._occurred(f"post failed: {reason}" if reason else "post is live")

    def webhook(self, pick: int, fate: str) -> None:
        waiting = self.tiktok.webhooks
        if waiting:
            delivery = waiting[pick % len(waiting)]
            if fate != "again later":
                waiting.remove(delivery)
            if fate != "lost":
                with self.house.database.write() as session:
                    webhooks.store(session, [delivery], self.house.database.now(session))
            self._occurred(f"webhook: {fate}")
        if fate != "kept only":
            self.house.hooks()

    def goes_on(self, seen: Seen, pick: int, answer: Answer) -> None:
        """One of the things that happen next by themselves; else time passes."""
        due = seen.outgoing()
        possible: list[Callable[[], None]] = []
        if due:
            possible.append(lambda: self.advance(_of(due, pick), answer, 9 if pick % 4 == 3 else 0))
        if seen.having_fate(Fate.PULLING):
            possible.append(lambda: self.pull(seen, pick, "all"))
        if seen.having_fate(Fate.PROCESSING):
            possible.append(lambda: self.finish(seen, pick, ""))
        if seen.webhooks or seen.waiting_hooks:
            possible.append(lambda: self.webhook(pick, "once"))
        if seen.to_follow():
            possible.append(lambda: self.follow(Telling.TRUTH))
        if possible:
            _of(possible, pick)()
        else:
            self.house.database.moment = seen.next_due() or seen.now + accidents.A_WHILE


def _of(rows: Sequence[Row], pick: int) -> Row:
    return rows[pick % len(rows)]
