"""One post, no loss, no false success, whatever happens in whatever order."""

import contextlib
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.integration.publishing.machine.mortal import MortalDatabase
from tests.integration.publishing.machine.rules import BEGIN, newsroom_of


@pytest.fixture
def mortal_database(tables_url: str) -> Iterator[MortalDatabase]:
    with contextlib.closing(MortalDatabase(tables_url, BEGIN)) as database:
        yield database


# Where it fails, it looks for the shortest way there, and that takes its time.
@pytest.mark.timeout(900)
def test_each_article_is_one_post_and_none_is_lost(mortal_database: MortalDatabase) -> None:
    run_state_machine_as_test(
        newsroom_of(mortal_database),
        settings=settings(
            max_examples=20,
            stateful_step_count=30,
            # The same each time: `./run fuzz` is what searches on.
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
