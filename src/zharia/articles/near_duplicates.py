"""Near-duplicate detection: which stored article a new one may be one story with.

A site may change a story's address, move to another CMS, or deliver it by a feed and by JSON: then
no key leads from the one to the other, and both would be posted. What the two share is only a
hint, so a person is asked and nobody is joined by it.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from zharia.articles.content import Translation
from zharia.articles.folding import fold
from zharia.articles.image_urls import parse_image_url
from zharia.articles.model import Article, ArticleTranslation
from zharia.articles.sources import RESERVED
from zharia.articles.urls import is_front_page, page_key, url_variants

#: two dates of one story: a correction mostly moves it a little, a rubric returns a day later
SAME_DATE: Final = timedelta(hours=12)
#: how far back one headline and one photo are taken for one story
SAME_PHOTO: Final = timedelta(days=7)
#: so many other dates under one headline make it a rubric, such as the day's weather
_RECURRING_DATES: Final = 2
#: articles under one headline that are compared, the newest
_MAX_CANDIDATES: Final = 50

#: delivered or stored
Version: TypeAlias = Translation | ArticleTranslation


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The features of an article that are compared."""

    published_at: datetime
    #: language → `title_key`
    titles: dict[str, str]
    #: `urls.page_key` of each version's page, front pages left out
    pages: frozenset[str]
    #: `ImageUrl.key` of each photo
    photos: frozenset[str]


def title_key(title: str) -> str:
    """A hash of the normalized headline; "" for one without a word.

    A digest, since databases index it.
    """
    words = fold(title)
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:32] if words else ""


def comparable_pages(urls: Collection[str]) -> frozenset[str]:
    """The normalized addresses of an article's pages."""
    return frozenset(page_key(url) for url in urls if url and not is_front_page(url)) - {""}


def comparable_photos(urls: Collection[str]) -> frozenset[str]:
    """The normalized addresses of an article's photos, uploads left out."""
    return frozenset(
        parse_image_url(url).key for url in urls if url.startswith(("http://", "https://"))
    )


def evidence(new: Fingerprint, known: Fingerprint, others: Sequence[Fingerprint] = ()) -> str:
    """The matching features, such as `title date photo`; "" if they are too few. Pure.

    `others` are the further articles under the same headline or at the same page: a headline that
    returns every day, and an address that several stories have, say nothing.
    """
    if not new.titles.keys() & known.titles.keys():
        # Versions of a story for different accounts, at one address.
        return ""
    apart = abs(new.published_at - known.published_at)
    found = {
        "title": _same_title(new, known),
        "page": bool(new.pages & known.pages),
        "photo": bool(new.photos & known.photos),
        "date": apart <= SAME_DATE,
    }
    said = " ".join(name for name, holds in found.items() if holds)
    if found["title"]:
        near = found["date"] or found["page"] or (found["photo"] and apart <= SAME_PHOTO)
        dates = {one.published_at for one in (known, *others) if _same_title(new, one)}
        recurring = apart and len(dates) >= _RECURRING_DATES
        return said if near and not recurring else ""
    alone = not any(new.pages & one.pages for one in others)
    return said if found["page"] and alone and (found["date"] or found["photo"]) else ""


def _same_title(one: Fingerprint, other: Fingerprint) -> bool:
    return any(key and key == other.titles.get(language) for language, key in one.titles.items())


def can_share_stories(article: Article, other: Article) -> bool:
    """Whether two sources may deliver the same story: one newsroom may use several."""
    ours = {article.source, other.source} & RESERVED
    return article.source == other.source or bool(ours) or article.feed_id is not None


def find_candidates(session: Session, article: Article) -> list[str]:
    """The ids of articles with a headline or a page of this one, the newest first."""
    version = ArticleTranslation
    titled = [
        and_(version.title_key == one.title_key, version.language == one.language)
        for one in article.translations
        if one.title_key
    ]
    pages = [spelling for one in article.translations for spelling in _spellings(one.url)]
    either = [*titled, *([version.url.in_(pages)] if pages else [])]
    if not either:
        return []
    found = select(version.article_id).where(or_(*either), version.article_id != article.id)
    return list(
        session.scalars(found.distinct().order_by(version.article_id.desc()).limit(_MAX_CANDIDATES))
    )


class Lookalikes:
    """Who has which headlines and pages: what shares none with another needs no comparison.

    Never too few, perhaps too many: what somebody had may have been given up since.
    """

    def __init__(self) -> None:
        #: ids of articles by `title_key` and language, and by address; of many some
        self._titles: dict[tuple[str, str], set[str]] = {}
        self._pages: dict[str, set[str]] = {}

    def load(self, session: Session, versions: Collection[Version]) -> None:
        """Ask the database for these headlines and pages, by two queries."""
        titles = {title_key(one.title) for one in versions} - {""}
        pages = {page for one in versions for page in _spellings(one.url)}
        table = ArticleTranslation
        # Two of the many that a rubric may have: one of them is another than whoever asks.
        some = func.min(table.article_id).label("one"), func.max(table.article_id).label("other")
        titled = select(table.title_key, table.language, *some).where(table.title_key.in_(titles))
        for row in session.execute(titled.group_by(table.title_key, table.language)):
            self._titles.setdefault((row.title_key, row.language), set()).update(row[-2:])
        there = select(table.url, *some).where(table.url.in_(pages)).group_by(table.url)
        for page in session.execute(there):
            self._pages.setdefault(page.url, set()).update(page[-2:])

    def exist(self, versions: Iterable[Version], *, besides: str = "") -> bool:
        """Whether an article, besides one, has a headline or page of these versions."""
        return any(
            self._titles.get((title_key(one.title), one.language), set()) - {besides}
            or any(self._pages.get(page, set()) - {besides} for page in _spellings(one.url))
            for one in versions
        )

    def add(self, article_id: str, versions: Iterable[Version]) -> None:
        """What was stored since has these."""
        for one in versions:
            if key := title_key(one.title):
                self._titles.setdefault((key, one.language), set()).add(article_id)
            self._pages.setdefault(one.url, set()).add(article_id)


def _spellings(url: str) -> tuple[str, ...]:
    """The addresses by which the same page may be stored; none of a front page."""
    return url_variants(url) if comparable_pages([url]) else ()


def fingerprint(article: Article) -> Fingerprint:
    """The features of a stored article."""
    return Fingerprint(
        published_at=article.published_at,
        titles={one.language: one.title_key for one in article.translations},
        pages=comparable_pages([one.url for one in article.translations]),
        photos=comparable_photos([one.url for one in article.images]),
    )
