"""A CMS that delivers stories by the JSON interface, with retries until each is accepted."""

import queue
import threading
from typing import Final

import httpx2

from zharia.chaos.newsroom import Newsroom
from zharia.chaos.plan import Story

_AGAIN_SECONDS: Final = 0.3


class Cms:
    """Delivers in a thread of its own, in order. `accepted` holds what was answered with 2xx."""

    def __init__(self, newsroom: Newsroom, public_url: str, key: str) -> None:
        self.accepted: set[int] = set()
        #: answers that no repetition will change
        self.refused: list[str] = []
        self._newsroom = newsroom
        self._queue: queue.Queue[Story | None] = queue.Queue()
        self._waiting = 0
        self._ended = threading.Event()
        self._http = httpx2.Client(
            base_url=public_url, headers={"X-API-Key": key}, timeout=10, trust_env=False
        )
        self._thread = threading.Thread(target=self._run, name="cms", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Stories that are not taken yet."""
        return self._waiting

    def send(self, story: Story) -> None:
        """Returns at once."""
        self._waiting += 1
        self._queue.put(story)

    def close(self) -> None:
        self._ended.set()
        self._queue.put(None)
        self._thread.join(15)
        self._http.close()

    def _run(self) -> None:
        while (story := self._queue.get()) is not None and not self._ended.is_set():
            while not self._ended.is_set() and not self._deliver(story):
                self._ended.wait(_AGAIN_SECONDS)
            self._waiting -= 1

    def _deliver(self, story: Story) -> bool:
        """Whether there is nothing more to do about it."""
        try:
            answer = self._http.post("/api/articles", json=self._newsroom.payload(story))
        except httpx2.HTTPError:
            return False
        if answer.is_success:
            self.accepted.add(story.number)
        elif answer.is_client_error:
            self.refused.append(f"story {story.number}: {answer.status_code} {answer.text[:300]}")
        return answer.is_success or answer.is_client_error
