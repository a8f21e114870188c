"""The button of the banner that every page shows while this installation is paused."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from zharia.journal import JournalError
from zharia.publishing.restoring import resume
from zharia.users import AuditAction
from zharia.web.pages.base.safe_redirect import inside
from zharia.web.pages.base.view import AdminView

router = APIRouter(prefix="/admin/resume", include_in_schema=False)


@router.post("")
def go_on(view: AdminView, back: Annotated[str, Form(max_length=2000)] = "") -> Response:
    """An administrator has made sure that no other installation is at work."""
    context = view.context
    try:
        recalled = resume(context.database, context.installation)
    except JournalError as error:
        problem = error.message.text(view.language)
        return view.back(inside(back), "not_resumed", kind="bad", problem=problem)
    with context.database.write() as session:
        view.record(session, AuditAction.SENDING_RESUMED, recalled=recalled.attempts)
    return view.back(inside(back), "resumed")
