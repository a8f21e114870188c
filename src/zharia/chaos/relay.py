"""A webhook relay between TikTok and the service: loses, delays, doubles and reorders.

TikTok promises no more than "at least once, in any order", and a proxy of ours may lose what it
has answered for. What the relay passes on at once is answered as the service answers, so that
TikTok itself repeats what met nobody; for the rest the relay answers, and insists.
"""

import asyncio
import hashlib
import random
from collections import Counter
from collections.abc import Coroutine, Mapping
from enum import StrEnum
from typing import Final

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from zharia.simulator.http_client import new_client


class DeliveryOutcome(StrEnum):
    """What becomes of a delivery."""

    PASSED = "passed"
    LOST = "lost"
    LATE = "late"
    DOUBLED = "doubled"
    #: kept until some others came, then released newest first
    REORDERED = "reordered"


_ODDS: Final[Mapping[DeliveryOutcome, int]] = {
    DeliveryOutcome.PASSED: 56,
    DeliveryOutcome.LOST: 12,
    DeliveryOutcome.LATE: 12,
    DeliveryOutcome.DOUBLED: 12,
    DeliveryOutcome.REORDERED: 8,
}
#: seconds that a late one takes
_LATE: Final = (1.0, 15.0)
#: a batch is released when it has so many, or after so many seconds
_BATCH: Final = 3
_BATCH_SECONDS: Final = 5.0
#: how often the relay tries to hand over what it has answered for, a second apart
_MOST_TRIES: Final = 90
_TIMEOUT: Final = 10.0
_KEPT: Final = ("content-type", "tiktok-signature")


class Relay:
    """An ASGI application at any path; `target` is the service's webhook address."""

    def __init__(
        self,
        target: str,
        seed: int,
        odds: Mapping[DeliveryOutcome, int] = _ODDS,
        late: tuple[float, float] = _LATE,
    ) -> None:
        self.counts: Counter[DeliveryOutcome] = Counter()
        self._target = target
        self._odds, self._late = odds, late
        self._rng = random.Random(seed)  # noqa: S311 - no secret
        #: TikTok repeats what was not answered: its outcome stays the same
        self._outcomes: dict[str, DeliveryOutcome] = {}
        self._batch: list[tuple[bytes, Mapping[str, str]]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def pending(self) -> int:
        """How many deliveries it has acknowledged and not handed over."""
        return len(self._tasks) + len(self._batch)

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self._receive, methods=["POST"])])

    async def _receive(self, request: Request) -> Response:
        body = await request.body()
        headers = {name: request.headers[name] for name in _KEPT if name in request.headers}
        match self._outcome_of(body):
            case DeliveryOutcome.PASSED:
                return Response(status_code=await self._send(body, headers))
            case DeliveryOutcome.LOST:
                pass
            case DeliveryOutcome.LATE:
                self._start(self._deliver(body, headers, self._rng.uniform(*self._late)))
            case DeliveryOutcome.DOUBLED:
                self._start(self._deliver(body, headers, 0))
                self._start(self._deliver(body, headers, self._rng.uniform(0, 3)))
            case DeliveryOutcome.REORDERED:
                self._batch.append((body, headers))
                if len(self._batch) >= _BATCH:
                    self._release()
                elif len(self._batch) == 1:
                    self._start(self._release_after_timeout())
        return Response()

    def _outcome_of(self, body: bytes) -> DeliveryOutcome:
        key = hashlib.sha256(body).hexdigest()
        if key not in self._outcomes:
            self._outcomes[key] = self._rng.choices(list(self._odds), list(self._odds.values()))[0]
            self.counts[self._outcomes[key]] += 1
        return self._outcomes[key]

    async def _send(self, body: bytes, headers: Mapping[str, str]) -> int:
        """The service's status; 503 if nobody is there."""
        try:
            async with new_client(_TIMEOUT) as http:
                return (await http.post(self._target, content=body, headers=headers)).status_code
        except httpx2.HTTPError:
            return 503

    async def _deliver(self, body: bytes, headers: Mapping[str, str], after: float) -> None:
        await asyncio.sleep(after)
        for _ in range(_MOST_TRIES):
            if await self._send(body, headers) == httpx2.codes.OK:
                return
            await asyncio.sleep(1)

    async def _release_after_timeout(self) -> None:
        await asyncio.sleep(_BATCH_SECONDS)
        self._release()

    def _release(self) -> None:
        batch, self._batch = self._batch[::-1], []
        self._start(self._deliver_all(batch))

    async def _deliver_all(self, batch: list[tuple[bytes, Mapping[str, str]]]) -> None:
        for body, headers in batch:
            await self._deliver(body, headers, 0)

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
