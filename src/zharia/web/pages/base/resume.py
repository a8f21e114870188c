"""Resuming: the button of the banner that every page shows while sending is paused."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from zharia.journal import JournalError
from zharia.newsroom.pause import resume
from zharia.web.pages.base.safe_redirect import safe_path
from zharia.web.pages.base.view import AdminView

router = APIRouter(prefix="/admin/resume", include_in_schema=False)


@router.post("")
def resume_sending(view: AdminView, back: Annotated[str, Form(max_length=2000)] = "") -> Response:
    """An administrator has made sure that no other installation is at work."""
    context = view.context
    try:
        resume(context.database, context.installation, view.principal)
    except JournalError as error:
        problem = error.message.text(view.language)
        return view.redirect(safe_path(back), "not_resumed", kind="bad", problem=problem)
    return view.redirect(safe_path(back), "resumed")
