"""Bulk publishing: a whole feed or file is ordered at once, for the command line."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from zharia.accounts import Account
from zharia.accounts.queries import active_accounts
from zharia.articles import Article, IncomingArticle, Scope, queries, store
from zharia.articles.feeds.page_photos import PhotoFinder, PhotoSearch, page_to_search, with_photo
from zharia.articles.feeds.photo_retries import schedule_retries
from zharia.articles.urls import resolve
from zharia.newsroom.order import order_on
from zharia.publishing.merging import merge_publications
from zharia.publishing.orders import Order, Outcome
from zharia.service.service import Service

#: articles in one transaction: SQLite has one writer, and others wait
_CHUNK = 50
#: before each further attempt to read an article's page
_PAGE_RETRY_SECONDS = (1, 3)


@dataclass(frozen=True, slots=True)
class OrderResult:
    """What became of one article on one account."""

    headline: str
    account: str
    outcome: Outcome


def source_name(url_or_path: str, deliveries: Sequence[IncomingArticle]) -> str:
    """Under which source articles are stored, so that a later delivery finds them again.

    A file of our own article format says what the JSON interface would, a feed what watching it
    would.
    """
    if all(delivery.scope is Scope.WHOLE for delivery in deliveries):
        return "api"
    return (urlsplit(resolve("", url_or_path)).hostname or "file").removeprefix("www.")


def with_page_photos(
    service: Service, source: str, deliveries: Sequence[IncomingArticle]
) -> Iterator[tuple[IncomingArticle, PhotoSearch | None]]:
    """Each article with the photo of its page, if its feed names none; else why that has none.

    A page that could not be read is read again, twice.
    """
    with service.database.read() as session:
        keys = queries.find_keys(session, source, {key for one in deliveries for key in one.keys})
        have = queries.ids_with_photos(session, {key.article_id for key in keys.values()})
    finder = PhotoFinder(service.fetcher)
    for delivery in deliveries:
        language, url = page_to_search(delivery.content)
        known = any(keys[key].article_id in have for key in delivery.keys if key in keys)
        # A CMS that sends whole articles says all that there is.
        if delivery.content.images or not url or known or delivery.scope is Scope.WHOLE:
            yield delivery, None
            continue
        looked = finder.find(url)
        for pause in _PAGE_RETRY_SECONDS:
            if looked.retry_can_help and not finder.is_failing(url):
                time.sleep(pause)
                looked = finder.find(url)
        missing = looked if looked.image is None else None
        yield with_photo(delivery, looked.image, language), missing


def order_all(
    service: Service,
    source: str,
    deliveries: Sequence[IncomingArticle],
    order: Order,
    without: Mapping[str, PhotoSearch] = MappingProxyType({}),
) -> list[OrderResult]:
    """Store articles and order them on every account of the active environment.

    In the order they are given. What cannot go to an account, or is live or under way there, is
    skipped and says why; what may not be sent now waits. `without` are those whose page gave no
    photo, by external id.
    """
    ordered: list[OrderResult] = []
    for start in range(0, len(deliveries), _CHUNK):
        ordered += _order(service, source, deliveries[start : start + _CHUNK], order, without)
    return ordered


def _order(
    service: Service,
    source: str,
    deliveries: Sequence[IncomingArticle],
    order: Order,
    without: Mapping[str, PhotoSearch],
) -> list[OrderResult]:
    found: list[OrderResult] = []
    with service.database.write() as session:
        now = service.database.now(session)
        accounts = {account.id: account for account in active_accounts(session)}
        all_stored = store(session, source, deliveries, now=now, on_join=merge_publications)
        by_id = {one.external_id: what for one, what in zip(deliveries, all_stored, strict=True)}
        schedule_retries(session, by_id, without, now)
        for stored in all_stored:
            article = queries.article(session, stored.article_id)
            if article is None:
                continue
            # Ordered now, so automatic publishing need not check it.
            article.auto_publish_checked_at = now
            outcomes = order_on(
                session,
                order.who,
                article,
                list(accounts.values()),
                order,
                engine=service.engine,
                limits=service.style,
                now=now,
            )
            for outcome in outcomes:
                account = accounts[outcome.account_id]
                found.append(OrderResult(_headline(article, account), account.name, outcome))
    return found


def _headline(article: Article, account: Account) -> str:
    titles = {translation.language: translation.title for translation in article.translations}
    return titles.get(account.language) or next(iter(titles.values()), article.external_id)
