"""Webhooks: created, signed, sent, and retried until one is answered with 200."""

import hashlib
import hmac
import json
import time
from typing import Any

import httpx2

from zharia.simulator import ownership
from zharia.simulator.http_client import new_client
from zharia.simulator.model import Delivery, Job
from zharia.simulator.tokens import open_id_of
from zharia.simulator.world import World

#: webhooks-overview: retried for 72 hours with exponential backoff, then discarded
GIVE_UP_SECONDS = 72 * 3_600.0
#: the first pause; no page states it
FIRST_PAUSE_SECONDS = 15.0

#: how a forged delivery can be wrong; `late` is a true signature, made an hour ago
FORGERIES = (
    "wrong_secret",
    "altered_body",
    "altered_time",
    "no_signature",
    "malformed_signature",
    "late",
)
_LATE_SECONDS = 3_600


def signature(secret: str, body: bytes, timestamp: int) -> str:
    """webhooks-verification: HMAC-SHA256 over `<t>.<raw body>`, in hex."""
    message = b"%d." % timestamp + body
    digest = hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
    return f"t={timestamp},s={digest}"


def retry_delay(attempts: int) -> float:
    """Simulated seconds to the next attempt: 15, 30, 60, …"""
    return FIRST_PAUSE_SECONDS * 2.0 ** (attempts - 1)


def body_of(
    client_key: str, event: str, open_id: str, content: dict[str, Any], created_at: float
) -> str:
    """webhooks-events: `content` is JSON in a string."""
    return json.dumps(
        {
            "client_key": client_key,
            "event": event,
            "create_time": int(created_at),
            "user_openid": open_id,
            "content": json.dumps(content, separators=(",", ":")),
        },
        separators=(",", ":"),
    )


def emit(
    world: World,
    client_key: str,
    username: str,
    event: str,
    content: dict[str, Any],
    *,
    forgery: str = "",
) -> Delivery | None:
    """Write an event and send it off; None if the app has no callback."""
    app = world.app(client_key)
    if app is None or not app.webhook_url:
        return None
    now = world.clock.now()
    delivery = Delivery(
        id=world.next_id(),
        client_key=client_key,
        url=app.webhook_url,
        body=body_of(client_key, event, open_id_of(client_key, username), content, now),
        created_at=now,
        event=event,
        held=world.state.hold_deliveries,
        forgery=forgery,
    )
    enqueue(world, delivery)
    return delivery


def enqueue(world: World, delivery: Delivery) -> None:
    world.state.deliveries.append(delivery)
    if not delivery.held:
        world.add_job("deliver", str(delivery.id), world.clock.now())
    world.changed()


def repeat(world: World, delivery: Delivery) -> Delivery:
    """The same body once more, as "at least once" allows."""
    again = Delivery(
        id=world.next_id(),
        client_key=delivery.client_key,
        url=delivery.url,
        body=delivery.body,
        created_at=world.clock.now(),
        event=delivery.event,
        forgery=delivery.forgery,
    )
    enqueue(world, again)
    return again


def release(world: World, ids: list[int]) -> list[Delivery]:
    """Send held deliveries in this order, one after the other."""
    held = {one.id: one for one in world.state.deliveries if one.held}
    released = [held[number] for number in ids]
    now = world.clock.now()
    for place, delivery in enumerate(released):
        delivery.held = False
        # A gap keeps the order on the wire: jobs that are due together run together.
        world.add_job("deliver", str(delivery.id), now + place * 0.5)
    world.changed()
    return released


async def run_deliver(world: World, job: Job) -> None:
    """The job `deliver`: one attempt, and the plan for the next."""
    delivery = next((one for one in world.state.deliveries if str(one.id) == job.subject), None)
    if delivery is None or delivery.held or delivery.delivered_at or delivery.given_up_at:
        return
    delivery.attempts += 1
    delivery.last_status, delivery.last_error = await _send(world, delivery)
    now = world.clock.now()
    pause = retry_delay(delivery.attempts)
    if delivery.last_status == 200:
        delivery.delivered_at = now
    elif delivery.forgery:
        # A forged delivery is sent once.
        delivery.given_up_at = now
    elif now + pause > delivery.created_at + GIVE_UP_SECONDS:
        delivery.given_up_at = now
    else:
        world.add_job("deliver", str(delivery.id), now + pause)
    world.changed()


async def _send(world: World, delivery: Delivery) -> tuple[int, str]:
    wrong = ownership.url_problem(delivery.url, strict=world.settings.strict_urls)
    if wrong:
        return 0, wrong
    app = world.app(delivery.client_key)
    body, header = _signed(delivery, app.client_secret if app else "")
    headers = {"Content-Type": "application/json"}
    if header:
        headers["TikTok-Signature"] = header
    try:
        async with new_client(world.settings.webhook_timeout) as client:
            response = await client.post(delivery.url, content=body, headers=headers)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        return 0, str(error) or type(error).__name__
    status = response.status_code
    return status, "" if status == 200 else f"answered {status}; only 200 counts"


def _signed(delivery: Delivery, secret: str) -> tuple[bytes, str]:
    """The bytes to send and their signature, false in the way the forgery asks for.

    The time is the wall clock's: the receiver compares it with its own.
    """
    body = delivery.body.encode()
    now = int(time.time())
    true = signature(secret, body, now)
    match delivery.forgery:
        case "wrong_secret":
            header = signature(f"not-{secret}", body, now)
        case "altered_body":
            header, body = true, body.replace(b'"event":"', b'"event":"forged.', 1)
        case "altered_time":
            _, _, digest = signature(secret, body, now - _LATE_SECONDS).partition(",")
            header = f"t={now},{digest}"
        case "no_signature":
            header = ""
        case "malformed_signature":
            header = f"t={now};s"
        case "late":
            header = signature(secret, body, now - _LATE_SECONDS)
        case _:
            header = true
    return body, header
