"""The relay between TikTok's webhooks and the service."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import httpx2
import pytest
from tests.support.servers import NO_TLS, PhotoHost
from tests.support.waiting import until

from zharia.chaos.relay import DeliveryOutcome, Relay
from zharia.demo.ports import HOST, listen
from zharia.demo.server_thread import ServerThread


@pytest.fixture
def service() -> Iterator[PhotoHost]:
    with PhotoHost() as service:
        yield service


@contextmanager
def relay(service: PhotoHost, outcome: DeliveryOutcome) -> Iterator[tuple[Relay, httpx2.Client]]:
    """TikTok in front of a relay that knows one fate."""
    listening = listen(0)
    address = f"http://{HOST}:{listening.getsockname()[1]}/"
    one = Relay(f"{service.url}/hook", 1, {outcome: 1}, late=(0.5, 1.0))
    with closing(ServerThread(one.app(), listening)):
        with httpx2.Client(base_url=address, trust_env=False, verify=NO_TLS) as tiktok:
            yield one, tiktok
        assert set(one.counts) == {outcome}


def tell(tiktok: httpx2.Client, body: str) -> int:
    headers = {"TikTok-Signature": f"s={body}", "Content-Type": "application/json"}
    return tiktok.post("/", content=body, headers=headers).status_code


def heard(service: PhotoHost) -> list[str]:
    return [one.body.decode() for one in service.received]


def test_passed_on_it_is_answered_as_the_service_answers(service: PhotoHost) -> None:
    service.answers = [500]
    with relay(service, DeliveryOutcome.PASSED) as (_, tiktok):
        assert tell(tiktok, "1") == 500
        assert tell(tiktok, "1") == 200
    assert heard(service) == ["1", "1"]
    assert service.received[0].headers["tiktok-signature"] == "s=1"


def test_lost_it_is_answered_and_never_comes(service: PhotoHost) -> None:
    with relay(service, DeliveryOutcome.LOST) as (_, tiktok):
        assert tell(tiktok, "1") == 200
    assert heard(service) == []


def test_doubled_it_comes_twice_and_is_insisted_on(service: PhotoHost) -> None:
    service.answers = [503]
    with relay(service, DeliveryOutcome.DOUBLED) as (_, tiktok):
        assert tell(tiktok, "1") == 200
        until(lambda: heard(service) == ["1"] * 3, "two deliveries, and the one that was refused")


def test_late_it_is_answered_before_it_comes(service: PhotoHost) -> None:
    with relay(service, DeliveryOutcome.LATE) as (one, tiktok):
        assert tell(tiktok, "1") == 200
        assert (heard(service), one.pending) == ([], 1)
        until(lambda: heard(service) == ["1"], "the late delivery")
        until(lambda: not one.pending, "the relay to have nothing in hand")


def test_reordered_the_newest_comes_first(service: PhotoHost) -> None:
    with relay(service, DeliveryOutcome.REORDERED) as (_, tiktok):
        for body in ("1", "2", "3"):
            assert tell(tiktok, body) == 200
        until(lambda: heard(service) == ["3", "2", "1"], "all three")
