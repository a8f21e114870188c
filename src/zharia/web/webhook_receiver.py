"""Receiving TikTok's webhooks: the signature is verified, the body stored, and only then answered.

Deliveries that arrive together are stored together. While one transaction is being written to
the disk the next deliveries gather, and go with the one after it; so each is answered after its
own commit, and the disk's pace does not set the number of deliveries per second.
"""

import asyncio
import json
import logging
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

import anyio
import anyio.to_thread

from zharia.accounts import App, Environment, NotConfigured, app_of
from zharia.background.outages import outage_of, report
from zharia.publishing.webhooks import Delivery, store
from zharia.storage.crypto import Keyring
from zharia.storage.database import Database
from zharia.tiktok import TOLERANCE, verify
from zharia.tiktok.errors import InvalidIncoming

log = logging.getLogger(__name__)

#: bytes; TikTok's are under one KiB
MAX_BYTES: Final = 65_536
#: seconds that the app's secrets are used before they are read again
SECRETS_MAX_AGE: Final = 5.0
#: seconds after which forged deliveries can have the secrets read again
SECRETS_MIN_AGE: Final = 1.0
#: deliveries in one transaction
BATCH_SIZE: Final = 500
#: deliveries that may wait; beyond it TikTok is asked to come again
MAX_WAITING: Final = 20_000
#: seconds that TikTok's clock may be ahead of ours; who signs for later has no clock
_MAX_AHEAD: Final = 86_400.0


class Receipt(StrEnum):
    """What became of a delivery."""

    STORED = "stored"
    #: stored; it was signed more than five minutes ago, as a repeat of TikTok's is
    LATE = "late"
    #: not signed with a secret of ours
    FORGED = "forged"
    #: signed by TikTok for somebody, but not about our app
    FOREIGN = "foreign"
    #: could not be stored: TikTok will send it again
    UNSTORED = "unstored"


@dataclass(frozen=True, slots=True)
class _Waiting:
    delivery: Delivery
    stored: asyncio.Future[bool]


class WebhookReceiver:
    """One for each process; its methods run on the event loop."""

    def __init__(self, database: Database, keys: Keyring) -> None:
        self._database = database
        self._keys = keys
        self._apps: tuple[App, ...] = ()
        self._read_at = -math.inf
        self._reading: asyncio.Task[None] | None = None
        self._waiting: list[_Waiting] = []
        self._writer: asyncio.Task[None] | None = None

    async def receive(self, body: bytes, signature: str | None) -> Receipt:
        """Verify and store one delivery. Returns once it is on disk, or refused."""
        now = time.time()
        found = await self._signer(body, signature, now)
        if found is None:
            return Receipt.FORGED
        app, signed_at = found
        if signed_at - now > _MAX_AHEAD:
            return Receipt.FORGED
        event = _event(body, app.client_key)
        if event is None:
            return Receipt.FOREIGN
        late = abs(now - signed_at) > TOLERANCE
        moment = datetime.fromtimestamp(signed_at, UTC)
        if not await self._store(Delivery(body.decode(), event, moment, late)):
            return Receipt.UNSTORED
        return Receipt.LATE if late else Receipt.STORED

    async def _signer(
        self, body: bytes, signature: str | None, now: float
    ) -> tuple[App, int] | None:
        """The app that this was signed for, and when."""
        if time.monotonic() - self._read_at > SECRETS_MAX_AGE:
            await self._read_apps()
        found = _verify_signature(self._apps, body, signature, now)
        # An administrator may just have entered a new secret.
        if found is None and time.monotonic() - self._read_at > SECRETS_MIN_AGE:
            await self._read_apps()
            found = _verify_signature(self._apps, body, signature, now)
        return found

    async def _read_apps(self) -> None:
        """Everybody who needs them waits for one and the same look at the database."""
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._refresh_apps())
        await asyncio.shield(self._reading)

    async def _refresh_apps(self) -> None:
        self._apps = await anyio.to_thread.run_sync(self._load_apps)
        self._read_at = time.monotonic()

    def _load_apps(self) -> tuple[App, ...]:
        apps = []
        with self._database.read() as session:
            for environment in Environment:
                try:
                    apps.append(app_of(session, self._keys, environment))
                except NotConfigured:
                    continue
        return tuple(apps)

    async def _store(self, delivery: Delivery) -> bool:
        if len(self._waiting) >= MAX_WAITING:
            return False
        waiting = _Waiting(delivery, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        return await waiting.stored

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:BATCH_SIZE], self._waiting[BATCH_SIZE:]
            kept: set[int] = set()
            try:
                kept = await anyio.to_thread.run_sync(self._store_batch, batch)
            except RuntimeError as error:
                # The system has no thread for us now. Whoever waits here has to hear of it.
                report(log, error, "%s webhooks wait for their repeat", len(batch))
            for number, one in enumerate(batch):
                # Whoever asked may have hung up meanwhile.
                if not one.stored.done():
                    one.stored.set_result(number in kept)

    def _store_batch(self, batch: Sequence[_Waiting]) -> set[int]:
        """Which of them were stored: together, else each by itself, so that one stops no other."""
        try:
            self._store_together([one.delivery for one in batch])
            return set(range(len(batch)))
        except Exception as error:  # noqa: BLE001 - it is logged
            report(log, error, "%s webhooks could not be stored together", len(batch))
            if len(batch) == 1 or outage_of(error):
                return set()
        kept = set()
        for number, one in enumerate(batch):
            try:
                self._store_together([one.delivery])
                kept.add(number)
            except Exception as error:  # noqa: BLE001 - it is logged
                report(log, error, "a webhook could not be stored; TikTok will repeat it")
                if outage_of(error):
                    break
        return kept

    def _store_together(self, deliveries: Sequence[Delivery]) -> None:
        with self._database.write() as session:
            store(session, deliveries, self._database.now(session))


def _verify_signature(
    apps: Sequence[App], body: bytes, signature: str | None, now: float
) -> tuple[App, int] | None:
    for app in apps:
        try:
            # A right signature counts however old it is: TikTok repeats for 72 hours.
            return app, verify(
                body,
                signature,
                client_secret=app.client_secret.reveal(),
                now=now,
                tolerance=math.inf,
            )
        except InvalidIncoming:
            continue
    return None


def _event(body: bytes, client_key: str) -> str | None:
    """The event's name, if the body is a delivery about this app."""
    try:
        # In UTF-8 and nothing near it: we keep it as text.
        fields = json.loads(body.decode())
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict) or fields.get("client_key") != client_key:
        return None
    name = fields.get("event")
    return name if isinstance(name, str) else ""
