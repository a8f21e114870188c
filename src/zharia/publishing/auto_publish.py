"""Auto-publishing: publications of new articles, where the article or the account asks for it.

Each article is processed once, in the transaction that creates its publications, so that a crash in
between forgets nothing and repeats nothing. Whether an account may send just now plays no part:
its publications wait (`holds`).
"""

import logging
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from zharia import posts
from zharia.articles import Article, awaits_photo
from zharia.background.failing_rows import FailingRows, process_each
from zharia.publishing.creating import create_publications
from zharia.publishing.editor_checks import (
    draft_after_mode_changes,
    draft_all_needing_review,
    label_ai_generated,
)
from zharia.publishing.embargo import apply_date_changes
from zharia.publishing.engine import Engine
from zharia.publishing.ledger import MACHINE
from zharia.publishing.orders import Order
from zharia.publishing.question_outcomes import apply_source_update
from zharia.publishing.retracting import apply_retractions, mark_shown_again
from zharia.publishing.staleness import is_old
from zharia.publishing.why_not import on_each_account, should_publish, why_not

log = logging.getLogger(__name__)
_BATCH = 50
_FAILING = FailingRows("publishing article")


def publish_new_articles(
    session: Session, engine: Engine, *, limits: posts.Style, now: datetime
) -> int:
    """Create publications of new articles, oldest first; returns how many articles were processed.

    Every account gets a publication of it, or there is a reason why not. What is too old becomes a
    draft, and what may get its photo within minutes is left for then. What waits already follows
    its article's date and its account's mode, and is cancelled with a retracted article.
    """
    apply_retractions(session, now)
    label_ai_generated(session)
    draft_all_needing_review(session, now)
    apply_date_changes(session, now)
    draft_after_mode_changes(session, now)
    waiting = session.scalars(
        select(Article.id)
        .where(
            Article.id.not_in(_FAILING.excluded()),
            Article.auto_publish_checked_at.is_(None),
            Article.joined_into.is_(None),
            # Without its photo it could only fail, or be posted with the account's own picture.
            ~awaits_photo(now),
        )
        .order_by(Article.published_at)
        .limit(_BATCH)
        .with_for_update(skip_locked=True)
    ).all()

    def publish(article_id: str) -> None:
        _publish_article(session, engine, session.get_one(Article, article_id), limits, now)

    process_each(session, waiting, publish, _FAILING)
    return len(waiting)


def _publish_article(
    session: Session, engine: Engine, article: Article, limits: posts.Style, now: datetime
) -> None:
    mark_shown_again(session, article.id, now)
    apply_source_update(session, article.id, limits, now)
    found = on_each_account(session, article)
    wanted = [account for account, pair in found if should_publish(pair, now)]
    order = Order(MACHINE, too_old=is_old(article.published_at, now))
    outcomes = create_publications(session, engine, article, wanted, order, limits=limits, now=now)
    article.auto_publish_checked_at = now
    results = {outcome.account_id: str(outcome.state or "skipped") for outcome in outcomes}
    results |= {
        account.id: str(why_not(pair, now) or "known already")
        for account, pair in found
        if account.id not in results
    }
    log.info(
        "article %s: %s",
        article.id,
        ", ".join(f"{account.name}: {results[account.id]}" for account, _ in found) or "no account",
    )
