"""Which calls repeat themselves, and which never do."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import httpx2
import pytest

from zharia.tiktok import Backoff, Client, errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.tiktok.conftest import FakeTikTok
    from zharia.tiktok import PhotoPost

READS: dict[str, tuple[Callable[[Client], object], dict[str, object]]] = {
    "creator_info": (
        lambda tiktok: tiktok.creator_info("act.1"),
        {"privacy_level_options": ["SELF_ONLY"]},
    ),
    "user_info": (lambda tiktok: tiktok.user_info("act.1"), {"open_id": "o"}),
    "status": (lambda tiktok: tiktok.status("act.1", "p"), {"status": "PROCESSING_DOWNLOAD"}),
    "cancel": (lambda tiktok: tiktok.cancel("act.1", "p"), {}),
}


@pytest.mark.parametrize("name", READS)
def test_a_read_is_repeated_until_it_is_answered(
    tiktok: Client, fake: FakeTikTok, name: str
) -> None:
    call, content = READS[name]
    fake.fails(httpx2.ReadTimeout("slow"))
    fake.refuses("internal_error", status=500)
    fake.accepts(**content)
    call(tiktok)
    assert len(fake.requests) == 3


@pytest.mark.parametrize(
    "trouble",
    [
        httpx2.ConnectError("refused"),
        httpx2.RemoteProtocolError("cut"),
        httpx2.Response(502, content=b"<html>"),
        httpx2.Response(502, json={"error": {"code": "a_new_code"}}),
        httpx2.Response(200, content=b'{"data": {"status": "PUB'),
    ],
)
def test_a_read_gives_up_after_its_attempts(
    tiktok: Client, fake: FakeTikTok, trouble: httpx2.Response | Exception
) -> None:
    fake.script.extend([trouble] * 3)
    with pytest.raises((errors.NoResponse, errors.TikTokFault)):
        tiktok.status("act.1", "p")
    assert len(fake.requests) == 3


@pytest.mark.parametrize("code", ["rate_limit_exceeded", "invalid_publish_id", "a_new_code"])
def test_a_refused_read_is_not_repeated(tiktok: Client, fake: FakeTikTok, code: str) -> None:
    fake.refuses(code)
    with pytest.raises(errors.Refused):
        tiktok.status("act.1", "p")
    assert len(fake.requests) == 1


def test_no_attempt_begins_when_the_longest_wait_no_longer_fits(fake: FakeTikTok) -> None:
    backoff = Backoff(attempts=9, deadline=1, longest_wait=2)
    tiktok = Client("k", "s", backoff=backoff, transport=httpx2.MockTransport(fake))
    fake.fails(httpx2.ReadTimeout("slow"))
    with tiktok, pytest.raises(errors.AnswerLost):
        tiktok.status("act.1", "p")
    assert len(fake.requests) == 1


@pytest.mark.parametrize(
    "trouble", [httpx2.ReadTimeout("slow"), httpx2.ReadError("reset"), httpx2.WriteError("gone")]
)
def test_a_lost_answer_to_init_is_an_unknown_outcome(
    tiktok: Client, fake: FakeTikTok, draft: PhotoPost, trouble: Exception
) -> None:
    fake.fails(trouble)
    with pytest.raises(errors.OutcomeUnknown, match=type(trouble).__name__):
        tiktok.init("act.1", draft)
    assert len(fake.requests) == 1


@pytest.mark.parametrize(
    "trouble",
    [
        httpx2.ConnectError("[Errno 111] Connection refused"),
        httpx2.ConnectTimeout("timed out"),
        httpx2.PoolTimeout("no free connection"),
    ],
)
def test_an_init_that_never_left_is_not_sent_and_not_repeated_either(
    tiktok: Client, fake: FakeTikTok, draft: PhotoPost, trouble: Exception
) -> None:
    fake.fails(trouble)
    with pytest.raises(errors.NotSent, match=str(trouble).replace("[", r"\[")):
        tiktok.init("act.1", draft)
    assert len(fake.requests) == 1


def test_init_is_not_repeated_after_a_rate_limit(
    tiktok: Client, fake: FakeTikTok, draft: PhotoPost
) -> None:
    fake.refuses("rate_limit_exceeded", status=429)
    with pytest.raises(errors.RateLimited):
        tiktok.init("act.1", draft)
    assert len(fake.requests) == 1


GRANTS: list[Callable[[Client], object]] = [
    lambda tiktok: tiktok.refresh("rft.1"),
    lambda tiktok: tiktok.exchange_code("c", redirect_uri="https://n.example.kz/cb"),
]


@pytest.mark.parametrize("grant", GRANTS)
def test_a_grant_is_repeated_when_tiktok_says_that_it_may_be(
    tiktok: Client, fake: FakeTikTok, grant: Callable[[Client], object]
) -> None:
    fake.says({"error": "server_error"}, status=500)
    fake.says({"error": "temporarily_unavailable"})
    fake.says({"access_token": "act.2"})
    grant(tiktok)
    assert len(fake.requests) == 3


@pytest.mark.parametrize("grant", GRANTS)
def test_a_grant_is_repeated_when_nothing_was_sent(
    tiktok: Client, fake: FakeTikTok, grant: Callable[[Client], object]
) -> None:
    fake.fails(httpx2.ConnectError("refused"))
    fake.says({"access_token": "act.2"})
    grant(tiktok)


@pytest.mark.parametrize("grant", GRANTS)
def test_a_grant_whose_answer_is_lost_is_never_repeated(
    tiktok: Client, fake: FakeTikTok, grant: Callable[[Client], object]
) -> None:
    fake.fails(httpx2.ReadTimeout("slow"))
    with pytest.raises(errors.OutcomeUnknown):
        grant(tiktok)
    assert len(fake.requests) == 1


def test_threads_share_a_client(fake: FakeTikTok) -> None:
    all_asking = threading.Barrier(16, timeout=60)

    def answer(request: httpx2.Request) -> httpx2.Response:
        all_asking.wait()
        token = request.headers["Authorization"].removeprefix("Bearer ")
        return httpx2.Response(200, json={"data": {"open_id": token}, "error": {"code": "ok"}})

    seen: dict[str, str] = {}
    with Client("k", "s", transport=httpx2.MockTransport(answer)) as tiktok:

        def ask(token: str) -> None:
            seen[token] = tiktok.user_info(token).open_id

        threads = [threading.Thread(target=ask, args=(f"act.{n}",)) for n in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert seen == {f"act.{n}": f"act.{n}" for n in range(16)}
