"""Queue publications whose open question was answered, or resolved by the source itself.

Where the source resolved it, by delivering something else, the publication is composed anew.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from zharia.articles.questions import QuestionCode
from zharia.posts import Style
from zharia.publishing.article_status import is_outdated
from zharia.publishing.error_columns import UNTRIED
from zharia.publishing.event_types import EventType
from zharia.publishing.ledger import MACHINE, move
from zharia.publishing.model import Publication, PublicationEvent
from zharia.publishing.review_rules import disclosure_missing, open_doubt, review_columns
from zharia.publishing.revising import recompose
from zharia.publishing.states import State
from zharia.publishing.steps import NotPossible


def apply_answer(session: Session, article_id: str, who: str, now: datetime) -> None:
    """A person has answered a question about the article."""
    for one in _waiting(session, article_id):
        _queue_or_keep(session, one, who=who, what=EventType.ANSWERED, now=now)


def apply_merge(session: Session, article_id: str, now: datetime) -> None:
    """A person said that it is one story with another: what was withdrawn or taken down there is
    not published again by what waited for that answer.
    """
    for one in _waiting(session, article_id):
        if one.requested_by == MACHINE and _has_ended(session, one):
            move(session, one, State.CANCELLED, now=now, what=EventType.JOINED)


def apply_source_update(session: Session, article_id: str, limits: Style, now: datetime) -> None:
    """The source has resolved a question: queue what waited for its answer."""
    for one in _waiting(session, article_id):
        reason = open_doubt(session, article_id, one.language)
        if reason is not None and reason == one.error_code:
            continue
        if reason is None and is_outdated(session, one):
            # The doubted text must not go out.
            try:
                recompose(session, one, limits=limits, who=MACHINE, now=now)
            except NotPossible:
                move(session, one, State.CANCELLED, now=now, what=EventType.CANCELLED)
                continue
        _queue_or_keep(session, one, who=MACHINE, what=EventType.CLEARED_UP, now=now)


def _queue_or_keep(
    session: Session, publication: Publication, *, who: str, what: EventType, now: datetime
) -> None:
    """Put it in the queue, unless another review rule applies."""
    reason = open_doubt(
        session, publication.article_id, publication.language
    ) or disclosure_missing(session, publication)
    move(
        session,
        publication,
        State.SCHEDULED if reason is None else State.DRAFT,
        now=now,
        who=who,
        what=what,
        wake_at=max(now, publication.due_at) if reason is None else None,
        **UNTRIED | (review_columns(reason) if reason else {}),
    )


def _waiting(session: Session, article_id: str) -> Sequence[Publication]:
    """The article's drafts that wait for the answer to a question."""
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
