"""What the tests of the guarded fetcher share."""

from collections.abc import Iterator, Sequence

import pytest

from tests.support.servers import NO_TLS
from zharia.fetch import Fetcher


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(allow_loopback=True, tls=NO_TLS) as fetcher:
        yield fetcher


class Names:
    """A name server with prepared answers, the last of which it repeats."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, host: str) -> Sequence[str]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
