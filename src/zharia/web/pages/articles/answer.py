"""Answering what is asked of an article: is it one story with another, in which language is it.

The buttons stand on the article's page and in the queue.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Path
from pydantic import BaseModel, Field
from starlette.responses import Response

from zharia.articles.questions import Answer, Doubt
from zharia.errors import ErrorCode
from zharia.newsroom.questions import answer
from zharia.publishing.answering import InvalidAnswer, QuestionClosed
from zharia.web.pages.base.safe_redirect import inside
from zharia.web.pages.base.view import EditorView
from zharia.web.problems import Problem

router = APIRouter(prefix="/admin/articles/{article_id}", include_in_schema=False)


class AnswerForm(BaseModel):
    """The question, as `Question` names it, and what a person says."""

    code: Doubt
    subject: Annotated[str, Field(max_length=26)]
    said: Annotated[str, Field(max_length=26)]
    #: the page of the button
    back: Annotated[str, Field(max_length=2000)] = ""


@router.post("/answer")
def say(
    view: EditorView,
    article_id: Annotated[str, Path(max_length=26, pattern="^[0-9a-z]+$")],
    form: Annotated[AnswerForm, Form()],
) -> Response:
    """Carries the answer out, and leads back to the page of the button."""
    database = view.context.database
    try:
        with database.write() as session:
            now, who = database.now(session), view.visitor.principal
            stands = answer(
                session,
                who,
                article_id,
                code=form.code,
                subject=form.subject,
                said=form.said,
                now=now,
            )
    except QuestionClosed:
        return view.back(inside(form.back), "not_asked", kind="info")
    except InvalidAnswer:
        raise Problem(
            422, ErrorCode.VALIDATION_FAILED, "The question has no such answer."
        ) from None
    # Its page is the other one's now, where they were joined.
    to = inside(form.back).replace(f"/admin/articles/{article_id}", f"/admin/articles/{stands}")
    return view.back(to, form.said if form.said in set(Answer) else "language_said")
