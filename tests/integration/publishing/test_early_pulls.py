"""TikTok comes for a photo while its answer to init is still awaited, and the answer is lost."""

from datetime import timedelta
from typing import Any, cast

import pytest

from tests.support import rows
from zharia.media.library import StoredPhoto
from zharia.publishing.model import Attempt, Publication
from zharia.publishing.pulls import Requester, complete_pull, find_photo
from zharia.publishing.rate_limits import Limits
from zharia.publishing.sender import Sender
from zharia.publishing.states import State
from zharia.publishing.status_poller import StatusPoller
from zharia.publishing.worker_context import WorkerContext
from zharia.settings import Settings
from zharia.storage.database import Database
from zharia.tiktok import PostMode
from zharia.tiktok.errors import OutcomeUnknown

PATIENCE = timedelta(minutes=5)


class Mute:
    """A TikTok that takes a post, perhaps comes for its photo, and never answers."""

    def __init__(self, database: Database, *, comes: bool) -> None:
        self.database = database
        self.comes = comes

    def init(self, *_: object, **__: object) -> None:
        with self.database.write() as session:
            token = session.query(Attempt).one().token
            if self.comes:
                visitor = Requester("GET", "203.0.113.7", "ByteDance")
                offer = find_photo(session, token, 1)
                now = self.database.now(session)
                assert complete_pull(session, offer.attempt_id, 1, visitor, size=9, now=now)
        raise OutcomeUnknown("ReadTimeout")


class Tokens:
    def access_token(self, *_: object) -> str:
        return "act.1"


class Photos:
    def ready(self, *_: object) -> StoredPhoto:
        return StoredPhoto("a" * 64, 900, 1200)


def worker_context(database: Database, *, comes: bool) -> WorkerContext:
    tiktok: Any = Mute(database, comes=comes)
    return WorkerContext(
        database=database,
        client=lambda _: tiktok,
        tokens=cast("Any", Tokens()),
        photos=Photos(),
        limits=Limits.from_settings(Settings()),
        public_url="https://news.example",
        unconfirmed_after=PATIENCE,
        poll=timedelta(seconds=5),
    )


@pytest.fixture
def publication_id(database: Database) -> str:
    with database.write() as session:
        article, account = rows.article(session), rows.account(session)
        return rows.publication(session, article, account, post_mode=PostMode.MEDIA_UPLOAD).id


def test_a_pull_before_the_answer_was_lost_proves_it_at_once(
    database: Database, publication_id: str
) -> None:
    at_work = worker_context(database, comes=True)
    Sender(at_work, set()).advance(publication_id)
    with database.read() as session:
        assert session.get_one(Publication, publication_id).state == State.UNCONFIRMED
    poller = StatusPoller(at_work, set())
    assert poller.poll_due() == 1
    poller.close()
    with database.read() as session:
        assert session.get_one(Publication, publication_id).state == State.PROCESSING
        assert session.query(Attempt).one().revoked_at is None


def test_without_a_pull_the_end_of_patience_is_waited_for(
    database: Database, publication_id: str
) -> None:
    at_work = worker_context(database, comes=False)
    Sender(at_work, set()).advance(publication_id)
    poller = StatusPoller(at_work, set())
    assert poller.poll_due() == 0
    poller.close()
    with database.read() as session:
        publication = session.get_one(Publication, publication_id)
        assert publication.state == State.UNCONFIRMED
        assert publication.wake_at == session.query(Attempt).one().sent_at + PATIENCE
