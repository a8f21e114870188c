"""What the next init of an account has to wait for: its slots, what goes first, TikTok.

Read by one statement, since it is asked twice for each publication that is sent.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Integer,
    String,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from zharia.accounts import ScopeNotGranted
from zharia.publishing.init_turn import LINE, Usage, unanswered_until
from zharia.publishing.model import AccountPause, Attempt, Publication, RateSlot
from zharia.publishing.states import IN_FLIGHT, IN_QUEUE, State
from zharia.storage.database import AT_NOW, UtcDateTime
from zharia.tiktok import PostMode

#: no window counts slots older than that
SLOT_LIFETIME: Final = timedelta(days=1, minutes=1)


@dataclass(frozen=True, slots=True)
class Waits:
    """What the next init of an account has to wait for."""

    usage: Usage
    #: TikTok asked the account to wait, or an init of it is unanswered; the present if neither
    not_before: datetime


def waits_of(session: Session, publication: Publication, now: datetime) -> Waits:
    """What this publication's init has to wait for, all of it by one statement."""
    used: defaultdict[str, list[datetime]] = defaultdict(list)
    ahead: defaultdict[str, int] = defaultdict(int)
    not_before = now
    found = session.execute(
        _WAITS,
        {
            "of_account": publication.account_id,
            "at_now": now,
            "since": now - SLOT_LIFETIME,
            "before": publication.precedence,
            "before_due": publication.due_at,
            "before_id": publication.id,
        },
    )
    for what, name, at, count in found:
        if what == "used":
            used[name].append(at)
        elif what == "ahead":
            ahead[name] = count
        elif what == "unanswered":
            sending = name == State.SUBMITTING
            not_before = max(not_before, unanswered_until(at, now, sending=sending))
        elif at is not None:
            not_before = max(not_before, at)
    return Waits(Usage(used["init"], used, ahead), not_before)


def unanswered(account_id: str | BindParameter[str]) -> ColumnElement[bool]:
    """Of attempts, joined with the publications that wait for them: the outcome is unknown.

    No publish id, no refusal, and its photos are still there.
    """
    return and_(
        Attempt.account_id == account_id,
        Attempt.publish_id.is_(None),
        Attempt.answered_at.is_(None),
        Attempt.revoked_at.is_(None),
        Publication.state.in_(IN_FLIGHT),
    )


def _statement() -> CompoundSelect[Any]:
    """The parts of `Waits`: each row has what it is, a name, a moment and a count."""
    account: BindParameter[str] = bindparam("of_account")
    no_moment = cast(null(), UtcDateTime())
    no_count: ColumnElement[int] = literal_column("0")
    slots: Any = select(literal_column("'used'"), RateSlot.kind, RateSlot.at, no_count).where(
        RateSlot.account_id == account,
        RateSlot.kind.in_(["init", *PostMode]),
        RateSlot.at > bindparam("since", type_=UtcDateTime()),
    )
    waiting: Any = (
        select(literal_column("'unanswered'"), Publication.state, Attempt.sent_at, no_count)
        .join(Publication, Publication.attempt_id == Attempt.id)
        .where(unanswered(account))
    )
    paused: Any = select(
        literal_column("'paused'"), AccountPause.reason, AccountPause.not_before, no_count
    )
    place = tuple_(*LINE)
    ahead: Any = (
        select(literal_column("'ahead'"), Publication.post_mode, no_moment, func.count())
        .where(
            Publication.account_id == account,
            Publication.state.in_(sorted(IN_QUEUE)),
            Publication.due_at <= AT_NOW,
            # One that waits for its photo's host must not hold up the others.
            # Nor may one that lacks a permission which the others may not need.
            or_(
                and_(
                    Publication.tries == 0,
                    or_(
                        Publication.error_code.is_(None),
                        Publication.error_code != ScopeNotGranted.code,
                    ),
                ),
                Publication.wake_at <= AT_NOW,
            ),
            place
            < tuple_(
                bindparam("before", type_=Integer()),
                bindparam("before_due", type_=UtcDateTime()),
                bindparam("before_id", type_=String()),
            ),
        )
        .group_by(Publication.post_mode)
    )
    return union_all(slots, waiting, paused.where(AccountPause.account_id == account), ahead)


_WAITS: Final = _statement()
