"""One piece of work for all who want it, and no second try at once."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from zharia.media.errors import PhotoUnreachable
from zharia.media.single_flight import SingleFlight, _answer


class Work:
    """Waits until it is let go; counts how often it was begun."""

    def __init__(self, error: Exception | None = None) -> None:
        self.begun = 0
        self.started = threading.Event()
        self.go = threading.Event()
        self.error = error

    def __call__(self) -> int:
        self.begun += 1
        self.started.set()
        assert self.go.wait(30)
        if self.error:
            raise self.error
        return self.begun


@pytest.fixture
def clock() -> list[float]:
    return [100.0]


@pytest.fixture
def once(clock: list[float]) -> SingleFlight[str, int]:
    return SingleFlight(60, lambda: clock[0])


@pytest.mark.parametrize("error", [None, PhotoUnreachable("It is down."), OSError("no disk")])
def test_all_who_ask_meanwhile_get_the_one_answer(
    once: SingleFlight[str, int], error: Exception | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = threading.Semaphore(0)

    def answer(theirs: "Future[int]") -> int:
        waiting.release()
        return _answer(theirs)

    monkeypatch.setattr("zharia.media.single_flight._answer", answer)
    work, other = Work(error), Work()
    other.go.set()
    with ThreadPoolExecutor(6) as threads:
        answers = [threads.submit(once.do, "photo", work)]
        assert work.started.wait(30)
        answers += [threads.submit(once.do, "photo", work, again=True) for _ in range(5)]
        for _ in range(5):
            assert waiting.acquire(timeout=30)
        assert once.do("other", other) == 1, "who asks for another photo does not wait"
        work.go.set()
        outcomes = [str(answer.exception(30) or answer.result()) for answer in answers]
    assert work.begun == 1
    assert outcomes == [str(error or 1)] * 6


def test_a_failure_is_the_answer_for_a_minute(
    once: SingleFlight[str, int], clock: list[float]
) -> None:
    work = Work(PhotoUnreachable("It is down."))
    work.go.set()
    for seconds, begun in ((0, 1), (59, 1), (1, 2), (59, 2)):
        clock[0] += seconds
        with pytest.raises(PhotoUnreachable, match=r"^It is down\. The photo was not fetched\.$"):
            once.do("photo", work)
        assert work.begun == begun


def test_whoever_insists_tries_again_and_a_success_is_no_memory(
    once: SingleFlight[str, int],
) -> None:
    work = Work(PhotoUnreachable("It is down."))
    work.go.set()
    with pytest.raises(PhotoUnreachable):
        once.do("photo", work)
    work.error = None
    assert once.do("photo", work, again=True) == 2
    assert once.do("photo", work) == 3


def test_what_is_no_failure_of_the_photo_is_not_remembered(once: SingleFlight[str, int]) -> None:
    work = Work(OSError("no disk"))
    work.go.set()
    for begun in (1, 2):
        with pytest.raises(OSError, match="no disk"):
            once.do("photo", work)
        assert work.begun == begun
