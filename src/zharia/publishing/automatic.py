"""Auto-publishing: new articles that nobody has to order, by their wish or an account's rule.

Articles come in without knowing what is published. Each is taken up once, in the transaction
that creates its publications, so that a crash in between forgets nothing and repeats nothing.
Whether an account may send just now plays no part: its publications wait (`holds`).
"""

import logging
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from zharia import posts
from zharia.articles import Article, awaits_photo
from zharia.background.failing_rows import FailingRows, process_each
from zharia.publishing.creating import create_publications
from zharia.publishing.editor_checks import ask_first, ask_for_approval, label_as_ai_made
from zharia.publishing.embargo import follow_dates
from zharia.publishing.engine import Engine
from zharia.publishing.ledger import MACHINE
from zharia.publishing.letting_go import follow_source
from zharia.publishing.orders import Order
from zharia.publishing.retracting import follow_retractions, follow_return
from zharia.publishing.why_not import is_old, pairs, wants_row, why_not

log = logging.getLogger(__name__)
_BATCH = 50
_FAILING = FailingRows("taking up article")


def take_up_new(session: Session, engine: Engine, *, limits: posts.Style, now: datetime) -> int:
    """Publish what came in and wants it, oldest first; answers how many articles were looked at.

    Every account gets a publication of it, or there is a reason why not. What is no news any more
    becomes a draft, and what may get its photo within minutes is left for then. What waits already
    follows its article's date and its account's mode, and is withdrawn with an article that its
    source has taken back.
    """
    follow_retractions(session, now)
    label_as_ai_made(session)
    ask_first(session, now)
    follow_dates(session, now)
    ask_for_approval(session, now)
    waiting = session.scalars(
        select(Article.id)
        .where(
            Article.id.not_in(_FAILING.excluded()),
            Article.auto_publish_checked_at.is_(None),
            Article.joined_into.is_(None),
            # Without its photo it could only fail, or go out with the account's own picture.
            ~awaits_photo(now),
        )
        .order_by(Article.published_at)
        .limit(_BATCH)
        .with_for_update(skip_locked=True)
    ).all()

    def take_up(article_id: str) -> None:
        _take_up(session, engine, session.get_one(Article, article_id), limits, now)

    process_each(session, waiting, take_up, _FAILING)
    return len(waiting)


def _take_up(
    session: Session, engine: Engine, article: Article, limits: posts.Style, now: datetime
) -> None:
    follow_return(session, article.id, now)
    follow_source(session, article.id, limits, now)
    found = pairs(session, article)
    wanted = [account for account, pair in found if wants_row(pair, now)]
    order = Order(MACHINE, too_old=is_old(article.published_at, now))
    made = create_publications(session, engine, article, wanted, order, limits=limits, now=now)
    article.auto_publish_checked_at = now
    told = {outcome.account_id: str(outcome.state or "skipped") for outcome in made}
    told |= {
        account.id: str(why_not(pair, now) or "known already")
        for account, pair in found
        if account.id not in told
    }
    log.info(
        "article %s: %s",
        article.id,
        ", ".join(f"{account.name}: {told[account.id]}" for account, _ in found) or "no account",
    )
