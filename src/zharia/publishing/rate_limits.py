"""Rate limiter per account: reserved slots decide, and not any queue.

A slot is written in the transaction of the step that it is for. The account's row in
`turns` is locked meanwhile, so that two workers cannot both see the last free place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from zharia.publishing import init_turn
from zharia.publishing.account_queue import wake_queue, wake_waiting
from zharia.publishing.init_waits import SLOT_LIFETIME, waits_of
from zharia.publishing.model import AccountPause, Publication, RateSlot
from zharia.publishing.retry_policy import needs_person
from zharia.publishing.sliding_window import Window, next_free
from zharia.settings import Settings
from zharia.storage.database import AT_NOW
from zharia.storage.fresh_row import fresh_row
from zharia.storage.insert_or_ignore import insert_or_ignore
from zharia.tiktok import PostMode


@dataclass(frozen=True, slots=True)
class Limits:
    """TikTok's limits per account, as settings have them."""

    init: Window
    status: Window
    creator_info: Window
    direct_posts: Window
    drafts: Window

    @classmethod
    def from_settings(cls, settings: Settings) -> "Limits":
        """The limits that the settings name."""
        return cls(
            init=Window.per_minute(settings.init_per_minute),
            status=Window.per_minute(settings.status_per_minute),
            creator_info=Window.per_minute(settings.creator_info_per_minute),
            direct_posts=Window.per_day(settings.direct_posts_per_day),
            drafts=Window.per_day(settings.pending_drafts_per_day),
        )

    def for_day(self, post_mode: str) -> Window:
        """The cap of a day on posts of this mode."""
        return self.direct_posts if post_mode == PostMode.DIRECT_POST else self.drafts

    @property
    def caps(self) -> dict[str, Window]:
        """The cap of a day for each post mode."""
        return {mode: self.for_day(mode) for mode in PostMode}


def lock_account(session: Session, account_id: str) -> AccountPause:
    """The account's row, locked until the transaction ends: one at a time reserves its slots."""
    pause = fresh_row(session, AccountPause, account_id, lock=True)
    while pause is None:
        # Another worker may be making it too; whoever comes second waits for the first.
        session.execute(insert_or_ignore(session, AccountPause).values(account_id=account_id))
        pause = fresh_row(session, AccountPause, account_id, lock=True)
    return pause


def init_free_at(
    session: Session, publication: Publication, limits: Limits, now: datetime
) -> datetime:
    """When this publication may be sent, with everything ahead of it sent first.

    It is its turn if that is not after `now`.
    """
    waits = waits_of(session, publication, now)
    moment = init_turn.free_at(publication.post_mode, waits.usage, limits.init, limits.caps, now)
    return max(moment, waits.not_before)


def day_free_at(
    session: Session, account_id: str, post_mode: str, limits: Limits, now: datetime
) -> datetime:
    """When one more post of this mode fits the account's day; `now` if it does already."""
    cap = limits.for_day(post_mode)
    return next_free(_used(session, account_id, post_mode, now - cap.length), [cap], now)


def reserve_init(
    session: Session, publication: Publication, attempt_id: str, now: datetime
) -> None:
    """Take the slots of one init: the minute's and the day's."""
    for kind in ("init", publication.post_mode):
        session.add(init_slot(publication, attempt_id, kind, now))


def init_slot(publication: Publication, attempt_id: str, kind: str, at: datetime) -> RateSlot:
    """One of the slots of an attempt's init: `init` for the minute, its post mode for the day."""
    return RateSlot(
        account_id=publication.account_id,
        kind=kind,
        at=at,
        publication_id=publication.id,
        attempt_id=attempt_id,
    )


def set_slot_time(session: Session, attempt_id: str, now: datetime) -> None:
    """TikTok counts a call when it arrives, between sending and answer: count from the answer."""
    session.execute(_SLOT_TIME, {"of_attempt": attempt_id, "at_now": now})


def refund_day(session: Session, attempt_id: str, now: datetime) -> None:
    """An init that TikTok refused, or that was revoked, used up a call of the minute, but no post
    of the day: somebody else may have that.
    """
    refunded = delete(RateSlot).where(
        RateSlot.attempt_id == attempt_id, RateSlot.kind.in_(list(PostMode))
    )
    for account_id in session.scalars(refunded.returning(RateSlot.account_id)).all():
        wake_waiting(session, account_id, now)


def reserve(
    session: Session, account_id: str, kind: str, window: Window, now: datetime
) -> datetime:
    """Reserve one call if it may be made now; else the moment when it may.

    The caller holds the account's turn. The call was reserved if the answer is `now`.
    """
    moment = next_free(_used(session, account_id, kind, now - window.length), [window], now)
    if moment <= now:
        session.add(RateSlot(account_id=account_id, kind=kind, at=now))
        return now
    return moment


def pause_account(session: Session, account_id: str, until: datetime, reason: str) -> None:
    """TikTok asked this account, and no other, to come back later."""
    pause = lock_account(session, account_id)
    if pause.not_before is None or pause.not_before < until:
        pause.not_before, pause.reason = until, reason


def resume_account(session: Session, account_id: str, now: datetime) -> None:
    """The account was connected anew: end the pause that waited for that, and try at once."""
    pause = lock_account(session, account_id)
    if pause.reason is not None and needs_person(pause.reason):
        pause.not_before = pause.reason = None
    session.flush()
    wake_queue(session, account_id, now)


def delete_old_slots(session: Session, now: datetime) -> None:
    """Delete slots that no window counts any more."""
    session.execute(delete(RateSlot).where(RateSlot.at < now - SLOT_LIFETIME))


def _used(session: Session, account_id: str, kind: str, since: datetime) -> Sequence[datetime]:
    return session.scalars(
        select(RateSlot.at).where(
            RateSlot.account_id == account_id, RateSlot.kind == kind, RateSlot.at > since
        )
    ).all()


_SLOT_TIME: Final = (
    update(RateSlot)
    .where(RateSlot.attempt_id == bindparam("of_attempt"))
    .values(at=AT_NOW)
    .execution_options(synchronize_session=False)
)
