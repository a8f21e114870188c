"""The history: every publication, found by state, account, language, words and days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.responses import Response

from zharia.accounts.queries import all_accounts
from zharia.publishing.overview import queue_positions
from zharia.publishing.queries import (
    PublicationFilter,
    PublicationRow,
    count_publications,
    find_publications,
)
from zharia.publishing.queue_forecast import QueuePosition
from zharia.publishing.states import GROUPS, Group
from zharia.texts.i18n import noop
from zharia.web.pages.base.view import EditorView, View
from zharia.web.pages.publications.rows import Reader, rows_of

router = APIRouter(include_in_schema=False)

#: rows of one page
_SHOWN: Final = 30
PATH: Final = "/admin/publications"

_TITLES: Final[dict[Group, str]] = {
    Group.APPROVAL: noop("Waits for approval"),
    Group.UNDER_WAY: noop("On its way"),
    Group.DONE: noop("Out"),
    Group.FAILED: noop("Failed"),
    Group.CANCELLED: noop("Withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters as they stand in the form; empty ones are open."""

    group: Group | Literal[""]
    account: str
    language: str
    q: str
    since: str
    until: str

    def path(self, **changes: str) -> str:
        """This list, with changes."""
        fields: dict[str, Any] = {
            "group": self.group,
            "account": self.account,
            "language": self.language,
            "q": self.q,
            "since": self.since,
            "until": self.until,
        }
        query = urlencode({name: value for name, value in (fields | changes).items() if value})
        return f"{PATH}?{query}" if query else PATH

    @property
    def is_open(self) -> bool:
        """Nothing but the state is asked for."""
        return not (self.account or self.language or self.q or self.since or self.until)

    def wanted(self, zone: tzinfo) -> PublicationFilter:
        """Days that cannot be read leave their filter open; see `wrong_days`."""
        since, until = day_of(self.since), day_of(self.until)
        return PublicationFilter(
            states=GROUPS[self.group] if self.group else None,
            account_id=self.account or None,
            language=self.language or None,
            text=self.q.strip(),
            since=_midnight(since, zone) if since else None,
            until=_midnight(until + timedelta(days=1), zone) if until else None,
        )

    @property
    def wrong_days(self) -> frozenset[str]:
        """The names of the fields that hold no day."""
        typed = {"since": self.since, "until": self.until}
        return frozenset(name for name, text in typed.items() if text and day_of(text) is None)


@router.get(PATH)
def publications(
    view: EditorView,
    *,
    group: Group | Literal[""] = "",
    account: Annotated[str, Query(max_length=26)] = "",
    language: Annotated[str, Query(max_length=16)] = "",
    q: Annotated[str, Query(max_length=200)] = "",
    since: Annotated[str, Query(max_length=20)] = "",
    until: Annotated[str, Query(max_length=20)] = "",
    before: Annotated[str, Query(max_length=26)] = "",
) -> Response:
    """Newest first; `before` is the last row of the page above."""
    asked = Asked(group, account, language, q, since, until)
    wanted = asked.wanted(view.zone)
    with view.context.database.read() as session, view.speaking():
        now = view.context.database.now(session)
        found = find_publications(session, wanted, limit=_SHOWN + 1, before=before or None)
        counts = count_publications(session, wanted)
        accounts = all_accounts(session)
        shown = found[:_SHOWN]
        rows = rows_of(shown, _places(session, view, shown, now), Reader.of(view, now))
    return view.page(
        "publications/list.html",
        422 if asked.wrong_days else 200,
        asked=asked,
        rows=rows,
        tabs=[
            (asked.path(group=""), noop("All"), sum(counts.values()), not group),
            *(
                (asked.path(group=one), title, counts[one], one == group)
                for one, title in _TITLES.items()
            ),
        ],
        total=counts[group] if group else sum(counts.values()),
        accounts=sorted(accounts, key=lambda one: one.name.casefold()),
        account_languages=sorted({one.language for one in accounts}),
        here=asked.path(before=before),
        first=asked.path() if before else "",
        older=asked.path(before=shown[-1].publication.id) if len(found) > _SHOWN else "",
    )


def _places(
    session: Session, view: View, shown: Sequence[PublicationRow], now: datetime
) -> Mapping[str, QueuePosition]:
    """Where those that wait stand in line, which nobody has to know where none waits."""
    if not any(one.publication.state in GROUPS[Group.UNDER_WAY] for one in shown):
        return {}
    return queue_positions(session, view.context.limits, now)


def day_of(text: str) -> date | None:
    """A day as a date field has it; None for anything else.

    >>> day_of("2026-11-22")
    datetime.date(2026, 11, 22)
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    # Further days have no midnight in some time zones.
    return day if date.min + timedelta(days=2) < day < date.max - timedelta(days=2) else None


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, zone)
