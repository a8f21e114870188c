"""Whose is a post that only a webhook told of? Proof decides, never that one is the only one."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zharia.publishing.attribution import Attribution, Candidate, UnmatchedPost, attribute

SENT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LATER = SENT + timedelta(seconds=30)


def candidate(name: str = "a", size: int = 1000, *, all_pulled: bool = True) -> Candidate:
    return Candidate(name, SENT, all_pulled, frozenset({size}))


def stranger(
    name: str = "p", size: int | None = 1000, *, succeeded: bool = True, at: datetime = LATER
) -> UnmatchedPost:
    return UnmatchedPost(name, at, succeeded, size)


def test_as_many_bytes_as_the_photos_have_prove_it() -> None:
    assert attribute([candidate()], [stranger()]) == Attribution({"p": "a"})


def test_another_number_of_bytes_is_somebody_elses_though_only_one_attempt_is_left() -> None:
    assert attribute([candidate()], [stranger(size=999)]) == Attribution({}, frozenset({"p"}))


def test_a_success_without_all_photos_is_somebody_elses() -> None:
    found = attribute([candidate(all_pulled=False)], [stranger()])
    assert found == Attribution({}, frozenset({"p"}))


def test_a_post_from_before_the_attempt_is_somebody_elses() -> None:
    found = attribute([candidate()], [stranger(at=SENT - timedelta(hours=1))])
    assert found == Attribution({}, frozenset({"p"}))


def test_before_tiktok_was_asked_nothing_follows() -> None:
    assert attribute([candidate()], [stranger(size=None)]) == Attribution()


def test_of_two_alike_one_success_tells_nothing_and_two_tell_both() -> None:
    two = [candidate("a"), candidate("b")]
    assert attribute(two, [stranger("p")]) == Attribution()
    both = attribute(two, [stranger("p"), stranger("q")]).ours
    assert set(both) == {"p", "q"}
    assert set(both.values()) == {"a", "b"}


def test_of_two_alike_a_success_and_a_failure_tell_nothing() -> None:
    two = [candidate("a"), candidate("b")]
    assert attribute(two, [stranger("p"), stranger("q", succeeded=False)]) == Attribution()


def test_where_tiktok_does_not_say_the_bytes_their_number_tells() -> None:
    assert attribute([candidate()], [stranger(size=0)]) == Attribution({"p": "a"})
    assert attribute([candidate()], [stranger("p", 0), stranger("q", 0)]) == Attribution()


def test_a_failure_that_pulled_nothing_tells_nothing() -> None:
    found = attribute([candidate()], [stranger(size=0, succeeded=False)])
    assert found == Attribution({}, frozenset({"p"}))


sizes = st.sampled_from([100, 200, 300])


@given(
    candidates=st.lists(st.tuples(sizes, st.booleans()), max_size=4),
    strangers=st.lists(st.tuples(st.none() | st.just(0) | sizes, st.booleans()), max_size=4),
)
def test_whatever_is_attributed_was_pulled_and_fits(
    candidates: list[tuple[int, bool]], strangers: list[tuple[int | None, bool]]
) -> None:
    ours = {
        f"a{n}": candidate(f"a{n}", size, all_pulled=pulled)
        for n, (size, pulled) in enumerate(candidates)
    }
    posts = {
        f"p{n}": stranger(f"p{n}", size, succeeded=succeeded)
        for n, (size, succeeded) in enumerate(strangers)
    }
    found = attribute(list(ours.values()), list(posts.values()))
    assert len(set(found.ours.values())) == len(found.ours)
    assert not found.foreign & set(found.ours)
    for publish_id, attempt_id in found.ours.items():
        assert ours[attempt_id].all_pulled
        size = posts[publish_id].downloaded_bytes
        assert size in ours[attempt_id].sizes or (size == 0 and posts[publish_id].succeeded)
