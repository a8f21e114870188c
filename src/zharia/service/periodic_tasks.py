"""The worker's periodic tasks: feeds, pages, new articles, tokens, photos, cleanup."""

import logging
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Final

from zharia import accounts, articles
from zharia.accounts import (
    AccountError,
    Alert,
    AlertKind,
    TokenVault,
    due_for_refresh,
    ending_soon,
    log_alert,
)
from zharia.accounts.renewal_due import ENDING
from zharia.articles import MAX_PAGES, delete_expired_retries, due_feeds, poll, retry_photos
from zharia.background.outages import report
from zharia.background.periodic import PeriodicTask
from zharia.background.thread_pool import BoundedThreadPool
from zharia.fetch import Fetcher
from zharia.journal import Installation, may_send
from zharia.media.garbage_collection import delete_unused
from zharia.media.store import PhotoStore
from zharia.posts import Style
from zharia.publishing import pulls
from zharia.publishing.auto_publish import publish_new_articles
from zharia.publishing.engine import Engine
from zharia.publishing.merging import merge_publications
from zharia.publishing.retracting import articles_to_recheck
from zharia.storage.database import Database
from zharia.users import delete_expired_sessions

log = logging.getLogger(__name__)

#: feeds read at once: more than a newsroom has of slow ones, and few for a small machine
_POLLS_AT_ONCE: Final = 8

#: tables that decide what becomes of an article
_DECIDE_ON_ARTICLES: Final = (
    "articles",
    "article_translations",
    "article_questions",
    "article_retractions",
    "accounts",
    "social_media_configs",
)

#: who may need a stored photo
_PHOTOS_IN_USE: Final = (articles.photos_in_use, accounts.photos_in_use, pulls.photos_in_use)


@dataclass(frozen=True, kw_only=True)
class PeriodicTasks:
    """Each task in a thread of its own, from `start` until the stack closes."""

    database: Database
    installation: Installation
    vault: TokenVault
    fetcher: Fetcher
    store: PhotoStore
    engine: Engine
    style: Style
    #: the time zone of dates in feeds that name none
    home: tzinfo
    _polls: BoundedThreadPool = field(
        default_factory=lambda: BoundedThreadPool("feeds", _POLLS_AT_ONCE), init=False
    )

    def start(self, closing: ExitStack) -> None:
        """Start them all; `closing` ends them, in the order that they need."""
        # Before its loop in this stack, so after it when all ends: nothing more comes in by then.
        closing.callback(self._polls.close)
        watch = self.database.changes.watch
        for name, every, work, changed in (
            ("feeds", 2.0, self._poll_feeds, watch("feeds")),
            ("pages", 2.0, self._read_pages_again, watch("page_looks")),
            ("new articles", 0.5, self._publish_new_articles, watch(*_DECIDE_ON_ARTICLES)),
            ("tokens", 10.0, self._refresh_tokens, None),
            ("ending tokens", 86_400.0, self._warn_of_ending_tokens, None),
            ("photos", 600.0, self._delete_unused_photos, None),
            ("cleanup", 3600.0, self._delete_old_rows, None),
        ):
            closing.callback(PeriodicTask(name, every, work, changed).close)
        # First of all, or the loop of the feeds waits for a slot in vain.
        closing.callback(self._polls.stop_accepting)

    def _poll_feeds(self) -> None:
        with self.database.read() as session:
            due = due_feeds(session, self.database.now(session))
        self._polls.run_each(due, self._poll_feed)

    def _poll_feed(self, feed_id: str) -> None:
        with self.database.read() as session:
            now = self.database.now(session)
        poll(
            self.database,
            self.fetcher,
            feed_id,
            now,
            on_join=merge_publications,
            to_check=articles_to_recheck,
            default_zone=self.home,
        )

    def _read_pages_again(self) -> None:
        with self.database.read() as session:
            now = self.database.now(session)
        retry_photos(self.database, self.fetcher, now, most=MAX_PAGES)

    def _publish_new_articles(self) -> None:
        with self.database.write() as session:
            now = self.database.now(session)
            publish_new_articles(session, self.engine, limits=self.style, now=now)

    def _refresh_tokens(self) -> None:
        with self.database.read() as session:
            if not may_send(session, self.installation):
                return
            due = due_for_refresh(session, self.database.now(session))
        for account_id in due:
            try:
                self.vault.renew(account_id)
            except AccountError as error:
                # The vault has stored it and alerted the administrator.
                log.warning("%s", error)
            except Exception as error:  # noqa: BLE001 - it is logged
                # Of this account alone: the others' tokens are renewed all the same.
                report(log, error, "renewing the token of account %s broke off", account_id)

    def _warn_of_ending_tokens(self) -> None:
        """Once a day: accounts that a person must connect again within two weeks."""
        with self.database.read() as session:
            ending = ending_soon(session, self.database.now(session))
        for account in ending:
            day = f"{account.refresh_expires_at:%Y-%m-%d}"
            message = ENDING.with_(name=account.name, day=day)
            log_alert(Alert(AlertKind.ENDING_SOON, account.id, account.name, message))

    def _delete_unused_photos(self) -> None:
        delete_unused(self.database, self.store, _PHOTOS_IN_USE)

    def _delete_old_rows(self) -> None:
        with self.database.write() as session:
            now = self.database.now(session)
            delete_expired_sessions(session, now)
            delete_expired_retries(session, now)
