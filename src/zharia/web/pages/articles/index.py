"""The list of articles with its filters."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import tzinfo
from typing import Annotated, Final, Literal, TypeAlias

from fastapi import APIRouter, Depends, Query
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session
from starlette.responses import Response

from zharia.accounts import Account
from zharia.accounts.queries import accounts_by_id, first_connected
from zharia.articles import ListedArticle, count_articles, find_articles, sources
from zharia.articles.languages import MAIN_LANGUAGES
from zharia.articles.listing import Filters
from zharia.publishing.article_status import has_no_publication, latest_is_in, latest_publications
from zharia.publishing.model import Publication
from zharia.publishing.states import GROUPS, Group
from zharia.texts.i18n import noop
from zharia.web.pages.base.list_filters import day_end, day_start, invalid_days, list_path
from zharia.web.pages.base.view import EditorView

router = APIRouter(include_in_schema=False)

PATH: Final = "/admin/articles"
#: rows of one page
_PAGE_SIZE: Final = 30

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
class ArticleQuery:
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
        return list_path(PATH, self, **changes)

    @property
    def is_open(self) -> bool:
        """No filter narrows the list."""
        return not any(value for name, value in asdict(self).items() if name != "before")

    @property
    def narrowed(self) -> bool:
        """One of the filters is set that are folded away otherwise."""
        return bool(self.language or self.source or self.breaking or self.since or self.until)

    @property
    def invalid_days(self) -> frozenset[str]:
        """The names of the fields that hold no day."""
        return invalid_days(since=self.since, until=self.until)

    def filters(self, zone: tzinfo) -> Filters:
        """Days that cannot be read leave their filter open; see `invalid_days`."""
        return Filters(
            text=self.q.strip(),
            language=self.language or None,
            source=self.source or None,
            is_breaking={"yes": True, "no": False}.get(self.breaking),
            since=day_start(self.since, zone),
            until=day_end(self.until, zone),
            extra=_outcome_filter(self.became),
        )


@dataclass(frozen=True, slots=True)
class Row:
    """An article with what became of it on each account."""

    article: ListedArticle
    publications: Sequence[tuple[Account, Publication]]


@router.get(PATH)
def articles(view: EditorView, query: Annotated[ArticleQuery, Depends()]) -> Response:
    """Newest first; `before` is the last row of the page above."""
    filters = query.filters(view.zone)
    with view.context.database.read() as session:
        found = find_articles(session, limit=_PAGE_SIZE + 1, before=query.before or None, **filters)
        shown = found[:_PAGE_SIZE]
        values = {
            "rows": _rows(session, shown),
            "total": count_articles(session, **filters),
            "sources": sources(session),
            "languages_of_articles": MAIN_LANGUAGES,
            "became": BECAME,
            "connected": first_connected(session) is not None,
            "first": query.path() if query.before else "",
            "older": query.path(before=shown[-1].id) if len(found) > _PAGE_SIZE else "",
        }
    status = 422 if query.invalid_days else 200
    return view.page("articles/list.html", status, query=query, **values)


def _rows(session: Session, shown: Sequence[ListedArticle]) -> list[Row]:
    newest = latest_publications(session, [one.id for one in shown])
    wanted = {made.account_id for all_made in newest.values() for made in all_made}
    accounts = accounts_by_id(session, wanted)
    return [
        Row(one, [(accounts[made.account_id], made) for made in newest.get(one.id, ())])
        for one in shown
    ]


def _outcome_filter(what: str) -> ColumnElement[bool] | None:
    if not what:
        return None
    return has_no_publication() if what == "nothing" else latest_is_in(GROUPS[Group(what)])
