"""The attempt journal in a bucket: an older database catches up, and without it nothing is sent."""

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import httpx2
import pytest
from sqlalchemy import select

from tests.integration.publishing.restored import House
from tests.support.buckets import (
    BUCKET_NAME,
    KEYS,
    FaultProxy,
    Request,
    answering,
    keys_in,
    make_bucket,
    s3_server,
)
from tests.support.waiting import until
from zharia.journal import bucket, objects
from zharia.newsroom.pause import resume
from zharia.publishing.model import Publication
from zharia.publishing.states import State
from zharia.service.service import Service


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with s3_server() as url:
        make_bucket(url, BUCKET_NAME)
        yield url


@pytest.fixture
def proxy(server: str, house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultProxy]:
    """The way to the journal of the house."""
    with FaultProxy(server) as proxy:
        for name, value in (KEYS | {"AWS_ENDPOINT_URL": proxy.url}).items():
            monkeypatch.setenv(name, value)
        house.more["journal"] = f"s3://{BUCKET_NAME}/{house.port}"
        yield proxy


@pytest.mark.usefixtures("proxy")
@pytest.mark.parametrize("house", ["postgresql"], indirect=True)
def test_a_copy_from_before_posts_nothing_twice_and_asks_nobody(house: House, server: str) -> None:
    with house.running() as service:
        house.connect(service)
    copy = house.copy()
    with house.running() as service:
        for name in ("1", "2"):
            house.article(service, name)
        house.wait_for(service, State.PUBLISHED, "1", "2")
        posts = {name: house.publications(service, name)[0].publish_id for name in ("1", "2")}
    house.put_back(copy)
    with house.running() as service:
        for name in ("1", "2", "new"):
            house.article(service, name)
        house.wait_for(service, State.PUBLISHED, "1", "2", "new")
        assert posts == {
            name: house.publications(service, name)[0].publish_id for name in ("1", "2")
        }
        assert house.asked(service) == 0
    assert (house.inits(), house.live()) == (3, 3)
    assert len(keys_in(server, BUCKET_NAME, f"{house.port}/journal/")) > 3
    assert not list(house.data_dir.rglob("*.jsonl"))


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_nothing_is_sent_while_the_bucket_takes_nothing_and_then_it_goes_on_by_itself(
    house: House, proxy: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket, "_RETRY_FOR", timedelta(seconds=0.2))
    monkeypatch.setattr(objects, "_PATIENCE", 0.2)
    with house.running() as service:
        house.connect(service)
        proxy.fault = answering(503, "SlowDown", "PUT")
        house.article(service, "1")

        def told() -> bool:
            found = house.publications(service, "1")
            seen = [(one.state, one.error_code, one.who_acts) for one in found]
            return seen == [(State.SCHEDULED, "journal_unwritable", "admin")]

        until(told, "the reason")
        assert house.inits() == 0
        assert "The attempt journal cannot be written" in checks(house)["journal"]
        proxy.fault = None
        assert checks(house)["journal"] == "ok"
        wake(service)
        house.wait_for(service, State.PUBLISHED, "1")
    assert house.inits() == 1


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_no_transaction_waits_for_a_bucket_that_does_not_answer(
    house: House, proxy: FaultProxy
) -> None:
    """It is asked whether it answers before an attempt begins, and before a photo leaves."""
    asked: list[str] = []

    def fault(request: Request, _handler: BaseHTTPRequestHandler) -> bool:
        if "nothing" in request.path:
            # Else this would wait for as long as we are waited for.
            with service.database.write():
                asked.append("look")
        elif request.method == "PUT":
            asked.append("put")
        return False

    with house.running() as service:
        house.connect(service)
        proxy.fault = fault
        house.article(service, "1")
        house.wait_for(service, State.PUBLISHED, "1")
        proxy.fault = None
    assert asked[:2] == ["look", "put"]
    assert asked.count("look") >= 2


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("proxy")
def test_a_backup_from_before_the_journal_moved_gets_from_both_what_it_lacks(house: House) -> None:
    file, moved = str(house.data_dir.with_name("journal.jsonl")), house.more.pop("journal")
    with house.running(journal=file) as service:
        house.connect(service)
    copy = house.copy()
    with house.running(journal=file) as service:
        house.article(service, "1")
        house.wait_for(service, State.PUBLISHED, "1")
    with house.running(journal=moved) as service:
        resume(service.database, service.installation, "admin")
        house.article(service, "2")
        house.wait_for(service, State.PUBLISHED, "2")
    house.put_back(copy)
    with house.running(journal=file, paused_by="admin") as service:
        house.wait_for(service, State.PUBLISHED, "1")
        house.article(service, "2")
    with house.running(journal=moved) as service:
        resume(service.database, service.installation, "admin")
        for name in ("1", "2", "3"):
            house.article(service, name)
        house.wait_for(service, State.PUBLISHED, "1", "2", "3")
    assert (house.inits(), house.live()) == (3, 3)


def checks(house: House) -> dict[str, str]:
    """What `/health/ready` says of each part."""
    url = f"http://127.0.0.1:{house.port}/health/ready"
    answer = httpx2.get(url, timeout=60, trust_env=False)
    said: dict[str, str] = answer.json()["checks"]
    assert (answer.status_code == 200) == (set(said.values()) == {"ok"})
    return said


def wake(service: Service) -> None:
    """Its next try is due: it waits for minutes."""
    with service.database.write() as session:
        found = session.scalars(select(Publication)).one()
        found.wake_at = service.database.now(session)
