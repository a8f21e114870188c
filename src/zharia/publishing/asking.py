"""Approval rules: what needs an editor before it goes out by itself, for every automatic path.

An article may be in doubt (`articles.questions`), or be paid for, which somebody has to disclose.
Whoever lets a publication go asks here: as it is made (`creating`, `automatic`), while it waits
and before it is sent (`gate`), and when an editor approves it (`actions`). A person's order or
approval is their decision on a doubt; how an advertisement is disclosed they have to say.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from zharia.articles.model import Article, ArticleQuestion
from zharia.articles.questions import Question, QuestionCode, open_questions
from zharia.errors import ErrorCode
from zharia.publishing.error_columns import error_columns
from zharia.publishing.event_types import EventType
from zharia.publishing.ledger import MACHINE, has_event
from zharia.publishing.model import Publication, PublicationEvent


class Reason(StrEnum):
    """In the order in which they are told. Stable: the error book knows each."""

    LOOKS_LIKE_ANOTHER = QuestionCode.LOOKS_LIKE_ANOTHER
    LANGUAGE_DOUBTED = QuestionCode.LANGUAGE_DOUBTED
    #: somebody paid for the article: how a post discloses that is a person's decision
    SPONSORED = ErrorCode.SPONSORED


#: in English, for programs; pages have words of their own
MESSAGES: Final[Mapping[Reason, str]] = {
    Reason.LOOKS_LIKE_ANOTHER: "It looks like another article that is there already, so nothing of"
    " it goes out by itself: an editor says whether it is the same story.",
    Reason.LANGUAGE_DOUBTED: "Its text does not look like the language that it was declared in, so"
    " nothing of it goes out by itself: an editor says which it is.",
    Reason.SPONSORED: "The article is paid for, so it does not go out by itself: decide how the"
    " post discloses that, then approve it.",
}


def columns(reason: Reason) -> dict[str, Any]:
    """The columns of a publication that waits for an editor for this reason."""
    return error_columns(ErrorCode(reason), MESSAGES[reason])


def doubt_about(session: Session, article_id: str, language: str) -> Reason | None:
    """The open question that a post of the article in this language waits for."""
    return doubt_among(open_questions(session, [article_id]).get(article_id, ()), language)


def doubt_among(questions: Iterable[Question], language: str) -> Reason | None:
    """The first of these questions that a post in this language waits for. Pure."""
    asked = [Reason(one.code) for one in questions if one.concerns(language)]
    return min(asked, key=list(Reason).index, default=None)


def is_sponsored(session: Session, article_id: str) -> bool:
    """Whether the article is paid for, as the database has it now."""
    known = select(Article.sponsored).where(Article.id == article_id)
    return bool(session.scalar(known))


def reason_to_wait(session: Session, publication: Publication) -> Reason | None:
    """Why an editor has to decide before a publication that is in line may be sent."""
    doubt = None
    if not _is_a_persons(session, publication):
        doubt = doubt_about(session, publication.article_id, publication.language)
    return doubt or undisclosed(session, publication)


def undisclosed(session: Session, publication: Publication) -> Reason | None:
    """`SPONSORED` where nobody has decided how this post discloses what it is."""
    if publication.disclosure_decided or not is_sponsored(session, publication.article_id):
        return None
    return Reason.SPONSORED


def may_have_to_wait() -> ColumnElement[bool]:
    """Of publications: `reason_to_wait` may find something. For a query with `Article` joined."""
    question = ArticleQuestion
    doubt = exists().where(
        question.article_id == Publication.article_id,
        question.answered_at.is_(None),
        or_(
            question.code == QuestionCode.LOOKS_LIKE_ANOTHER,
            question.subject == Publication.language,
        ),
    )
    return or_(
        and_(Article.sponsored, Publication.disclosure_decided.is_(False)),
        and_(doubt, Publication.requested_by == MACHINE, Publication.approved_by.is_(None)),
    )


def _is_a_persons(session: Session, publication: Publication) -> bool:
    """Whether somebody ordered or approved just this one, or pressed "retry"."""
    if publication.requested_by != MACHINE or publication.approved_by is not None:
        return True
    return ordered_anew(session, publication)


def ordered_anew(session: Session, publication: Publication) -> bool:
    """Whether a person pressed "retry": that is their order."""
    return has_event(session, publication, EventType.RETRIED)


def is_chosen(session: Session, publication_id: str, field: str) -> bool:
    """Whether a person has changed this column of a post: that counts, whatever else is said."""
    revised = session.scalars(
        select(PublicationEvent.detail).where(
            PublicationEvent.publication_id == publication_id,
            PublicationEvent.what == EventType.REVISED,
        )
    )
    return any(field in detail.get("fields", ()) for detail in revised)
