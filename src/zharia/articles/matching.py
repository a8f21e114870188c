"""Identity resolution: the stored articles that a delivery is about.

A source's word is believed, but not blindly: some sites name one page as the other version of
all their articles, or one address for all of them. So articles are versions of one story only if
no language of theirs has two addresses.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from zharia.articles import queries
from zharia.articles.content import POST_ID_PREFIX, IncomingArticle
from zharia.articles.model import Article, ArticleKey
from zharia.articles.urls import is_front_page, page_key, page_keys


def find_matches(
    session: Session, known: Mapping[str, ArticleKey], delivery: IncomingArticle
) -> Sequence[Article]:
    """The articles that have a delivery's keys, the one to update first.

    A key of its own outweighs those that it shares with other languages' versions.
    """
    found: list[Article] = []
    for article in _articles(session, known, delivery.keys):
        if _matches_by_number_only(known, delivery, article):
            continue
        if all(can_be_same_story(article, other) for other in found):
            found.append(article)
    delivered = {one.language: one.url for one in delivery.content.translations}
    for article in _articles(session, known, delivery.shared_keys):
        if article in found:
            continue
        addresses = _addresses(article)
        # One that has this language already is another story; beside an article that is known
        # for this one's, it may be a copy of the same page.
        another = any(
            not (found and _is_same_address(delivered[language], addresses[language]))
            for language in delivered.keys() & addresses
        )
        if not another and all(can_be_same_story(article, other) for other in found):
            found.append(article)
    return found


def find_by_address(session: Session, article: Article) -> Sequence[Article]:
    """Articles of the same story by their addresses, for a source that delivers no keys.

    A CMS may deliver a story's languages as articles of their own, and later one that has all of
    them. Of two that have the same languages each is believed to be a story; so is whatever has
    an address that a third one has too.
    """
    found: dict[str, Article] = {}
    for url in _addresses(article).values():
        if not page_key(url) or is_front_page(url):
            continue
        holders = queries.article_ids_at(session, article.source, url, exclude=article.id)
        if len(holders) == 1:
            other = queries.article(session, holders.pop())
            if other is not None and _extends(article, other):
                found[other.id] = other
    return list(found.values())


def can_be_same_story(one: Article, other: Article) -> bool:
    """Whether two articles can be versions of one story: no language has two addresses."""
    here, there = _addresses(one), _addresses(other)
    return all(same_page(here[language], there[language]) for language in here.keys() & there)


def same_page(one: str, other: str) -> bool:
    """Whether two addresses lead to the same story's page."""
    return bool(page_key(one)) and page_key(one) == page_key(other) and not is_front_page(one)


def is_ambiguous(known: Mapping[str, ArticleKey], delivery: IncomingArticle) -> bool:
    """Whether the delivery's keys are held by more than one article."""
    return len({known[name].article.id for name in delivery.all_keys if name in known}) > 1


def _is_same_address(url: str, stored: str) -> bool:
    """Whether an address is the stored one, which may be in a former canonical form."""
    return page_key(stored) in page_keys(url) and not is_front_page(url)


def _matches_by_number_only(
    known: Mapping[str, ArticleKey], delivery: IncomingArticle, article: Article
) -> bool:
    """Whether a post id is all that the two have in common.

    A site that moves keeps its stories' dates, and mostly their titles.
    """
    names = [name for name in delivery.keys if name in known]
    leading = [name for name in names if known[name].article.id == article.id]
    if not all(name.startswith(POST_ID_PREFIX) for name in leading):
        return False
    addresses = {version.language: version for version in article.translations}
    return delivery.published_at != article.published_at and any(
        one.language in addresses
        and one.title != addresses[one.language].title
        and not _is_same_address(one.url, addresses[one.language].url)
        for one in delivery.content.translations
    )


def _extends(one: Article, other: Article) -> bool:
    here, there = _addresses(one).keys(), _addresses(other).keys()
    return (here < there or there < here) and can_be_same_story(one, other)


def _addresses(article: Article) -> dict[str, str]:
    return {version.language: version.url for version in article.translations}


def _articles(
    session: Session, known: Mapping[str, ArticleKey], names: Sequence[str]
) -> list[Article]:
    held = {known[name].article.id: known[name].article for name in names if name in known}
    found = (
        one if queries.has_content(one) else queries.article(session, one.id)
        for one in held.values()
    )
    return [one for one in found if one is not None]
