"""A private PostgreSQL for a test session; skipped where there is none, failing under CI."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from zharia.chaos import postgres


@contextmanager
def cluster() -> Iterator[str]:
    """The SQLAlchemy URL of an empty cluster's `postgres` database."""
    with ExitStack() as running:
        try:
            url = running.enter_context(postgres.cluster())
        except postgres.PostgresMissing as missing:
            (pytest.fail if os.environ.get("CI") else pytest.skip)(str(missing))
        yield url
