"""Staleness: an automatic post that waited too long becomes a draft, for an editor to decide."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from zharia.articles.model import Article
from zharia.errors import ErrorCode
from zharia.publishing.error_columns import error_columns
from zharia.publishing.event_types import EventType
from zharia.publishing.leases import unleased
from zharia.publishing.ledger import MACHINE, LostRace, move
from zharia.publishing.model import Publication
from zharia.publishing.review_rules import was_retried
from zharia.publishing.states import State

log = logging.getLogger(__name__)
_BATCH: Final = 500

#: how old an article may be to be posted automatically: a feed that is new here also brings
#: last month's
FRESH_FOR: Final = timedelta(hours=24)

#: the columns of one that an editor decides on
TOO_OLD: Final = error_columns(
    ErrorCode.TOO_OLD_TO_GO,
    "It waited for so long that it did not go out by itself. Look whether it is still news, then"
    " approve or withdraw it.",
)


def is_old(published_at: datetime, now: datetime) -> bool:
    """Whether an article is too old to be posted automatically. Pure."""
    return now - published_at > FRESH_FOR


def draft_if_stale(
    session: Session, publication: Publication, *, now: datetime, owner: str
) -> bool:
    """Make a draft of it if it waited too long to be sent automatically; whether that was so.

    All others of its account's queue that waited too long become drafts too: they must not use up
    TikTok's posts of the day.
    """
    if not _is_stale(session, publication, now):
        return False
    _to_draft(session, publication, now, owner)
    for one in _stale(session, publication.account_id, now):
        if _is_stale(session, one, now):
            try:
                _to_draft(session, one, now, None)
            except LostRace as lost:
                log.info("%s", lost)
    return True


def _stale(session: Session, account_id: str, now: datetime) -> Sequence[Publication]:
    """What may have become too old in an account's queue, and is held by no worker."""
    return session.scalars(
        select(Publication)
        .where(
            Publication.account_id == account_id,
            Publication.state == State.SCHEDULED,
            Publication.requested_by == MACHINE,
            Publication.due_at < now - FRESH_FOR,
            unleased(now),
        )
        .limit(_BATCH)
        # Two workers that each hold one and want the other's would wait for ever.
        .with_for_update(skip_locked=True)
    ).all()


def _is_stale(session: Session, publication: Publication, now: datetime) -> bool:
    if publication.requested_by != MACHINE or publication.approved_by is not None:
        return False
    if not is_old(publication.due_at, now):
        return False
    published_at = session.scalars(
        select(Article.published_at).where(Article.id == publication.article_id)
    ).one()
    return is_old(published_at, now) and not was_retried(session, publication)


def _to_draft(session: Session, publication: Publication, now: datetime, owner: str | None) -> None:
    move(
        session,
        publication,
        State.DRAFT,
        now=now,
        what=EventType.TOO_OLD_TO_GO,
        owner=owner,
        **TOO_OLD,
    )
