"""TikTok's webhooks over HTTP: believed, stored, answered; then worked on."""

import asyncio
import hmac
import time
from datetime import timedelta
from typing import Any

import anyio.to_thread
import pytest
from sqlalchemy import func, select
from tests.integration.web.newsroom import MAIN, SANDBOX, Newsroom, delivery, signed
from tests.support import loops

from zharia.accounts import Account, AccountState, Alert, AlertKind
from zharia.publishing.webhook_model import IncomingWebhook
from zharia.publishing.webhook_processing import process_pending
from zharia.web import webhook_receiver
from zharia.web.webhook_receiver import MAX_BYTES, Receipt, WebhookReceiver

both_databases = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


def stored(newsroom: Newsroom) -> list[IncomingWebhook]:
    with newsroom.database.read() as session:
        return list(session.scalars(select(IncomingWebhook).order_by(IncomingWebhook.id)))


def work(newsroom: Newsroom) -> list[Alert]:
    """What a worker does; answers whom it told."""
    alerts: list[Alert] = []
    with newsroom.database.write() as session:
        now = newsroom.database.now(session)
        process_pending(session, now, timedelta(seconds=5), alert=alerts.append)
    return alerts


@both_databases
def test_a_delivery_is_stored_before_it_is_answered(newsroom: Newsroom) -> None:
    body = delivery()
    answer = newsroom.webhook(body, signed(body, newsroom.secret))
    assert (answer.status_code, answer.content) == (200, b"")
    (one,) = stored(newsroom)
    assert (one.body, one.event, one.late) == (body.decode(), "post.publish.complete", False)
    assert one.handled_at is None
    assert newsroom.figure('zharia_webhooks_total{outcome="stored"}') == 1
    assert newsroom.figure("zharia_webhooks_waiting") == 1


def test_it_is_answered_and_counted_as_every_request_is(newsroom: Newsroom) -> None:
    body = delivery()
    stored = newsroom.webhook(body, signed(body, newsroom.secret))
    refused = newsroom.webhook(body, "t=1,s=0")
    elsewhere = newsroom.http.get("/health/live")
    named = {
        "cache-control",
        "content-security-policy",
        "referrer-policy",
        "x-content-type-options",
    }
    for answer in (stored, refused, elsewhere):
        assert named | {"x-request-id"} <= answer.headers.keys()
    assert refused.json()["requestId"] == refused.headers["x-request-id"]
    for status in (200, 401):
        labels = f'method="POST",route="/api/tiktok/webhook",status="{status}"'
        assert newsroom.figure(f"zharia_http_requests_total{{{labels}}}") == 1
    assert newsroom.http.get("/api/tiktok/webhook").status_code == 405


@both_databases
def test_a_repeat_is_answered_alike_and_stored_once(newsroom: Newsroom) -> None:
    body = delivery()
    for at in (time.time() - 60, time.time()):
        assert newsroom.webhook(body, signed(body, newsroom.secret, at)).status_code == 200
    assert len(stored(newsroom)) == 1


@both_databases
def test_many_at_once_are_each_stored_once(newsroom: Newsroom) -> None:
    webhook_receiver = WebhookReceiver(newsroom.database, newsroom.keys)
    bodies = [delivery(publish_id=f"p_{number}") for number in range(200)] * 2

    async def send() -> list[Receipt]:
        return await asyncio.gather(
            *(webhook_receiver.receive(body, signed(body, newsroom.secret)) for body in bodies)
        )

    assert set(loops.run(send())) == {Receipt.STORED}
    with newsroom.database.read() as session:
        assert session.scalar(select(func.count()).select_from(IncomingWebhook)) == 200


@pytest.mark.parametrize(
    ("age", "late"), [(0, False), (290, False), (400, True), (3 * 86_400, True), (-900, True)]
)
def test_an_old_delivery_is_taken_and_marked(newsroom: Newsroom, age: int, late: bool) -> None:
    body = delivery()
    signature = signed(body, newsroom.secret, time.time() - age)
    assert newsroom.webhook(body, signature).status_code == 200
    assert [one.late for one in stored(newsroom)] == [late]


@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        "t=1,s=00",
        "nonsense",
        pytest.param(f"t={int(time.time())},s={'0' * 64}", id="fresh, but of nobody"),
        "t=,s=",
        "s=" + "f" * 64,
    ],
)
def test_a_forged_one_is_refused_without_detail(newsroom: Newsroom, signature: str | None) -> None:
    answer = newsroom.webhook(delivery(), signature)
    assert answer.status_code == 401
    assert answer.json()["code"] == "signature_invalid"
    assert answer.json()["detail"] == "The signature is missing or wrong."
    assert stored(newsroom) == []
    assert newsroom.figure('zharia_webhooks_total{outcome="forged"}') == 1


@pytest.mark.parametrize(
    "second",
    ["999999999999", "99999999999", "253402300800", "-1", "1e9", "٣", "9" * 5000, " 1", "0x10", ""],
    ids=lambda second: ascii(second[:14]),
)
def test_a_second_that_no_clock_shows_is_refused_however_it_is_signed(
    newsroom: Newsroom, second: str
) -> None:
    body = delivery()
    mac = hmac.digest(newsroom.secret.encode(), second.encode() + b"." + body, "sha256").hex()
    answer = newsroom.http.post(
        "/api/tiktok/webhook",
        content=body,
        headers={b"TikTok-Signature": f"t={second},s={mac}".encode()},
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "signature_invalid")
    assert stored(newsroom) == []


def test_a_changed_body_is_forged(newsroom: Newsroom) -> None:
    body = delivery()
    signature = signed(body, newsroom.secret)
    assert newsroom.webhook(body.replace(b"complete", b"failed"), signature).status_code == 401
    assert newsroom.webhook(body + b" ", signature).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        delivery("somebody_elses_app"),
        b"no json",
        b"[]",
        b"\xff\xfe",
        b"{}",
        b"[" * 9000,
        b"9" * 9000,
        delivery().decode().encode("utf-16"),
        delivery().decode().encode("utf-16-be"),
        delivery().decode().encode("utf-32"),
        delivery().replace(b"complete", b"\xed\xa0\x80"),
        delivery().replace(b"complete", b"\xff"),
    ],
    ids=lambda body: repr(body[:20]),
)
def test_what_is_not_about_our_app_is_refused(newsroom: Newsroom, body: bytes) -> None:
    answer = newsroom.webhook(body, signed(body, newsroom.secret))
    assert answer.status_code == 403
    assert answer.json()["code"] == "client_key_unknown"
    assert stored(newsroom) == []


def test_the_sandbox_has_a_secret_of_its_own(newsroom: Newsroom) -> None:
    newsroom.configure(tiktokSandboxClientKey=SANDBOX, tiktokSandboxClientSecret="of the sandbox")
    own, crossed = delivery(SANDBOX), delivery(MAIN)
    assert newsroom.webhook(own, signed(own, "of the sandbox")).status_code == 200
    assert newsroom.webhook(crossed, signed(crossed, "of the sandbox")).status_code == 403


def test_a_new_secret_counts_within_a_second(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert webhook_receiver.SECRETS_MIN_AGE <= 1
    # The second has passed: one who signs otherwise has the secrets read anew at once.
    monkeypatch.setattr(webhook_receiver, "SECRETS_MIN_AGE", 0.0)
    body = delivery()
    assert newsroom.webhook(body, signed(body, "fresh")).status_code == 401
    newsroom.configure(tiktokClientSecret="fresh")
    assert newsroom.webhook(body, signed(body, "fresh")).status_code == 200


def test_a_huge_one_is_not_read(newsroom: Newsroom) -> None:
    body = b"x" * (MAX_BYTES + 1)
    answer = newsroom.webhook(body, signed(body, newsroom.secret))
    assert answer.status_code == 413
    assert newsroom.figure('zharia_webhooks_total{outcome="too_large"}') == 1


def test_a_broken_database_asks_tiktok_to_come_again(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(WebhookReceiver, "_store_together", full)
    body = delivery()
    answer = newsroom.webhook(body, signed(body, newsroom.secret))
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "30"
    monkeypatch.undo()
    assert newsroom.webhook(body, signed(body, newsroom.secret)).status_code == 200


def test_a_machine_without_a_thread_asks_tiktok_to_come_again(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits without end for a writer that never was."""
    webhook_receiver, body = WebhookReceiver(newsroom.database, newsroom.keys), delivery()
    run_sync = anyio.to_thread.run_sync

    async def refuse(work: Any, *arguments: Any) -> Any:
        if work == webhook_receiver._store_batch:
            raise RuntimeError("can't start new thread")
        return await run_sync(work, *arguments)

    async def send() -> Receipt:
        async with asyncio.timeout(5):
            return await webhook_receiver.receive(body, signed(body, newsroom.secret))

    monkeypatch.setattr(anyio.to_thread, "run_sync", refuse)
    assert loops.run(send()) == Receipt.UNSTORED
    monkeypatch.undo()
    assert loops.run(send()) == Receipt.STORED


@both_databases
def test_a_removed_authorization_disconnects_the_account_and_tells_people(
    newsroom: Newsroom,
) -> None:
    newsroom.connect()
    with newsroom.database.read() as session:
        account = session.scalars(select(Account)).one()
    body = delivery(event="authorization.removed", open_id=account.open_id, reason=1)
    assert newsroom.webhook(body, signed(body, newsroom.secret)).status_code == 200
    (alert,) = work(newsroom)
    assert (alert.kind, alert.account_id) == (AlertKind.REMOVED, account.id)
    with newsroom.database.read() as session:
        account = session.scalars(select(Account)).one()
    assert account.state == AccountState.DISCONNECTED
    assert account.access_token is None
    assert account.state_detail == "disconnected"
    assert [one.outcome for one in stored(newsroom)] == ["account disconnected"]
    assert work(newsroom) == []


@pytest.mark.parametrize(
    ("event", "outcome"),
    [
        ("video.upload.failed", "not about a post"),
        ("portability.download.ready", "not about a post"),
        ("something.of.tomorrow", "not about a post"),
        ("post.publish.complete", "unknown publish id"),
        ("authorization.removed", "no account to disconnect"),
    ],
)
def test_every_event_is_acknowledged_and_worked_on(
    newsroom: Newsroom, event: str, outcome: str
) -> None:
    body = delivery(event=event)
    assert newsroom.webhook(body, signed(body, newsroom.secret)).status_code == 200
    work(newsroom)
    assert [one.outcome for one in stored(newsroom)] == [outcome]


def test_a_malformed_event_does_not_hold_up_the_others(newsroom: Newsroom) -> None:
    bad = delivery(publish_id=None)
    nameless = delivery(event="")
    good = delivery(event="something.of.tomorrow")
    for body in (bad, nameless, good):
        assert newsroom.webhook(body, signed(body, newsroom.secret)).status_code == 200
    work(newsroom)
    first, second, third = (one.outcome or "" for one in stored(newsroom))
    assert first.startswith("malformed")
    assert second.startswith("malformed")
    assert third == "not about a post"
