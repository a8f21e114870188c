"""New articles that nobody has to order: by their own wish, or by an account's rule.

Articles come in without knowing what is published. Each is taken up once, in the transaction
that creates its publications, so that a crash in between forgets nothing and repeats nothing.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from zharia import posts
from zharia.accounts import configuration
from zharia.articles import Article
from zharia.publishing.creating import Order, publish
from zharia.publishing.engine import Engine
from zharia.publishing.model import Publication
from zharia.publishing.queries import open_accounts

#: A feed that is watched from today brings last month's articles too: those are not news.
NEWS = timedelta(hours=24)
_BATCH = 50


def take_up_new(session: Session, engine: Engine, *, limits: posts.Style, now: datetime) -> int:
    """Publish what came in and wants it, oldest first; answers how many articles were looked at."""
    waiting = session.scalars(
        select(Article)
        .where(Article.taken_up_at.is_(None), Article.joined_into.is_(None))
        .order_by(Article.published_at)
        .limit(_BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    if not waiting:
        return 0
    accounts = open_accounts(session) if configuration(session).enabled else ()
    for article in waiting:
        article.taken_up_at = now
        if article.published_at < now - NEWS:
            continue
        had = _had(session, article)
        wanted = [
            account
            for account in accounts
            if (article.auto_publish or account.auto_publish) and account.id not in had
        ]
        publish(session, engine, article, wanted, Order("zharia"), limits=limits, now=now)
    return len(waiting)


def _had(session: Session, article: Article) -> set[str]:
    """The accounts that had this article, however that ended: what a person then does is theirs.

    An article comes a second time when a further language of it has come in, also when that had
    been an article of its own: what was made of either counts.
    """
    known = select(Publication.account_id).where(Publication.article_id == article.id)
    return set(session.scalars(known))
