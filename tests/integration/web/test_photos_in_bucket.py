"""What TikTok fetches from us where photos lie in a bucket: over real servers, the bucket's too."""

import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime

import httpx2
import pytest
from tests.integration.web.newsroom import Newsroom
from tests.integration.web.test_for_tiktok import (
    ADDRESS,
    PHOTO,
    attempt_of,
    get,
    make_attempt,
    receipts,
    served,
)
from tests.support.buckets import (
    BUCKET_NAME,
    KEYS,
    Fault,
    FaultProxy,
    answering,
    breaking_off,
    delete_bucket,
    hanging,
    keys_in,
    make_bucket,
    put_object,
    s3_server,
)
from tests.support.servers import NO_TLS
from tests.support.waiting import until

from zharia.journal import PhotoPulled
from zharia.publishing import pulls
from zharia.settings import Settings

BUCKET = BUCKET_NAME


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with s3_server() as url:
        yield url


@pytest.fixture
def proxy(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultProxy]:
    """A bucket, and the way to it."""
    make_bucket(server, BUCKET)
    with FaultProxy(server) as proxy:
        for name, value in (KEYS | {"AWS_ENDPOINT_URL": proxy.url}).items():
            monkeypatch.setenv(name, value)
        yield proxy
    delete_bucket(server, BUCKET)


@pytest.fixture
def settings(settings: Settings, proxy: FaultProxy) -> Settings:
    return settings.model_copy(update={"media_storage": f"s3://{BUCKET}/kz"})


@pytest.fixture
def attempt(newsroom: Newsroom) -> str:
    """An attempt whose photo another machine has put: here it was never read."""
    made = make_attempt(newsroom, PHOTO)
    forget(newsroom)
    return made


def forget(newsroom: Newsroom) -> None:
    cache = newsroom.settings.data_dir / "photo-cache"
    shutil.rmtree(cache)
    cache.mkdir()


def fetched(proxy: FaultProxy) -> int:
    return proxy.count("GET", "/photos/")


@pytest.mark.usefixtures("attempt")
class TestAPhotoInABucket:
    def test_is_served_by_us_read_once_and_leaves_a_receipt(
        self, newsroom: Newsroom, proxy: FaultProxy
    ) -> None:
        with served(newsroom) as url:
            with ThreadPoolExecutor(5) as pool:
                answers = list(pool.map(lambda _: get(url), range(5)))
            part = get(url, Range="bytes=2-101")
            assert get(url, **{"If-None-Match": part.headers["etag"]}).status_code == 304
        assert {(one.status_code, one.content) for one in answers} == {(200, PHOTO)}
        assert answers[0].headers["content-type"] == "image/jpeg"
        assert answers[0].headers["content-length"] == str(len(PHOTO))
        assert (part.status_code, part.content) == (206, PHOTO[2:102])
        assert fetched(proxy) == 1
        assert receipts(newsroom).count(("GET", 200, len(PHOTO))) == 5
        journal = newsroom.context.installation.journal
        pulled = [one for one in journal.tail(0).records if isinstance(one, PhotoPulled)]
        assert [(one.photo, one.size) for one in pulled] == [(1, len(PHOTO))] * 5
        assert attempt_of(newsroom).all_pulled_at is not None

    @pytest.mark.parametrize(
        "fault",
        [
            answering(503, "SlowDown"),
            answering(403, "AccessDenied"),
            answering(404, "NoSuchBucket"),
            breaking_off(PHOTO, 5000),
        ],
        ids=["503", "refused", "bucket gone", "broken off"],
    )
    def test_that_cannot_be_read_is_asked_for_again_later(
        self, newsroom: Newsroom, proxy: FaultProxy, fault: Fault
    ) -> None:
        """A 404 would be the end of the post."""
        proxy.fault = fault
        with served(newsroom) as url:
            answer = get(url)
            assert (answer.status_code, answer.content[:20]) == (503, b"This photo cannot be")
            assert int(answer.headers["retry-after"]) > 0
            assert receipts(newsroom) == [("GET", 503, 0)]
            assert attempt_of(newsroom).first_pulled_at is None
            proxy.fault = None
            assert get(url).content == PHOTO
        assert attempt_of(newsroom).all_pulled_at is not None

    def test_that_is_lost_is_404(self, newsroom: Newsroom, server: str) -> None:
        for stored in list(newsroom.context.store.list()):
            newsroom.context.store.delete(stored.sha256)
        assert newsroom.http.get(ADDRESS).status_code == 404
        assert receipts(newsroom) == [("GET", 404, 0)]

    def test_with_other_bytes_never_leaves(self, newsroom: Newsroom, server: str) -> None:
        (key,) = keys_in(server, BUCKET)
        put_object(server, BUCKET, key, PHOTO[:-1] + b"!")
        assert newsroom.http.get(ADDRESS).status_code == 404
        assert attempt_of(newsroom).first_pulled_at is None

    def test_that_is_revoked_while_it_is_fetched_does_not_leave(
        self, newsroom: Newsroom, proxy: FaultProxy
    ) -> None:
        go_on = threading.Event()

        def slow(*_: object) -> bool:
            go_on.wait(30)
            return False

        proxy.fault = slow
        with served(newsroom) as url, ThreadPoolExecutor(1) as pool:
            asked = pool.submit(get, url)
            until(lambda: fetched(proxy), "the bucket to be asked")
            with newsroom.database.write() as session:
                assert pulls.revoke(session, attempt_of(newsroom).id, datetime.now(UTC))
            go_on.set()
            with suppress(httpx2.RemoteProtocolError):
                assert asked.result().content != PHOTO
        assert attempt_of(newsroom).all_pulled_at is None

    def test_that_takes_long_keeps_nobody_else_waiting(
        self, newsroom: Newsroom, proxy: FaultProxy
    ) -> None:
        """More of them than there are threads for requests."""
        told = threading.Event()
        proxy.fault = hanging(told)
        with served(newsroom) as url, ThreadPoolExecutor(60) as pool:
            waiting = [pool.submit(get, url) for _ in range(60)]
            until(lambda: fetched(proxy), "the bucket to be asked")
            with httpx2.Client(trust_env=False, verify=NO_TLS, timeout=10) as http:
                for _ in range(5):
                    assert http.get(f"{url}/admin/login").status_code == 200
            assert not any(one.done() for one in waiting)
            told.set()
            for one in waiting:
                assert one.result(60).status_code == 503


def test_readiness_names_a_bucket_that_takes_nothing(newsroom: Newsroom, proxy: FaultProxy) -> None:
    assert newsroom.http.get("/health/ready").json()["checks"]["photos"] == "ok"
    proxy.fault = answering(507, "XMinioStorageFull", "PUT")
    answer = newsroom.http.get("/health/ready")
    assert answer.status_code == 503
    said = answer.json()["checks"]
    assert "507" in said["photos"]
    assert "XMinioStorageFull" in said["photos"]
    assert said["database"] == "ok"
    proxy.fault = None
    assert newsroom.http.get("/health/ready").status_code == 200
