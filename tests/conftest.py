"""What every test shares."""

import asyncio
import contextlib
import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from zharia.service.gc_tuning import freeze_gc

# While modules are imported and tests collected nothing becomes garbage, and looking costs time.
# The process above several others collects nothing itself, and would never enable it again.
if "PYTEST_XDIST_WORKER" in os.environ:
    gc.disable()

# A busy machine is slow, not wrong: no test fails for the time that an example takes.
settings.register_profile("zharia", deadline=None, max_examples=100 if os.environ.get("CI") else 10)
settings.load_profile("zharia")


def pytest_configure(config: pytest.Config) -> None:
    """The process above several others runs no test: it need not import what databases take."""
    if not config.getoption("numprocesses"):
        config.pluginmanager.import_plugin("tests.support.database_fixtures")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first; but of several processes one begins with those of a minute each, lest
    the others wait for it in the end.
    """
    order = ["unit", "integration", "acceptance", "browser"]
    several = "PYTEST_XDIST_WORKER" in os.environ

    def place(item: pytest.Item) -> int:
        if several and item.path.name.startswith("test_chaos"):
            return -1
        return next((n for n, folder in enumerate(order) if folder in item.path.parts), 0)

    items.sort(key=place)


@contextlib.contextmanager
def _without_a_browsers_loop(item: pytest.Item) -> Iterator[None]:
    """A browser's tests leave their event loop in the thread, in which the engine would not start.

    They get it back: whichever test comes next in a process is chance.
    """
    loop = None if "browser" in item.path.parts else asyncio._get_running_loop()
    if loop is None:
        yield
        return
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(loop)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    with _without_a_browsers_loop(item):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    with _without_a_browsers_loop(item):
        yield


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are numbered: packed ones may hold the second at which they were made, and processes
    that call a test differently cannot share it.
    """
    return argname if isinstance(val, bytes) else None


def pytest_collection_finish() -> None:
    """Every module and test stays to the end: the garbage collector need not look at them again
    and again, as it must not in a service.
    """
    freeze_gc()
    gc.enable()
