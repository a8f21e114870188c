"""The articles: found by words, language, source, days, and by what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Annotated, Any, Final, Literal, TypeAlias
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session
from starlette.responses import Response

from zharia.accounts import Account
from zharia.accounts.queries import accounts_by_id, first_connected
from zharia.articles import ListedArticle, count_articles, find_articles, sources
from zharia.articles.languages import MAIN
from zharia.articles.listing import Filters
from zharia.publishing.article_status import has_no_publication, latest_is_in, latest_publications
from zharia.publishing.model import Publication
from zharia.publishing.states import GROUPS, Group
from zharia.texts.i18n import noop
from zharia.web.pages.base.view import EditorView
from zharia.web.pages.publications.index import day_of

router = APIRouter(include_in_schema=False)

PATH: Final = "/admin/articles"
#: rows of one page
_SHOWN: Final = 30

#: what became of an article, as the filter names it
Became: TypeAlias = Literal["", "nothing", "approval", "under_way", "done", "failed"]
BECAME: Final[Mapping[str, str]] = {
    "nothing": noop("Not prepared yet"),
    "approval": noop("Waits for approval"),
    "under_way": noop("On its way"),
    "done": noop("Out"),
    "failed": noop("Failed"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters as they stand in the form; empty ones are open."""

    q: Annotated[str, Query(max_length=200)] = ""
    language: Annotated[str, Query(max_length=16)] = ""
    source: Annotated[str, Query(max_length=200)] = ""
    breaking: Literal["", "yes", "no"] = ""
    became: Became = ""
    since: Annotated[str, Query(max_length=20)] = ""
    until: Annotated[str, Query(max_length=20)] = ""
    before: Annotated[str, Query(max_length=26)] = ""

    def path(self, **changes: str) -> str:
        """This list, with changes."""
        fields: dict[str, Any] = asdict(self) | changes
        query = urlencode({name: value for name, value in fields.items() if value})
        return f"{PATH}?{query}" if query else PATH

    @property
    def is_open(self) -> bool:
        """No filter narrows the list."""
        return not any(value for name, value in asdict(self).items() if name != "before")

    @property
    def narrowed(self) -> bool:
        """One of the filters is set that are folded away otherwise."""
        return bool(self.language or self.source or self.breaking or self.since or self.until)

    @property
    def wrong_days(self) -> frozenset[str]:
        """The names of the fields that hold no day."""
        typed = {"since": self.since, "until": self.until}
        return frozenset(name for name, text in typed.items() if text and day_of(text) is None)

    def filters(self, zone: tzinfo) -> Filters:
        """Days that cannot be read leave their filter open; see `wrong_days`."""
        since, until = day_of(self.since), day_of(self.until)
        return Filters(
            text=self.q.strip(),
            language=self.language or None,
            source=self.source or None,
            is_breaking={"yes": True, "no": False}.get(self.breaking),
            since=_midnight(since, zone) if since else None,
            until=_midnight(until + timedelta(days=1), zone) if until else None,
            also=_became(self.became),
        )


@dataclass(frozen=True, slots=True)
class Row:
    """An article with what became of it on each account."""

    article: ListedArticle
    stands: Sequence[tuple[Account, Publication]]


@router.get(PATH)
def articles(view: EditorView, asked: Annotated[Asked, Depends()]) -> Response:
    """Newest first; `before` is the last row of the page above."""
    filters = asked.filters(view.zone)
    with view.context.database.read() as session:
        found = find_articles(session, limit=_SHOWN + 1, before=asked.before or None, **filters)
        shown = found[:_SHOWN]
        return view.page(
            "articles/list.html",
            422 if asked.wrong_days else 200,
            asked=asked,
            rows=_rows(session, shown),
            total=count_articles(session, **filters),
            sources=sources(session),
            languages_of_articles=MAIN,
            became=BECAME,
            connected=first_connected(session) is not None,
            first=asked.path(before="") if asked.before else "",
            older=asked.path(before=shown[-1].id) if len(found) > _SHOWN else "",
        )


def _rows(session: Session, shown: Sequence[ListedArticle]) -> list[Row]:
    newest = latest_publications(session, [one.id for one in shown])
    wanted = {made.account_id for all_made in newest.values() for made in all_made}
    accounts = accounts_by_id(session, wanted)
    return [
        Row(one, [(accounts[made.account_id], made) for made in newest.get(one.id, ())])
        for one in shown
    ]


def _became(what: str) -> ColumnElement[bool] | None:
    if not what:
        return None
    return has_no_publication() if what == "nothing" else latest_is_in(GROUPS[Group(what)])


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
