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
from starlette.status import HTTP_200_OK

from zharia.web.pages.base.formats import row_number
from zharia.web.pages.base.forms import Wrong
from zharia.web.pages.base.view import EditorView, View
from zharia.web.pages.publish import creator_info
from zharia.web.pages.publish.context import Scene
from zharia.web.pages.publish.form_values import TypedPost
from zharia.web.pages.publish.render import asks, filled, here, show, show_again
from zharia.web.pages.publish.submit import Asked, Sending, scene_of
from zharia.web.storable_requests import storable_form

router = APIRouter(prefix="/admin/articles/{article_id}", include_in_schema=False)

ArticleId = Annotated[str, Path(max_length=26, pattern="^[0-9a-z]+$")]


Query_ = Annotated[Asked, Depends()]
Fields = Annotated[FormData, Depends(storable_form)]


@router.get("")
def page(view: EditorView, article_id: ArticleId, asked: Query_) -> Response:
    """The form as it opens. A script asks TikTok once the page is drawn; without one we ask now."""
    scene = _open(view, article_id, asked)
    if scene.article.id != article_id:
        # It was joined into another, whose page this is now.
        query = view.request.url.query
        return view.back(f"/admin/articles/{scene.article.id}" + (query and f"?{query}"))
    at_once = asks(scene) and "js" not in view.request.cookies
    creator = creator_info.ask(view.context, scene.account) if at_once else None
    return show(view, scene, filled(view, scene), creator=creator)


@router.get("/creator")
def creator_part(view: EditorView, article_id: ArticleId, asked: Query_) -> Response:
    """What TikTok says of the creator, and the choices that depend on it."""
    scene = _open(view, article_id, asked)
    if not asks(scene):
        return view.part("publish/gone.html", back=here(scene))
    creator = creator_info.ask(view.context, scene.account)
    typed = filled(view, scene)
    return view.part(
        "publish/creator.html", scene=scene, typed=typed, creator=creator, wrong=Wrong()
    )


@router.post("")
def act(view: EditorView, article_id: ArticleId, asked: Query_, form: Fields) -> Response:
    """Whatever button was pressed. A mistake shows the form again with all that was typed."""
    typed = TypedPost.read(form)
    do, _, where = str(form.get("do", "look")).partition(":")
    sending = None
    if do in {"publish", "save"}:
        key = str(form.get("key", ""))[:200]
        sending = Sending(view, article_id, asked, typed, key, str(form.get("seen", "")), do)
        # A form that comes twice is answered as the first time, however things stand by now.
        if (before := sending.answered()) is not None:
            return before
    scene = _open(view, article_id, asked)
    if not scene.form_open:
        return view.back(here(scene), "form_closed", kind="info")
    if sending is not None:
        return sending.send(scene)
    row = row_number(where)
    if do in {"up", "down"} and row is not None and row < len(typed.photos):
        typed = typed.moved(-1 if do == "up" else 1, typed.photos[row])
    if do == "reset" and scene.draft is not None:
        fresh = TypedPost.of_draft(scene.draft, scene.photos)
        typed = replace(typed, title=fresh.title, description=fresh.description)
    return show_again(view, scene, typed, Wrong(), HTTP_200_OK)


def _open(view: View, article_id: str, asked: Asked) -> Scene:
    with view.context.database.read() as session:
        return scene_of(view, session, article_id, asked)
