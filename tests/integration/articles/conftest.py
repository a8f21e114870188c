"""A site to poll and the guarded fetcher, allowed to reach it."""

from collections.abc import Iterator

import pytest

from tests.integration.articles.site import Site, serve
from tests.support.servers import NO_TLS
from zharia.fetch import Fetcher


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(allow_loopback=True, tls=NO_TLS) as fetcher:
        yield fetcher
