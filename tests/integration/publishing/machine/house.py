"""A newsroom's ledger with its worker and web process, at the mercy of a small TikTok."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, cast

from sqlalchemy import select

from tests.integration.publishing.machine.mortal import Died, MortalDatabase
from tests.integration.publishing.machine.world import Post, TikTok
from tests.support import rows
from tests.support.at_once import AtOnce
from zharia.accounts import Account, AccountState, Mode
from zharia.accounts.errors import NotConnected
from zharia.articles import Article
from zharia.journal import Installation, PhotoPulled
from zharia.media.library import StoredPhoto
from zharia.posts import Style
from zharia.publishing import pulls, recovery
from zharia.publishing.creating import create_publications
from zharia.publishing.holds import HoldReason, hold_reason
from zharia.publishing.journal_writer import JournalWriter
from zharia.publishing.model import Attempt, Publication
from zharia.publishing.orders import Order, Outcome
from zharia.publishing.pulls import Requester
from zharia.publishing.rate_limits import Limits
from zharia.publishing.sender import Sender
from zharia.publishing.status_poller import StatusPoller
from zharia.publishing.webhook_processing import process_pending
from zharia.publishing.worker_context import WorkerContext
from zharia.settings import Settings

PATIENCE: Final = timedelta(minutes=5)
POLL: Final = timedelta(seconds=5)
VISITOR: Final = Requester("GET", "203.0.113.7", "ByteDance")
#: photos of each article
PHOTOS: Final = (2, 2, 1)


class _Tokens:
    """A token for whoever is connected."""

    def __init__(self, database: MortalDatabase) -> None:
        self._database = database

    def access_token(self, account_id: str, *_: object) -> str:
        with self._database.read() as session:
            account = session.get_one(Account, account_id)
            if account.state != AccountState.CONNECTED:
                raise NotConnected(name=account.name, reason="")
        return "act.1"


class _Photos:
    """No two copies weigh the same: each attempt's own comment sees to that."""

    def __init__(self) -> None:
        self._sizes = itertools.count(1_000_000)

    def ready(self, url: str, *_: object) -> StoredPhoto:
        number = int(url.rsplit("/", 1)[-1].removesuffix(".jpg"))
        return StoredPhoto(f"{number:x}" * 64, 900, 1200, size=next(self._sizes))


class _NoEngine:
    """Wake-ups are lost, all of them: the watchdog finds what is due."""

    def send(self, *_: object) -> None: ...


class House:
    """What people, the worker and the web process do, one step at a time."""

    def __init__(self, database: MortalDatabase, journal: Path) -> None:
        self.database = database
        self.installation = Installation.open(journal, one_machine=database.is_sqlite)
        JournalWriter.attach(database, self.installation.journal)
        recovery.recover(database, self.installation)
        self.tiktok = TikTok(lambda: database.moment)
        client: Any = lambda account: self.tiktok.client(account.open_id)  # noqa: E731
        self.context = WorkerContext(
            database=database,
            client=client,
            tokens=cast("Any", _Tokens(database)),
            photos=_Photos(),
            limits=Limits.from_settings(Settings()),
            public_url="https://news.example",
            unconfirmed_after=PATIENCE,
            poll=POLL,
            installation=self.installation,
        )
        self.publisher = Sender(self.context, set())
        self.poller = StatusPoller(self.context, set(), AtOnce())
        with database.write() as session:
            rows.configuration(session)
            # Only a direct post to everyone is public, and only such a one gets a public id.
            found = [rows.account(session, "kz"), rows.account(session, "kz")]
            self.accounts = [(account.id, account.open_id) for account in found]
            self.articles = [
                rows.article(
                    session,
                    str(number),
                    photos=tuple(f"https://news.example/{one + 1}.jpg" for one in range(photos)),
                ).id
                for number, photos in enumerate(PHOTOS)
            ]

    def order(self, article: int, account: int, mode: Mode, *, force: bool, later: bool) -> Outcome:
        """A person publishes an article on an account. Raises `StillUnderWay`."""
        engine: Any = _NoEngine()
        with self.database.write() as session:
            now = self.database.now(session)
            due_at = now + timedelta(hours=1) if later else None
            wanted = Order("Айгүл", mode=mode, force=force, due_at=due_at)
            return create_publications(
                session,
                engine,
                session.get_one(Article, self.articles[article]),
                [session.get_one(Account, self.accounts[account][0])],
                wanted,
                limits=Style(),
                now=now,
            )[0]

    def act(self, do: Callable[..., object], publication_id: str, *more: Any, **named: Any) -> None:
        """One of `actions` on a publication. Raises `NotPossible`."""
        with self.database.write() as session:
            publication = session.get_one(Publication, publication_id)
            do(session, publication, *more, who="Айгүл", now=self.database.now(session), **named)

    def hold(self, publication_id: str) -> HoldReason | None:
        """Why nothing of this one's account may be sent now."""
        with self.database.read() as session:
            publication = session.get(Publication, publication_id)
            return hold_reason(session, publication.account_id) if publication else None

    def hooks(self) -> int:
        with self.database.write() as session:
            return process_pending(session, self.database.now(session), POLL)

    def ask(self, post: Post, number: int) -> str | None:
        """TikTok asks for a photo: whether it is offered; the attempt's id if so."""
        with self.database.read() as session:
            offer = pulls.find_photo(session, post.token, number)
        return offer.attempt_id if offer.status == 200 else None

    def give(self, post: Post, number: int, attempt_id: str | None, *, whole: bool = True) -> None:
        """The photo leaves, to its last byte or not, or TikTok is told that it is gone."""
        if attempt_id is None:
            self.tiktok.hand(post, number, None)
            return
        with self.database.write() as session:
            attempt = session.get_one(Attempt, attempt_id)
            size = int(attempt.photos[number - 1]["size"])
            now = self.database.now(session)
            receipt = pulls.complete_pull(session, attempt_id, number, VISITOR, size=size, now=now)
        if receipt is None:
            self.tiktok.hand(post, number, None)
            return
        pulled = PhotoPulled(attempt_id, number, now, size)
        self.installation.journal.append(pulled)
        if whole:
            self.tiktok.hand(post, number, size)
        else:
            with self.database.write() as session:
                pulls.abort_pull(session, receipt, size - 1)

    def pull(self, post: Post, number: int, *, whole: bool = True) -> None:
        self.give(post, number, self.ask(post, number), whole=whole)

    def glance(self, attempt_id: str, number: int, method: str) -> None:
        """Somebody looks at a photo, and does not take it."""
        visitor = Requester(method, "198.51.100.1", "preview")
        with self.database.write() as session:
            now = self.database.now(session)
            pulls.add_receipt(session, attempt_id, number, visitor, status=200, now=now, size=9)

    def publications(self) -> list[Publication]:
        with self.database.read() as session:
            return list(session.scalars(select(Publication).order_by(Publication.id)))

    def attempts(self) -> list[Attempt]:
        with self.database.read() as session:
            return list(session.scalars(select(Attempt).order_by(Attempt.id)))

    @staticmethod
    def until_death(step: Callable[[], object]) -> bool:
        """Whether the step was killed."""
        try:
            step()
        except Died:
            return True
        return False
