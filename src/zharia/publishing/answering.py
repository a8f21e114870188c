"""Answer a question about an article; publications that waited for the answer are queued."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from zharia.articles import queries
from zharia.articles.grouping import join
from zharia.articles.language_correction import change_language
from zharia.articles.languages import normalize
from zharia.articles.model import Article
from zharia.articles.questions import Answer, Question, QuestionCode, open_questions, record_answer
from zharia.publishing import ledger
from zharia.publishing.event_types import EventType
from zharia.publishing.merging import merge_publications
from zharia.publishing.model import Publication
from zharia.publishing.question_outcomes import apply_answer, apply_merge
from zharia.publishing.states import CANCELLABLE, State


class QuestionClosed(Exception):
    """The question is no longer open: somebody has answered it, or its source has resolved it."""


class InvalidAnswer(ValueError):
    """The question has no such answer."""


def answer(
    session: Session,
    article_id: str,
    code: QuestionCode,
    subject: str,
    value: str,
    *,
    who: str,
    now: datetime,
) -> str:
    """Carry out a person's answer; returns the id of the article that is kept.

    `value` is an `Answer`, or the language that the text is in. What waited for the answer is
    queued, unless another review rule applies.

    Raises:
        QuestionClosed: it is no longer open.
        InvalidAnswer: the question has no such answer.
    """
    asked = open_questions(session, [article_id]).get(article_id, ())
    question = next((one for one in asked if (one.code, one.subject) == (code, subject)), None)
    if question is None:
        raise QuestionClosed
    normalized = value
    if code is QuestionCode.LOOKS_LIKE_ANOTHER:
        if value not in set(Answer):
            raise InvalidAnswer(value)
    elif not (normalized := normalize(value)):
        raise InvalidAnswer(value)
    article = _lock_article(session, question)
    if not record_answer(session, question, normalized, who=who, now=now):
        raise QuestionClosed
    if normalized == Answer.SAME_STORY:
        other = queries.article(session, subject)
        if other is None:
            raise QuestionClosed
        if other.id != article.id:
            article = join(session, article, other, now=now, on_join=merge_publications)
            apply_merge(session, article.id, now)
    elif code is QuestionCode.LANGUAGE_DOUBTED and normalized != subject:
        _relabel(session, article, subject, normalized, who=who, now=now)
    # Whether it is published automatically is decided anew.
    article.auto_publish_checked_at = None
    session.flush()
    apply_answer(session, article.id, who, now)
    return article.id


def _lock_article(session: Session, question: Question) -> Article:
    """The article as it is now, with the articles of its source, and of the other's, locked."""
    sources = {queries.source_of(session, question.article_id)}
    if question.code is QuestionCode.LOOKS_LIKE_ANOTHER:
        sources.add(queries.source_of(session, question.subject))
    for source in sorted(filter(None, sources)):
        queries.lock_source(session, source)
    article = queries.article(session, question.article_id, refresh=True)
    if article is None or article.id != question.article_id:
        raise QuestionClosed
    return article


def _relabel(
    session: Session, article: Article, wrong: str, right: str, *, who: str, now: datetime
) -> None:
    """Make its text the version in the right language; cancel what was created of it."""
    if any(one.language == wrong for one in article.translations):
        change_language(session, article, wrong, right, now=now, written_by=who)
    made = select(Publication).where(Publication.article_id == article.id)
    for one in session.scalars(made.order_by(Publication.id).with_for_update()).all():
        if one.language == wrong and one.state in CANCELLABLE:
            ledger.move(session, one, State.CANCELLED, now=now, who=who, what=EventType.CANCELLED)
