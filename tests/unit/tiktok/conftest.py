"""TikTok at the transport seam: it answers from a script and remembers what it was asked."""

from __future__ import annotations

import json
from collections import deque
from typing import TYPE_CHECKING

import httpx2
import pytest

from zharia.tiktok import Backoff, Client, PhotoPost, PostMode

if TYPE_CHECKING:
    from collections.abc import Iterator


class FakeTikTok:
    """Replies in order; an exception is raised as if the network had failed."""

    def __init__(self) -> None:
        self.requests: list[httpx2.Request] = []
        self.script: deque[httpx2.Response | Exception] = deque()

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        reply = self.script.popleft()
        if isinstance(reply, Exception):
            raise reply
        return reply

    def fails(self, *errors: Exception) -> None:
        self.script.extend(errors)

    def says(self, body: object, *, status: int = 200) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.script.append(httpx2.Response(status, content=content))

    def accepts(self, **content: object) -> None:
        self.says({"data": content, "error": {"code": "ok", "message": "", "log_id": "log-1"}})

    def refuses(self, code: str, *, status: int = 400, message: str = "") -> None:
        error = {"code": code, "message": message, "log_id": "log-2"}
        self.says({"data": {}, "error": error}, status=status)

    def sent(self) -> object:
        """The JSON body of the last request."""
        return json.loads(self.requests[-1].content)

    @property
    def tokens(self) -> list[str]:
        """The access token of each request."""
        return [request.headers["Authorization"] for request in self.requests]


@pytest.fixture
def fake() -> FakeTikTok:
    return FakeTikTok()


@pytest.fixture
def tiktok(fake: FakeTikTok) -> Iterator[Client]:
    with Client(
        "key",
        "the-client-secret",
        backoff=Backoff(attempts=3, first_wait=0.001, longest_wait=0.002, jitter=0),
        transport=httpx2.MockTransport(fake),
    ) as client:
        yield client


@pytest.fixture
def draft() -> PhotoPost:
    return PhotoPost(
        post_mode=PostMode.MEDIA_UPLOAD, photo_images=("https://media.example.kz/1.jpg",)
    )
