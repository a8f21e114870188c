"""Release what waited for an answer about its article: it was given, or nobody asks any more.

A source may clear a doubt up itself, by saying something else; then what waited shows that.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from zharia.articles.questions import QuestionCode
from zharia.posts import Style
from zharia.publishing.article_status import newer_text
from zharia.publishing.asking import columns, doubt_about, undisclosed
from zharia.publishing.error_columns import UNTRIED
from zharia.publishing.event_types import EventType
from zharia.publishing.ledger import MACHINE, move
from zharia.publishing.model import Publication, PublicationEvent
from zharia.publishing.revising import recompose
from zharia.publishing.states import State
from zharia.publishing.steps import NotPossible


def follow_answer(session: Session, article_id: str, who: str, now: datetime) -> None:
    """A person has answered a question about the article."""
    for one in _waiting(session, article_id):
        _let_go(session, one, who=who, what=EventType.ANSWERED, now=now)


def follow_join(session: Session, article_id: str, now: datetime) -> None:
    """A person said that it is one story with another: what ended there by itself or by a person's
    word is not begun again by what waited for that answer.
    """
    for one in _waiting(session, article_id):
        if one.requested_by == MACHINE and _has_ended(session, one):
            move(session, one, State.CANCELLED, now=now, what=EventType.JOINED)


def follow_source(session: Session, article_id: str, limits: Style, now: datetime) -> None:
    """Let go what waits for an answer that nobody is asked for any more."""
    for one in _waiting(session, article_id):
        still = doubt_about(session, article_id, one.language)
        if still is not None and still == one.error_code:
            continue
        if still is None and newer_text(session, one):
            # What was doubted must not go out.
            try:
                recompose(session, one, limits=limits, who=MACHINE, now=now)
            except NotPossible:
                move(session, one, State.CANCELLED, now=now, what=EventType.CANCELLED)
                continue
        _let_go(session, one, who=MACHINE, what=EventType.CLEARED_UP, now=now)


def _let_go(
    session: Session, publication: Publication, *, who: str, what: EventType, now: datetime
) -> None:
    """Put it in line, unless something else is asked."""
    still = doubt_about(session, publication.article_id, publication.language) or undisclosed(
        session, publication
    )
    move(
        session,
        publication,
        State.SCHEDULED if still is None else State.DRAFT,
        now=now,
        who=who,
        what=what,
        wake_at=max(now, publication.due_at) if still is None else None,
        **UNTRIED | (columns(still) if still else {}),
    )


def _waiting(session: Session, article_id: str) -> Sequence[Publication]:
    """The article's publications that were stopped for a question."""
    return session.scalars(
        select(Publication)
        .where(
            Publication.article_id == article_id,
            Publication.state == State.DRAFT,
            Publication.error_code.in_(list(QuestionCode)),
        )
        .order_by(Publication.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _has_ended(session: Session, publication: Publication) -> bool:
    """Whether the story was withdrawn there by a person, or its post was taken down."""
    withdrawn = exists().where(
        PublicationEvent.publication_id == Publication.id,
        PublicationEvent.what == EventType.CANCELLED,
    )
    ended = select(Publication.id).where(
        Publication.article_id == publication.article_id,
        Publication.account_id == publication.account_id,
        (Publication.state == State.REMOVED) | ((Publication.state == State.CANCELLED) & withdrawn),
    )
    return session.scalar(ended.limit(1)) is not None
