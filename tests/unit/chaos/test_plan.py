"""The plan of a chaos run: repeatable, and complete."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zharia.chaos.plan import (
    IN_FLIGHT,
    LANGUAGES,
    PHOTOS,
    Channel,
    Disruption,
    ForeignAction,
    Trigger,
    draw_plan,
)
from zharia.simulator import faults
from zharia.simulator.model import Fault

seeds = st.integers(0, 2**32)


@given(seeds)
def test_the_same_seed_does_the_same_things(seed: int) -> None:
    assert draw_plan(seed, kills=20, freezes=3, restored=5) == draw_plan(
        seed, kills=20, freezes=3, restored=5
    )


def test_another_seed_does_others() -> None:
    assert draw_plan(1, kills=20) != draw_plan(2, kills=20)


@given(seeds, st.integers(0, 30), st.integers(0, 5))
def test_every_blow_that_was_asked_for_falls(seed: int, kills: int, freezes: int) -> None:
    disruptions = [step.disruption for step in draw_plan(seed, kills=kills, freezes=freezes).steps]
    assert (disruptions.count(Disruption.KILL), disruptions.count(Disruption.FREEZE)) == (
        kills,
        freezes,
    )


@given(seeds)
def test_stories_have_numbers_of_their_own_and_something_to_show(seed: int) -> None:
    plan = draw_plan(seed, kills=10, restored=20)
    assert [story.number for story in plan.stories] == list(range(1, len(plan.stories) + 1))
    for story in plan.stories:
        assert 1 <= len(story.photos) <= 4
        assert all(0 <= photo < PHOTOS for photo in story.photos)
        assert set(story.languages) <= set(LANGUAGES)
        # The two languages of a feed's story would be two articles of two feeds.
        assert story.channel is Channel.JSON or len(story.languages) == 1


@pytest.mark.parametrize(("restored", "before"), [(0, 0), (7, IN_FLIGHT)])
def test_a_copy_is_taken_with_publications_in_flight(restored: int, before: int) -> None:
    plan = draw_plan(1, restored=restored)
    assert (len(plan.before_copy), len(plan.after_copy)) == (before, restored)


@given(seeds)
def test_the_simulator_can_act_out_every_fault(seed: int) -> None:
    plan = draw_plan(seed, kills=30)
    for fault in [*plan.lasting_faults, *(one for step in plan.steps for one in step.faults)]:
        faults.check(Fault(**fault))


def test_a_long_run_leaves_nothing_out() -> None:
    steps = draw_plan(1, kills=400).steps
    assert {step.trigger for step in steps} == set(Trigger)
    assert {one for step in steps for one in step.foreign} == set(ForeignAction)
    assert {story.channel for step in steps for story in step.stories} == set(Channel)
    names = {str(fault["name"]) for step in steps for fault in step.faults}
    on_status_alone = {"status", "stuck", "late_public", "never_public"}
    not_called_for = {"two_posts", "cancel_ignored"}
    assert names >= set(faults.NAMES) - on_status_alone - not_called_for
    assert None in {step.process_index for step in steps}
