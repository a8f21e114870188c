"""Whether what is in line may be sent at all: asked when its turn comes, and once more at the end.

Its article may have been taken back. It may be held with its account, wait for its article's date,
or have come to need a person: it grew too old, its account's mode was changed, or an editor is
asked something (`asking`). Whatever stops it is written down here, so that nothing is sent and
nothing is lost.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from zharia.accounts import Account, Mode
from zharia.articles.questions import languages_shown
from zharia.articles.tables import Article, ArticleTranslation
from zharia.background.failing_rows import FailingRows, each_alone
from zharia.errors import ErrorCode
from zharia.publishing import rate_limits
from zharia.publishing.asking import (
    Reason,
    columns,
    is_chosen,
    may_have_to_wait,
    ordered_anew,
    reason_to_wait,
)
from zharia.publishing.consent import WITHDRAWN
from zharia.publishing.embargo import follow_date
from zharia.publishing.error_columns import error_columns
from zharia.publishing.event_types import EventType
from zharia.publishing.holds import HoldReason, hold_on
from zharia.publishing.ledger import MACHINE, LostRace, load, move, note, release
from zharia.publishing.model import Publication, PublicationEvent
from zharia.publishing.retracting import is_retracted
from zharia.publishing.states import CANCELLABLE, State
from zharia.publishing.steps import FRESH
from zharia.tiktok import PostMode

log = logging.getLogger(__name__)
_BATCH: Final = 500
_ASIDE: Final = FailingRows("asking for the approval of publication")
_ASKING_ASIDE: Final = FailingRows("asking an editor about publication")

#: what goes out by itself is news for so long. A feed that is watched from today brings last
#: month's articles too: those are not
NEWS: Final = timedelta(hours=24)

#: the columns that only `auto` fills in by itself, see `modes`
_NOT_CHOSEN: Final[dict[str, Any]] = {
    "privacy_level": None,
    "allow_comment": False,
    "brand_organic": False,
    "brand_content": False,
}

#: the columns of one that an editor decides on
TOO_OLD: Final = error_columns(
    ErrorCode.TOO_OLD_TO_GO,
    "It waited for so long that it did not go out by itself. Look whether it is still news, then"
    " approve or withdraw it.",
)


def too_old(published_at: datetime, due_at: datetime, now: datetime) -> bool:
    """Whether an article is no news any more, counted from when its post was due. Pure."""
    return now - max(published_at, due_at) > NEWS


def stopped(session: Session, publication: Publication, *, now: datetime, owner: str) -> bool:
    """Whether it may not be sent now. What becomes of it is written down; the lease has ended."""
    return (
        # Whatever else would keep it in line.
        is_retracted(session, publication, now, owner)
        or _in_another_language(session, publication, now=now, owner=owner)
        or _held(session, publication, now=now, owner=owner)
        or _asks_first(session, publication, now=now, owner=owner)
        # Its article's date was moved ahead.
        or follow_date(session, publication, now, owner)
        or _asks_for_approval(session, publication, now=now, owner=owner)
        or _gone_stale(session, publication, now=now, owner=owner)
    )


def ask_for_approval(session: Session, now: datetime) -> None:
    """Make drafts of what nobody has agreed to on accounts that post nothing by themselves now.

    It need not wait for its turn: an embargo may last for weeks.
    """
    waiting = session.scalars(
        select(Publication.id)
        .join(Account, Account.id == Publication.account_id)
        .where(
            Publication.id.not_in(_ASIDE.away()),
            Account.mode != Mode.AUTO,
            Publication.state == State.SCHEDULED,
            Publication.post_mode == PostMode.DIRECT_POST,
            Publication.requested_by == MACHINE,
            Publication.approved_by.is_(None),
        )
        .limit(_BATCH)
        # As in `_stale`: two workers must not wait for each other.
        .with_for_update(skip_locked=True, of=Publication)
    ).all()

    def ask(publication_id: str) -> None:
        try:
            publication = load(session, publication_id)
            _asks_for_approval(session, publication, now=now, owner=None)
        except LostRace as lost:
            # A worker was quicker; it asks the same before it sends.
            log.info("%s", lost)

    each_alone(session, waiting, ask, _ASIDE)


def ask_first(session: Session, now: datetime) -> None:
    """Make drafts of what has come to need an editor while it waits, see `asking`."""
    waiting = session.scalars(
        select(Publication.id)
        .join(Article, Article.id == Publication.article_id)
        .where(
            Publication.id.not_in(_ASKING_ASIDE.away()),
            Publication.state == State.SCHEDULED,
            may_have_to_wait(),
        )
        .limit(_BATCH)
        # As in `_stale`: two workers must not wait for each other.
        .with_for_update(skip_locked=True, of=Publication)
    ).all()

    def ask(publication_id: str) -> None:
        try:
            _asks_first(session, load(session, publication_id), now=now, owner=None)
        except LostRace as lost:
            # A worker was quicker; it asks the same before it sends.
            log.info("%s", lost)

    each_alone(session, waiting, ask, _ASKING_ASIDE)


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


def _in_another_language(
    session: Session, publication: Publication, *, now: datetime, owner: str
) -> bool:
    """Whether a person has said that its text is in another language. Then it is withdrawn.

    It was at TikTok then, and has come back in line.
    """
    article_id, language = publication.article_id, publication.language
    if (article_id, language) not in languages_shown(session, [article_id]):
        return False
    if session.get(ArticleTranslation, (article_id, language)) or ordered_anew(
        session, publication
    ):
        return False
    move(
        session,
        publication,
        State.CANCELLED,
        now=now,
        who=MACHINE,
        what=EventType.CANCELLED,
        owner=owner,
    )
    return True


def _asks_first(
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
        who=MACHINE,
        what=EventType.ASKED,
        owner=owner,
        detail={"code": reason} | withdrawn,
        **FRESH | WITHDRAWN | undone | columns(reason),
    )
    return True


def _asks_for_approval(
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
        who=MACHINE,
        what=EventType.MODE_CHANGED,
        owner=owner,
        **FRESH,
        **_NOT_CHOSEN,
    )
    return True


def _held(session: Session, publication: Publication, *, now: datetime, owner: str) -> bool:
    """Whether its account may not send now. Then it is back in line, and goes on by itself."""
    reason = hold_on(session, publication.account_id)
    if reason is None:
        return False
    if publication.state == State.SCHEDULED:
        _say_once(session, publication, reason, now)
        release(session, publication, owner, publication.wake_at)
        return True
    move(
        session,
        publication,
        State.SCHEDULED,
        now=now,
        who=MACHINE,
        what=EventType.HELD,
        owner=owner,
        detail={"code": reason},
    )
    return True


def _gone_stale(session: Session, publication: Publication, *, now: datetime, owner: str) -> bool:
    """Whether it waited too long to go without a person. Then it is a draft for the editor.

    With it go all others of its account's line that did: they must keep no place in TikTok's day
    from those that are still news.
    """
    if not _is_stale(session, publication, now):
        return False
    _to_editor(session, publication, now, owner)
    for one in _stale(session, publication.account_id, now):
        if _is_stale(session, one, now):
            try:
                _to_editor(session, one, now, None)
            except LostRace as lost:
                log.info("%s", lost)
    rate_limits.wake_line(session, publication.account_id, now)
    return True


def _stale(session: Session, account_id: str, now: datetime) -> Sequence[Publication]:
    """What may have become too old in an account's line, and is in no worker's hand."""
    return session.scalars(
        select(Publication)
        .where(
            Publication.account_id == account_id,
            Publication.state == State.SCHEDULED,
            Publication.requested_by == MACHINE,
            Publication.due_at < now - NEWS,
            or_(Publication.lease_until.is_(None), Publication.lease_until <= now),
        )
        .limit(_BATCH)
        # Two workers that each hold one and want the other's would wait for ever.
        .with_for_update(skip_locked=True)
    ).all()


def _is_stale(session: Session, publication: Publication, now: datetime) -> bool:
    if publication.requested_by != MACHINE or publication.approved_by is not None:
        return False
    if now - publication.due_at <= NEWS:
        return False
    published_at = session.scalars(
        select(Article.published_at).where(Article.id == publication.article_id)
    ).one()
    return too_old(published_at, publication.due_at, now) and not ordered_anew(session, publication)


def _to_editor(
    session: Session, publication: Publication, now: datetime, owner: str | None
) -> None:
    move(
        session,
        publication,
        State.DRAFT,
        now=now,
        who=MACHINE,
        what=EventType.TOO_OLD_TO_GO,
        owner=owner,
        **TOO_OLD,
    )


def _say_once(
    session: Session, publication: Publication, reason: HoldReason, now: datetime
) -> None:
    last = session.scalars(
        select(PublicationEvent)
        .where(PublicationEvent.publication_id == publication.id)
        .order_by(PublicationEvent.id.desc())
        .limit(1)
    ).first()
    if last is None or last.what != EventType.HELD or last.detail.get("code") != reason:
        note(
            session,
            publication,
            now=now,
            who=MACHINE,
            what=EventType.HELD,
            detail={"code": reason},
        )
