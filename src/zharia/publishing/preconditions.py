"""Preconditions for sending: checked at the claim, and again in the transaction before init.

Its article may have been retracted. Its account may be held, its article's date may lie ahead, or
it may need a person by now: it is too old, its account's mode was changed, or a review rule applies
(`review_rules`). What blocks it also moves it, so that nothing is sent and nothing is lost.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from zharia.accounts import Account, Mode, SocialMediaConfig
from zharia.articles.model import (
    Article,
    ArticleQuestion,
    ArticleRetraction,
    ArticleTranslation,
)
from zharia.articles.questions import corrected_languages
from zharia.publishing import consent, uniqueness
from zharia.publishing.editor_checks import draft_if_mode_changed, draft_if_review_needed
from zharia.publishing.embargo import apply_date_change, rescheduled_to
from zharia.publishing.event_types import EventType
from zharia.publishing.holds import HOLD_COLUMNS, HoldReason, hold_reason, reason_of
from zharia.publishing.leases import release
from zharia.publishing.ledger import MACHINE, add_event, move
from zharia.publishing.model import Publication, PublicationEvent
from zharia.publishing.retracting import cancel_if_retracted
from zharia.publishing.review_rules import was_retried
from zharia.publishing.staleness import draft_if_stale, is_old
from zharia.publishing.states import State
from zharia.publishing.transitions import cancel_as_duplicate, return_for_approval


def blocked(session: Session, publication: Publication, *, now: datetime, owner: str) -> bool:
    """Whether it may not be sent now. Then it was moved or released, and the lease has ended."""
    return _may_be_blocked(session, publication, now) and (
        # First, since the others would keep it in the queue.
        cancel_if_retracted(session, publication, now, owner)
        or _language_corrected(session, publication, now=now, owner=owner)
        or _held(session, publication, now=now, owner=owner)
        or draft_if_review_needed(session, publication, now=now, owner=owner)
        # Its article's date was moved ahead.
        or apply_date_change(session, publication, now, owner)
        or draft_if_mode_changed(session, publication, now=now, owner=owner)
        or draft_if_stale(session, publication, now=now, owner=owner)
    )


def _may_be_blocked(session: Session, publication: Publication, now: datetime) -> bool:
    """Whether anything could block it: one query, which nearly always says no."""
    row = session.execute(
        _WHAT_BLOCKS,
        {
            "of_article": publication.article_id,
            "in_language": publication.language,
            "on_account": publication.account_id,
        },
    ).one_or_none()
    if row is None:
        return True
    ordered = publication.requested_by != MACHINE
    chosen = ordered or publication.approved_by is not None
    return bool(
        row.retracted
        or row.questioned
        or reason_of(row) is not None
        or (row.sponsored and not publication.disclosure_decided)
        or not (ordered or _keeps_date(publication, row.published_at, row.updated_at))
        or not (chosen or (row.mode == Mode.AUTO and not is_old(publication.due_at, now)))
    )


_WHAT_BLOCKS: Final = (
    select(
        *HOLD_COLUMNS,
        Account.mode,
        Article.sponsored,
        Article.published_at,
        Article.updated_at,
        exists()
        .where(
            ArticleRetraction.article_id == Article.id,
            ArticleRetraction.language == bindparam("in_language"),
        )
        .correlate(Article)
        .label("retracted"),
        exists()
        .where(ArticleQuestion.article_id == Article.id)
        .correlate(Article)
        .label("questioned"),
    )
    .join(SocialMediaConfig, SocialMediaConfig.platform == Account.platform)
    .join(Article, Article.id == bindparam("of_article"))
    .where(Account.id == bindparam("on_account"))
)


def _keeps_date(publication: Publication, published_at: datetime, delivered_at: datetime) -> bool:
    due_at, created_at = publication.due_at, publication.created_at
    return rescheduled_to(due_at, created_at, published_at, delivered_at) is None


def blocked_before_init(
    session: Session, publication: Publication, *, now: datetime, owner: str
) -> bool:
    """As `blocked`, in the transaction that is to store the attempt.

    What was approved is what is sent, and nothing beside a post that is live or on its way.
    """
    if blocked(session, publication, now=now, owner=owner):
        return True
    if consent.changed_since_approval(publication):
        return_for_approval(session, publication, now=now, owner=owner)
        return True
    if conflict := uniqueness.find_conflict(session, publication):
        cancel_as_duplicate(session, publication, conflict, now=now, owner=owner)
        return True
    return False


def _language_corrected(
    session: Session, publication: Publication, *, now: datetime, owner: str
) -> bool:
    """Cancel it if a person has said that its text is in another language; whether that was so.

    It was at TikTok then, and has come back into the queue.
    """
    article_id, language = publication.article_id, publication.language
    if (article_id, language) not in corrected_languages(session, [article_id]):
        return False
    if session.get(ArticleTranslation, (article_id, language)) or was_retried(session, publication):
        return False
    move(session, publication, State.CANCELLED, now=now, what=EventType.CANCELLED, owner=owner)
    return True


def _held(session: Session, publication: Publication, *, now: datetime, owner: str) -> bool:
    """Whether its account may not send now. Then it waits in the queue until that ends."""
    reason = hold_reason(session, publication.account_id)
    if reason is None:
        return False
    if publication.state == State.SCHEDULED:
        _record_hold_once(session, publication, reason, now)
        release(session, publication, owner, publication.wake_at)
        return True
    move(
        session,
        publication,
        State.SCHEDULED,
        now=now,
        what=EventType.HELD,
        owner=owner,
        detail={"code": reason},
    )
    return True


def _record_hold_once(
    session: Session, publication: Publication, reason: HoldReason, now: datetime
) -> None:
    last = session.scalars(
        select(PublicationEvent)
        .where(PublicationEvent.publication_id == publication.id)
        .order_by(PublicationEvent.id.desc())
        .limit(1)
    ).first()
    if last is None or last.what != EventType.HELD or last.detail.get("code") != reason:
        add_event(session, publication, now=now, what=EventType.HELD, detail={"code": reason})
