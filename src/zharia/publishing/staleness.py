"""Staleness: what waited too long to go out by itself is no news any more: an editor decides."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from zharia.articles.model import Article
from zharia.errors import ErrorCode
from zharia.publishing import rate_limits
from zharia.publishing.asking import ordered_anew
from zharia.publishing.error_columns import error_columns
from zharia.publishing.event_types import EventType
from zharia.publishing.ledger import MACHINE, LostRace, move, unleased
from zharia.publishing.model import Publication
from zharia.publishing.states import State

log = logging.getLogger(__name__)
_BATCH: Final = 500

#: what goes out by itself is news for so long. A feed that is watched from today brings last
#: month's articles too: those are not
NEWS: Final = timedelta(hours=24)

#: the columns of one that an editor decides on
TOO_OLD: Final = error_columns(
    ErrorCode.TOO_OLD_TO_GO,
    "It waited for so long that it did not go out by itself. Look whether it is still news, then"
    " approve or withdraw it.",
)


def too_old(published_at: datetime, due_at: datetime, now: datetime) -> bool:
    """Whether an article is no news any more, counted from when its post was due. Pure."""
    return now - max(published_at, due_at) > NEWS


def gone_stale(session: Session, publication: Publication, *, now: datetime, owner: str) -> bool:
    """Whether it waited too long to go without a person. Then it is a draft for the editor.

    With it go all others of its account's line that did: they must keep no place in TikTok's day
    from those that are still news.
    """
    if not _is_stale(session, publication, now):
        return False
    _to_editor(session, publication, now, owner)
    for one in _stale(session, publication.account_id, now):
        if _is_stale(session, one, now):
            try:
                _to_editor(session, one, now, None)
            except LostRace as lost:
                log.info("%s", lost)
    rate_limits.wake_line(session, publication.account_id, now)
    return True


def _stale(session: Session, account_id: str, now: datetime) -> Sequence[Publication]:
    """What may have become too old in an account's line, and is in no worker's hand."""
    return session.scalars(
        select(Publication)
        .where(
            Publication.account_id == account_id,
            Publication.state == State.SCHEDULED,
            Publication.requested_by == MACHINE,
            Publication.due_at < now - NEWS,
            unleased(now),
        )
        .limit(_BATCH)
        # Two workers that each hold one and want the other's would wait for ever.
        .with_for_update(skip_locked=True)
    ).all()


def _is_stale(session: Session, publication: Publication, now: datetime) -> bool:
    if publication.requested_by != MACHINE or publication.approved_by is not None:
        return False
    if now - publication.due_at <= NEWS:
        return False
    published_at = session.scalars(
        select(Article.published_at).where(Article.id == publication.article_id)
    ).one()
    return too_old(published_at, publication.due_at, now) and not ordered_anew(session, publication)


def _to_editor(
    session: Session, publication: Publication, now: datetime, owner: str | None
) -> None:
    move(
        session,
        publication,
        State.DRAFT,
        now=now,
        what=EventType.TOO_OLD_TO_GO,
        owner=owner,
        **TOO_OLD,
    )
