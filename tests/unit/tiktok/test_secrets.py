"""No token, secret, code or verifier is ever shown: not in a repr, an error, a log, a traceback."""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING

import httpx2
import pytest

from zharia.tiktok import Client, Granted, Pkce, TikTokError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.tiktok.conftest import FakeTikTok
    from zharia.tiktok import PhotoPost

ACCESS, REFRESH, CODE = "act.SECRET-access", "rft.SECRET-refresh", "SECRET-code"
VERIFIER = "SECRET-verifier-0123456789-0123456789-0123456789"
SECRETS = (ACCESS, REFRESH, CODE, VERIFIER, "the-client-secret")
ECHO = " ".join(SECRETS)

CALLS: dict[str, Callable[[Client, PhotoPost], object]] = {
    "exchange": lambda tiktok, _: tiktok.exchange_code(
        CODE, redirect_uri="https://n.example.kz/cb", code_verifier=VERIFIER
    ),
    "refresh": lambda tiktok, _: tiktok.refresh(REFRESH),
    "revoke": lambda tiktok, _: tiktok.revoke(ACCESS),
    "creator info": lambda tiktok, _: tiktok.creator_info(ACCESS),
    "user info": lambda tiktok, _: tiktok.user_info(ACCESS),
    "init": lambda tiktok, post: tiktok.init(ACCESS, post),
    "status": lambda tiktok, _: tiktok.status(ACCESS, "p"),
    "cancel": lambda tiktok, _: tiktok.cancel(ACCESS, "p"),
}

TROUBLES: dict[str, Callable[[str], httpx2.Response | Exception]] = {
    "lost": httpx2.ReadError,
    "malformed": httpx2.RemoteProtocolError,
    "unreadable": lambda echo: httpx2.Response(200, text=echo),
    "refused": lambda echo: httpx2.Response(
        403, json={"error": {"code": f"c {echo}", "message": echo, "log_id": echo}}
    ),
    "flat": lambda echo: httpx2.Response(
        400, json={"error": f"c {echo}", "error_description": echo, "log_id": echo}
    ),
}


def sent_by(call: str) -> tuple[str, ...]:
    """The secrets that a call sends, and that a hostile answer could therefore echo."""
    return {
        "exchange": (CODE, VERIFIER, "the-client-secret"),
        "refresh": (REFRESH, "the-client-secret"),
        "revoke": (ACCESS, "the-client-secret"),
    }.get(call, (ACCESS,))


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("call", CALLS)
def test_no_error_and_no_log_shows_a_secret(
    tiktok: Client,
    fake: FakeTikTok,
    draft: PhotoPost,
    caplog: pytest.LogCaptureFixture,
    call: str,
    trouble: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    fake.script.extend([TROUBLES[trouble](" ".join(sent_by(call)))] * 3)
    with pytest.raises(TikTokError) as caught:
        CALLS[call](tiktok, draft)
    error = caught.value
    chain: list[BaseException] = [error]
    while (link := chain[-1].__cause__ or chain[-1].__context__) is not None:
        chain.append(link)
    shown = [
        *(text for link in chain for text in (str(link), repr(link), repr(vars(link)))),
        *traceback.format_exception(error),
        *(record.getMessage() for record in caplog.records),
        *(repr(vars(record)) for record in caplog.records),
        repr(tiktok),
    ]
    for secret in SECRETS:
        assert not any(secret in text for text in shown)


def test_no_error_holds_the_request_behind_its_back(
    tiktok: Client, fake: FakeTikTok, draft: PhotoPost
) -> None:
    fake.fails(httpx2.ReadError("reset"))
    with pytest.raises(TikTokError) as caught:
        tiktok.init(ACCESS, draft)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_no_result_shows_a_secret(tiktok: Client, fake: FakeTikTok) -> None:
    fake.says({"access_token": ACCESS, "refresh_token": REFRESH, "open_id": "o"})
    tokens = tiktok.refresh("rft.old")
    shown = repr([tokens, Granted(CODE, (), "s"), Pkce.new(), tiktok])
    assert tokens.access_token == ACCESS
    assert not any(secret in shown for secret in SECRETS)
    assert "verifier" not in shown
