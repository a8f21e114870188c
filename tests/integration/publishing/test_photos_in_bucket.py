"""A bucket of photos that is away: nothing fails, nothing is lost, and it goes on by itself."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support import rows
from tests.support.buckets import (
    KEYS,
    Fault,
    FaultProxy,
    answering,
    delete_bucket,
    keys_in,
    make_bucket,
    s3_server,
)
from tests.support.servers import photo
from tests.support.stage import Stage
from tests.support.waiting import until
from zharia.media import bucket
from zharia.media.uploads import stored_address
from zharia.publishing import retry_policy
from zharia.publishing.model import Publication
from zharia.publishing.states import State

BUCKET = "stage-photos"


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultProxy]:
    with s3_server() as server, FaultProxy(server) as proxy:
        make_bucket(server, BUCKET)
        for name, value in (KEYS | {"AWS_ENDPOINT_URL": proxy.url}).items():
            monkeypatch.setenv(name, value)
        # The same pauses, shorter.
        monkeypatch.setattr(retry_policy, "UNWRITABLE_PAUSE", timedelta(seconds=0.5))
        monkeypatch.setattr(bucket, "_RETRY_FOR", timedelta(seconds=0.2))
        yield proxy


@pytest.fixture
def stage(proxy: FaultProxy, tables_url: str, tmp_path: Path) -> Iterator[Stage]:
    with Stage(
        tmp_path / "data", database_url=tables_url, media_storage=f"s3://{BUCKET}/kz"
    ) as stage:
        yield stage


def delayed(stage: Stage, article: str, account: str) -> Publication:
    """The publication, once it waits for the bucket."""

    def waits() -> Publication | None:
        found = stage.publication(article, account)
        return (
            found
            if found.error_code in {"photo_store_unwritable", "photo_store_unavailable"}
            else None
        )

    found: Publication = until(waits, "a publication that waits for the bucket")
    return found


def test_an_article_goes_out_with_its_photos_in_the_bucket(stage: Stage, proxy: FaultProxy) -> None:
    account = stage.connect()
    article = stage.article(photos=3)
    stage.wait_for(article, account, State.PUBLISHED)
    (post,) = stage.posts()
    assert len(post.photos) == 3
    # Prepared ones, and the copies that went out.
    assert len(keys_in(proxy.server, BUCKET, "kz/photos/")) == 6
    assert not (stage.data_dir / "photos").exists()
    # What one process put and serves, it never had to get.
    assert proxy.count("GET", "/photos/") == 0


@pytest.mark.parametrize(
    "fault",
    [answering(503, "SlowDown"), answering(507, "XMinioStorageFull", "PUT")],
    ids=["down", "full"],
)
def test_a_post_waits_for_its_bucket_and_then_goes_out_once(
    stage: Stage, proxy: FaultProxy, fault: Fault
) -> None:
    account = stage.connect()
    proxy.fault = fault
    article = stage.article(photos=2)
    waiting = delayed(stage, article, account)
    tries = waiting.tries
    assert waiting.state in {State.SCHEDULED, State.PREPARING}
    asked = len(proxy.asked)
    until(lambda: len(proxy.asked) > asked + 5, "some more tries")
    assert stage.publication(article, account).tries == tries
    assert stage.inits() == 0
    proxy.fault = None
    stage.wait_for(article, account, State.PUBLISHED)
    assert len(stage.posts()) == 1
    assert stage.inits() == 1


def test_a_bucket_that_is_deleted_under_a_running_service_fails_no_post(
    stage: Stage, proxy: FaultProxy
) -> None:
    account = stage.connect()
    delete_bucket(proxy.server, BUCKET)
    article = stage.article(photos=1)
    delayed(stage, article, account)
    make_bucket(proxy.server, BUCKET)
    stage.wait_for(article, account, State.PUBLISHED)
    assert len(stage.posts()) == 1


def test_a_post_waits_for_a_photo_that_cannot_be_read(stage: Stage, proxy: FaultProxy) -> None:
    """An uploaded one, which another machine has put: nobody knows whether it is still there."""
    account = stage.connect()
    uploaded = stage.service.library.keep_upload(photo((900, 1200))).key
    cache = stage.data_dir / "photo-cache"
    shutil.rmtree(cache)
    cache.mkdir()
    proxy.fault = answering(503, "SlowDown", "GET", "HEAD")
    with stage.service.database.write() as session:
        photos = (stored_address(uploaded),)
        article = rows.article(session, "1", auto=True, photos=photos).id
    waiting = delayed(stage, article, account)
    assert (waiting.error_code, waiting.tries) == ("photo_store_unavailable", 0)
    proxy.fault = None
    stage.wait_for(article, account, State.PUBLISHED)
    assert len(stage.posts()) == 1
