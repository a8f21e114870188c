"""The error book as a page: every error, what it means, who acts and what to do."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from zharia.errors import WhoActs
from zharia.errors.book import entries
from zharia.errors.entry import Entry
from zharia.web.pages.base.view import EditorView

#: so many are shown unfolded
_FEW: Final = 3

router = APIRouter(include_in_schema=False)


@router.get("/admin/help/errors")
def errors(view: EditorView, q: str = "", who: str = "") -> Response:
    """All of them, those that do not match hidden, so that a script can show them again."""
    groups = entries()
    found = {
        entry.code
        for group in groups
        for entry in group.entries
        if _matches(entry, q, who, view.language)
    }
    return view.page(
        "help/errors.html",
        groups=groups,
        found=found,
        few=len(found) <= _FEW,
        q=q,
        who=who,
        all_who=list(WhoActs),
    )


def _matches(entry: Entry, q: str, who: str, language: str) -> bool:
    if who in set(WhoActs) and entry.who != who:
        return False
    words = q.casefold().split()
    if not words:
        return True
    parts = (entry.title, entry.happened, entry.remedy)
    text = " ".join([entry.code, *(part.text(language) for part in parts)]).casefold()
    return all(word in text for word in words)
