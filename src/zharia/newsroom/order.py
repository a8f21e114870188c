"""Ordering an article's publication: by an editor on chosen accounts, or of a whole feed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from zharia.accounts import Account, configuration
from zharia.accounts.queries import active_accounts
from zharia.articles import Article
from zharia.newsroom.articles import require_article
from zharia.newsroom.due import due_at
from zharia.newsroom.errors import AccountUnknown, NoAccount, PlatformOff
from zharia.posts import Style
from zharia.publishing.creating import create_publications
from zharia.publishing.engine import Engine
from zharia.publishing.orders import Order, Outcome
from zharia.publishing.states import State
from zharia.users import AuditAction, Principal, record


def order(
    session: Session,
    who: Principal,
    article_id: str,
    wanted: Order,
    *,
    account_ids: Sequence[str] | None = None,
    engine: Engine,
    limits: Style,
    now: datetime,
) -> list[Outcome]:
    """An editor has an article published, on the accounts named or on all that are active.

    Raises:
        NotFound: there is no such article.
        CannotOrder: TikTok is switched off; there is no account, or not the one named.
        TooFarAhead: it should leave in more than a year.
        WrongChoice, StillUnderWay: see `creating.publish`.
    """
    article = require_article(session, article_id)
    if not configuration(session).enabled:
        raise PlatformOff
    accounts = _accounts(session, account_ids)
    wanted = replace(wanted, due_at=due_at(wanted.due_at, now))
    return order_on(session, who, article, accounts, wanted, engine=engine, limits=limits, now=now)


def order_on(
    session: Session,
    who: Principal | str,
    article: Article,
    accounts: Sequence[Account],
    wanted: Order,
    *,
    engine: Engine,
    limits: Style,
    now: datetime,
) -> list[Outcome]:
    """Publish an article on these accounts; where one may not send now, it waits until it may."""
    outcomes = create_publications(
        session, engine, article, accounts, wanted, limits=limits, now=now
    )
    name = article.headline
    for one in outcomes:
        if one.skipped or one.publication_id is None:
            continue
        record(
            session,
            who,
            AuditAction.PUBLICATION_ORDERED,
            one.publication_id,
            name,
            article=article.id,
            account=one.account_id,
            again=wanted.force,
        )
        if wanted.consent and one.state is State.SCHEDULED:
            record(
                session,
                who,
                AuditAction.PUBLICATION_APPROVED,
                one.publication_id,
                name,
                account=one.account_id,
            )
    return outcomes


def _accounts(session: Session, wanted: Sequence[str] | None) -> Sequence[Account]:
    active = active_accounts(session)
    if wanted is None:
        if not active:
            raise NoAccount
        return active
    for account_id in wanted:
        if account_id not in {one.id for one in active}:
            raise AccountUnknown(account_id, configuration(session).environment)
    return [one for one in active if one.id in wanted]
