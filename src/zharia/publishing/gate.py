"""Preconditions for sending: asked when the turn of a publication comes, and once more at the end.

Its article may have been taken back. It may be held with its account, wait for its article's date,
or have come to need a person: it grew too old, its account's mode was changed, or an editor is
asked something (`asking`). Whatever stops it is written down here, so that nothing is sent and
nothing is lost.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from zharia.articles.model import ArticleTranslation
from zharia.articles.questions import corrected_languages
from zharia.publishing import consent, one_live
from zharia.publishing.asking import ordered_anew
from zharia.publishing.editor_checks import asks_first, asks_for_approval
from zharia.publishing.embargo import follow_date
from zharia.publishing.event_types import EventType
from zharia.publishing.holds import HoldReason, hold_on
from zharia.publishing.ledger import add_event, move, release
from zharia.publishing.model import Publication, PublicationEvent
from zharia.publishing.retracting import is_retracted
from zharia.publishing.staleness import gone_stale
from zharia.publishing.states import State
from zharia.publishing.transitions import ask_again, stop


def stopped(session: Session, publication: Publication, *, now: datetime, owner: str) -> bool:
    """Whether it may not be sent now. What becomes of it is written down; the lease has ended."""
    return (
        # Whatever else would keep it in line.
        is_retracted(session, publication, now, owner)
        or _in_another_language(session, publication, now=now, owner=owner)
        or _held(session, publication, now=now, owner=owner)
        or asks_first(session, publication, now=now, owner=owner)
        # Its article's date was moved ahead.
        or follow_date(session, publication, now, owner)
        or asks_for_approval(session, publication, now=now, owner=owner)
        or gone_stale(session, publication, now=now, owner=owner)
    )


def stopped_at_last(
    session: Session, publication: Publication, *, now: datetime, owner: str
) -> bool:
    """As `stopped`, in the transaction that is to write the attempt down.

    What was approved is what is sent, and nothing beside a post that is live or on its way.
    """
    if stopped(session, publication, now=now, owner=owner):
        return True
    if consent.broken(publication):
        ask_again(session, publication, now=now, owner=owner)
        return True
    if live := one_live.stands_in_the_way(session, publication):
        stop(session, publication, live, now=now, owner=owner)
        return True
    return False


def _in_another_language(
    session: Session, publication: Publication, *, now: datetime, owner: str
) -> bool:
    """Whether a person has said that its text is in another language. Then it is withdrawn.

    It was at TikTok then, and has come back in line.
    """
    article_id, language = publication.article_id, publication.language
    if (article_id, language) not in corrected_languages(session, [article_id]):
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
        what=EventType.CANCELLED,
        owner=owner,
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
        what=EventType.HELD,
        owner=owner,
        detail={"code": reason},
    )
    return True


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
        add_event(
            session,
            publication,
            now=now,
            what=EventType.HELD,
            detail={"code": reason},
        )
