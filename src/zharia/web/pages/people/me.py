"""My account: name, language, password, sessions."""

from typing import Annotated, Any

from fastapi import APIRouter, Form
from pydantic import BaseModel
from starlette.responses import Response

from zharia.newsroom import people
from zharia.newsroom.credentials import change_password
from zharia.texts.i18n import LANGUAGES
from zharia.users import UserError, active_sessions
from zharia.web.hashing_limits import run_hashing
from zharia.web.pages.base.forms import FormErrors
from zharia.web.pages.base.view import EditorView, View
from zharia.web.pages.people.people_texts import user_form_errors

router = APIRouter(prefix="/admin/me", include_in_schema=False)


class Passwords(BaseModel):
    old: str = ""
    password: str = ""


@router.get("")
def me(view: EditorView) -> Response:
    return _page(view)


@router.post("")
def change_me(
    view: EditorView,
    name: Annotated[str, Form()] = "",
    language: Annotated[str, Form()] = "",
) -> Response:
    visitor = view.visitor
    known = language if language in LANGUAGES else ""
    with view.context.database.write() as session:
        people.change(session, visitor.principal, visitor.user.id, name=name, language=known)
    return view.redirect("/admin/me", "saved")


@router.post("/password")
async def change_my_password(view: EditorView, form: Annotated[Passwords, Form()]) -> Response:
    return await run_hashing(view.request, lambda: _change_password(view, form))


@router.post("/sessions")
def end_my_sessions(view: EditorView, end: Annotated[str, Form()] = "") -> Response:
    """Sign out in one other browser, or in `all` others."""
    who, me = view.principal, view.visitor.user.id
    with view.context.database.write() as session:
        if end == "all":
            people.end_sessions(session, who, me, except_id=view.visitor.session.id)
        else:
            people.end_session(session, who, me, end)
    return view.redirect("/admin/me", "sessions_ended")


def _change_password(view: View, form: Passwords) -> Response:
    try:
        change_password(
            view.context.database,
            view.visitor.user.id,
            form.old,
            form.password,
            address=view.principal.address,
            except_id=view.visitor.session.id,
        )
    except UserError as error:
        return _page(view, 422, errors=user_form_errors(error))
    return view.redirect("/admin/me", "password_changed")


def _page(view: View, status: int = 200, **values: Any) -> Response:
    with view.context.database.read() as session:
        now = view.context.database.now(session)
        sessions = active_sessions(session, view.visitor.user.id, now)
    return view.page(
        "people/me.html", status, sessions=sessions, **{"errors": FormErrors()} | values
    )
