"""Change token, as an ETag: whether anything has changed that live pages show."""

import hashlib
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from zharia.accounts import Account, SocialMediaConfig
from zharia.articles.feeds.model import Feed
from zharia.articles.model import Article, ArticleQuestion
from zharia.journal import JournalMark
from zharia.publishing.model import AccountPause, PublicationEvent

#: More than the newest, since a transaction that began earlier may end later.
_NEWEST: Final = 50


def latest_change(session: Session) -> str:
    """A token that differs once a publication, an article, an account, a feed or a setting does.

    A refresh of tokens, or a poll of a feed without changes, does not count.
    """
    seen = hashlib.sha256()
    for statement in _shown():
        for row in session.execute(statement):
            seen.update(repr(tuple(row)).encode())
        seen.update(b"|")
    return seen.hexdigest()[:32]


def _shown() -> tuple[Select[*tuple[Any, ...]], ...]:
    return (
        select(PublicationEvent.id).order_by(PublicationEvent.id.desc()).limit(_NEWEST),
        select(Article.updated_at, Article.id)
        .order_by(Article.updated_at.desc(), Article.id.desc())
        .limit(_NEWEST),
        select(ArticleQuestion.article_id, ArticleQuestion.asked_at, ArticleQuestion.answered_at)
        .order_by(ArticleQuestion.asked_at.desc(), ArticleQuestion.article_id.desc())
        .limit(_NEWEST),
        select(
            Account.id,
            Account.nickname,
            Account.enabled,
            Account.language,
            Account.mode,
            Account.state,
            Account.state_reason,
            Account.refresh_problem,
        ).order_by(Account.id),
        select(AccountPause.account_id, AccountPause.not_before).order_by(AccountPause.account_id),
        select(
            Feed.id, Feed.enabled, Feed.disabled_reason, Feed.last_error, Feed.articles_created
        ).order_by(Feed.id),
        select(SocialMediaConfig.updated_at).order_by(SocialMediaConfig.id),
        select(JournalMark.journal, JournalMark.home, JournalMark.paused_at),
    )
