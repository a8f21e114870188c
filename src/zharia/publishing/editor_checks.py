"""Periodic check of queued publications: what has come to need an editor becomes a draft.

Either a review rule applies by now (`review_rules`), or the account is no longer in mode `auto`.
The same is checked again before anything is sent (`preconditions`).
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from zharia.accounts import Account, Mode
from zharia.articles.model import Article
from zharia.background.failing_rows import FailingRows
from zharia.publishing.consent import NO_APPROVAL
from zharia.publishing.error_columns import UNTRIED
from zharia.publishing.event_types import EventType
from zharia.publishing.ledger import MACHINE, each_publication, move
from zharia.publishing.model import Publication
from zharia.publishing.review_rules import (
    ReviewReason,
    may_need_review,
    review_columns,
    review_reason,
    was_edited,
    was_retried,
)
from zharia.publishing.states import CANCELLABLE, State
from zharia.tiktok import PostMode

_BATCH: Final = 500
_FAILING_MODE_CHECKS: Final = FailingRows("asking for the approval of publication")
_FAILING_REVIEW_CHECKS: Final = FailingRows("asking an editor about publication")

#: the columns that only `auto` fills in by itself, see `choices`
_NOT_CHOSEN: Final[dict[str, Any]] = {
    "privacy_level": None,
    "allow_comment": False,
    "brand_organic": False,
    "brand_content": False,
}


def draft_after_mode_changes(session: Session, now: datetime) -> None:
    """Make drafts of what nobody has approved on accounts that are no longer in mode `auto`.

    It need not wait for its turn: an embargo may last for weeks.
    """
    changed = (
        select(Publication.id)
        .join(Account, Account.id == Publication.account_id)
        .where(
            Account.mode != Mode.AUTO,
            Publication.post_mode == PostMode.DIRECT_POST,
            Publication.requested_by == MACHINE,
            Publication.approved_by.is_(None),
        )
    )
    check = partial(draft_if_mode_changed, session, now=now, owner=None)
    _sweep(session, changed, check, _FAILING_MODE_CHECKS)


def draft_all_needing_review(session: Session, now: datetime) -> None:
    """Make drafts of what has come to need an editor while it waits, see `review_rules`."""
    asked = (
        select(Publication.id)
        .join(Article, Article.id == Publication.article_id)
        .where(may_need_review())
    )
    check = partial(draft_if_review_needed, session, now=now, owner=None)
    _sweep(session, asked, check, _FAILING_REVIEW_CHECKS)


def _sweep(
    session: Session,
    found: Select[str],
    check: Callable[[Publication], object],
    failing: FailingRows,
) -> None:
    """Check the queued ones among those found, each in a savepoint of its own."""
    waiting = session.scalars(
        found.where(Publication.id.not_in(failing.excluded()), Publication.state == State.SCHEDULED)
        .limit(_BATCH)
        # Two workers must not wait for each other.
        .with_for_update(skip_locked=True, of=Publication)
    ).all()
    each_publication(session, waiting, check, failing)


def label_ai_generated(session: Session) -> None:
    """Label posts as made by AI whose article says so by now, where no person has decided that."""
    unlabelled = session.scalars(
        select(Publication.id)
        .join(Article, Article.id == Publication.article_id)
        .where(
            Article.ai_generated,
            Publication.state.in_(CANCELLABLE),
            Publication.requested_by == MACHINE,
            Publication.approved_by.is_(None),
            Publication.is_aigc.is_(False),
        )
    ).all()
    for publication_id in unlabelled:
        if not was_edited(session, publication_id, "is_aigc"):
            session.execute(
                update(Publication)
                .where(
                    Publication.id == publication_id,
                    Publication.state.in_(CANCELLABLE),
                    Publication.approved_by.is_(None),
                )
                .values(is_aigc=True)
                .execution_options(synchronize_session=False)
            )


def draft_if_review_needed(
    session: Session, publication: Publication, *, now: datetime, owner: str | None
) -> bool:
    """If a review rule applies, make a draft of it without approval; whether that was so."""
    reason = review_reason(session, publication)
    if reason is None:
        return False
    chosen_by_nobody = publication.requested_by == MACHINE and publication.approved_by is None
    undone = _NOT_CHOSEN if chosen_by_nobody and reason is ReviewReason.SPONSORED else {}
    withdrawn = {"approval": "withdrawn"} if publication.approved_hash is not None else {}
    move(
        session,
        publication,
        State.DRAFT,
        now=now,
        what=EventType.ASKED,
        owner=owner,
        detail={"code": reason} | withdrawn,
        **UNTRIED | NO_APPROVAL | undone | review_columns(reason),
    )
    return True


def draft_if_mode_changed(
    session: Session, publication: Publication, *, now: datetime, owner: str | None
) -> bool:
    """If it was automatic and its account's mode has changed, make a draft; whether that was so.

    A person then chooses everything.
    """
    if publication.requested_by != MACHINE or publication.approved_by is not None:
        return False
    mode = session.scalars(select(Account.mode).where(Account.id == publication.account_id)).one()
    direct = publication.post_mode == PostMode.DIRECT_POST
    if mode == Mode.AUTO or not direct or was_retried(session, publication):
        return False
    move(
        session,
        publication,
        State.DRAFT,
        now=now,
        what=EventType.MODE_CHANGED,
        owner=owner,
        **UNTRIED,
        **_NOT_CHOSEN,
    )
    return True
