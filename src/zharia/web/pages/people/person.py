"""A user's page: name and role, password, sessions, disabling."""

from typing import Annotated, Any

from fastapi import APIRouter, Form
from pydantic import BaseModel
from starlette.responses import Response

from zharia.newsroom import people
from zharia.newsroom.people import require_user
from zharia.texts.i18n import LANGUAGES
from zharia.users import Role, UserError, active_sessions, random_password
from zharia.web.hashing_limits import run_hashing
from zharia.web.pages.base.forms import FormErrors
from zharia.web.pages.base.view import AdminView, View
from zharia.web.pages.people.people_texts import user_form_errors

router = APIRouter(prefix="/admin/users/{user_id}", include_in_schema=False)


class UserForm(BaseModel):
    name: str = ""
    role: str = ""
    language: str = ""


class PasswordForm(BaseModel):
    """Of a made-up and a typed password, `how` says which counts."""

    how: str = "made_up"
    password: str = ""


@router.get("")
def person(view: AdminView, user_id: str) -> Response:
    return _page(view, user_id)


@router.post("")
def change_person(view: AdminView, user_id: str, form: Annotated[UserForm, Form()]) -> Response:
    role = Role.ADMIN if form.role == Role.ADMIN else Role.EDITOR
    try:
        with view.context.database.write() as session:
            user = people.change(
                session,
                view.principal,
                user_id,
                role=role,
                name=form.name,
                language=form.language if form.language in LANGUAGES else "",
            )
    except UserError as error:
        return _refused(view, user_id, error, form=form)
    if user.id == view.visitor.user.id and role is not Role.ADMIN:
        return view.redirect("/admin/me", "saved")
    return view.redirect(f"/admin/users/{user_id}", "saved")


@router.post("/password")
async def new_password(
    view: AdminView, user_id: str, form: Annotated[PasswordForm, Form()]
) -> Response:
    return await run_hashing(view.request, lambda: _new_password(view, user_id, form))


@router.post("/access")
def access(view: AdminView, user_id: str, may: Annotated[str, Form()] = "") -> Response:
    """Whether somebody may sign in at all."""
    act, done = (
        (people.enable, "user_enabled") if may == "yes" else (people.disable, "user_disabled")
    )
    try:
        with view.context.database.write() as session:
            user = act(session, view.principal, user_id)
    except UserError as error:
        (text,) = user_form_errors(error).values()
        return _page(view, user_id, 422, access_error=text)
    return view.redirect(f"/admin/users/{user_id}", done, email=user.email)


@router.post("/sessions")
def end_sessions(view: AdminView, user_id: str, end: Annotated[str, Form()] = "") -> Response:
    """Sign somebody out: in one browser, or in `all` but the one that asks."""
    who = view.principal
    with view.context.database.write() as session:
        if end == "all":
            people.end_sessions(session, who, user_id, except_id=view.visitor.session.id)
        else:
            people.end_session(session, who, user_id, end)
    return view.redirect(f"/admin/users/{user_id}", "sessions_ended")


def _new_password(view: View, user_id: str, form: PasswordForm) -> Response:
    password = random_password() if form.how == "made_up" else form.password
    try:
        with view.context.database.write() as session:
            user = people.set_password(session, view.principal, user_id, password)
    except UserError as error:
        return _refused(view, user_id, error, how=form.how)
    if form.how == "made_up":
        return view.page("people/password.html", user=user, password=password, new=False)
    return view.redirect(f"/admin/users/{user_id}", "password_set", email=user.email)


def _refused(view: View, user_id: str, error: UserError, **typed: Any) -> Response:
    return _page(view, user_id, 422, errors=user_form_errors(error), **typed)


def _page(view: View, user_id: str, status: int = 200, **typed: Any) -> Response:
    with view.context.database.read() as session:
        user = require_user(session, user_id)
        sessions = active_sessions(session, user_id, view.context.database.now(session))
    form = UserForm(name=user.name, role=user.role, language=user.language or "")
    values = {"form": form, "errors": FormErrors(), "how": "made_up", "access_error": ""} | typed
    return view.page("people/person.html", status, user=user, sessions=sessions, **values)
