"""`./run chaos` in short: real processes are killed, and no article is posted twice or lost."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.support.processes import start


def chaos(folder: Path, *arguments: str) -> dict[str, Any]:
    """The run's line of JSON, once it has ended and kept every promise."""
    # Not everything comes to its end in so short a time. What must never be must not be then, too.
    options = ("--patience", "10", "--accounts", "2", "--folder", str(folder / "chaos"))
    process = start("chaos", *options, *arguments, folder=folder, apart=True)
    try:
        said, progress = process.communicate(timeout=200)
    except subprocess.TimeoutExpired:
        process.terminate()
        said, progress = process.communicate(timeout=60)
    words = f"{progress}\n{said}"
    assert process.returncode == 0, words
    told: dict[str, Any] = json.loads(said.splitlines()[-1])
    assert (told["doubles"], told["lost"], told["falseSuccesses"]) == (0, 0, 0), words
    assert told["publications"] > 0, words
    assert told["inits"] > 0, words
    return told


def test_killed_on_sqlite_every_article_is_posted_once(tmp_path: Path) -> None:
    told = chaos(tmp_path, "--kills", "3", "--seed", "4")
    assert (told["database"], told["workers"], told["kills"]) == ("sqlite", 1, 3)


@pytest.mark.usefixtures("postgres_url")
def test_killed_with_two_workers_every_article_is_posted_once(tmp_path: Path) -> None:
    told = chaos(tmp_path, "--kills", "3", "--workers", "2", "--seed", "5")
    assert (told["database"], told["workers"], told["kills"]) == ("postgresql", 2, 3)


@pytest.mark.usefixtures("postgres_url")
def test_killed_with_photos_in_a_bucket_every_article_is_posted_once(tmp_path: Path) -> None:
    """Each process has a data folder of its own."""
    told = chaos(tmp_path, "--kills", "3", "--workers", "2", "--media", "s3", "--seed", "5")
    assert (told["database"], told["media"], told["kills"]) == ("postgresql", "s3", 3)
    folder = tmp_path / "chaos"
    assert not list(folder.glob("*/photos"))
    assert list((folder / "web" / "photo-cache").glob("*.jpg"))
