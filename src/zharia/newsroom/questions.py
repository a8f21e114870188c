"""Answers to questions about an article: is it one story with another, what is its language."""

from datetime import datetime

from sqlalchemy.orm import Session

from zharia.articles.questions import QuestionCode
from zharia.newsroom.articles import require_article
from zharia.publishing import answering
from zharia.users import AuditAction, Principal, record


def answer(
    session: Session,
    who: Principal,
    article_id: str,
    *,
    code: QuestionCode,
    subject: str,
    said: str,
    now: datetime,
) -> str:
    """Carry out a person's answer; answers the id of the article that there is from now on.

    `code` and `subject` name the question. Raises `answering.NotAsked` and `answering.NoAnswer`.
    """
    stands = answering.answer(session, article_id, code, subject, said, who=who.name, now=now)
    record(
        session,
        who,
        AuditAction.ARTICLE_ANSWERED,
        stands,
        require_article(session, stands).headline,
        question=code,
        about=subject,
        answer=said,
    )
    return stands
