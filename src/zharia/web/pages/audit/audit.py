"""The audit log as a page, and as a CSV file."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response, StreamingResponse

from zharia.accounts.queries import all_accounts
from zharia.users import AuditAction, AuditEntry, audit_entries, audited_actors
from zharia.web.pages.audit import audit_texts
from zharia.web.pages.base import formats
from zharia.web.pages.base.list_filters import day_start
from zharia.web.pages.base.view import AdminView, View

router = APIRouter(include_in_schema=False)

_PAGE: Final = 100
#: entries read at once for a file
_CHUNK: Final = 1000


@dataclass(frozen=True, slots=True)
class Filters:
    """What somebody wants to see. Whatever cannot be understood counts as not said."""

    who: str = ""
    what: str = ""
    #: a day, as in 2026-11-22
    since: str = ""

    def query(self, **more: str | int) -> str:
        """As an address says them."""
        said = {"who": self.who, "what": self.what, "since": self.since, **more}
        return urlencode({name: value for name, value in said.items() if value})

    def __bool__(self) -> bool:
        return bool(self.query())

    def entries(self, view: View, *, limit: int, before: int | None) -> Sequence[AuditEntry]:
        with view.context.database.read() as session:
            return audit_entries(
                session,
                limit=limit,
                before=before,
                who=self.who or None,
                what=AuditAction(self.what) if self.what in set(AuditAction) else None,
                since=day_start(self.since, view.zone),
            )


Asked = Annotated[Filters, Depends()]
EntryId = Annotated[int, Query(ge=0, lt=2**63)]


@router.get("/admin/audit")
def audit(view: AdminView, filters: Asked, before: EntryId | None = None) -> Response:
    # One more than is shown tells whether there is another page.
    entries = filters.entries(view, limit=_PAGE + 1, before=before)
    with view.context.database.read() as session:
        people = audited_actors(session)
        accounts = {one.id: one.name for one in all_accounts(session)}
    choices = audit_texts.choices()
    days = [
        (formats.day(day, view.zone), list(group))
        for day, group in groupby(
            entries[:_PAGE], lambda entry: entry.at.astimezone(view.zone).date()
        )
    ]
    return view.page(
        "audit/audit.html",
        days=days,
        accounts=accounts,
        older=filters.query(before=entries[_PAGE - 1].id) if len(entries) > _PAGE else "",
        before=before,
        filters=filters,
        people=people,
        choices=choices,
        audit=audit_texts,
    )


@router.get("/admin/audit.csv")
def audit_file(view: AdminView, filters: Asked) -> StreamingResponse:
    """All that the filters leave, newest first, for a spreadsheet."""
    return StreamingResponse(
        _lines(view, filters),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="zharia-audit.csv"',
            "Cache-Control": "no-store",
        },
    )


def _lines(view: View, filters: Filters) -> Iterator[str]:
    # Spreadsheets take a file for UTF-8 only by this mark.
    yield "\ufeff" + _row(("at", "who", "code", "what", "subject", "name", "detail", "address"))
    before: int | None = None
    while entries := filters.entries(view, limit=_CHUNK, before=before):
        text = "".join(_row(_cells(entry, view)) for entry in entries)
        yield text
        before = entries[-1].id


def _cells(entry: AuditEntry, view: View) -> tuple[str, ...]:
    return (
        entry.at.astimezone(view.zone).isoformat(timespec="seconds"),
        entry.who,
        entry.what,
        audit_texts.action_name(entry.what),
        entry.subject,
        entry.subject_name,
        json.dumps(entry.detail, ensure_ascii=False) if entry.detail else "",
        entry.address,
    )


def _row(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([_harmless(cell) for cell in cells])
    return text.getvalue()


def _harmless(cell: str) -> str:
    """A spreadsheet would reckon with what begins like a formula, whoever wrote it."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
