from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.stage import Stage


@pytest.fixture
def open_stage(tmp_path: Path) -> Iterator[Callable[..., Stage]]:
    """Opens the whole service with settings of the test's own."""
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(Stage(tmp_path, **settings))


@pytest.fixture
def stage(open_stage: Callable[..., Any]) -> Stage:
    """The whole service; an unanswered attempt is revoked after 6 seconds without a pull."""
    running: Stage = open_stage(unconfirmed_minutes=0.1)
    return running
