"""Users: the list, and adding one."""

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from starlette.responses import Response

from zharia.newsroom.people import add_user
from zharia.texts.i18n import LANGUAGES
from zharia.users import Role, UserError, random_password, session_counts, users
from zharia.web.hashing_limits import run_hashing
from zharia.web.pages.base.forms import FormErrors
from zharia.web.pages.base.view import AdminView, View
from zharia.web.pages.people.people_texts import user_form_errors

router = APIRouter(include_in_schema=False)


class NewUserForm(BaseModel):
    """The form to take somebody on. Of `made_up` and `typed`, `how` says which password counts."""

    email: str = ""
    name: str = ""
    role: str = Role.EDITOR
    language: str = ""
    how: str = "made_up"
    password: str = ""


@router.get("/admin/users")
def people(view: AdminView) -> Response:
    with view.context.database.read() as session:
        everybody = users(session)
        browsers = session_counts(session, view.context.database.now(session))
    return view.page("people/users.html", people=everybody, browsers=browsers)


@router.get("/admin/users/new")
def new_person(view: AdminView) -> Response:
    return _form(view, NewUserForm(), FormErrors())


@router.post("/admin/users/new")
async def add_person(view: AdminView, form: Annotated[NewUserForm, Form()]) -> Response:
    return await run_hashing(view.request, lambda: _add(view, form))


def _add(view: View, form: NewUserForm) -> Response:
    password = random_password() if form.how == "made_up" else form.password
    try:
        user = add_user(
            view.context.database,
            form.email,
            password,
            Role.ADMIN if form.role == Role.ADMIN else Role.EDITOR,
            name=form.name,
            language=form.language if form.language in LANGUAGES else None,
            by=view.principal,
        )
    except UserError as error:
        return _form(view, form, user_form_errors(error))
    if form.how == "made_up":
        # Answered at once: it is kept nowhere from where another page could take it.
        return view.page("people/password.html", user=user, password=password, new=True)
    return view.redirect("/admin/users", "person_added", email=user.email)


def _form(view: View, form: NewUserForm, errors: FormErrors) -> Response:
    return view.page("people/new.html", 422 if errors else 200, form=form, errors=errors)
