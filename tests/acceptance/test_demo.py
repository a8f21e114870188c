"""`./run`: a newsroom, Zharia and a TikTok, as somebody sees it who has never seen the project."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.support.processes import alive, children, start
from tests.support.waiting import until

from zharia.demo.stories import load_stories

STORIES = load_stories()[:3]


class Demo:
    """A demo in its own processes on free ports, and what it has said so far."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder / "demo"
        options = ("--free-ports", "--data", str(self.folder), "--every", "0")
        self.process = start("demo", *options, *arguments, folder=folder)
        self.said = ""
        self.family: set[int] = set()

    def read_until(self, pattern: str) -> str:
        """Read on until a line has the pattern; its first group."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            self.family |= children(self.process.pid)
            if found := re.search(pattern, line):
                return found[1]
        raise AssertionError(f"{pattern!r} never came:\n{self.said}\n{self.logs()}")

    def finish(self, seconds: float = 200) -> int:
        """Its exit code."""
        try:
            self.said += self.process.communicate(timeout=seconds)[0]
        except subprocess.TimeoutExpired as late:
            said = late.output or b""
            words = f"still there after {seconds} s:\n{said.decode()}\n{self.logs()}"
            raise AssertionError(words) from late
        return self.process.returncode

    def logs(self) -> str:
        """What its processes wrote last, for a reader of a failed test."""
        ends = [f"{log.name}:\n{log.read_text()[-3000:]}" for log in self.folder.glob("*.log")]
        return "\n".join(ends)

    def nobody_is_left(self) -> bool:
        return not any(map(alive, self.family))


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Any]:
    demos: list[Demo] = []

    def begin(*arguments: str) -> Demo:
        demos.append(Demo(tmp_path, *arguments))
        return demos[-1]

    yield begin
    for demo in demos:
        if demo.process.poll() is None:
            demo.process.terminate()
            try:
                demo.process.communicate(timeout=30)
            except subprocess.TimeoutExpired:
                demo.process.kill()


def test_every_story_is_posted_once_in_the_language_of_each_account(run: Any) -> None:
    demo = run("--stories", str(len(STORIES)), "--speed", "10")
    tiktok = demo.read_until(r"TikTok +(http://\S+)/")
    demo.read_until(r"(That was the last story)")
    posts = httpx2.get(f"{tiktok}/_sim/posts", trust_env=False).json()["posts"]
    found = sorted((post["username"], post["title"]) for post in posts)
    assert found == sorted(
        (f"aimaq_{language}", story.translations[language].title)
        for story in STORIES
        for language in ("kz", "ru")
    )
    for post in posts:
        assert post["status"] == "PUBLISH_COMPLETE", post["fail_reason"]
        assert ("#жаналықтар" if post["username"] == "aimaq_kz" else "#новости") in post[
            "description"
        ]
        story = next(
            s for s in STORIES for w in s.translations.values() if w.title == post["title"]
        )
        assert len(post["photos"]) == len(story.photos)
        for photo in post["photos"]:
            assert photo["format"] == "JPEG"
            assert photo["size"] > 10_000
            assert min(photo["width"], photo["height"]) <= 1080
    calls = httpx2.get(f"{tiktok}/_sim/calls", trust_env=False).json()["calls"]
    assert not [call for call in calls if call["wrong"]]

    demo.process.send_signal(signal.SIGINT)
    assert demo.finish() == 0, demo.said
    until(demo.nobody_is_left, "every process to be gone")
    assert len(demo.family) >= 3, "the simulator, Zharia, and a photo worker"


def test_with_exit_it_ends_by_itself_and_shows_where_the_post_is(run: Any) -> None:
    demo = run("--stories", "1", "--speed", "20", "--exit")
    assert demo.finish() == 0, demo.said
    title = STORIES[0].translations["kz"].title
    line = rf"{title}\t@aimaq_kz\tpublished\t[\d.]+\thttp://127.0.0.1:\d+/@aimaq_kz/photo/\d{{19}}$"
    assert re.search(line, demo.said, re.MULTILINE), demo.said


def test_a_process_that_dies_is_named_with_its_last_words(run: Any) -> None:
    demo = run()
    demo.read_until(r"(a simulator on this machine)")
    simulator = until(lambda: find(demo.process.pid, "simulator"), "the simulator's process")
    until(lambda: find(demo.process.pid, "serve"), "Zharia's process")
    os.kill(simulator, signal.SIGKILL)
    assert demo.finish() == 2
    assert "TikTok ended with exit code -9" in demo.said
    until(demo.nobody_is_left, "every process to be gone")


def find(pid: int, command: str) -> int | None:
    """The child that runs a `zharia` command."""
    return next(
        (child for child in children(pid) if f"zharia {command}" in command_of(child)), None
    )


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
