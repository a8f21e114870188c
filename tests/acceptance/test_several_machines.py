"""Web and workers on machines without a shared disk: photos and journal lie in a bucket, or none
starts.

Each machine is a process with a data folder of its own. They share a PostgreSQL and the keys.
"""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.support import rows
from tests.support.buckets import BUCKET_NAME, keys_in, make_bucket, s3_server
from tests.support.machines import S3, Machines
from tests.support.servers import photo
from tests.support.waiting import until

from zharia.journal import AttemptSent, Journal, PhotoPulled
from zharia.publishing.model import Attempt, Publication, PullReceipt
from zharia.storage.s3_address import S3Address


@pytest.fixture
def machines(tmp_path: Path, postgres_copy: str) -> Iterator[Machines]:
    with Machines(tmp_path, postgres_copy) as machines:
        yield machines


@pytest.fixture
def bucket(machines: Machines, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of the server that has the bucket, which this process knows too."""
    with s3_server() as server:
        make_bucket(server, BUCKET_NAME)
        machines.shared["AWS_ENDPOINT_URL"] = server
        machines.shared["ZHARIA_JOURNAL"] = S3
        for name, value in machines.shared.items():
            if name.startswith("AWS_"):
                monkeypatch.setenv(name, value)
        yield server


def test_they_publish_through_a_bucket(machines: Machines, bucket: str) -> None:
    machines.set_up("web", S3)
    machines.start("web", "web", S3)
    machines.until_ready("web")
    for worker in ("worker-1", "worker-2"):
        machines.start(worker, "worker", S3)
    for number in range(4):
        machines.article(str(number))
    machines.until_published(4)
    assert len(machines.simulator.simulator.state.posts) == 4
    with machines.database.read() as session:
        receipts = session.scalars(select(PullReceipt)).all()
        attempts = session.scalars(select(Attempt)).all()
    sent = {shown["key"] for one in attempts for shown in one.photos}
    assert {(one.status, one.complete) for one in receipts} == {(200, True)}
    # Each went out as a copy of its own, which the web fetched once.
    assert len(sent) == 4
    stored = keys_in(bucket, BUCKET_NAME, "kz/photos/")
    assert sent < {name.rpartition("/")[2].removesuffix(".jpg") for name in stored}
    assert len(list((machines.folder / "web" / "photo-cache").glob("*.jpg"))) == 4
    # No path is shared: what lies on each machine is its own.
    assert not list(machines.folder.glob("*/photos"))
    assert not list(machines.folder.rglob("*.jsonl"))
    records = Journal.open(S3Address(BUCKET_NAME, "kz")).tail(0).records
    journaled = {one.attempt_id for one in records if isinstance(one, AttemptSent)}
    assert journaled == {one.id for one in attempts}
    assert sum(isinstance(one, PhotoPulled) for one in records) == len(receipts)


def test_a_worker_that_is_stopped_hands_over_what_it_was_preparing(
    machines: Machines, bucket: str
) -> None:
    machines.set_up("web", S3)
    machines.start("web", "web", S3)
    machines.until_ready("web")
    # Its photo does not come for as long as this is held.
    held = threading.Event()
    url = machines.newsroom.serve("/slow.jpg", photo((900, 1200)), held=held)
    with machines.database.write() as session:
        rows.article(session, "slow", auto=True, photos=(url,))
    machines.start("stopped", "worker", S3)

    def owner() -> str | None:
        with machines.database.read() as session:
            return session.scalar(select(Publication.owner))

    until(owner, "the worker to prepare it")
    until(lambda: "/slow.jpg" in machines.newsroom.asked, "the photo to be asked for")
    machines.running["stopped"].terminate()
    until(lambda: owner() is None, "the worker to give it up")
    machines.start("other", "worker", S3)
    until(owner, "another worker to take it up at once")
    held.set()
    machines.until_published(1)
    assert machines.until_ended("stopped")[0] == 0
    assert len(machines.simulator.simulator.state.posts) == 1


def test_they_refuse_to_work_with_folders_of_their_own(machines: Machines) -> None:
    machines.set_up("web", "file")
    machines.start("web", "web", "file")
    machines.until_ready("web")
    machines.start("worker", "worker", "file")
    code, said = machines.until_ended("worker")
    assert code == 2, said
    assert "Traceback" not in said
    sentence = next(line for line in said.splitlines() if line.startswith("zharia: "))
    for words in (
        str(machines.folder / "worker" / "photos"),
        "in another folder",
        "ZHARIA_DATA_DIR",
        "ZHARIA_MEDIA_STORAGE",
        "zharia photos adopt",
    ):
        assert words in sentence
    assert machines.running["web"].is_alive()


def test_a_person_moves_the_photos_for_all_of_them(machines: Machines, bucket: str) -> None:
    """From a folder into a bucket: whoever still has the old setting does not start."""
    machines.set_up("web", "file")
    machines.start("new", "worker", S3)
    assert machines.until_ended("new")[0] == 2
    machines.start("new", "photos adopt", S3)
    code, said = machines.until_ended("new")
    assert (code, S3 in said) == (0, True), said
    machines.start("web", "web", S3)
    machines.until_ready("web")
    machines.start("old", "worker", "file")
    code, said = machines.until_ended("old")
    assert (code, f"in {S3}" in said) == (2, True), said


def test_a_bucket_that_is_not_there_is_a_sentence(machines: Machines, bucket: str) -> None:
    nobodys = "s3://nobodys/kz"
    for command, storage, journal, setting in (
        ("web", nobodys, S3, "ZHARIA_MEDIA_STORAGE"),
        ("worker", nobodys, S3, "ZHARIA_MEDIA_STORAGE"),
        ("photos adopt", nobodys, S3, "ZHARIA_MEDIA_STORAGE"),
        ("serve", S3, nobodys, "ZHARIA_JOURNAL"),
        ("resume", S3, nobodys, "ZHARIA_JOURNAL"),
    ):
        machines.shared["ZHARIA_JOURNAL"] = journal
        machines.start("one", command, storage)
        code, said = machines.until_ended("one")
        assert code == 2, said
        assert "Traceback" not in said
        for words in (nobodys, setting, "NoSuchBucket"):
            assert words in said
        assert "hush" not in said
