"""Review rules: what an editor has to decide before a publication is sent without one.

An article may be in doubt (`articles.questions`), or be paid for, which somebody has to disclose.
The rules are applied when a publication is created (`creating`, `auto_publish`), while it waits
(`editor_checks`), before it is sent (`preconditions`), and when it is approved (`actions`). A
person's order or approval decides a doubt; how an advertisement is disclosed they have to say.
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


class ReviewReason(StrEnum):
    """Why an editor has to decide, by precedence. Stable: each is in the error book."""

    LOOKS_LIKE_ANOTHER = QuestionCode.LOOKS_LIKE_ANOTHER
    LANGUAGE_DOUBTED = QuestionCode.LANGUAGE_DOUBTED
    #: somebody paid for the article: how a post discloses that is a person's decision
    SPONSORED = ErrorCode.SPONSORED


#: in English, for programs; pages have texts of their own
MESSAGES: Final[Mapping[ReviewReason, str]] = {
    ReviewReason.LOOKS_LIKE_ANOTHER: "It looks like another article that is there already, so"
    " nothing of it goes out by itself: an editor says whether it is the same story.",
    ReviewReason.LANGUAGE_DOUBTED: "Its text does not look like the language that it was declared"
    " in, so nothing of it goes out by itself: an editor says which it is.",
    ReviewReason.SPONSORED: "The article is paid for, so it does not go out by itself: decide how"
    " the post discloses that, then approve it.",
}


def review_columns(reason: ReviewReason) -> dict[str, Any]:
    """The columns of a publication that waits for an editor for this reason."""
    return error_columns(ErrorCode(reason), MESSAGES[reason])


def open_doubt(session: Session, article_id: str, language: str) -> ReviewReason | None:
    """The open question that a post of the article in this language waits for."""
    return first_doubt(open_questions(session, [article_id]).get(article_id, ()), language)


def first_doubt(questions: Iterable[Question], language: str) -> ReviewReason | None:
    """The first of these questions that a post in this language waits for. Pure."""
    asked = [ReviewReason(one.code) for one in questions if one.concerns(language)]
    return min(asked, key=list(ReviewReason).index, default=None)


def is_sponsored(session: Session, article_id: str) -> bool:
    """Whether the article is paid for, as the database has it now."""
    known = select(Article.sponsored).where(Article.id == article_id)
    return bool(session.scalar(known))


def review_reason(session: Session, publication: Publication) -> ReviewReason | None:
    """Why an editor has to decide before a queued publication may be sent."""
    doubt = None
    if not _ordered_by_person(session, publication):
        doubt = open_doubt(session, publication.article_id, publication.language)
    return doubt or disclosure_missing(session, publication)


def disclosure_missing(session: Session, publication: Publication) -> ReviewReason | None:
    """`SPONSORED` where nobody has decided how this post discloses what it is."""
    if publication.disclosure_decided or not is_sponsored(session, publication.article_id):
        return None
    return ReviewReason.SPONSORED


def may_need_review() -> ColumnElement[bool]:
    """Of publications: `review_reason` may find something. For a query with `Article` joined."""
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


def _ordered_by_person(session: Session, publication: Publication) -> bool:
    """Whether somebody ordered or approved just this one, or pressed "retry"."""
    if publication.requested_by != MACHINE or publication.approved_by is not None:
        return True
    return was_retried(session, publication)


def was_retried(session: Session, publication: Publication) -> bool:
    """Whether a person pressed "retry": that counts as their order."""
    return has_event(session, publication, EventType.RETRIED)


def was_edited(session: Session, publication_id: str, field: str) -> bool:
    """Whether a person has edited this column of a post: then no machine changes it."""
    revised = session.scalars(
        select(PublicationEvent.detail).where(
            PublicationEvent.publication_id == publication_id,
            PublicationEvent.what == EventType.REVISED,
        )
    )
    return any(field in detail.get("fields", ()) for detail in revised)
