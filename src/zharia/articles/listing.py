"""Lists of articles: filters, keyset pagination, counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from zharia.articles.model import Article, ArticleImage, ArticleTranslation
from zharia.articles.queries import article_row, resolved_ids, with_content
from zharia.storage.textsearch import contains_words


class Filters(TypedDict, total=False):
    """Which articles a list holds; None, "" or nothing leaves a filter open."""

    #: words that stand in the titles or the external id, in any case
    text: str
    #: has a version in it
    language: str | None
    source: str | None
    is_breaking: bool | None
    #: published at this moment or later
    since: datetime | None
    #: published before this moment
    until: datetime | None
    #: a further condition on `Article`, of somebody who knows more than articles do
    extra: ColumnElement[bool] | None


@dataclass(frozen=True, slots=True)
class ListedArticle:
    id: str
    source: str
    external_id: str
    edition: int
    published_at: datetime
    updated_at: datetime
    is_breaking: bool
    #: language → name; empty without a category
    category_names: Mapping[str, Any]
    #: an editor's correction stands over what the source said
    is_corrected: bool
    #: language → title, in the order of the languages' codes
    titles: Mapping[str, str]
    #: the address of the first photo, or ""
    photo: str
    #: how many photos there are
    photos: int


def recent_articles(
    session: Session,
    *,
    limit: int = 50,
    before: Article | None = None,
    language: str | None = None,
    is_breaking: bool | None = None,
    external_id: str | None = None,
) -> Sequence[Article]:
    """Articles by publication, newest first; `before` is the last one of the page above.

    None leaves a filter open; `language` finds those that have a version in it.
    """
    page = _newest_first(select(Article), before).limit(limit)
    page = page.where(*_conditions(session, language=language, is_breaking=is_breaking))
    if external_id is not None:
        page = page.where(Article.id.in_(resolved_ids(external_id=external_id)))
    return session.scalars(with_content(page)).all()


def find_articles(
    session: Session, *, limit: int, before: str | None = None, **filters: Unpack[Filters]
) -> list[ListedArticle]:
    """A page of a list, by publication, newest first, without the articles' texts.

    `before` is the id of the last one of the page above; with an unknown one the list begins anew.
    """
    last = article_row(session, before) if before else None
    columns = select(
        Article.id,
        Article.source,
        Article.external_id,
        Article.edition,
        Article.published_at,
        Article.updated_at,
        Article.is_breaking,
        Article.category_names,
        Article.delivered.is_not(None).label("is_corrected"),
    )
    page = _newest_first(columns.where(*_conditions(session, **filters)), last).limit(limit)
    rows = session.execute(page).all()
    ids = [row.id for row in rows]
    titles: dict[str, dict[str, str]] = {one: {} for one in ids}
    version = ArticleTranslation
    named = select(version.article_id, version.language, version.title)
    for one in session.execute(named.where(version.article_id.in_(ids)).order_by(version.language)):
        titles[one.article_id][one.language] = one.title
    image = ArticleImage
    first = select(image.article_id, image.url).where(image.article_id.in_(ids))
    counted = select(image.article_id, func.count()).where(image.article_id.in_(ids))
    photo = dict(session.execute(first.where(image.position == 0)).all())
    photos = dict(session.execute(counted.group_by(image.article_id)).all())
    return [
        ListedArticle(
            **row._asdict(),
            titles=titles[row.id],
            photo=photo.get(row.id, ""),
            photos=photos.get(row.id, 0),
        )
        for row in rows
    ]


def count_articles(session: Session, **filters: Unpack[Filters]) -> int:
    """How many articles a list with these filters holds on all its pages."""
    counted = select(func.count()).select_from(Article).where(*_conditions(session, **filters))
    return session.scalar(counted) or 0


def _newest_first(query: Select[Any], last: Article | None) -> Select[Any]:
    """Sort newest first; only what follows `last`, if it is given (keyset pagination)."""
    if last is not None:
        query = query.where(
            (Article.published_at < last.published_at)
            | ((Article.published_at == last.published_at) & (Article.id < last.id))
        )
    return query.order_by(Article.published_at.desc(), Article.id.desc())


def _conditions(session: Session, **filters: Unpack[Filters]) -> list[ColumnElement[bool]]:
    # Said so that databases may count in an index and need not look at each article.
    joined = aliased(Article)
    conditions: list[ColumnElement[bool]] = [
        Article.id.not_in(select(joined.id).where(joined.joined_into.is_not(None)))
    ]
    if text := filters.get("text"):
        conditions.append(contains_words(session, Article.search_text, text))
    if language := filters.get("language"):
        conditions.append(Article.translations.any(ArticleTranslation.language == language))
    if source := filters.get("source"):
        conditions.append(Article.source == source)
    if (is_breaking := filters.get("is_breaking")) is not None:
        conditions.append(Article.is_breaking.is_(is_breaking))
    if (since := filters.get("since")) is not None:
        conditions.append(Article.published_at >= since)
    if (until := filters.get("until")) is not None:
        conditions.append(Article.published_at < until)
    if (extra := filters.get("extra")) is not None:
        conditions.append(extra)
    return conditions
