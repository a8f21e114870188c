"""A worker's parts on a database of their own, with a TikTok that says what a test wants.

The seam is `Desk.client`: whatever lies behind it is TikTok's HTTP, which has tests of its own.
"""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import select

from tests.support import rows
from tests.support.at_once import AtOnce
from zharia.accounts import Account
from zharia.media.library import StoredPhoto
from zharia.publishing.model import Attempt, Publication
from zharia.publishing.pulls import Requester, complete_pull, find_photo
from zharia.publishing.rate_limits import Limits
from zharia.publishing.sender import Sender
from zharia.publishing.states import State
from zharia.publishing.status_poller import StatusPoller
from zharia.publishing.webhook_processing import process_pending
from zharia.publishing.webhooks import Delivery, store
from zharia.publishing.worker_context import WorkerContext
from zharia.settings import Settings
from zharia.storage.database import Database
from zharia.tiktok import Accepted, PostMode, PostStatus, PublishStatus, TikTokError
from zharia.tiktok.errors import OutcomeUnknown, UnknownPublishId

PATIENCE = timedelta(minutes=5)
POLL = timedelta(seconds=5)
#: bytes of each photo
SIZE = 1000
TIKTOK = Requester("GET", "203.0.113.7", "ByteDance")


def status(word: str, *, downloaded: int = 0, reason: str = "", post_id: str = "") -> PostStatus:
    """A status answer."""
    return PostStatus(
        status=PublishStatus(word),
        raw_status=word,
        fail_reason=reason,
        post_ids=(post_id,) if post_id else (),
        downloaded_bytes=downloaded,
        uploaded_bytes=0,
        log_id="20261122120000ABCDEF",
    )


class TikTok:
    """`on_init` is called at each init and returns or raises its answer."""

    def __init__(self) -> None:
        self.inits: list[Any] = []
        self.statuses: dict[str, PostStatus | TikTokError] = {}
        self.asked: list[str] = []
        self.on_init: Callable[[Any], Accepted] = self.lost

    @staticmethod
    def lost(_post: Any) -> Accepted:
        raise OutcomeUnknown("ReadTimeout")

    def init(self, _token: str, post: Any, **_: Any) -> Accepted:
        self.inits.append(post)
        return self.on_init(post)

    def status(self, _token: str, publish_id: str, **_: Any) -> PostStatus:
        self.asked.append(publish_id)
        answer = self.statuses.get(publish_id, UnknownPublishId(code="invalid_publish_id"))
        if isinstance(answer, TikTokError):
            raise answer
        return answer


class _Tokens:
    def access_token(self, *_: object) -> str:
        return "act.1"


class _Photos:
    def ready(self, url: str, *_: object) -> StoredPhoto:
        return StoredPhoto(url[-1] * 64, 900, 1200, size=SIZE)


class Room:
    """A newsroom's ledger, one worker, and TikTok."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.tiktok = TikTok()
        client: Any = self.tiktok
        self.context = WorkerContext(
            database=database,
            client=lambda _: client,
            tokens=cast("Any", _Tokens()),
            photos=_Photos(),
            limits=Limits.from_settings(Settings(init_per_minute=1000, status_per_minute=1000)),
            public_url="https://news.example",
            unconfirmed_after=PATIENCE,
            poll=POLL,
        )
        self.publisher = Sender(self.context, set())
        with database.write() as session:
            rows.configuration(session)
            self.account_id = rows.account(session).id

    def publication(self, external_id: str = "1", photos: int = 2, **more: Any) -> str:
        """One in line, to be sent as a draft: that needs no creator info."""
        with self.database.write() as session:
            values = {
                "post_mode": PostMode.MEDIA_UPLOAD,
                "photo_urls": [f"https://news.example/{n}" for n in range(photos)],
            }
            return rows.publication(
                session,
                rows.article(session, external_id),
                session.get_one(Account, self.account_id),
                **values | more,
            ).id

    def advance(self, publication_id: str) -> Publication:
        """The worker's next step."""
        self.publisher.advance(publication_id)
        return self.look(publication_id)

    def look(self, publication_id: str) -> Publication:
        with self.database.read() as session:
            found = session.get_one(Publication, publication_id)
            _ = found.events
            return found

    def attempt(self, publication_id: str) -> Attempt:
        """The one that counts."""
        with self.database.read() as session:
            return session.get_one(Attempt, self.look(publication_id).attempt_id)

    def attempts(self, publication_id: str) -> list[Attempt]:
        with self.database.read() as session:
            return list(
                session.scalars(
                    select(Attempt)
                    .where(Attempt.publication_id == publication_id)
                    .order_by(Attempt.number)
                )
            )

    def pull(self, publication_id: str, *numbers: int, method: str = "GET") -> list[bool]:
        """TikTok fetches photos of the attempt that counts, all of them if none is named."""
        attempt = self.attempt(publication_id)
        given = []
        for number in numbers or range(1, len(attempt.photos) + 1):
            with self.database.write() as session:
                now = self.database.now(session)
                offer = find_photo(session, attempt.token, number)
                given.append(
                    offer.status == 200
                    and complete_pull(session, attempt.id, number, TIKTOK, size=SIZE, now=now)
                    is not None
                )
        return given

    def pass_time(self, publication_id: str, span: timedelta) -> None:
        """Everything about a publication lies so much longer back."""
        with self.database.write() as session:
            one = session.get_one(Publication, publication_id)
            one.wake_at = self.database.now(session)
            one.submitted_at = one.submitted_at and one.submitted_at - span
            since = one.status_failing_since
            one.status_failing_since = since and since - span
            for attempt in session.query(Attempt).filter_by(publication_id=publication_id):
                attempt.sent_at -= span
                for name in ("first_pulled_at", "last_pulled_at", "all_pulled_at"):
                    moment = getattr(attempt, name)
                    setattr(attempt, name, moment and moment - span)

    def follow(self) -> int:
        """The poller's next look at what is due, one after the other: two of one row would put
        each other off, if a busy machine lets both be due.
        """
        with closing(StatusPoller(self.context, set(), AtOnce())) as poller:
            return poller.poll_due()

    def webhook(self, event: str, publish_id: str, **content: Any) -> None:
        """A signed delivery, stored and worked on."""
        self.tell(event, publish_id, **content)

    def tell(self, event: str, *publish_ids: str, **content: Any) -> None:
        """A signed delivery about each of them, stored and worked on in one round."""
        with self.database.write() as session:
            now = self.database.now(session)
            account = session.get_one(Account, self.account_id)
            for number, publish_id in enumerate(publish_ids):
                fields = {"publish_id": publish_id, "publish_type": "DIRECT_PUBLISH"} | content
                body = json.dumps(
                    {
                        "client_key": "key",
                        "event": event,
                        "create_time": int(now.timestamp()) + 1 + number,
                        "user_openid": account.open_id,
                        "content": json.dumps(fields),
                    }
                )
                store(session, [Delivery(body, event, now, late=False)], now)
        self.process_webhooks()

    def process_webhooks(self) -> None:
        with self.database.write() as session:
            process_pending(session, self.database.now(session), POLL)

    def at_once(self, *work: Callable[[], Any]) -> list[Any]:
        """Several people or processes in the same moment."""
        with ThreadPoolExecutor(len(work)) as threads:
            return [one.result() for one in [threads.submit(one) for one in work]]

    def state(self, publication_id: str) -> State:
        return State(self.look(publication_id).state)


def accepts(publish_id: str) -> Callable[[Any], Accepted]:
    """An init that is answered."""
    return lambda _post: Accepted(publish_id=publish_id, log_id="20261122120000ABCDEF")
