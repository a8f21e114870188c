import pytest

from zharia.publishing.states import (
    LIVE,
    NEXT,
    NOT_POSTED,
    OUTGOING,
    POSTED,
    SIMPLE_STATUS,
    UNDER_WAY,
    State,
    allowed,
)


def test_every_state_has_its_row() -> None:
    assert set(NEXT) == set(State) == set(SIMPLE_STATUS)


@pytest.mark.parametrize("state", list(State))
def test_every_state_can_be_reached_from_the_beginning(state: State) -> None:
    seen, todo = set(), [State.DRAFT]
    while todo:
        here = todo.pop()
        seen.add(here)
        todo += NEXT[here] - seen
    assert state in seen


def test_what_has_been_sent_never_becomes_sendable_without_a_verdict() -> None:
    back = {before for before in State if allowed(before, State.SCHEDULED)}
    assert back == {
        State.DRAFT,
        State.PREPARING,
        State.SUBMITTING,
        State.UNCONFIRMED,
        State.PROCESSING,
        State.FAILED,
    }
    assert not allowed(State.PUBLISHED, State.SCHEDULED)
    assert not allowed(State.DELIVERED, State.SCHEDULED)


def test_only_a_prepared_publication_is_submitted() -> None:
    assert {before for before in State if allowed(before, State.SUBMITTING)} == {State.PREPARING}


def test_each_state_is_under_way_at_rest_or_void() -> None:
    assert OUTGOING < UNDER_WAY
    assert LIVE < POSTED
    kinds = [UNDER_WAY, POSTED, NOT_POSTED]
    assert all(sum(state in kind for kind in kinds) == 1 for state in State)


def test_whatever_we_thought_of_it_a_post_that_is_live_counts_as_live() -> None:
    for before in set(State) - POSTED:
        assert allowed(before, State.PUBLISHED), before
        assert allowed(before, State.DELIVERED), before
