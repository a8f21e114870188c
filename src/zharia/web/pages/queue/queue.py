"""The queue: what waits for a person, what is on its way, what failed, what is out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.responses import Response

from zharia.accounts import Account, configuration
from zharia.articles.questions import count_questioned, recently_questioned
from zharia.publishing.overview import Counts, Overview, overview
from zharia.publishing.queries import (
    ListedPublication,
    PublicationFilter,
    count_publications,
    find_publications,
)
from zharia.publishing.queue_forecast import QueuePosition
from zharia.publishing.states import GROUPS, Group, State
from zharia.texts.i18n import noop
from zharia.web.pages.accounts.spelling import DEFAULT_SPELLINGS, first_spellings
from zharia.web.pages.articles.question_rows import question_rows
from zharia.web.pages.base.view import EditorView, View
from zharia.web.pages.publications.preview import PostPreview
from zharia.web.pages.publications.rows import PublicationRow, RowContext, publication_rows
from zharia.web.pages.publications.wait_texts import queue_summary
from zharia.web.pages.queue.first_steps import administrators, first_steps
from zharia.web.pages.queue.quotas import cards, queue_accounts

router = APIRouter(include_in_schema=False)

Tab = Literal["all", "approval", "way", "failed"]

#: rows of one kind on its own tab, at first and after "show more"
_SHOWN: Final = 50
_MAX_SHOWN: Final = 500
#: rows of a kind where all kinds stand together
_OF_ALL: Final[dict[str, int]] = {
    "asked": 8, "word": 8, "approval": 16, "way": 8, "failed": 6, "out": 5,
}  # fmt: skip
#: how long what is out is still news
_NEWS: Final = timedelta(hours=24)

_IN_LINE: Final = frozenset({State.SCHEDULED, State.PREPARING})
_AT_TIKTOK: Final = GROUPS[Group.UNDER_WAY] - _IN_LINE


@dataclass(frozen=True, slots=True)
class TabLink:
    """`title` is translated where it is shown."""

    path: str
    title: str
    count: int
    here: bool


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one kind. `title` is translated where it is shown."""

    name: str
    title: str
    rows: Sequence[PublicationRow]
    #: where there are more of them; empty if these are all
    more: str


@router.get("/admin")
def queue(
    view: EditorView,
    tab: Tab = "all",
    q: Annotated[str, Query(max_length=200)] = "",
    show: Annotated[int, Query(ge=1, le=_MAX_SHOWN)] = _SHOWN,
) -> Response:
    """`show` is how many rows a tab of one kind has at most."""
    with view.context.database.read() as session:
        known = queue_accounts(session)
        values = (
            _queue_values(session, view, known, tab=tab, q=q, show=show)
            if known
            else _setup_values(session, view)
        )
    return view.page("queue/queue.html", here=_path(tab, q, show), **values)


def _setup_values(session: Session, view: View) -> dict[str, Any]:
    """As long as no account is connected."""
    return {
        "accounts": (),
        "preview": None,
        "summary": queue_summary(Counts(0, 0, 0, {}, 0, 0)),
        "steps": first_steps(session) if view.is_admin else (),
        "default_tag": DEFAULT_SPELLINGS[0],
        "dictionary_tag": DEFAULT_SPELLINGS[1],
        "admins": () if view.is_admin else administrators(session),
    }


def _queue_values(
    session: Session, view: View, known: list[Account], *, tab: Tab, q: str, show: int
) -> dict[str, Any]:
    now = view.context.database.now(session)
    today = now.astimezone(view.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    queue_state = overview(session, view.context.limits, now, today=today)
    unclear = queue_state.counts.needs_resolution + _retracted(session, now)
    counts = replace(queue_state.counts, needs_resolution=unclear)
    asked = count_questioned(session)
    most = _OF_ALL["asked"] if tab == "all" else show
    sections = _QueueQueries(session, view, queue_state, q.strip(), now).sections(tab, show)
    return {
        "accounts": cards(known, queue_state, view.zone, now),
        "spellings": first_spellings(session, known),
        "enabled": configuration(session).enabled,
        "summary": queue_summary(counts, asked=asked),
        "tabs": _tabs(counts, asked, tab, q),
        "tab_name": tab,
        "q": q,
        "sections": sections,
        "asked": question_rows(session, recently_questioned(session, limit=most))
        if tab in {"all", "approval"} and not q.strip()
        else (),
        "more_asked": _more_path("asked", tab, show, "") if asked > most else "",
        "preview": _first_preview(sections),
        "empty_title": _EMPTY[tab],
    }


#: so long it is told that a post's article was taken back
_RETRACTED: Final = timedelta(days=2)


def _retracted(session: Session, now: datetime) -> int:
    """How many posts are out whose article was taken back."""
    return sum(
        count_publications(session, PublicationFilter(retracted_since=now - _RETRACTED)).values()
    )


@dataclass(frozen=True, slots=True)
class _QueueQueries:
    """What one look at the queue asks of the ledger."""

    session: Session
    view: View
    queue_state: Overview
    text: str
    now: datetime

    def sections(self, tab: Tab, show: int) -> list[Section]:
        """The kinds of one tab, in the order in which they want somebody."""
        kinds = {
            "word": (self.unclear, noop("Needs a check by a person")),
            "approval": (self.drafts, noop("Waits for approval")),
            "way": (self.on_their_way, noop("On its way")),
            "failed": (self.failed, noop("Failed")),
            "out": (self.out, noop("Out in the last 24 hours")),
        }
        wanted = {
            "all": tuple(kinds),
            "approval": ("approval",),
            "way": ("way",),
            "failed": ("word", "failed"),
        }[tab]
        made: list[Section] = []
        above: set[str] = set()
        for name in wanted:
            find, title = kinds[name]
            most = _OF_ALL[name] if tab == "all" else show
            found = find(most + 1)
            # What is out may want somebody too: then it stands further up, and there only.
            fresh = [one for one in found[:most] if one.publication.id not in above]
            above |= {one.publication.id for one in fresh}
            context = RowContext.of(self.view, self.now)
            rows = publication_rows(fresh, self.queue_state.positions, context)
            more = _more_path(name, tab, show, self.text) if len(found) > most else ""
            made.append(Section(name, title, rows, more))
        return made

    def unclear(self, most: int) -> list[ListedPublication]:
        """Nobody but a person can say how they ended, or whether they may stay."""
        retracted = self._find(most, PublicationFilter(retracted_since=self.now - _RETRACTED))
        return [
            *retracted,
            *self._find(most, PublicationFilter(states=_AT_TIKTOK, needs_resolution=True)),
        ][:most]

    def drafts(self, most: int) -> list[ListedPublication]:
        """Breaking stories first, then the newest."""
        found = self._find(most, PublicationFilter(states={State.DRAFT}))
        return sorted(found, key=lambda one: one.publication.precedence)

    def on_their_way(self, most: int) -> list[ListedPublication]:
        """At TikTok, then in line, the next first."""
        sent = self._find(most, PublicationFilter(states=_AT_TIKTOK, needs_resolution=False))
        places = self.queue_state.positions
        soonest = sorted(places, key=lambda one: _leaving_order(places[one]))
        ids = soonest if self.text else soonest[:most]
        order = {one: number for number, one in enumerate(soonest)}
        waiting = self._find(most, PublicationFilter(ids=ids)) if ids else []
        waiting.sort(key=lambda one: order.get(one.publication.id, 0))
        return [*sent, *waiting][:most]

    def failed(self, most: int) -> list[ListedPublication]:
        """The newest first, without those that a later one replaced."""
        return self._find(most, PublicationFilter(open_failure_at=self.now))

    def out(self, most: int) -> list[ListedPublication]:
        return self._find(most, PublicationFilter(out_since=self.now - _NEWS))

    def _find(self, most: int, wanted: PublicationFilter) -> list[ListedPublication]:
        return find_publications(self.session, replace(wanted, text=self.text), limit=most)


def _more_path(name: str, tab: Tab, show: int, text: str) -> str:
    """Where there are more of a kind."""
    if tab != "all":
        return _path(tab, text, min(3 * show, _MAX_SHOWN)) if show < _MAX_SHOWN else _HISTORY[name]
    return _HISTORY[name] if name == "out" else _path(_TAB_OF[name], text, _SHOWN)


_TAB_OF: Final[dict[str, Tab]] = {
    "asked": "approval", "word": "failed", "approval": "approval", "way": "way",
    "failed": "failed",
}  # fmt: skip
_HISTORY: Final[dict[str, str]] = {
    "asked": "/admin/articles",
    "word": "/admin/publications?group=under_way",
    "approval": "/admin/publications?group=approval",
    "way": "/admin/publications?group=under_way",
    "failed": "/admin/publications?group=failed",
    "out": "/admin/publications?group=done",
}
_EMPTY: Final[dict[str, str]] = {
    "all": noop("All is done"),
    "approval": noop("Nothing waits for approval"),
    "way": noop("Nothing is on its way"),
    "failed": noop("Nothing has failed"),
}


def _leaving_order(place: QueuePosition) -> tuple[bool, datetime, int]:
    """Sorts by the moment of leaving; those that nobody can name one for stand last."""
    known = place.leaves_at
    return known is None, known or datetime.max.replace(tzinfo=UTC), place.position


def _tabs(counts: Counts, asked: int, tab: Tab, q: str) -> list[TabLink]:
    unclear, failed = counts.needs_resolution, sum(counts.failed.values())
    waiting, on_way = asked + counts.waiting_for_approval, counts.on_its_way
    named: tuple[tuple[Tab, str, int], ...] = (
        ("all", noop("All"), unclear + waiting + on_way + failed),
        ("approval", noop("Waits for approval"), waiting),
        ("way", noop("On its way"), on_way),
        ("failed", noop("Failed"), failed + unclear),
    )
    return [
        TabLink(_path(name, q, _SHOWN), title, count, here=name == tab)
        for name, title, count in named
    ]


def _path(tab: Tab, q: str, show: int) -> str:
    asked = {"tab": "" if tab == "all" else tab, "q": q, "show": "" if show == _SHOWN else show}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"/admin?{query}" if query else "/admin"


def _first_preview(sections: list[Section]) -> PostPreview | None:
    """The first row on a phone, until another one is chosen."""
    first = next((row for section in sections for row in section.rows), None)
    return PostPreview.of(first.publication, first.account) if first else None
