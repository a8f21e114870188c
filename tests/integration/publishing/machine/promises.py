"""What must hold after each step, and what must have become of everything in the end."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from tests.integration.publishing.machine.seen import Seen
from tests.integration.publishing.machine.world import Fate, Post
from zharia.publishing.model import BECAME_A_POST, Attempt, Publication
from zharia.publishing.states import (
    AWAITING_OUTCOME,
    OUTGOING,
    POLLED,
    POSTED,
    UNDER_WAY,
    State,
)
from zharia.publishing.webhook_model import PostOrigin

#: an article's id and an account's
Pair = tuple[str, str]


def check(
    seen: Seen,
    ordered: Collection[Pair],
    forced: Mapping[Pair, int],
    misjudged: Collection[Pair],
) -> None:
    """After each step. Where a person was wrong, two may be live; nothing else is excused."""
    _each_post_has_a_row(seen)
    _none_is_live_twice(seen, forced, misjudged)
    _no_success_without_a_post(seen, misjudged)
    _each_publish_id_is_the_posts_own(seen)
    _whoever_waits_has_a_time(seen)
    _every_order_has_a_row(seen, ordered)


def _each_post_has_a_row(seen: Seen) -> None:
    for post in seen.posts:
        assert post.token in seen.attempts, f"nobody knows of {post}"


def _may_be_live(post: Post, attempt: Attempt) -> bool:
    if post.fate is Fate.PULLING:
        return attempt.revoked_at is None
    return post.fate is not Fate.FAILED


def _none_is_live_twice(
    seen: Seen, forced: Mapping[Pair, int], misjudged: Collection[Pair]
) -> None:
    """At TikTok: two posts, live or still able to be, are a further one that was ordered."""
    found: dict[Pair, dict[int, list[Post]]] = defaultdict(lambda: defaultdict(list))
    for post in seen.posts:
        if _may_be_live(post, seen.attempts[post.token]):
            home = seen.home(post)
            found[home.article_id, home.account_id][home.repeat].append(post)
    for pair, repeats in found.items():
        if pair in misjudged:
            continue
        assert all(len(posts) == 1 for posts in repeats.values()), f"doubled: {dict(repeats)}"
        assert len(repeats) <= 1 + forced.get(pair, 0), f"more than were ordered: {dict(repeats)}"
    per_pair: dict[Pair, list[Publication]] = defaultdict(list)
    for one in seen.publications.values():
        pair = (one.article_id, one.account_id)
        assert not one.doubled or pair in misjudged, f"{one.id} stands beside another one"
        per_pair[pair].append(one)
    for ones in per_pair.values():
        assert sum(State(one.state) in UNDER_WAY and not one.doubled for one in ones) <= 1


def _no_success_without_a_post(seen: Seen, misjudged: Collection[Pair]) -> None:
    for one in seen.publications.values():
        if State(one.state) in POSTED:
            fates = [post.fate for post in seen.posts_of(one)]
            assert Fate.LIVE in fates, f"{one.id} is {one.state}, but at TikTok {fates}"
    for attempt in seen.attempts.values():
        home = seen.publications[attempt.publication_id]
        # Of several attempts, a person who erred before may have meant another one.
        if attempt.state in BECAME_A_POST and (home.article_id, home.account_id) not in misjudged:
            fates = [post.fate for post in seen.posts if post.token == attempt.token]
            assert Fate.LIVE in fates, f"attempt {attempt.id} is called live, but is {fates}"


def _each_publish_id_is_the_posts_own(seen: Seen) -> None:
    for token, attempt in seen.attempts.items():
        if attempt.publish_id is None:
            continue
        post = seen.by_id[attempt.publish_id]
        assert post.token, f"somebody else's post was given to {attempt.id}"
        assert post.token == token, f"{attempt.id}: {post} is another's"
    for unknown in seen.unknown:
        # A person's word may close an attempt before its post is heard of.
        if unknown.origin == PostOrigin.OURS:
            assert seen.by_id[unknown.publish_id].token, f"{unknown.publish_id} is not ours"


def _whoever_waits_has_a_time(seen: Seen) -> None:
    for one in seen.publications.values():
        state = State(one.state)
        if state in OUTGOING | AWAITING_OUTCOME:
            assert one.wake_at is not None or one.needs_resolution, (
                f"{one.id} is forgotten, {state}"
            )
        if state is State.FAILED:
            assert one.error_code, f"{one.id} failed"
            assert one.who_acts, f"{one.id} failed"
        if one.needs_resolution:
            assert state in POLLED, f"{one.id} is {state} and asks a person"


def _every_order_has_a_row(seen: Seen, ordered: Collection[Pair]) -> None:
    have = {(one.article_id, one.account_id) for one in seen.publications.values()}
    assert set(ordered) <= have, f"lost: {set(ordered) - have}"


def judge(seen: Seen, misjudged: Collection[Pair]) -> None:
    """Two days later, with everything delivered: how everything ended."""
    for one in seen.publications.values():
        state, posts = State(one.state), seen.posts_of(one)
        live = [post for post in posts if post.fate is Fate.LIVE]
        assert all(post.fate in {Fate.LIVE, Fate.FAILED} for post in posts), "not quiet yet"
        assert state not in OUTGOING, f"{one.id} was never sent: {one.error_code}"
        assert state is not State.UNCONFIRMED, f"{one.id} stays in doubt"
        if state is State.PROCESSING:
            assert one.needs_resolution, f"{one.id} is in processing for ever"
        if live and (one.article_id, one.account_id) not in misjudged:
            assert state in POSTED or one.needs_resolution, (
                f"{one.id} is live and stands as {state}"
            )
        if one.needs_resolution:
            told = [post for post in posts if _is_told(seen, post)]
            assert not told, f"{one.id} asks a person, though TikTok's answers suffice: {told}"


def _is_told(seen: Seen, post: Post) -> bool:
    return seen.attempts[post.token].publish_id is not None
