"""Open questions about articles, as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from zharia.articles import queries
from zharia.articles.questions import Question, QuestionCode, open_questions


@dataclass(frozen=True, slots=True)
class QuestionRow:
    question: Question
    headline: str
    #: the other article's, where the question is about one
    other: str = ""
    other_source: str = ""
    other_published_at: datetime | None = None


def question_rows(session: Session, article_ids: Sequence[str]) -> tuple[QuestionRow, ...]:
    """Every open question about these articles, in their order."""
    if not article_ids:
        return ()
    asked = open_questions(session, article_ids)
    found = [one for of in article_ids for one in asked.get(of, ())]
    ids = {one.article_id for one in found}
    ids |= {one.subject for one in found if one.code is QuestionCode.LOOKS_LIKE_ANOTHER}
    known = {one.id: one for one in queries.articles(session, ids)}
    shown = []
    for one in found:
        name = known[one.article_id].headline
        other = known.get(one.subject)
        if other is None:
            shown.append(QuestionRow(one, name))
        else:
            shown.append(QuestionRow(one, name, other.headline, other.source, other.published_at))
    return tuple(shown)
