"""Merge the publications of two articles that became one, so that the story goes out once.

Every publication keeps its id and its story. One that has not been sent is withdrawn on an
account where the other article is on its way or live.
"""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from zharia.articles.grouping import edition_number_after_join
from zharia.articles.model import Article
from zharia.publishing.event_types import EventType
from zharia.publishing.ledger import move
from zharia.publishing.model import Publication
from zharia.publishing.states import AT_REST, CANCELLABLE, LIVE, UNDER_WAY, VOID, State

log = logging.getLogger(__name__)

#: sent, or perhaps sent, or out: nobody can take it back
_OUT = (UNDER_WAY | LIVE) - CANCELLABLE


def follow(session: Session, kept_id: str, gone_id: str, now: datetime) -> None:
    """Move the publications of an article that goes to the one that stays.

    In the transaction that joins them, before the article's editions have moved.
    """
    kept = session.get_one(Article, kept_id)
    made = session.scalars(
        select(Publication)
        .where(Publication.article_id.in_([kept_id, gone_id]))
        .order_by(Publication.account_id, Publication.number, Publication.id)
        # No worker takes the next step with one of them before this is decided.
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for _, of_account in groupby(made, lambda one: one.account_id):
        sides: dict[str, list[Publication]] = {kept_id: [], gone_id: []}
        for one in of_account:
            sides[one.article_id].append(one)
        ours, theirs = sides[kept_id], sides[gone_id]
        if not theirs:
            continue
        _withdraw(session, _in_the_way(ours, theirs), now)
        _keep_both(ours, theirs)
        for one in theirs:
            one.article_id = kept_id
            one.article_edition = edition_number_after_join(kept, one.article_edition)
        _number(ours, theirs)
    session.flush()


def _in_the_way(
    ours: Sequence[Publication], theirs: Sequence[Publication]
) -> Sequence[Publication]:
    """Those not yet sent which would be a second post of the story on their account.

    Where neither side was sent, the one in line goes before the draft, else the kept article's.
    """
    if _any(ours, _OUT):
        return _of(theirs, CANCELLABLE)
    if _any(theirs, _OUT):
        return _of(ours, CANCELLABLE)
    if not _any(ours, CANCELLABLE):
        return ()
    if _any(theirs, {State.SCHEDULED}) and not _any(ours, {State.SCHEDULED}):
        return _of(ours, CANCELLABLE)
    return _of(theirs, CANCELLABLE)


def _withdraw(session: Session, unsent: Sequence[Publication], now: datetime) -> None:
    for one in unsent:
        move(session, one, State.CANCELLED, now=now, what=EventType.JOINED)


def _keep_both(ours: Sequence[Publication], theirs: Sequence[Publication]) -> None:
    """What is out on both sides stays out. Each post is one of its own: the rule of one, which the
    database holds, begins anew from there.

    What is only on its way beside another, and was ordered over none, keeps the first place: should
    nothing have become of it, what is out by then stands in its way.
    """
    last = max((one.repeat for one in ours if one.state not in VOID), default=0)
    at_rest = [one.repeat for one in theirs if one.state in AT_REST]
    places: dict[int, int] = {}
    for one in theirs:
        if one.state in VOID:
            continue
        was = one.repeat
        if one.state in UNDER_WAY and _any(ours, _OUT) and not any(rest < was for rest in at_rest):
            one.repeat, one.doubled = 1, True
        else:
            last += 1
            one.repeat = last
        places[was] = one.repeat
    for one in theirs:
        if one.state in VOID:
            # Should it be live after all, it is in the place of what was to replace it.
            one.repeat = places.get(one.repeat, one.repeat)
    if _any(ours, UNDER_WAY):
        for one in _of(theirs, UNDER_WAY):
            one.doubled = True
    out = [*_of(ours, _OUT), *_of(theirs, _OUT)]
    if _any(ours, _OUT) and _any(theirs, _OUT):
        log.warning(
            "two articles on account %s are one story and stand there more than once: %s",
            out[0].account_id,
            ", ".join(one.id for one in out),
        )


def _number(ours: Sequence[Publication], theirs: Sequence[Publication]) -> None:
    """Give numbers behind all that there are on the account, what is live last.

    The last one tells how the article stands there. Ours keep theirs unless they have to change
    places.
    """
    last = max((one.number for one in ours), default=0)
    live_last = sorted((*ours, *theirs), key=lambda one: one.state in LIVE | UNDER_WAY)
    placed = len(ours) if live_last[: len(ours)] == [*ours] else 0
    for number, one in enumerate(live_last[placed:], start=last + 1):
        one.number = number


def _of(made: Sequence[Publication], states: Collection[State]) -> list[Publication]:
    return [one for one in made if one.state in states]


def _any(made: Sequence[Publication], states: Collection[State]) -> bool:
    return bool(_of(made, states))
