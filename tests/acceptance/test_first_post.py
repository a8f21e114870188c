"""The README's first post, with the processes that a reader would start."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from tests.support.ports import free_port
from tests.support.servers import answers
from tests.support.waiting import until

ROOT = Path(__file__).parents[2]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT / "src")}


@pytest.fixture
def simulator() -> Iterator[str]:
    """`zharia simulator` in its own process, ten times as fast."""
    port = str(free_port())
    command = [sys.executable, "-m", "zharia", "simulator", "--port", port, "--speed", "10"]
    process = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True)
    url = f"http://127.0.0.1:{port}"
    try:
        until(lambda: process.poll() is not None or answers(url), "the simulator to answer")
        assert process.poll() is None, "the simulator ended"
        yield url
    finally:
        process.terminate()
        said = process.communicate(timeout=60)[0]
    assert f"{url}/v2/auth/authorize/" in said
    # uvicorn ends in order, then hands the signal on.
    assert process.returncode in {0, -signal.SIGTERM}


def test_the_first_post_of_the_readme_becomes_public(simulator: str) -> None:
    script = [sys.executable, "docs/first_post.py", simulator]
    done = subprocess.run(
        script, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=100, check=True
    )
    post_id = re.search(r"PUBLISH_COMPLETE (\d{19})$", done.stdout, re.MULTILINE)
    assert post_id, done.stdout
    page = httpx2.get(f"{simulator}/@aimaq_kz/photo/{post_id[1]}", trust_env=False)
    assert "Ұлытауда жаңа саябақ ашылды" in page.text
