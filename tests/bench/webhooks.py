"""Webhooks that one process stores per second, and how long TikTok waits for each answer.

    ./run bench webhooks

Every delivery is new and signed, and is answered after its commit. The visitor is a process of
its own with 32 connections, each of which sends the next delivery when it has its answer. Beside
our route stand two bare Starlette ones: one with the same inbox, to see what FastAPI and our own
layers cost, and one that commits each delivery by itself. All take turns, so that whatever else
the machine does meets each of them; beside the rate stands the server's own processor time, which
depends less on it.
"""

import asyncio
import hashlib
import hmac
import json
import multiprocessing
import os
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from subprocess import DEVNULL, Popen
from typing import cast

import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.bench.measures import Measure, markdown
from tests.bench.processes import own_cpu_seconds
from tests.support.waiting import until
from zharia.accounts import ensure_configuration
from zharia.publishing.webhooks import Delivery, store
from zharia.service.gc_tuning import freeze_gc
from zharia.settings import Settings
from zharia.storage.crypto import Keyring, open_keyring
from zharia.storage.database import Database
from zharia.tiktok import verify
from zharia.web.api.webhook import PATH
from zharia.web.webhook_receiver import WebhookReceiver

KEY, SECRET = "bench", "a secret of the bench"
CONNECTIONS, DELIVERIES, WARM_UP = 32, 20_000, 3_000
RUNS = 3


def application(kind: str, folder: Path) -> Starlette:
    settings = Settings.model_validate(
        {"data_dir": folder, "tiktok_client_key": KEY, "tiktok_client_secret": SECRET}
    )
    database = Database(settings.database)
    database.upgrade()
    keys = open_keyring("", settings.secret_keys_file)
    ensure_configuration(database, keys, settings)
    route = _with_inbox(database, keys) if kind == "starlette, inbox" else _one_by_one(database)
    return Starlette(routes=[route])


def _with_inbox(database: Database, keys: Keyring) -> Route:
    inbox = WebhookReceiver(database, keys)

    async def webhook(request: Request) -> Response:
        await inbox.receive(await request.body(), request.headers["TikTok-Signature"])
        return Response()

    return Route(PATH, webhook, methods=["POST"])


def _one_by_one(database: Database) -> Route:
    def receive(body: bytes, signature: str) -> None:
        signed_at = verify(body, signature, client_secret=SECRET, now=time.time())
        with database.write() as session:
            now = database.now(session)
            store(session, [Delivery(body.decode(), "event", now, late=signed_at == 0)], now)

    async def webhook(request: Request) -> Response:
        # Inline: handing each to a thread costs more than the insert.
        receive(await request.body(), request.headers["TikTok-Signature"])
        return Response()

    return Route(PATH, webhook, methods=["POST"])


def serve(kind: str, folder: str, port: str) -> None:
    """One of the bare applications, behind the same server as ours."""
    app = application(kind, Path(folder))
    freeze_gc()
    uvicorn.run(app, port=int(port), log_config=None, access_log=False, proxy_headers=False)


def start(kind: str, folder: str, port: int) -> Popen[bytes]:
    """A process that answers webhooks: `zharia web` or `zharia serve`, or a bare application."""
    environment = {
        "ZHARIA_DATA_DIR": folder,
        "ZHARIA_PORT": str(port),
        "ZHARIA_TIKTOK_CLIENT_KEY": KEY,
        "ZHARIA_TIKTOK_CLIENT_SECRET": SECRET,
        "ZHARIA_ADMIN_PASSWORD": "a password of the bench",
    }
    command = ["-m", *kind.split()]
    if not kind.startswith("zharia"):
        command = ["-m", "tests.bench.webhooks", kind, folder, str(port)]
    return Popen(
        [sys.executable, *command], env=os.environ | environment, stdout=DEVNULL, stderr=DEVNULL
    )


class Visitor(asyncio.Protocol):
    """One connection that sends a delivery, waits for the answer, and sends the next."""

    def __init__(self, requests: list[bytes], seconds: list[float], done: asyncio.Event) -> None:
        self._requests, self._seconds, self._done = requests, seconds, done

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's is one, but does not say so.
        self._transport = cast("asyncio.Transport", transport)
        self._next()

    def data_received(self, data: bytes) -> None:
        assert data.startswith(b"HTTP/1.1 200"), data
        self._seconds.append(time.perf_counter() - self._sent_at)
        self._next()

    def _next(self) -> None:
        if not self._requests:
            self._transport.close()
            self._done.set()
            return
        self._sent_at = time.perf_counter()
        self._transport.write(self._requests.pop())


def requests(count: int) -> list[bytes]:
    """Deliveries that TikTok could have sent, each with its own publish id."""
    made = []
    for number in range(count):
        content = json.dumps({"publish_id": f"p_pub_url~v2.{os.urandom(8).hex()}{number}"})
        body = json.dumps(
            {
                "client_key": KEY,
                "event": "post.publish.complete",
                "create_time": int(time.time()),
                "user_openid": "act.example12345Example12345Example",
                "content": content,
            }
        ).encode()
        now = int(time.time())
        digest = hmac.new(SECRET.encode(), f"{now}.".encode() + body, hashlib.sha256).hexdigest()
        head = (
            f"POST {PATH} HTTP/1.1\r\nHost: zharia\r\nContent-Type: application/json\r\n"
            f"TikTok-Signature: t={now},s={digest}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        made.append(head.encode() + body)
    return made


async def visit(port: int, count: int) -> tuple[float, list[float]]:
    """Seconds in all, and for each answer."""
    waiting, seconds = requests(count), list[float]()
    done = [asyncio.Event() for _ in range(CONNECTIONS)]
    began = time.perf_counter()
    for event in done:
        await asyncio.get_running_loop().create_connection(
            lambda event=event: Visitor(waiting, seconds, event),  # type: ignore[misc]
            "127.0.0.1",
            port,
        )
    async with asyncio.timeout(120):
        await asyncio.gather(*(event.wait() for event in done))
    return time.perf_counter() - began, seconds


@dataclass(frozen=True, slots=True)
class Intake:
    """How fast one application took the deliveries."""

    #: deliveries per second
    rate: float
    #: milliseconds of processor time for each delivery
    processor: float
    #: milliseconds until an answer: the median, and what one in a hundred takes longer than
    median: float
    worst: float


def measure(kind: str) -> Intake:
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        server = start(kind, folder, port)
        try:
            wait_for(port)
            uvloop.run(visit(port, WARM_UP))
            before = own_cpu_seconds(server.pid)
            took, seconds = uvloop.run(visit(port, DELIVERIES))
            processor = own_cpu_seconds(server.pid) - before
        finally:
            server.terminate()
            server.wait(10)
    cut = quantiles(seconds, n=100)
    return Intake(DELIVERIES / took, processor / DELIVERIES * 1000, cut[49] * 1000, cut[98] * 1000)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def wait_for(port: int) -> None:
    until(lambda: _listens(port), f"somebody to listen on port {port}")


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def measures() -> Iterator[Measure]:
    print(f"{DELIVERIES} deliveries, {CONNECTIONS} connections, SQLite, best of {RUNS} runs")
    kinds = ("zharia web", "starlette, inbox", "starlette, one by one")
    runs: dict[str, list[Intake]] = {kind: [] for kind in kinds}
    for _ in range(RUNS):
        for kind in kinds:
            runs[kind].append(measure(kind))
    best = {kind: max(found, key=lambda one: one.rate) for kind, found in runs.items()}
    processor = {kind: min(one.processor for one in found) for kind, found in runs.items()}
    for kind, one in best.items():
        print(
            f"{kind:24} {one.rate:8.0f}/s   p50 {one.median:5.1f} ms   p99 {one.worst:5.1f} ms"
            f"   processor {processor[kind]:.3f} ms each"
        )
    print(f"machine: {multiprocessing.cpu_count()} cores")
    ours, bare = (best[kind].rate for kind in kinds[:2])
    of_processor = processor[kinds[1]] / processor[kinds[0]]
    yield Measure(
        "webhook intake ÷ bare Starlette with the same insert",
        ours / bare,
        aim=0.95,
        floor=0.9,
        note=f"{ours:,.0f}/s, Starlette {bare:,.0f}/s; by processor time {of_processor:.2f}",
    )


def main() -> None:
    print(markdown(list(measures())))


if __name__ == "__main__":
    serve(*sys.argv[1:]) if len(sys.argv) > 1 else main()
