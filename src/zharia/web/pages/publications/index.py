"""The list of publications with its filters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Query
from sqlalchemy.orm import Session
from starlette.responses import Response

from zharia.accounts.queries import all_accounts
from zharia.publishing.overview import queue_positions
from zharia.publishing.queries import (
    ListedPublication,
    PublicationFilter,
    count_publications,
    find_publications,
)
from zharia.publishing.queue_forecast import QueuePosition
from zharia.publishing.states import GROUPS, Group
from zharia.texts.i18n import noop
from zharia.web.pages.base.list_filters import day_end, day_start, invalid_days, list_path
from zharia.web.pages.base.view import EditorView, View
from zharia.web.pages.publications.rows import RowContext, publication_rows

router = APIRouter(include_in_schema=False)

#: rows of one page
_PAGE_SIZE: Final = 30
PATH: Final = "/admin/publications"

_TITLES: Final[dict[Group, str]] = {
    Group.APPROVAL: noop("Waits for approval"),
    Group.UNDER_WAY: noop("On its way"),
    Group.DONE: noop("Out"),
    Group.FAILED: noop("Failed"),
    Group.CANCELLED: noop("Withdrawn"),
}


@dataclass(frozen=True, slots=True)
class PublicationQuery:
    """The filters as they stand in the form; empty ones are open."""

    group: Group | Literal[""] = ""
    account: Annotated[str, Query(max_length=26)] = ""
    language: Annotated[str, Query(max_length=16)] = ""
    q: Annotated[str, Query(max_length=200)] = ""
    since: Annotated[str, Query(max_length=20)] = ""
    until: Annotated[str, Query(max_length=20)] = ""
    before: Annotated[str, Query(max_length=26)] = ""

    def path(self, **changes: str) -> str:
        """This list, with changes."""
        return list_path(PATH, self, **changes)

    @property
    def is_open(self) -> bool:
        """Nothing but the state is asked for."""
        return not (self.account or self.language or self.q or self.since or self.until)

    def wanted(self, zone: tzinfo) -> PublicationFilter:
        """Days that cannot be read leave their filter open; see `invalid_days`."""
        return PublicationFilter(
            states=GROUPS[self.group] if self.group else None,
            account_id=self.account or None,
            language=self.language or None,
            text=self.q.strip(),
            since=day_start(self.since, zone),
            until=day_end(self.until, zone),
        )

    @property
    def invalid_days(self) -> frozenset[str]:
        """The names of the fields that hold no day."""
        return invalid_days(since=self.since, until=self.until)


@router.get(PATH)
def publications(view: EditorView, query: Annotated[PublicationQuery, Depends()]) -> Response:
    """Newest first; `before` is the last row of the page above."""
    wanted = query.wanted(view.zone)
    with view.context.database.read() as session:
        now = view.context.database.now(session)
        found = find_publications(
            session, wanted, limit=_PAGE_SIZE + 1, before=query.before or None
        )
        counts = count_publications(session, wanted)
        accounts = all_accounts(session)
        shown = found[:_PAGE_SIZE]
        rows = publication_rows(shown, _places(session, view, shown, now), RowContext.of(view, now))
    return view.page(
        "publications/list.html",
        422 if query.invalid_days else 200,
        query=query,
        rows=rows,
        tabs=[
            (query.path(group=""), noop("All"), sum(counts.values()), not query.group),
            *(
                (query.path(group=one), title, counts[one], one == query.group)
                for one, title in _TITLES.items()
            ),
        ],
        total=counts[query.group] if query.group else sum(counts.values()),
        accounts=sorted(accounts, key=lambda one: one.name.casefold()),
        account_languages=sorted({one.language for one in accounts}),
        here=query.path(before=query.before),
        first=query.path() if query.before else "",
        older=query.path(before=shown[-1].publication.id) if len(found) > _PAGE_SIZE else "",
    )


def _places(
    session: Session, view: View, shown: Sequence[ListedPublication], now: datetime
) -> Mapping[str, QueuePosition]:
    """Where those that wait stand in line, which nobody has to know where none waits."""
    if not any(one.publication.state in GROUPS[Group.UNDER_WAY] for one in shown):
        return {}
    return queue_positions(session, view.context.limits, now)
