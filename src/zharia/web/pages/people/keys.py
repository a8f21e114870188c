"""API keys: the list, creating and revoking."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from zharia.errors.field_error import InvalidFields
from zharia.newsroom import keys as api_keys
from zharia.users import KeyScope, keys
from zharia.web.pages.base.forms import FormErrors, form_errors
from zharia.web.pages.base.view import AdminView, View

router = APIRouter(prefix="/admin/keys", include_in_schema=False)


@router.get("")
def list_keys(view: AdminView) -> Response:
    return _page(view)


@router.post("")
def make_key(
    view: AdminView,
    name: Annotated[str, Form()] = "",
    scopes: Annotated[list[str] | None, Form()] = None,
) -> Response:
    wanted = [scope for scope in KeyScope if scope in (scopes or [])]
    try:
        with view.context.database.write() as session:
            now = view.context.database.now(session)
            row, key = api_keys.create(session, view.principal, name, wanted, now=now)
    except InvalidFields as error:
        return _page(view, errors=form_errors(error.problems), name=name, scopes=wanted)
    # Answered at once: it is kept nowhere from where another page could take it.
    return view.page("people/key_made.html", key=key, name=row.name)


@router.post("/{key_id}/revoke")
def end_key(view: AdminView, key_id: str) -> Response:
    with view.context.database.write() as session:
        now = view.context.database.now(session)
        row = api_keys.revoke(session, view.principal, key_id, now=now)
    return view.redirect("/admin/keys", "key_revoked", name=row.name)


def _page(
    view: View,
    *,
    errors: FormErrors | None = None,
    name: str = "",
    scopes: list[KeyScope] | None = None,
) -> Response:
    with view.context.database.read() as session:
        found = keys(session)
    return view.page(
        "people/keys.html",
        422 if errors else 200,
        keys=found,
        all_scopes=list(KeyScope),
        errors=errors or FormErrors(),
        name=name,
        scopes=[KeyScope.ARTICLES_WRITE] if scopes is None else scopes,
    )
