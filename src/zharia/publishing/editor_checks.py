"""Sweep of the line for what has come to need an editor, asked again before anything is sent.

An editor is asked something (`asking`), or its account posts nothing by itself any more. Then it
becomes a draft.
"""

import logging
from datetime import datetime
from typing import Any, Final, Protocol

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from zharia.accounts import Account, Mode
from zharia.articles.model import Article
from zharia.background.failing_rows import FailingRows
from zharia.publishing.asking import (
    Reason,
    columns,
    is_chosen,
    may_have_to_wait,
    ordered_anew,
    reason_to_wait,
)
from zharia.publishing.consent import WITHDRAWN
from zharia.publishing.error_columns import UNTRIED
from zharia.publishing.event_types import EventType
from zharia.publishing.ledger import MACHINE, each_publication, move
from zharia.publishing.model import Publication
from zharia.publishing.states import CANCELLABLE, State
from zharia.tiktok import PostMode

log = logging.getLogger(__name__)
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


def ask_for_approval(session: Session, now: datetime) -> None:
    """Make drafts of what nobody has agreed to on accounts that post nothing by themselves now.

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
    _sweep(session, changed, asks_for_approval, now, _FAILING_MODE_CHECKS)


def ask_first(session: Session, now: datetime) -> None:
    """Make drafts of what has come to need an editor while it waits, see `asking`."""
    asked = (
        select(Publication.id)
        .join(Article, Article.id == Publication.article_id)
        .where(may_have_to_wait())
    )
    _sweep(session, asked, asks_first, now, _FAILING_REVIEW_CHECKS)


class _Check(Protocol):
    """Makes a draft of one publication if it needs an editor; answers whether it did."""

    def __call__(
        self, session: Session, publication: Publication, *, now: datetime, owner: str | None
    ) -> bool: ...


def _sweep(
    session: Session, found: Select[str], check: _Check, now: datetime, failing: FailingRows
) -> None:
    """Check what waits in line and was found, each in a savepoint of its own."""
    waiting = session.scalars(
        found.where(Publication.id.not_in(failing.excluded()), Publication.state == State.SCHEDULED)
        .limit(_BATCH)
        # Two workers must not wait for each other.
        .with_for_update(skip_locked=True, of=Publication)
    ).all()

    def one(publication: Publication) -> None:
        check(session, publication, now=now, owner=None)

    each_publication(session, waiting, one, failing)


def label_as_ai_made(session: Session) -> None:
    """Say in a post what its article says of AI by now, where no person has decided that."""
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
        if not is_chosen(session, publication_id, "is_aigc"):
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


def asks_first(
    session: Session, publication: Publication, *, now: datetime, owner: str | None
) -> bool:
    """Whether an editor has to decide first. Then it is a draft, and an approval of before, which
    did not know of that, holds no longer.
    """
    reason = reason_to_wait(session, publication)
    if reason is None:
        return False
    chosen_by_nobody = publication.requested_by == MACHINE and publication.approved_by is None
    undone = _NOT_CHOSEN if chosen_by_nobody and reason is Reason.SPONSORED else {}
    withdrawn = {"approval": "withdrawn"} if publication.approved_hash is not None else {}
    move(
        session,
        publication,
        State.DRAFT,
        now=now,
        what=EventType.ASKED,
        owner=owner,
        detail={"code": reason} | withdrawn,
        **UNTRIED | WITHDRAWN | undone | columns(reason),
    )
    return True


def asks_for_approval(
    session: Session, publication: Publication, *, now: datetime, owner: str | None
) -> bool:
    """Whether it was to go by itself and its account's mode has changed since. Then it is a draft,
    for which a person chooses everything.
    """
    if publication.requested_by != MACHINE or publication.approved_by is not None:
        return False
    mode = session.scalars(select(Account.mode).where(Account.id == publication.account_id)).one()
    direct = publication.post_mode == PostMode.DIRECT_POST
    if mode == Mode.AUTO or not direct or ordered_anew(session, publication):
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
