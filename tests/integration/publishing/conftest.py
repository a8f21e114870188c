"""The whole service, on a database that is migrated already."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.stage import Stage


@pytest.fixture
def open_stage(tmp_path: Path, sqlite_copy: str) -> Iterator[Callable[..., Stage]]:
    """Opens the whole service with settings of the test's own."""
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(
            Stage(tmp_path, database_url=sqlite_copy, **settings)
        )


@pytest.fixture
def stage(open_stage: Callable[..., Any]) -> Stage:
    """The whole service; it loses patience with an unanswered attempt when a test says so."""
    running: Stage = open_stage()
    return running
