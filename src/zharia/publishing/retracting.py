"""Retractions: a source withdraws an article. What waits is cancelled, what is out is marked.

Zharia deletes nothing on TikTok, whose API cannot. Should the source show the article again, it
is processed as if it were new (`auto_publish`); what a person had ordered, a person orders again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, and_, case, or_, select
from sqlalchemy.orm import Session

from zharia.articles.model import Article, ArticleRetraction, ArticleTranslation
from zharia.articles.retractions import retractions_of
from zharia.background.failing_rows import FailingRows
from zharia.errors import ErrorCode
from zharia.publishing.error_columns import NO_ERROR, error_columns
from zharia.publishing.event_types import EventType
from zharia.publishing.ledger import (
    MACHINE,
    add_event,
    each_publication,
    has_event,
    move,
    set_columns,
)
from zharia.publishing.model import Publication, PublicationEvent
from zharia.publishing.states import CANCELLABLE, LIVE, State

_FAILING: Final = FailingRows("following what was taken back, of publication")

#: error codes of one that was not sent, of one that is out, and of one that was not sent and
#: whose article is there again
RETRACTED: Final = ErrorCode.RETRACTED
RETRACTED_LIVE: Final = ErrorCode.RETRACTED_LIVE
SHOWN_AGAIN: Final = ErrorCode.SHOWN_AGAIN
#: not sent because of it: counts as if it had never been created
NOT_SENT_CODES: Final = frozenset({RETRACTED, SHOWN_AGAIN})

_BATCH: Final = 500
#: how long after the retraction a post that TikTok tells of is still marked
_LIVE_FOR: Final = timedelta(days=30)
#: how long after posting an article is still rechecked at its source
_LATELY: Final = timedelta(days=2)

_NOT_SENT: Final = error_columns(
    RETRACTED,
    "Its source has taken the article back, so it was not sent.",
)
_OUT: Final = error_columns(
    RETRACTED_LIVE,
    "Its source has taken the article back, and the post is on TikTok. Decide whether to delete it"
    " there, in the TikTok app.",
)


def apply_retractions(session: Session, now: datetime) -> None:
    """Cancel what was not sent of retracted articles; mark what is out."""

    def stop(one: Publication) -> None:
        _cancel(session, one, _retraction(session, one), now, owner=None)

    def mark(one: Publication) -> None:
        _mark_live(session, one, _retraction(session, one), now)

    unsent = _of_retracted().where(Publication.state.in_(CANCELLABLE))
    each_publication(session, session.scalars(unsent).all(), stop, _FAILING)
    out = _of_retracted().where(
        Publication.state.in_(LIVE),
        or_(Publication.error_code.is_(None), Publication.error_code != RETRACTED_LIVE),
        ArticleRetraction.noticed_at > now - _LIVE_FOR,
    )
    each_publication(session, session.scalars(out).all(), mark, _FAILING)


def cancel_if_retracted(
    session: Session, publication: Publication, now: datetime, owner: str
) -> bool:
    """Cancel one that a worker holds if its article was retracted; whether that was so."""
    retraction = session.get(
        ArticleRetraction,
        (publication.article_id, publication.language),
        populate_existing=True,
    )
    return retraction is not None and _cancel(session, publication, retraction, now, owner=owner)


def mark_shown_again(session: Session, article_id: str, now: datetime) -> None:
    """Mark an article's publications where its source shows it again."""
    retracted = retractions_of(session, article_id)
    marked = session.scalars(
        select(Publication).where(
            Publication.article_id == article_id,
            Publication.error_code.in_([RETRACTED, RETRACTED_LIVE]),
        )
    ).all()
    shown = set(
        session.scalars(
            select(ArticleTranslation.language).where(ArticleTranslation.article_id == article_id)
        )
    )
    for one in marked:
        # A text may belong to another language by now: then nothing is shown in this one.
        if one.language in retracted or one.language not in shown:
            continue
        unsent = {"error_code": SHOWN_AGAIN, "error_message": "Its article is there again."}
        changes = NO_ERROR | (unsent if one.error_code == RETRACTED else {})
        set_columns(session, one, **changes)
        add_event(session, one, now=now, what=EventType.SHOWN_AGAIN)


def articles_to_recheck(session: Session, source: str, now: datetime) -> Sequence[str]:
    """The articles of a source of which something waits, or was posted lately; the former first."""
    waits = Publication.state.in_(CANCELLABLE)
    lately = and_(Publication.state.in_(LIVE), Publication.published_at > now - _LATELY)
    found = session.execute(
        select(Publication.article_id)
        .join(Article, Article.id == Publication.article_id)
        .where(Article.source == source, or_(waits, lately))
        .order_by(case((waits, 0), else_=1), Publication.due_at)
        .limit(_BATCH)
    )
    return list(dict.fromkeys(row.article_id for row in found))


def _retraction(session: Session, publication: Publication) -> ArticleRetraction:
    return session.get_one(ArticleRetraction, (publication.article_id, publication.language))


def _of_retracted() -> Select[str]:
    """The ids of publications whose article was retracted in their language."""
    return (
        select(Publication.id)
        .join(
            ArticleRetraction,
            and_(
                ArticleRetraction.article_id == Publication.article_id,
                ArticleRetraction.language == Publication.language,
            ),
        )
        .where(Publication.id.not_in(_FAILING.excluded()))
        .limit(_BATCH)
        # Two workers must not wait for each other.
        .with_for_update(skip_locked=True, of=Publication)
    )


def _cancel(
    session: Session,
    publication: Publication,
    retraction: ArticleRetraction,
    now: datetime,
    *,
    owner: str | None,
) -> bool:
    if _ordered_since(session, publication, retraction.noticed_at):
        return False
    move(
        session,
        publication,
        State.CANCELLED,
        now=now,
        what=EventType.RETRACTED,
        owner=owner,
        detail={"code": retraction.reason},
        **_NOT_SENT,
    )
    return True


def _mark_live(
    session: Session, publication: Publication, retraction: ArticleRetraction, now: datetime
) -> None:
    set_columns(session, publication, **_OUT)
    since = PublicationEvent.at >= retraction.noticed_at
    if not has_event(session, publication, EventType.RETRACTED_LIVE, since):
        add_event(
            session,
            publication,
            now=now,
            what=EventType.RETRACTED_LIVE,
            detail={"code": retraction.reason},
        )


def _ordered_since(session: Session, publication: Publication, noticed_at: datetime) -> bool:
    """Whether a person has ordered it after the article was retracted."""
    if publication.requested_by != MACHINE and publication.created_at > noticed_at:
        return True
    if publication.approved_at is not None and publication.approved_at > noticed_at:
        return True
    return has_event(session, publication, EventType.RETRIED, PublicationEvent.at > noticed_at)
