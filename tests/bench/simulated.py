"""The simulator as a process of its own, for what is measured against it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import DEVNULL, Popen
from typing import Any

import httpx2

from tests.support.servers import answers
from tests.support.waiting import until
from zharia.demo.ports import free_port


@contextmanager
def simulator(speed: float = 1) -> Iterator[httpx2.Client]:
    """The simulator's own process; yields its control API."""
    port = free_port()
    command = [sys.executable, "-m", "zharia", "simulator", "--port", str(port)]
    process = Popen([*command, "--speed", str(speed)], stdout=DEVNULL, stderr=DEVNULL)
    control = httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False)
    try:
        url = f"http://127.0.0.1:{port}/_sim/"
        until(lambda: process.poll() is not None or answers(url), "the simulator to answer")
        yield control
    finally:
        control.close()
        process.terminate()
        process.wait(10)


def ask(control: httpx2.Client, method: str, path: str, body: object = None) -> Any:
    response = control.request(method, f"/_sim{path}", json=body)
    assert response.status_code == 200, response.text
    return response.json()
