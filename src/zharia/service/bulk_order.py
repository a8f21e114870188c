"""A whole feed or file is published by one order, as the command line does it."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from zharia.accounts import Account
from zharia.accounts.queries import active_accounts
from zharia.articles import Article, IncomingArticle, Scope, queries, store
from zharia.articles.feeds.looking import Looked, Looks, page_of, with_photo
from zharia.articles.feeds.page_looks import remember
from zharia.articles.urls import resolve
from zharia.newsroom.order import order_on
from zharia.publishing.merging import merge_publications
from zharia.publishing.orders import Order, Outcome
from zharia.service.service import Service

#: articles in one transaction: SQLite has one writer, and others wait
_CHUNK = 50


@dataclass(frozen=True, slots=True)
class Ordered:
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
    service: Service,
    source: str,
    deliveries: Sequence[IncomingArticle],
    pauses: Sequence[float] = (1, 3),
) -> Iterator[tuple[IncomingArticle, Looked | None]]:
    """Each article with the photo of its page, if its feed names none; else why that has none.

    A page that could not be read is looked at again after each of the `pauses`, in seconds.
    """
    with service.database.read() as session:
        keys = queries.keys(session, source, {key for one in deliveries for key in one.keys})
        have = queries.with_photos(session, {key.article_id for key in keys.values()})
    looks = Looks(service.fetcher)
    for delivery in deliveries:
        language, url = page_of(delivery.content)
        known = any(keys[key].article_id in have for key in delivery.keys if key in keys)
        # A CMS that sends whole articles says all that there is.
        if delivery.content.images or not url or known or delivery.scope is Scope.WHOLE:
            yield delivery, None
            continue
        looked = looks.at(url)
        for pause in pauses:
            if looked.may_pass and not looks.in_trouble(url):
                time.sleep(pause)
                looked = looks.at(url)
        missing = looked if looked.image is None else None
        yield with_photo(delivery, looked.image, language), missing


def order_all(
    service: Service,
    source: str,
    deliveries: Sequence[IncomingArticle],
    order: Order,
    without: Mapping[str, Looked] = MappingProxyType({}),
) -> list[Ordered]:
    """Store articles and order them on every account of the active environment.

    In the order they are given. What cannot go to an account, or is live or under way there, is
    skipped and says why; what may not be sent now waits. `without` are those whose page gave no
    photo, by external id.
    """
    ordered: list[Ordered] = []
    for start in range(0, len(deliveries), _CHUNK):
        ordered += _order(service, source, deliveries[start : start + _CHUNK], order, without)
    return ordered


def _order(
    service: Service,
    source: str,
    deliveries: Sequence[IncomingArticle],
    order: Order,
    without: Mapping[str, Looked],
) -> list[Ordered]:
    found: list[Ordered] = []
    with service.database.write() as session:
        now = service.database.now(session)
        accounts = {account.id: account for account in active_accounts(session)}
        all_stored = store(session, source, deliveries, now=now, on_join=merge_publications)
        by_id = {one.external_id: what for one, what in zip(deliveries, all_stored, strict=True)}
        remember(session, by_id, without, now)
        for stored in all_stored:
            article = queries.article(session, stored.article_id)
            if article is None:
                continue
            # Ordered now, so nobody need look whether it goes out by itself.
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
                found.append(Ordered(_headline(article, account), account.name, outcome))
    return found


def _headline(article: Article, account: Account) -> str:
    titles = {translation.language: translation.title for translation in article.translations}
    return titles.get(account.language) or next(iter(titles.values()), article.external_id)
