"""Waiting for something instead of sleeping: a slow machine takes longer, a quick one does not."""

import time
from collections.abc import Callable
from typing import Any


def until(true: Callable[[], Any], what: str, seconds: float = 60) -> Any:
    """Wait for something; a test that waits too long says for what."""
    deadline = time.monotonic() + seconds
    while True:
        found = true()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s for {what}")
        time.sleep(0.03)
