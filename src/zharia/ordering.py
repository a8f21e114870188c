"""A whole feed or file is published by one order, as the command line does it."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from zharia.accounts import Account
from zharia.articles import Article, Delivery, Scope, queries, store
from zharia.publishing.creating import Order, Outcome, publish
from zharia.publishing.joining import follow
from zharia.publishing.queries import active_accounts
from zharia.service import Service

#: articles in one transaction: SQLite has one writer, and others wait
_CHUNK = 50


@dataclass(frozen=True, slots=True)
class Ordered:
    """What became of one article on one account."""

    headline: str
    account: str
    outcome: Outcome


def source_name(url_or_path: str, deliveries: Sequence[Delivery]) -> str:
    """Under which source articles are stored, so that a later delivery finds them again.

    A file of our own article format says what the JSON interface would, a feed what watching it
    would.
    """
    if all(delivery.scope is Scope.WHOLE for delivery in deliveries):
        return "api"
    return (urlsplit(url_or_path).hostname or "file").removeprefix("www.")


def order_all(
    service: Service, source: str, deliveries: Sequence[Delivery], order: Order
) -> list[Ordered]:
    """Store articles and order them on every account of the active environment.

    In the order they are given. What cannot go to an account, or is live or under way there, is
    skipped and says why; what may not be sent now waits.
    """
    ordered: list[Ordered] = []
    for start in range(0, len(deliveries), _CHUNK):
        ordered += _order(service, source, deliveries[start : start + _CHUNK], order)
    return ordered


def _order(
    service: Service, source: str, deliveries: Sequence[Delivery], order: Order
) -> list[Ordered]:
    found: list[Ordered] = []
    with service.database.write() as session:
        now = service.database.now(session)
        accounts = {account.id: account for account in active_accounts(session)}
        for stored in store(session, source, deliveries, now=now, on_join=follow):
            article = queries.article(session, stored.article_id)
            if article is None:
                continue
            # Ordered now, so nobody need look whether it goes out by itself.
            article.taken_up_at = now
            outcomes = publish(
                session,
                service.engine,
                article,
                list(accounts.values()),
                order,
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
