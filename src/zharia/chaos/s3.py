"""A private S3: moto's server, its own process and port, empty, gone afterwards."""

import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import httpx2

from zharia.demo.ports import HOST, free_port

REMEDY: Final = "moto is missing, which stands in for S3: type `./run chaos --media s3` instead"
_START_SECONDS: Final = 60.0
_KEYS: Final = {
    "AWS_ACCESS_KEY_ID": "chaos",
    "AWS_SECRET_ACCESS_KEY": "no-secret",
    "AWS_REGION": "us-east-1",
}
#: moto checks no signature, but gives nothing to whoever has none
SIGNED: Final = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=chaos/20261130/us-east-1/s3/aws4_request,"
    " SignedHeaders=host, Signature=0"
}


class S3Missing(RuntimeError):
    """Moto is not installed; the message says how to get it."""

    def __init__(self) -> None:
        super().__init__(REMEDY)


@contextmanager
def server() -> Iterator[str]:
    """The address of a server without any bucket. Raises `S3Missing`."""
    if importlib.util.find_spec("moto") is None:
        raise S3Missing
    port = free_port()
    url = f"http://{HOST}:{port}"
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "moto.server", "-H", HOST, "-p", str(port)],
        env={**os.environ, **_KEYS},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # Ctrl+C reaches us alone.
        start_new_session=True,
    )
    try:
        _wait(process, url)
        yield url
    finally:
        process.kill()
        process.wait()


def variables(server: str) -> Mapping[str, str]:
    """The AWS_ variables of a process that uses it."""
    return {**_KEYS, "AWS_ENDPOINT_URL": server}


def make_bucket(server: str, name: str) -> None:
    with httpx2.Client(trust_env=False, timeout=30, headers=SIGNED) as http:
        http.put(f"{server}/{name}").raise_for_status()


def _wait(process: "subprocess.Popen[bytes]", url: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    with httpx2.Client(trust_env=False, timeout=5) as http:
        while True:
            try:
                http.get(f"{url}/moto-api/").raise_for_status()
            except httpx2.TransportError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("moto's server does not start") from None
                time.sleep(0.05)
            else:
                return
