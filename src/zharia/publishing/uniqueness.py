"""Uniqueness: whether a publication of an article and account is allowed beside its siblings.

Siblings are the publications of one article on one account. At most one of them is under way, and
a further one needs a person's order over one that became a post. Two partial unique indexes hold
that (`model.ONE_UNDER_WAY`, `model.ONE_OF_EACH_REPEAT`); this checks beforehand what they would
refuse, to say why. Only TikTok's status may break the rule: what is live is kept so, `doubled`.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import Session

from zharia.publishing import ledger
from zharia.publishing.event_types import EventType
from zharia.publishing.model import BECAME_A_POST, Attempt, AttemptState, Publication
from zharia.publishing.pulls import revoke
from zharia.publishing.rate_limits import refund_day
from zharia.publishing.states import (
    AWAITING_OUTCOME,
    CANCELLABLE,
    IN_FLIGHT,
    LIVE,
    POSTED,
    UNDER_WAY,
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
class Available:
    """It may be created or retried, as this repeat, ordered over that publication."""

    repeat: int
    repeat_of: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Another one forbids it: under way, or live without an order for one more."""

    sibling: Sibling


def check_new(siblings: Collection[Sibling], *, force: bool) -> Available | Conflict:
    """Whether a new publication is allowed. `force` is a person's order over a post. Pure."""
    if active := _newest(siblings, UNDER_WAY):
        return Conflict(active)
    live = _newest(siblings, LIVE)
    if live and not force:
        return Conflict(live)
    # What was taken down keeps its number: should it come back, it is beside nothing unordered.
    posted = live or _newest(siblings, POSTED)
    if posted is None:
        return Available(1)
    return Available(1 + max(one.repeat for one in siblings if one.state in POSTED), posted.id)


def check_retry(
    repeat: int, repeat_of: str | None, siblings: Collection[Sibling]
) -> Available | Conflict:
    """Whether a failed one may be retried, without itself among `siblings`. Pure.

    It was ordered as its own repeat: a later post of the article has taken its place.
    """
    if active := _newest(siblings, UNDER_WAY):
        return Conflict(active)
    later = [one for one in siblings if one.state in POSTED and one.repeat >= repeat]
    if live := _newest(later, LIVE):
        return Conflict(live)
    if later:
        return Available(
            1 + max(one.repeat for one in later), max(later, key=lambda one: one.repeat).id
        )
    return Available(repeat, repeat_of)


def _newest(siblings: Collection[Sibling], states: Collection[State]) -> Sibling | None:
    found = [one for one in siblings if one.state in states]
    return max(found, key=lambda one: (one.repeat, one.id), default=None)


def siblings_of(
    session: Session, article_id: str, account_id: str, *, exclude: str | None = None
) -> list[Sibling]:
    """The publications of an article on an account, as they are now."""
    rows = session.execute(_SIBLINGS, {"of_article": article_id, "on_account": account_id})
    return [Sibling(row.id, State(row.state), row.repeat) for row in rows if row.id != exclude]


def find_conflict(session: Session, publication: Publication) -> Sibling | None:
    """What forbids to send this one: a live post in its place, its own earlier attempt included.

    Or another that is on its way: there are two only where neither could be cancelled.
    """
    siblings = siblings_of(
        session, publication.article_id, publication.account_id, exclude=publication.id
    )
    later = [one for one in siblings if one.state in LIVE and one.repeat >= publication.repeat]
    if found := _newest(later, LIVE) or _newest(siblings, UNDER_WAY - CANCELLABLE):
        return found
    if live_attempt(session, publication) is None:
        return None
    return Sibling(publication.id, State.PUBLISHED, publication.repeat)


def live_attempt(session: Session, publication: Publication) -> Attempt | None:
    """An attempt of this very publication that became a post.

    One that the audience sees goes before one that lies in an inbox, or was taken down.
    """
    return session.scalars(_LIVE, {"of_publication": publication.id}).first()


def other_live_attempt(session: Session, attempt: Attempt) -> Attempt | None:
    """Another attempt of its publication that is on the account, whatever becomes of this one."""
    parameters = {"of_publication": attempt.publication_id, "besides": attempt.id}
    return session.scalars(_OTHER_LIVE, parameters).first()


def _most_visible(*conditions: ColumnElement[bool]) -> Select[Attempt]:
    """Of these attempts of a publication one that is public, else the newest."""
    return (
        select(Attempt)
        .where(Attempt.publication_id == bindparam("of_publication"), *conditions)
        .order_by((Attempt.state == AttemptState.LIVE).desc(), Attempt.number.desc())
        .limit(1)
    )


# Built once: each is asked for every publication that is sent.
_SIBLINGS: Final = (
    select(Publication.id, Publication.state, Publication.repeat)
    .where(
        Publication.article_id == bindparam("of_article"),
        Publication.account_id == bindparam("on_account"),
    )
    .order_by(Publication.number)
)
_LIVE: Final = _most_visible(Attempt.state.in_(BECAME_A_POST))
_OTHER_LIVE: Final = _most_visible(
    Attempt.id != bindparam("besides"),
    Attempt.state.in_([AttemptState.LIVE, AttemptState.DELIVERED]),
)


def revoke_in_flight(session: Session, attempt: Attempt, now: datetime) -> bool:
    """Revoke the photos of one that is in flight; False if TikTok has them all already."""
    if attempt.revoked_at is None and not revoke(session, attempt.id, now, accepted=True):
        return False
    session.refresh(attempt)
    refund_day(session, attempt.id, now)
    return True


def _revoke_current(session: Session, publication_id: str, now: datetime) -> bool:
    sent = ledger.load(session, publication_id).attempt_id
    return sent is not None and revoke_in_flight(session, session.get_one(Attempt, sent), now)


def cancel_sibling(session: Session, sibling: Sibling, live: Publication, now: datetime) -> None:
    """Cancel a sibling that was not sent: the article is live there as another publication."""
    ledger.move(
        session,
        ledger.load(session, sibling.id),
        State.CANCELLED,
        now=now,
        what=EventType.ALREADY_LIVE,
        detail={"publication": live.id},
    )


def displace_siblings(session: Session, publication: Publication, now: datetime) -> bool:
    """This one is live after all: what was to replace it is cancelled, or its photos revoked.

    Returns whether another one was sent in its place already: both may be live then, and both are
    kept. To be called before `publication` is moved.
    """
    doubled = False
    for sibling in siblings_of(
        session, publication.article_id, publication.account_id, exclude=publication.id
    ):
        if sibling.repeat != publication.repeat:
            continue
        revoked = sibling.state in IN_FLIGHT and _revoke_current(session, sibling.id, now)
        if sibling.state in CANCELLABLE or (revoked and sibling.state in AWAITING_OUTCOME):
            cancel_sibling(session, sibling, publication, now)
        elif sibling.state in UNDER_WAY | POSTED:
            doubled = True
            log.error(
                "article %s may stand twice on account %s: %s and %s",
                publication.article_id,
                publication.account_id,
                sibling.id,
                publication.id,
            )
    return doubled
