"""One person: who they are here, their password, where they are signed in, whether they may."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Form
from pydantic import BaseModel
from sqlalchemy.orm import Session
from starlette.responses import Response

from zharia.errors import ErrorCode
from zharia.texts.i18n import LANGUAGES
from zharia.users import (
    AuditAction,
    Role,
    User,
    UserError,
    UserSession,
    UserUnknown,
    change_user,
    disable_user,
    enable_user,
    end_session,
    end_sessions_of,
    sessions_of,
    set_password,
)
from zharia.web.hashing_limits import hashing
from zharia.web.pages.base.forms import Wrong
from zharia.web.pages.base.view import AdminView, View
from zharia.web.pages.people.people_texts import mistake
from zharia.web.pages.people.users import MADE_UP
from zharia.web.problems import Problem

router = APIRouter(prefix="/admin/users/{user_id}", include_in_schema=False)


class About(BaseModel):
    name: str = ""
    role: str = ""
    language: str = ""


class NewPassword(BaseModel):
    """Of a made-up and a typed password, `how` says which counts."""

    how: str = "made_up"
    password: str = ""


@router.get("")
def person(view: AdminView, user_id: str) -> Response:
    return _page(view, user_id)


@router.post("")
def change_person(view: AdminView, user_id: str, form: Annotated[About, Form()]) -> Response:
    role = Role.ADMIN if form.role == Role.ADMIN else Role.EDITOR
    try:
        with view.context.database.write() as session:
            before = _known(session, user_id)
            was = (before.name, before.role, before.language)
            user = change_user(
                session,
                user_id,
                role=role,
                name=form.name,
                language=form.language if form.language in LANGUAGES else "",
            )
            now = (user.name, user.role, user.language)
            fields = [
                name
                for name, old, new in zip(("name", "role", "language"), was, now, strict=True)
                if old != new
            ]
            if fields:
                detail = {"fields": fields} | ({"role": user.role} if "role" in fields else {})
                view.record(session, AuditAction.USER_CHANGED, user.id, user.email, **detail)
    except UserError as error:
        return _refused(view, user_id, error, about=form)
    if user.id == view.visitor.user.id and role is not Role.ADMIN:
        return view.back("/admin/me", "saved")
    return view.back(f"/admin/users/{user_id}", "saved")


@router.post("/password")
async def new_password(
    view: AdminView, user_id: str, form: Annotated[NewPassword, Form()]
) -> Response:
    return await hashing(view.request, lambda: _new_password(view, user_id, form))


@router.post("/access")
def access(view: AdminView, user_id: str, may: Annotated[str, Form()] = "") -> Response:
    """Whether somebody may sign in at all."""
    try:
        with view.context.database.write() as session:
            if may == "yes":
                user, what = enable_user(session, user_id), AuditAction.USER_ENABLED
            else:
                user = disable_user(session, user_id, view.visitor.principal)
                what = AuditAction.USER_DISABLED
            view.record(session, what, user.id, user.email)
    except UserUnknown:
        raise _gone() from None
    except UserError as error:
        with view.speaking():
            words = mistake(error)[1]
        return _page(view, user_id, 422, access_wrong=words)
    return view.back(f"/admin/users/{user_id}", what.replace(".", "_"), email=user.email)


@router.post("/sessions")
def end_sessions(view: AdminView, user_id: str, end: Annotated[str, Form()] = "") -> Response:
    """Sign somebody out: in one browser, or in `all` but the one that asks."""
    with view.context.database.write() as session:
        user = _known(session, user_id)
        if end == "all":
            end_sessions_of(session, user_id, except_id=view.visitor.session.id)
        else:
            held = session.get(UserSession, end)
            if held is None or held.user_id != user_id:
                raise _gone()
            end_session(session, held)
        view.record(session, AuditAction.SIGNED_OUT, user.id, user.email, everywhere=end == "all")
    return view.back(f"/admin/users/{user_id}", "sessions_ended")


def _new_password(view: View, user_id: str, form: NewPassword) -> Response:
    password = secrets.token_urlsafe(MADE_UP) if form.how == "made_up" else form.password
    try:
        with view.context.database.write() as session:
            user = set_password(session, user_id, password)
            view.record(session, AuditAction.PASSWORD_CHANGED, user.id, user.email)
    except UserError as error:
        return _refused(view, user_id, error, how=form.how)
    if form.how == "made_up":
        return view.page("people/password.html", user=user, password=password, new=False)
    return view.back(f"/admin/users/{user_id}", "password_set", email=user.email)


def _refused(view: View, user_id: str, error: UserError, **typed: Any) -> Response:
    if isinstance(error, UserUnknown):
        raise _gone() from None
    with view.speaking():
        field, words = mistake(error)
    return _page(view, user_id, 422, wrong=Wrong({field: words}), **typed)


def _page(view: View, user_id: str, status: int = 200, **typed: Any) -> Response:
    with view.context.database.read() as session:
        user = _known(session, user_id)
        sessions = sessions_of(session, user_id, view.context.database.now(session))
    about = About(name=user.name, role=user.role, language=user.language or "")
    values = {"about": about, "wrong": Wrong(), "how": "made_up", "access_wrong": ""} | typed
    return view.page("people/person.html", status, user=user, sessions=sessions, **values)


def _known(session: Session, user_id: str) -> User:
    user = session.get(User, user_id)
    if user is None:
        raise _gone()
    return user


def _gone() -> Problem:
    return Problem(404, ErrorCode.USER_UNKNOWN, "There is no such user, or their session is over.")
