"""Uniqueness: where a publication of an article and account may stand beside its siblings.

Siblings are the publications of one article on one account. At most one of them is under way, and
a further post needs a person's order over one that is at rest. Two partial unique indexes hold
that (`model.ONE_UNDER_WAY`, `model.ONE_OF_EACH_REPEAT`); this says beforehand what they would say,
and in words. Only TikTok's own word may break the rule: what is live is kept as live, `doubled`.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from zharia.publishing import ledger
from zharia.publishing.event_types import EventType
from zharia.publishing.model import BECAME_A_POST, Attempt, AttemptState, Publication
from zharia.publishing.pulls import revoke
from zharia.publishing.rate_limits import refund_day
from zharia.publishing.states import (
    AT_REST,
    CANCELLABLE,
    IN_FLIGHT,
    LIVE,
    UNDER_WAY,
    WAITING_FOR_AN_END,
    State,
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sibling:
    """What the rule needs to know of a publication."""

    id: str
    state: State
    repeat: int


@dataclass(frozen=True, slots=True)
class Free:
    """It may go its way, as this repeat, ordered over that one."""

    repeat: int
    repeat_of: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """Another one stands in its way: under way, or live without an order for one more."""

    by: Sibling

    @property
    def under_way(self) -> bool:
        """It may become a post yet, or waits to be approved."""
        return self.by.state in UNDER_WAY


def place_of_new(siblings: Collection[Sibling], *, force: bool) -> Free | Taken:
    """Where a new publication stands. `force` is a person's order over one at rest. Pure."""
    if going := _newest(siblings, UNDER_WAY):
        return Taken(going)
    live = _newest(siblings, LIVE)
    if live and not force:
        return Taken(live)
    # What was taken down holds its number: should it come back, it is beside nobody unordered.
    rest = live or _newest(siblings, AT_REST)
    if rest is None:
        return Free(1)
    return Free(1 + max(one.repeat for one in siblings if one.state in AT_REST), rest.id)


def place_of_retry(
    repeat: int, repeat_of: str | None, siblings: Collection[Sibling]
) -> Free | Taken:
    """Where a failed one stands that is to be tried again, without itself among `siblings`. Pure.

    It was ordered as its own repeat: a later post of the article has taken its place.
    """
    if going := _newest(siblings, UNDER_WAY):
        return Taken(going)
    later = [one for one in siblings if one.state in AT_REST and one.repeat >= repeat]
    if live := _newest(later, LIVE):
        return Taken(live)
    if later:
        return Free(1 + max(one.repeat for one in later), max(later, key=lambda one: one.repeat).id)
    return Free(repeat, repeat_of)


def _newest(siblings: Collection[Sibling], states: Collection[State]) -> Sibling | None:
    found = [one for one in siblings if one.state in states]
    return max(found, key=lambda one: (one.repeat, one.id), default=None)


def siblings_of(
    session: Session, article_id: str, account_id: str, *, but: str | None = None
) -> list[Sibling]:
    """The publications of an article on an account, as they are now."""
    rows = session.execute(
        select(Publication.id, Publication.state, Publication.repeat)
        .where(Publication.article_id == article_id, Publication.account_id == account_id)
        .order_by(Publication.number)
    )
    return [Sibling(row.id, State(row.state), row.repeat) for row in rows if row.id != but]


def stands_in_the_way(session: Session, publication: Publication) -> Sibling | None:
    """What forbids to send this one: a live post in its place, its own earlier attempt included.

    Or another that is on its way: two stand so only where neither could be taken back.
    """
    siblings = siblings_of(
        session, publication.article_id, publication.account_id, but=publication.id
    )
    later = [one for one in siblings if one.state in LIVE and one.repeat >= publication.repeat]
    if found := _newest(later, LIVE) or _newest(siblings, UNDER_WAY - CANCELLABLE):
        return found
    if live_attempt(session, publication) is None:
        return None
    return Sibling(publication.id, State.PUBLISHED, publication.repeat)


def live_attempt(session: Session, publication: Publication) -> Attempt | None:
    """An attempt of this very publication of which TikTok has said that it became a post.

    One that the audience sees goes before one that lies in an inbox, or was taken down.
    """
    return _most_visible(
        session, Attempt.publication_id == publication.id, Attempt.state.in_(BECAME_A_POST)
    )


def other_live(session: Session, attempt: Attempt) -> Attempt | None:
    """Another attempt of its publication that is on the account, whatever becomes of this one."""
    return _most_visible(
        session,
        Attempt.publication_id == attempt.publication_id,
        Attempt.id != attempt.id,
        Attempt.state.in_([AttemptState.LIVE, AttemptState.DELIVERED]),
    )


def _most_visible(session: Session, *conditions: ColumnElement[bool]) -> Attempt | None:
    """Of these attempts one that is public, else the newest."""
    return session.scalars(
        select(Attempt)
        .where(*conditions)
        .order_by((Attempt.state == AttemptState.LIVE).desc(), Attempt.number.desc())
        .limit(1)
    ).first()


def call_back(session: Session, attempt: Attempt, now: datetime) -> bool:
    """Take away the photos of one that is in flight; whether that came in time."""
    if attempt.revoked_at is None and not revoke(session, attempt.id, now, accepted=True):
        return False
    session.refresh(attempt)
    refund_day(session, attempt.id)
    return True


def _call_back(session: Session, publication_id: str, now: datetime) -> bool:
    sent = ledger.load(session, publication_id).attempt_id
    return sent is not None and call_back(session, session.get_one(Attempt, sent), now)


def withdraw_beside(session: Session, sibling: Sibling, live: Publication, now: datetime) -> None:
    """Cancel a sibling that was not sent: the article is live there as another one."""
    ledger.move(
        session,
        ledger.load(session, sibling.id),
        State.CANCELLED,
        now=now,
        what=EventType.ALREADY_LIVE,
        detail={"publication": live.id},
    )


def make_room(session: Session, publication: Publication, now: datetime) -> bool:
    """This one is live, whatever we thought: what was to replace it is stopped, or called back.

    Answers whether another one was sent in its place already: both may be live then, and both are
    kept. To be called before `publication` is moved.
    """
    doubled = False
    for sibling in siblings_of(
        session, publication.article_id, publication.account_id, but=publication.id
    ):
        if sibling.repeat != publication.repeat:
            continue
        called_back = sibling.state in IN_FLIGHT and _call_back(session, sibling.id, now)
        if sibling.state in CANCELLABLE or (called_back and sibling.state in WAITING_FOR_AN_END):
            withdraw_beside(session, sibling, publication, now)
        elif sibling.state in UNDER_WAY | AT_REST:
            doubled = True
            log.error(
                "article %s may stand twice on account %s: %s and %s",
                publication.article_id,
                publication.account_id,
                sibling.id,
                publication.id,
            )
    return doubled
