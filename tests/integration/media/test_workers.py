"""Workers that die, hang or lose their parent."""

import math
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

import zharia
from tests.integration.media.pictures import assert_acceptable, encoded, png, quarters
from tests.integration.media.processes import cpu_seconds, gone, unread_bytes
from tests.support.waiting import until
from zharia.errors.book import entry_of
from zharia.media import worker_process, worker_protocol
from zharia.media.errors import DecoderCrashed, PhotoTooSlow, WorkersUnavailable
from zharia.media.prepared import Layout, PreparedPhoto
from zharia.media.workers import PhotoWorkers

PHOTO = encoded(quarters(), "PNG")


@pytest.fixture
def workers() -> Iterator[PhotoWorkers]:
    with PhotoWorkers(1) as workers:
        workers.prepare(PHOTO)
        yield workers


@pytest.fixture
def thread() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as thread:
        yield thread


def only_pid(workers: PhotoWorkers) -> int:
    (pid,) = workers.pids
    return pid


def held_up(workers: PhotoWorkers, thread: ThreadPoolExecutor) -> "Future[PreparedPhoto]":
    """A photo that is in the hands of a stopped worker."""
    pid = only_pid(workers)
    os.kill(pid, signal.SIGSTOP)
    # More than a pipe takes, so that it is certainly being sent.
    photo = thread.submit(workers.prepare, PHOTO + bytes(1 << 20))
    until(lambda: unread_bytes(pid), "the photo to be sent")
    assert not photo.done()
    return photo


def test_a_worker_is_used_again_and_gives_what_it_would_give_here(workers: PhotoWorkers) -> None:
    from zharia.media.prepare import prepare

    pid = only_pid(workers)
    for layout in Layout:
        assert workers.prepare(PHOTO, layout) == prepare(PHOTO, layout)
    assert only_pid(workers) == pid


def test_no_more_workers_run_than_allowed_and_every_thread_gets_its_own_photo() -> None:
    sizes = [(300 + n, 200) for n in range(24)]
    with PhotoWorkers(2) as workers, ThreadPoolExecutor(8) as threads:
        photos = [encoded(quarters(size), "PNG") for size in sizes]
        prepared = list(threads.map(workers.prepare, photos))
        assert len(workers.pids) <= 2
    assert [(photo.width, photo.height) for photo in prepared] == sizes


def test_an_idle_worker_that_was_killed_is_replaced(workers: PhotoWorkers) -> None:
    pid = only_pid(workers)
    os.kill(pid, signal.SIGKILL)
    until(lambda: gone(pid), "the worker to be gone")
    assert_acceptable(workers.prepare(PHOTO))
    assert only_pid(workers) != pid


def test_a_worker_killed_amid_a_photo_does_not_cost_the_photo(
    workers: PhotoWorkers, thread: ThreadPoolExecutor
) -> None:
    pid = only_pid(workers)
    photo = held_up(workers, thread)
    os.kill(pid, signal.SIGKILL)
    assert_acceptable(photo.result(60))
    assert only_pid(workers) != pid


def test_a_photo_that_ends_two_workers_is_given_up_and_the_next_one_works(
    workers: PhotoWorkers, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = worker_process.WorkerProcess.ask
    ended = []

    def crash(
        self: worker_process.WorkerProcess, header: worker_protocol.Header, photo: bytes
    ) -> tuple[worker_protocol.Header, bytes]:
        ended.append(self.pid)
        os.kill(self.pid, signal.SIGSEGV)
        return ask(self, header, photo)

    with monkeypatch.context() as patched:
        patched.setattr(worker_process.WorkerProcess, "ask", crash)
        with pytest.raises(DecoderCrashed, match=f"exit code -{signal.SIGSEGV:d}"):
            workers.prepare(PHOTO)
    assert len(set(ended)) == 2
    assert_acceptable(workers.prepare(PHOTO))


def test_a_photo_that_takes_too_long_is_given_up_and_the_next_one_works(
    workers: PhotoWorkers, thread: ThreadPoolExecutor
) -> None:
    pid = only_pid(workers)
    (worker,) = workers._idle
    worker._seconds = 0.3
    with pytest.raises(PhotoTooSlow, match="30 seconds"):
        held_up(workers, thread).result(60)
    assert gone(pid)
    assert_acceptable(workers.prepare(PHOTO))


def test_a_worker_is_replaced_after_many_photos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zharia.media.workers._PHOTOS_PER_WORKER", 2)
    with PhotoWorkers(1) as workers:
        workers.prepare(PHOTO)
        pid = only_pid(workers)
        workers.prepare(PHOTO)
        workers.prepare(PHOTO)
        assert only_pid(workers) != pid
        assert gone(pid)


def test_terminal_and_service_signals_leave_a_photo_in_hand_alone(workers: PhotoWorkers) -> None:
    pid = only_pid(workers)
    os.kill(pid, signal.SIGINT)
    os.kill(pid, signal.SIGTERM)
    workers.prepare(PHOTO)
    assert only_pid(workers) == pid


def test_closing_finishes_the_photo_in_hand_and_ends_every_process(
    thread: ThreadPoolExecutor,
) -> None:
    workers = PhotoWorkers(1)
    workers.prepare(PHOTO)
    pid = only_pid(workers)
    photo = held_up(workers, thread)
    closing = threading.Thread(target=workers.close)
    closing.start()
    os.kill(pid, signal.SIGCONT)
    closing.join(10)
    assert_acceptable(photo.result(60))
    assert workers.pids == frozenset()
    assert gone(pid)
    with pytest.raises(RuntimeError, match="closed"):
        workers.prepare(PHOTO)
    workers.close()


def test_a_worker_that_does_not_leave_is_made_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zharia.media.worker_process._GRACE_SECONDS", 0.1)
    with PhotoWorkers(1) as workers:
        workers.prepare(PHOTO)
        pid = only_pid(workers)
        os.kill(pid, signal.SIGSTOP)
    assert gone(pid)


@pytest.mark.parametrize("answer", [b"", b"\xff\xd8\xff" + bytes(20_000_001), b"<html>"])
def test_a_worker_gone_mad_is_not_believed(
    workers: PhotoWorkers, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    said = {"width": 1, "height": 1, "changes": []}
    monkeypatch.setattr(worker_process.WorkerProcess, "ask", lambda *_: (said, answer))
    with pytest.raises(DecoderCrashed, match="no photo"):
        workers.prepare(PHOTO)


@pytest.mark.parametrize(
    "said",
    [{}, {"error": "no such"}, {"width": 1, "height": "x", "changes": []}, {"error": []}],
)
def test_an_answer_without_sense_is_not_believed(
    workers: PhotoWorkers, monkeypatch: pytest.MonkeyPatch, said: dict[str, object]
) -> None:
    monkeypatch.setattr(worker_process.WorkerProcess, "ask", lambda *_: (said, b"\xff\xd8\xff"))
    with pytest.raises(DecoderCrashed, match="no sense"):
        workers.prepare(PHOTO)


@pytest.mark.parametrize("interpreter", ["/nonexistent/python", "/bin/false"])
def test_a_worker_that_does_not_start_is_an_admins_matter(
    monkeypatch: pytest.MonkeyPatch, interpreter: str
) -> None:
    monkeypatch.setattr(sys, "executable", interpreter)
    with PhotoWorkers(1) as workers:
        with pytest.raises(WorkersUnavailable) as caught:
            workers.prepare(PHOTO)
        assert workers.pids == frozenset()
    assert entry_of(caught.value.code).who == "admin"


def test_a_worker_sees_none_of_the_services_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHARIA_SECRET_KEYS", "hush")
    with PhotoWorkers(1) as workers:
        workers.prepare(PHOTO)
        environment = Path(f"/proc/{only_pid(workers)}/environ").read_bytes()
    assert b"hush" not in environment


def test_a_worker_holds_no_other_workers_pipe() -> None:
    with PhotoWorkers(2) as workers, ThreadPoolExecutor(2) as threads:
        list(threads.map(workers.prepare, [PHOTO] * 8))
        pids = list(workers.pids)
        for pid in pids:
            open_files = {link.name: link.readlink() for link in Path(f"/proc/{pid}/fd").iterdir()}
            pipes = {str(file) for file in open_files.values() if str(file).startswith("pipe:")}
            known = {str(open_files["0"]), str(open_files["2"])}
            assert len(pipes - known) == 1, "besides input and errors, only its answers' pipe"


PARENT = """
import sys, threading
from zharia.media.workers import PhotoWorkers
workers = PhotoWorkers(1)
photo = sys.stdin.buffer.read()
workers.prepare(photo)
print(*workers.pids, flush=True)
if sys.argv[1] == "busy":
    workers.prepare(photo)
threading.Event().wait()
"""


@pytest.mark.parametrize("state", ["idle", "busy"])
def test_a_parent_that_is_killed_leaves_no_orphan(state: str) -> None:
    # A hundred megapixels of see-through grey keep a worker busy for a second or two.
    photo = png((10_000, 10_000), 8, 4) if state == "busy" else PHOTO
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, state],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": str(Path(zharia.__file__).parents[1])},
    )
    assert parent.stdin
    assert parent.stdout
    try:
        parent.stdin.write(photo)
        parent.stdin.close()
        (pid,) = (int(word) for word in parent.stdout.readline().split())
        one_photo = cpu_seconds(pid)
        if state == "busy":
            until(lambda: cpu_seconds(pid) > one_photo * 1.1, "work for more than a photo")
        assert not gone(pid)
    finally:
        parent.kill()
        parent.wait()
        parent.stdout.close()
    # The little that an idle worker has used so far says nothing about what leaving takes.
    too_much = one_photo * 1.5 if state == "busy" else math.inf
    until(lambda: gone(pid) or cpu_seconds(pid) > too_much, "an end or too much work")
    assert gone(pid), "it should leave at once, not after the photo"
