"""A journal's places: a file, and a bucket behind a proxy."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.integration.journal.places import BucketPlace, FilePlace, Place
from tests.support.buckets import BUCKET_NAME, KEYS, FaultProxy, make_bucket, s3_server
from zharia.journal import bucket, objects
from zharia.storage.ids import new_id
from zharia.storage.s3_address import S3Address


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with s3_server() as url:
        make_bucket(url, BUCKET_NAME)
        yield url


@pytest.fixture
def bucket_place(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[BucketPlace]:
    with FaultProxy(server) as proxy:
        for name, value in (KEYS | {"AWS_ENDPOINT_URL": proxy.url}).items():
            monkeypatch.setenv(name, value)
        yield BucketPlace(S3Address(BUCKET_NAME, new_id().lower()), proxy)


@pytest.fixture(params=["file", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    if request.param == "file":
        return FilePlace(tmp_path / "journal.jsonl", monkeypatch)
    place: BucketPlace = request.getfixturevalue("bucket_place")
    return place


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bounds, sooner reached."""
    monkeypatch.setattr(bucket, "_TIMEOUT", timedelta(seconds=1))
    monkeypatch.setattr(bucket, "_RETRY_FOR", timedelta(seconds=0.1))
    monkeypatch.setattr(objects, "_PATIENCE", 0.1)
