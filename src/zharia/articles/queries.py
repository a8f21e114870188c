"""Queries about single articles and their parts; lists of them are in `listing`."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, case, func, inspect, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from zharia.articles.model import (
    Article,
    ArticleEdition,
    ArticleImage,
    ArticleKey,
    ArticleTranslation,
)
from zharia.articles.urls import page_key, url_variants
from zharia.media.uploads import stored_address, stored_key
from zharia.storage.fresh_row import fresh_row


def article(session: Session, article_id: str, *, refresh: bool = False) -> Article | None:
    """An article with its current edition, or None; `refresh` even if the session has it already.

    For the id of one that was joined into another, that other: ids that somebody keeps go on
    leading to their story.
    """
    known = with_content(select(Article).where(Article.id.in_(resolved_ids(id=article_id))))
    return session.scalar(known.execution_options(populate_existing=refresh))


def article_row(session: Session, article_id: str) -> Article | None:
    """The row of an id itself, also of one that was joined into another (for pagination)."""
    return session.get(Article, article_id)


def articles(session: Session, ids: Collection[str]) -> Sequence[Article]:
    """The articles with these ids, without those that were joined into another."""
    known = select(Article).where(Article.id.in_(ids), Article.joined_into.is_(None))
    return session.scalars(with_content(known)).all() if ids else ()


def source_of(session: Session, article_id: str) -> str | None:
    """The source of an article; None if there is no such article."""
    return session.scalar(select(Article.source).where(Article.id == article_id))


def article_by_external_id(session: Session, source: str, external_id: str) -> Article | None:
    """A source's article by its own id for it, also if that was joined into another; or None."""
    named = resolved_ids(source=source, external_id=external_id)
    return session.scalar(with_content(select(Article).where(Article.id.in_(named))))


def has_joined_articles(session: Session, article: Article) -> bool:
    """Whether others were joined into this one."""
    found = select(Article.id).where(Article.joined_into == article.id).limit(1)
    return session.scalar(found) is not None


def lock_articles(session: Session, ids: Collection[str]) -> dict[str, Article]:
    """Lock articles (FOR UPDATE) and read them again; by id."""
    session.flush()
    locked = select(Article).where(Article.id.in_(ids)).order_by(Article.id).with_for_update()
    found = session.scalars(with_content(locked).execution_options(populate_existing=True))
    return {one.id: one for one in found}


def lock_for_publishing(session: Session, article: Article) -> Article:
    """Lock the article, or what it was joined into by now, against being joined (FOR KEY SHARE).

    Whoever makes publications of an article asks first: one that is made of an article while
    another transaction joins it would be missed there.
    """
    while True:
        held = select(Article.joined_into).where(Article.id == article.id)
        into = session.scalar(held.with_for_update(read=True, key_share=True))
        if into is None:
            return article
        article = session.scalars(with_content(select(Article).where(Article.id == into))).one()


def article_ids_at(session: Session, source: str, url: str, *, exclude: str) -> set[str]:
    """The ids of a source's articles, except one, that have a version at an address."""
    version = ArticleTranslation
    there = select(version.article_id, version.url).where(version.url.in_(url_variants(url)))
    wanted = page_key(url)
    ids = {row.article_id for row in session.execute(there) if page_key(row.url) == wanted}
    ids.discard(exclude)
    # By itself: in one query SQLite would go through all articles of the source.
    known = select(Article.id).where(Article.id.in_(ids), Article.source == source)
    return set(session.scalars(known)) if ids else set()


def resolved_ids(**named: str) -> Select[str]:
    """The ids of the articles with these values, or of those that they were joined into."""
    known = aliased(Article)
    found = select(func.coalesce(known.joined_into, known.id))
    return found.where(*(getattr(known, name) == value for name, value in named.items()))


def sources(session: Session) -> list[str]:
    """The names of all sources that have delivered an article."""
    return list(session.scalars(select(Article.source).distinct().order_by(Article.source)))


def edition(session: Session, article_id: str, number: int) -> ArticleEdition | None:
    return fresh_row(session, ArticleEdition, article_id, number)


def editions(session: Session, article_id: str) -> Sequence[ArticleEdition]:
    """Every edition of an article, oldest first."""
    known = select(ArticleEdition).where(ArticleEdition.article_id == article_id)
    return session.scalars(known.order_by(ArticleEdition.number)).all()


def current_editions(session: Session, ids: Collection[str]) -> Sequence[ArticleEdition]:
    """The current edition of each of these articles."""
    current = (ArticleEdition.article_id == Article.id) & (ArticleEdition.number == Article.edition)
    known = select(ArticleEdition).join(Article, current).where(Article.id.in_(ids))
    return session.scalars(known).all() if ids else ()


def find_keys(session: Session, source: str, wanted: Collection[str]) -> dict[str, ArticleKey]:
    """The stored ones of these keys of a source."""
    found: dict[str, ArticleKey] = {}
    names = list(wanted)
    # SQLite takes 32,766 parameters, other builds fewer.
    for start in range(0, len(names), 500):
        part = names[start : start + 500]
        held = select(ArticleKey).where(ArticleKey.source == source, ArticleKey.key.in_(part))
        held = held.options(joinedload(ArticleKey.article))
        found |= {key.key: key for key in session.scalars(held)}
    return found


def lock_source(session: Session, source: str) -> None:
    """Lock a source: one transaction at a time writes its articles (advisory lock).

    Two feeds of a site may bring two languages of a new story in the same second; the second
    must see the first's article. SQLite has one writer anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(source, 0))))


def photos_in_use(session: Session, keys: Collection[str]) -> set[str]:
    """The keys of those uploaded photos that an article shows."""
    shown = select(ArticleImage.url).where(ArticleImage.url.in_(map(stored_address, keys)))
    return {stored_key(url) for url in session.scalars(shown.distinct())}


def ids_with_photos(session: Session, ids: Collection[str]) -> set[str]:
    """Those of these articles that show a photo, also through one they were joined into."""
    one = select(Article.id).where(
        Article.id.in_(ids),
        ArticleImage.article_id == func.coalesce(Article.joined_into, Article.id),
    )
    return set(session.scalars(one.distinct()))


def page_of_photo(session: Session, url: str) -> str:
    """The address of the page that shows a photo, or "": of the newest article with it."""
    image, version = ArticleImage, ArticleTranslation
    shown = (
        select(version.url)
        .join(image, image.article_id == version.article_id)
        .where(image.url == url, version.url != "")
        .order_by(
            version.article_id.desc(),
            # Where the languages have photos of their own, the page in that language.
            case((image.language == version.language, 0), else_=1),
            version.language,
        )
        .limit(1)
    )
    return session.scalar(shown) or ""


def has_content(article: Article) -> bool:
    """Whether the session has its translations, tags and images. False for one that was joined."""
    missing: set[str] = inspect(article).unloaded
    return article.joined_into is None and missing.isdisjoint({"translations", "tags", "images"})


def with_content(query: Select[Article]) -> Select[Article]:
    """Load translations, tags and images eagerly, each by one further query."""
    return query.options(
        selectinload(Article.translations),
        selectinload(Article.tags),
        selectinload(Article.images),
    )
