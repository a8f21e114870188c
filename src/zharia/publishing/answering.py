"""Answer an editor's question about an article; what waited for the answer goes its way."""

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
from zharia.publishing.joining import follow
from zharia.publishing.letting_go import follow_answer, follow_join
from zharia.publishing.model import Publication
from zharia.publishing.states import CANCELLABLE, State


class NotAsked(Exception):
    """This is not asked any more: somebody has answered it, or its source has cleared it up."""


class NoAnswer(ValueError):
    """That is none of the answers that the question has."""


def answer(
    session: Session,
    article_id: str,
    code: QuestionCode,
    subject: str,
    said: str,
    *,
    who: str,
    now: datetime,
) -> str:
    """Carry out a person's answer; answers the id of the article that there is from now on.

    `said` is an `Answer`, or the language that the text is in. What stood in line and was stopped
    for the question goes its way, unless something else stops it.

    Raises:
        NotAsked: nobody asks this any more.
        NoAnswer: the question has no such answer.
    """
    asked = open_questions(session, [article_id]).get(article_id, ())
    question = next((one for one in asked if (one.code, one.subject) == (code, subject)), None)
    if question is None:
        raise NotAsked
    right = said
    if code is QuestionCode.LOOKS_LIKE_ANOTHER:
        if said not in set(Answer):
            raise NoAnswer(said)
    elif not (right := normalize(said)):
        raise NoAnswer(said)
    article = _hold(session, question)
    if not record_answer(session, question, right, who=who, now=now):
        raise NotAsked
    if right == Answer.SAME_STORY:
        other = queries.article(session, subject)
        if other is None:
            raise NotAsked
        if other.id != article.id:
            article = join(session, article, other, now=now, on_join=follow)
            follow_join(session, article.id, now)
    elif code is QuestionCode.LANGUAGE_DOUBTED and right != subject:
        _is_in(session, article, subject, right, who=who, now=now)
    # Whatever was kept from it until now is decided anew.
    article.auto_publish_checked_at = None
    session.flush()
    follow_answer(session, article.id, who, now)
    return article.id


def _hold(session: Session, question: Question) -> Article:
    """The article as it is now, with nobody else writing its source's articles, or the other's."""
    sources = {queries.source_of(session, question.article_id)}
    if question.code is QuestionCode.LOOKS_LIKE_ANOTHER:
        sources.add(queries.source_of(session, question.subject))
    for source in sorted(filter(None, sources)):
        queries.lock_source(session, source)
    article = queries.article(session, question.article_id, refresh=True)
    if article is None or article.id != question.article_id:
        raise NotAsked
    return article


def _is_in(
    session: Session, article: Article, wrong: str, right: str, *, who: str, now: datetime
) -> None:
    """Its text becomes the version in the right language; what was made of it is withdrawn."""
    if any(one.language == wrong for one in article.translations):
        change_language(session, article, wrong, right, now=now, written_by=who)
    made = select(Publication).where(Publication.article_id == article.id)
    for one in session.scalars(made.order_by(Publication.id).with_for_update()).all():
        if one.language == wrong and one.state in CANCELLABLE:
            ledger.move(session, one, State.CANCELLED, now=now, who=who, what=EventType.CANCELLED)
