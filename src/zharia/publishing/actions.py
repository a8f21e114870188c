"""Actions of a person on a publication: revise, approve, cancel, retry, resolve."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from zharia.errors import ErrorCode
from zharia.publishing.account_queue import wake_next
from zharia.publishing.choices import check_combination, no_audience, no_disclosure
from zharia.publishing.consent import approval_columns, content_hash
from zharia.publishing.error_columns import CLEARED, UNTRIED, error_columns
from zharia.publishing.event_types import EventType
from zharia.publishing.model import Attempt, AttemptState, Publication
from zharia.publishing.rate_limits import refund_day
from zharia.publishing.review_rules import disclosure_missing, is_sponsored
from zharia.publishing.revising import photos_to_choose, recompose, revise
from zharia.publishing.states import CANCELLABLE, State
from zharia.publishing.steps import (
    NotPossible,
    blocked_by,
    current_choices,
    require_state,
    transition,
)
from zharia.publishing.uniqueness import (
    Conflict,
    Sibling,
    check_retry,
    find_conflict,
    live_attempt,
    siblings_of,
)
from zharia.tiktok import PostMode

__all__ = [
    "Ending",
    "NotPossible",
    "approve",
    "cancel",
    "check_unchanged",
    "photos_to_choose",
    "recompose",
    "resolve",
    "retry",
    "revise",
]


class Ending(StrEnum):
    """How a publication ended, according to a person."""

    #: the person sees the post on TikTok
    LIVE = "live"
    #: the person does not find the post on TikTok
    NOT_LIVE = "not_live"


def approve(
    session: Session,
    publication: Publication,
    who: str,
    now: datetime,
    *,
    seen: str | None = None,
) -> None:
    """A person approves exactly this content; it is queued.

    `seen` is the `content_hash` of what the person was shown; None if they change it now.

    Raises:
        WrongChoice: a direct post without a privacy level, or of a sponsored article and nobody
            said how it discloses that; nobody but a person chooses either.
        NotPossible: it is no draft; `changed_meanwhile`, since the page was shown; or
            `already_live`.
    """
    require_state(publication, State.DRAFT)
    if live := find_conflict(session, publication):
        raise blocked_by(live)
    check_unchanged(publication, seen)
    if publication.post_mode == PostMode.DIRECT_POST:
        if publication.privacy_level is None:
            raise no_audience()
        check_combination(current_choices(publication), self_only=False)
        if disclosure_missing(session, publication):
            raise no_disclosure()
    transition(
        session,
        publication,
        State.SCHEDULED,
        now=now,
        who=who,
        what=EventType.APPROVED,
        wake_at=max(now, publication.due_at),
        **UNTRIED,
        **approval_columns(publication, who, now),
        # In TikTok, the creator discloses what a draft in the inbox cannot carry.
        disclosure_decided=publication.disclosure_decided
        or is_sponsored(session, publication.article_id),
    )


def check_unchanged(publication: Publication, seen: str | None) -> None:
    """Raise `NotPossible`, `changed_meanwhile`, if it has changed since somebody was shown it."""
    if seen is not None and seen != content_hash(publication):
        raise NotPossible(
            ErrorCode.CHANGED_MEANWHILE,
            "Somebody has changed it since you looked: look again, then decide.",
            State(publication.state),
        )


def cancel(session: Session, publication: Publication, who: str, now: datetime) -> None:
    """Cancel a publication that was not sent."""
    require_state(publication, *CANCELLABLE)
    transition(session, publication, State.CANCELLED, now=now, who=who, what=EventType.CANCELLED)


def retry(session: Session, publication: Publication, who: str, now: datetime) -> None:
    """Queue a failed publication again, for a new attempt.

    Raises:
        NotPossible: it has not failed; or another publication of the article on this account is
            `still_under_way`, or `already_live`.
    """
    require_state(publication, State.FAILED)
    if publication.attempt_id is not None and live_attempt(session, publication):
        raise blocked_by(Sibling(publication.id, State.PUBLISHED, publication.repeat))
    siblings = siblings_of(
        session, publication.article_id, publication.account_id, exclude=publication.id
    )
    check = check_retry(publication.repeat, publication.repeat_of, siblings)
    if isinstance(check, Conflict):
        raise blocked_by(check.sibling)
    try:
        with session.begin_nested():
            transition(
                session,
                publication,
                State.SCHEDULED,
                now=now,
                who=who,
                what=EventType.RETRIED,
                doubled=False,
                repeat=check.repeat,
                repeat_of=check.repeat_of,
                needs_resolution=False,
                **UNTRIED,
            )
    except IntegrityError:
        raise NotPossible(
            ErrorCode.JUST_MOVED_ON,
            "Somebody published this article there in the same moment: look again, then decide.",
        ) from None


def resolve(
    session: Session, publication: Publication, ending: Ending, who: str, now: datetime
) -> None:
    """A person looked at TikTok and says how a publication ended whose outcome is unclear.

    "Not live" revokes the attempt first, so that it cannot go live later.
    """
    require_state(publication, State.UNCONFIRMED, State.PROCESSING)
    if not publication.needs_resolution:
        raise NotPossible(
            ErrorCode.STILL_FOLLOWED,
            "This publication is still being followed; TikTok's own answer is expected.",
            State(publication.state),
        )
    _close_attempt(session, publication, ending, now)
    if ending is Ending.LIVE:
        transition(
            session,
            publication,
            State.PUBLISHED,
            now=now,
            who=who,
            what=EventType.SAID_LIVE,
            published_at=now,
            **CLEARED,
        )
        return
    transition(
        session,
        publication,
        State.FAILED,
        now=now,
        who=who,
        what=EventType.SAID_NOT_LIVE,
        needs_resolution=False,
        **error_columns(
            ErrorCode.NOT_PUBLISHED, "A person looked at TikTok and did not find the post."
        ),
    )


def _close_attempt(
    session: Session, publication: Publication, ending: Ending, now: datetime
) -> None:
    """The person's answer closes the attempt too: no later webhook may be attributed to it."""
    if publication.attempt_id is None:
        return
    attempt = session.get_one(Attempt, publication.attempt_id, with_for_update=True)
    if ending is Ending.LIVE:
        attempt.state = AttemptState.LIVE
    else:
        attempt.state, attempt.revoked_at = AttemptState.REVOKED, attempt.revoked_at or now
        refund_day(session, attempt.id, now)
    session.flush()
    wake_next(session, publication.account_id, now)
