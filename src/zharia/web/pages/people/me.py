"""Somebody's own account: name, language, password, and where they are signed in."""

from typing import Annotated, Any

from fastapi import APIRouter, Form
from pydantic import BaseModel
from starlette.responses import Response

from zharia.errors import ErrorCode
from zharia.texts.i18n import LANGUAGES
from zharia.users import (
    AuditAction,
    UserError,
    UserSession,
    change_password,
    change_user,
    end_session,
    end_sessions_of,
    sessions_of,
)
from zharia.web.hashing_limits import hashing
from zharia.web.pages.base.forms import Wrong
from zharia.web.pages.base.view import EditorView, View
from zharia.web.pages.people.people_texts import mistake
from zharia.web.problems import Problem

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
    user = view.visitor.user
    with view.context.database.write() as session:
        changed = change_user(
            session, user.id, name=name, language=language if language in LANGUAGES else ""
        )
        fields = [
            field
            for field in ("name", "language")
            if getattr(user, field) != getattr(changed, field)
        ]
        if fields:
            view.record(session, AuditAction.USER_CHANGED, user.id, user.email, fields=fields)
    return view.back("/admin/me", "saved")


@router.post("/password")
async def change_my_password(view: EditorView, form: Annotated[Passwords, Form()]) -> Response:
    return await hashing(view.request, lambda: _change_password(view, form))


@router.post("/sessions")
def end_my_sessions(view: EditorView, end: Annotated[str, Form()] = "") -> Response:
    """Sign out in one other browser, or in `all` others."""
    user, here = view.visitor.user, view.visitor.session
    with view.context.database.write() as session:
        if end == "all":
            end_sessions_of(session, user.id, except_id=here.id)
        else:
            held = session.get(UserSession, end)
            if held is None or held.user_id != user.id:
                raise Problem(
                    404, ErrorCode.SESSION_UNKNOWN, "This session is not yours, or is over."
                )
            end_session(session, held)
        view.record(session, AuditAction.SIGNED_OUT, user.id, user.email, everywhere=end == "all")
    return view.back("/admin/me", "sessions_ended")


def _change_password(view: View, form: Passwords) -> Response:
    try:
        change_password(
            view.context.database,
            view.visitor.user.id,
            form.old,
            form.password,
            address=view.visitor.principal.address,
            except_id=view.visitor.session.id,
        )
    except UserError as error:
        with view.speaking():
            field, words = mistake(error)
        return _page(view, 422, wrong=Wrong({field: words}))
    return view.back("/admin/me", "password_changed")


def _page(view: View, status: int = 200, **values: Any) -> Response:
    with view.context.database.read() as session:
        now = view.context.database.now(session)
        sessions = sessions_of(session, view.visitor.user.id, now)
    return view.page("people/me.html", status, sessions=sessions, **{"wrong": Wrong()} | values)
