"""Merge the publications of two articles that became one, so that the story goes out once.

Every publication keeps its id and its events. One that has not been sent is cancelled on an
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
from zharia.publishing.states import CANCELLABLE, LIVE, NOT_POSTED, POSTED, UNDER_WAY, State

log = logging.getLogger(__name__)

#: sent, or perhaps sent, or live: cannot be cancelled
_SENT = (UNDER_WAY | LIVE) - CANCELLABLE


def merge_publications(session: Session, kept_id: str, merged_id: str, now: datetime) -> None:
    """Move the publications of an article that is merged to the one that is kept.

    In the transaction that joins them, before the article's editions have moved.
    """
    kept = session.get_one(Article, kept_id)
    made = session.scalars(
        select(Publication)
        .where(Publication.article_id.in_([kept_id, merged_id]))
        .order_by(Publication.account_id, Publication.number, Publication.id)
        # No worker goes on with one of them before this is decided.
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for _, of_account in groupby(made, lambda one: one.account_id):
        sides: dict[str, list[Publication]] = {kept_id: [], merged_id: []}
        for one in of_account:
            sides[one.article_id].append(one)
        ours, theirs = sides[kept_id], sides[merged_id]
        if not theirs:
            continue
        for one in _duplicates(ours, theirs):
            move(session, one, State.CANCELLED, now=now, what=EventType.JOINED)
        _renumber_repeats(ours, theirs)
        for one in theirs:
            one.article_id = kept_id
            one.article_edition = edition_number_after_join(kept, one.article_edition)
        _renumber(ours, theirs)
    session.flush()


def _duplicates(
    ours: Sequence[Publication], theirs: Sequence[Publication]
) -> Sequence[Publication]:
    """Those not yet sent which would be a second post of the story on their account.

    Where neither side was sent, one in the queue goes before a draft, else the kept article's.
    """
    if _in_states(ours, _SENT):
        return _in_states(theirs, CANCELLABLE)
    if _in_states(theirs, _SENT):
        return _in_states(ours, CANCELLABLE)
    if not _in_states(ours, CANCELLABLE):
        return ()
    if _in_states(theirs, {State.SCHEDULED}) and not _in_states(ours, {State.SCHEDULED}):
        return _in_states(ours, CANCELLABLE)
    return _in_states(theirs, CANCELLABLE)


def _renumber_repeats(ours: Sequence[Publication], theirs: Sequence[Publication]) -> None:
    """What was sent on both sides is kept, each as a repeat of its own, as the unique indexes want.

    What is only on its way beside another, and was ordered over none, stays the first repeat:
    should it fail, what is out by then forbids to send it again.
    """
    last = max((one.repeat for one in ours if one.state not in NOT_POSTED), default=0)
    posted = [one.repeat for one in theirs if one.state in POSTED]
    renumbered: dict[int, int] = {}
    for one in theirs:
        if one.state in NOT_POSTED:
            continue
        before = one.repeat
        if (
            one.state in UNDER_WAY
            and _in_states(ours, _SENT)
            and not any(other < before for other in posted)
        ):
            one.repeat, one.doubled = 1, True
        else:
            last += 1
            one.repeat = last
        renumbered[before] = one.repeat
    for one in theirs:
        if one.state in NOT_POSTED:
            # Should it be live after all, it has the number of what was to replace it.
            one.repeat = renumbered.get(one.repeat, one.repeat)
    if _in_states(ours, UNDER_WAY):
        for one in _in_states(theirs, UNDER_WAY):
            one.doubled = True
    ours_sent, theirs_sent = _in_states(ours, _SENT), _in_states(theirs, _SENT)
    if ours_sent and theirs_sent:
        log.warning(
            "two articles on account %s are one story and stand there more than once: %s",
            ours_sent[0].account_id,
            ", ".join(one.id for one in (*ours_sent, *theirs_sent)),
        )


def _renumber(ours: Sequence[Publication], theirs: Sequence[Publication]) -> None:
    """Number them after all others of the account, what is live last, since the last one counts.

    Ours keep their numbers unless the order has to change.
    """
    last = max((one.number for one in ours), default=0)
    live_last = sorted((*ours, *theirs), key=lambda one: one.state in LIVE | UNDER_WAY)
    placed = len(ours) if live_last[: len(ours)] == [*ours] else 0
    for number, one in enumerate(live_last[placed:], start=last + 1):
        one.number = number


def _in_states(publications: Sequence[Publication], states: Collection[State]) -> list[Publication]:
    return [one for one in publications if one.state in states]
