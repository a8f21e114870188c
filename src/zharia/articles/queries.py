"""Every question about articles that is asked of the database."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from zharia.articles.tables import Article, ArticleEdition, ArticleKey, ArticleTranslation


def article(session: Session, article_id: str) -> Article | None:
    """An article with its current edition, or None."""
    return session.scalar(_whole(select(Article).where(Article.id == article_id)))


def article_by_external_id(session: Session, source: str, external_id: str) -> Article | None:
    known = select(Article).where(Article.source == source, Article.external_id == external_id)
    return session.scalar(_whole(known))


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
    page = select(Article).order_by(Article.published_at.desc(), Article.id.desc()).limit(limit)
    if before is not None:
        page = page.where(
            (Article.published_at < before.published_at)
            | ((Article.published_at == before.published_at) & (Article.id < before.id))
        )
    if language is not None:
        page = page.where(Article.translations.any(ArticleTranslation.language == language))
    if is_breaking is not None:
        page = page.where(Article.is_breaking.is_(is_breaking))
    if external_id is not None:
        page = page.where(Article.external_id == external_id)
    return session.scalars(_whole(page)).all()


def edition(session: Session, article_id: str, number: int) -> ArticleEdition | None:
    return session.get(ArticleEdition, (article_id, number))


def editions(session: Session, article_id: str) -> Sequence[ArticleEdition]:
    """Every edition of an article, oldest first."""
    known = select(ArticleEdition).where(ArticleEdition.article_id == article_id)
    return session.scalars(known.order_by(ArticleEdition.number)).all()


def keys(session: Session, source: str, wanted: Collection[str]) -> dict[str, ArticleKey]:
    """Those of the wanted keys that a source's articles hold already."""
    found: dict[str, ArticleKey] = {}
    names = list(wanted)
    # SQLite takes 32,766 parameters, other builds fewer.
    for start in range(0, len(names), 500):
        part = names[start : start + 500]
        held = select(ArticleKey).where(ArticleKey.source == source, ArticleKey.key.in_(part))
        held = held.options(joinedload(ArticleKey.article))
        found |= {key.key: key for key in session.scalars(held)}
    return found


def hold_source(session: Session, source: str) -> None:
    """Let one transaction at a time write a source's articles.

    Two feeds of a site may bring two languages of a new story in the same second; the second
    must see the first's article. SQLite has one writer anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(source, 0))))


def _whole(query: Select[Article]) -> Select[Article]:
    return query.options(
        selectinload(Article.translations),
        selectinload(Article.tags),
        selectinload(Article.images),
    )
