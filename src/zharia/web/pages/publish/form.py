"""The publish form: one article before one account, with a preview and the person's consent.

It is what TikTok's Direct Post audit looks at (`content-sharing-guidelines`): the creator is asked
for afresh at each opening, nothing is chosen beforehand, and nothing is sent before the person
has seen the post and pressed the button under the line that says what that means.
"""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.datastructures import FormData
from starlette.responses import Response

from zharia.web.pages.base.formats import row_number
from zharia.web.pages.base.forms import FormErrors
from zharia.web.pages.base.view import EditorView, View
from zharia.web.pages.publish import creator_info
from zharia.web.pages.publish.context import PublishForm
from zharia.web.pages.publish.form_values import TypedPost
from zharia.web.pages.publish.render import (
    form_page,
    form_page_again,
    initial_values,
    needs_creator,
    page_path,
)
from zharia.web.pages.publish.submit import FormSubmission, PublishQuery, load_requested_form
from zharia.web.storable_requests import storable_form

router = APIRouter(prefix="/admin/articles/{article_id}", include_in_schema=False)

ArticleId = Annotated[str, Path(max_length=26, pattern="^[0-9a-z]+$")]


Query_ = Annotated[PublishQuery, Depends()]
Fields = Annotated[FormData, Depends(storable_form)]


@router.get("")
def page(view: EditorView, article_id: ArticleId, query: Query_) -> Response:
    """The form as it opens. A script asks TikTok once the page is drawn; without one we ask now."""
    form = _open(view, article_id, query)
    if form.article.id != article_id:
        # It was joined into another, whose page this is now.
        asked = view.request.url.query
        return view.redirect(f"/admin/articles/{form.article.id}" + (asked and f"?{asked}"))
    at_once = needs_creator(form) and "js" not in view.request.cookies
    creator = creator_info.fetch_creator(view.context, form.account) if at_once else None
    return form_page(view, form, initial_values(view, form), creator=creator)


@router.get("/creator")
def creator_part(view: EditorView, article_id: ArticleId, query: Query_) -> Response:
    """What TikTok says of the creator, and the choices that depend on it."""
    form = _open(view, article_id, query)
    if not needs_creator(form):
        return view.fragment("publish/gone.html", back=page_path(form))
    creator = creator_info.fetch_creator(view.context, form.account)
    typed = initial_values(view, form)
    return view.fragment(
        "publish/creator.html", form=form, typed=typed, creator=creator, errors=FormErrors()
    )


@router.post("")
def act(view: EditorView, article_id: ArticleId, query: Query_, fields: Fields) -> Response:
    """Whatever button was pressed. A mistake shows the form again with all that was typed."""
    typed = TypedPost.read(fields)
    do, _, where = str(fields.get("do", "look")).partition(":")
    submission = None
    if do in {"publish", "save"}:
        key = str(fields.get("key", ""))[:200]
        submission = FormSubmission(
            view, article_id, query, typed, key, str(fields.get("seen", "")), do
        )
        # A form that comes twice is answered as the first time, however things stand by now.
        if (before := submission.replayed()) is not None:
            return before
    form = _open(view, article_id, query)
    if not form.is_open:
        return view.redirect(page_path(form), "form_closed", kind="info")
    if submission is not None:
        return submission.submit(form)
    row = row_number(where)
    if do in {"up", "down"} and row is not None and row < len(typed.photos):
        typed = typed.moved(-1 if do == "up" else 1, typed.photos[row])
    if do == "reset" and form.draft is not None:
        fresh = TypedPost.of_draft(form.draft, form.photos)
        typed = replace(typed, title=fresh.title, description=fresh.description)
    return form_page_again(view, form, typed, FormErrors())


def _open(view: View, article_id: str, query: PublishQuery) -> PublishForm:
    with view.context.database.read() as session:
        return load_requested_form(view, session, article_id, query)
