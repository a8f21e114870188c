"""Fixtures: Debian's Chromium, a real simulator behind a real server, and a watched page."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import APT, EXECUTABLE, LAUNCH
from tests.support.servers import RunningSimulator
from zharia.simulator.model import State
from zharia.simulator.seed import seeded_state

# Waiting ends as soon as it may; the limit is for machines that are busy with other things.
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # A browser that hangs should say so before the general limit.
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.timeout(90))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    if not EXECUTABLE:
        say = f"no Chromium here. As root: {APT}"
        if os.environ.get("CI"):
            pytest.fail(say)
        pytest.skip(say)
    return {**browser_type_launch_args, **LAUNCH}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": {"width": 1440, "height": 900}}


@pytest.fixture(scope="session")
def running() -> Iterator[RunningSimulator]:
    """One simulator for all browser tests; `show` gives it a state."""
    with RunningSimulator(pull_delay=0.0, processing_delay=0.0, moderation_delay=0.0) as running:
        yield running


@pytest.fixture
def now() -> float:
    return time.time()


Show = Callable[[State], None]


@pytest.fixture
def show(running: RunningSimulator) -> Show:
    """Replace what the simulator knows."""

    def show(state: State) -> None:
        running.control("PUT", "/state", asdict(state))

    show(seeded_state())
    return show


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about; a test that provokes it may clear the list."""
    return []


def watch(page: Page, complaints: list[str]) -> None:
    page.on(
        "console",
        lambda message: (
            complaints.append(f"{message.type}: {message.text}")
            if message.type in {"error", "warning"}
            else None
        ),
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))


@pytest.fixture
def page(page: Page, running: RunningSimulator, complaints: list[str]) -> Iterator[Page]:
    """A page that fails its test on any console error, such as a breach of our own CSP."""
    watch(page, complaints)
    yield page
    assert complaints == []


@pytest.fixture(scope="session")
def base_url(running: RunningSimulator) -> str:
    return running.url
