"""Where a publication may stand beside the others of its article on its account."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zharia.publishing.states import LIVE, NOT_POSTED, POSTED, UNDER_WAY, State
from zharia.publishing.uniqueness import Available, Conflict, Sibling, check_new, check_retry


def there(*found: tuple[State, int]) -> list[Sibling]:
    return [Sibling(f"p{number}", *one) for number, one in enumerate(found)]


@pytest.mark.parametrize("state", sorted(UNDER_WAY))
@pytest.mark.parametrize("force", [True, False])
def test_beside_one_under_way_nothing_is_made_by_force_either(state: State, force: bool) -> None:
    siblings = there((State.PUBLISHED, 1), (state, 2))
    assert check_new(siblings, force=force) == Conflict(siblings[1])


@pytest.mark.parametrize("state", sorted(LIVE))
def test_over_a_live_one_only_an_order_makes_one_more(state: State) -> None:
    siblings = there((State.FAILED, 1), (state, 1))
    assert check_new(siblings, force=False) == Conflict(siblings[1])
    assert check_new(siblings, force=True) == Available(2, "p1")


@pytest.mark.parametrize("state", sorted(NOT_POSTED))
def test_what_came_to_nothing_leaves_its_place(state: State) -> None:
    assert check_new(there((state, 1)), force=False) == Available(1)
    assert check_new(there((State.PUBLISHED, 1), (state, 2)), force=True) == Available(2, "p0")


def test_what_was_taken_down_keeps_its_number() -> None:
    assert check_new(there((State.REMOVED, 1)), force=False) == Available(2, "p0")


@pytest.mark.parametrize(
    ("repeat", "siblings", "place"),
    [
        (1, [], Available(1)),
        (1, [(State.FAILED, 1)], Available(1)),
        (1, [(State.SCHEDULED, 1)], "p0"),
        (1, [(State.PUBLISHED, 1)], "p0"),
        (1, [(State.PUBLISHED, 1), (State.PUBLISHED, 2)], "p1"),
        (1, [(State.REMOVED, 1)], Available(2, "p0")),
        # A repeat that failed may be tried again over what it was ordered over, and no more.
        (2, [(State.PUBLISHED, 1)], Available(2)),
        (2, [(State.PUBLISHED, 1), (State.PUBLISHED, 2)], "p1"),
        (2, [(State.PUBLISHED, 1), (State.UNCONFIRMED, 2)], "p1"),
    ],
)
def test_a_failed_one_is_tried_again_only_where_no_other_took_its_place(
    repeat: int, siblings: list[tuple[State, int]], place: Available | str
) -> None:
    found = check_retry(repeat, None, there(*siblings))
    assert (found.sibling.id if isinstance(found, Conflict) else found) == place


@given(
    siblings=st.lists(st.tuples(st.sampled_from(State), st.integers(1, 4)), max_size=6).map(
        lambda found: there(*found)
    ),
    force=st.booleans(),
)
def test_a_new_one_never_breaks_what_the_indexes_demand(
    siblings: list[Sibling], force: bool
) -> None:
    place = check_new(siblings, force=force)
    if isinstance(place, Available):
        assert not any(one.state in UNDER_WAY for one in siblings)
        assert place.repeat not in {one.repeat for one in siblings if one.state in POSTED}
        assert force or not any(one.state in LIVE for one in siblings)
