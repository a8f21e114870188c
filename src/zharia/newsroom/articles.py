"""Articles: one comes in from a program, or a person writes or corrects it in a form."""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from zharia.articles import (
    Article,
    IncomingArticle,
    Outcome,
    Stored,
    WrittenArticle,
    article,
    article_by_external_id,
    store,
    write_article,
)
from zharia.articles.sources import API
from zharia.errors import ErrorCode
from zharia.newsroom.errors import NotFound
from zharia.publishing.merging import merge_publications
from zharia.users import AuditAction, Principal, record

#: a delivery that says nothing new leaves no line
_RECORDED: Final = {
    Outcome.CREATED: AuditAction.ARTICLE_WRITTEN,
    Outcome.UPDATED: AuditAction.ARTICLE_CORRECTED,
}


def known_article(session: Session, article_id: str) -> Article:
    """The article with its current edition; of one that was joined into another, that other.

    Raises `NotFound`.
    """
    known = article(session, article_id)
    if known is None:
        raise NotFound(ErrorCode.ARTICLE_UNKNOWN, f"There is no article {article_id}.")
    return known


def receive(
    session: Session, who: Principal, delivery: IncomingArticle, *, now: datetime
) -> Stored:
    """Store what came through the JSON interface, from a CMS or from a person.

    A machine's deliveries leave no line in the audit log: a CMS has a log of its own.
    """
    known = article_by_external_id(session, API, delivery.external_id)
    asked_before = known is not None and known.auto_publish
    (stored,) = store(session, API, [delivery], now=now, on_join=merge_publications)
    session.flush()
    if delivery.auto_publish and not asked_before:
        # It may have been looked at when it did not ask yet.
        known_article(session, stored.article_id).auto_publish_checked_at = None
    if who.role is not None:
        _record(session, who, stored)
    return stored


def write(session: Session, who: Principal, form: WrittenArticle, *, now: datetime) -> Stored:
    """Make an article from a form, or correct the one that the form was opened with.

    Raises:
        InvalidArticleError: names every wrong field.
        EditedMeanwhile: the article has another edition than the form was opened with.
        NotFound: there is no such article.
    """
    try:
        stored = write_article(session, form, who=who.name, now=now)
    except LookupError:
        raise NotFound(ErrorCode.ARTICLE_UNKNOWN, "There is no such article.") from None
    _record(session, who, stored)
    return stored


def _record(session: Session, who: Principal, stored: Stored) -> None:
    what = _RECORDED.get(stored.outcome)
    if what is not None:
        name = known_article(session, stored.article_id).headline
        record(session, who, what, stored.article_id, name, edition=stored.edition)
