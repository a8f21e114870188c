"""Keys for machines that deliver articles."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from zharia.errors import ErrorCode
from zharia.texts.i18n import gettext
from zharia.users import AuditAction, KeyScope, KeyUnknown, create_key, keys, revoke_key
from zharia.web.pages.base.forms import Wrong
from zharia.web.pages.base.view import AdminView, View
from zharia.web.problems import Problem

router = APIRouter(prefix="/admin/keys", include_in_schema=False)

#: characters of its name
_LONGEST = 100


@router.get("")
def list_keys(view: AdminView) -> Response:
    return _page(view)


@router.post("")
def make_key(
    view: AdminView,
    name: Annotated[str, Form()] = "",
    scopes: Annotated[list[str] | None, Form()] = None,
) -> Response:
    name = " ".join(name.split())
    wanted = [scope for scope in KeyScope if scope in (scopes or [])]
    wrong = Wrong()
    with view.speaking():
        if not 0 < len(name) <= _LONGEST:
            wrong["name"] = gettext("Give the key a name of 1 to 100 characters.")
        if not wanted:
            wrong["scopes"] = gettext("Tick at least one thing that the key may do.")
    if wrong:
        return _page(view, 422, wrong=wrong, name=name, scopes=wanted)
    with view.context.database.write() as session:
        now = view.context.database.now(session)
        row, key = create_key(session, name, wanted, view.who, now)
        view.record(session, AuditAction.KEY_CREATED, row.id, row.name, scopes=list(row.scopes))
    # Answered at once: it is kept nowhere from where another page could take it.
    return view.page("people/key_made.html", key=key, name=row.name)


@router.post("/{key_id}/revoke")
def end_key(view: AdminView, key_id: str) -> Response:
    with view.context.database.write() as session:
        try:
            row = revoke_key(session, key_id, view.context.database.now(session))
        except KeyUnknown:
            raise Problem(404, ErrorCode.KEY_UNKNOWN, "There is no such key.") from None
        view.record(session, AuditAction.KEY_REVOKED, row.id, row.name)
    return view.back("/admin/keys", "key_revoked", name=row.name)


def _page(
    view: View,
    status: int = 200,
    *,
    wrong: Wrong | None = None,
    name: str = "",
    scopes: list[KeyScope] | None = None,
) -> Response:
    with view.context.database.read() as session:
        found = keys(session)
    return view.page(
        "people/keys.html",
        status,
        keys=found,
        all_scopes=list(KeyScope),
        wrong=wrong or Wrong(),
        name=name,
        scopes=[KeyScope.ARTICLES_WRITE] if scopes is None else scopes,
    )
