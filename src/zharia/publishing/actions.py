"""What a person may do with a publication: change, approve, cancel, retry, say how it ended."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import update
from sqlalchemy.orm import Session

from zharia.publishing.consent import approval, content_hash
from zharia.publishing.happenings import Happening
from zharia.publishing.model import Attempt, AttemptState, Publication
from zharia.publishing.modes import check_together, no_audience
from zharia.publishing.revising import photos_to_choose, recompose, revise
from zharia.publishing.states import State
from zharia.publishing.steps import FRESH, NotPossible, demand, standing, step
from zharia.tiktok import PostMode

__all__ = [
    "Ending",
    "NotPossible",
    "approve",
    "cancel",
    "photos_to_choose",
    "recompose",
    "resolve",
    "retry",
    "revise",
]


class Ending(StrEnum):
    #: the person sees the post on TikTok
    LIVE = "live"
    #: the person looked, and it is not there
    NOT_LIVE = "not_live"


def approve(
    session: Session,
    publication: Publication,
    who: str,
    now: datetime,
    *,
    seen: str | None = None,
) -> None:
    """A person agrees to exactly what stands here; it goes in line.

    `seen` is the `content_hash` of what the person's page showed; None if they change it now.

    Raises:
        WrongChoice: a direct post without a privacy level; nobody but a person chooses that.
        NotPossible: it is no draft; or `changed_meanwhile`, since the page was shown.
    """
    demand(publication, State.DRAFT)
    if seen is not None and seen != content_hash(publication):
        raise NotPossible(
            "changed_meanwhile",
            "Somebody has changed it since you looked: look again, then decide.",
            State.DRAFT,
        )
    if publication.post_mode == PostMode.DIRECT_POST:
        if publication.privacy_level is None:
            raise no_audience()
        check_together(standing(publication), self_only=False)
    step(
        session,
        publication,
        State.SCHEDULED,
        now=now,
        who=who,
        what=Happening.APPROVED,
        wake_at=max(now, publication.due_at),
        **FRESH,
        **approval(publication, who, now),
    )


def cancel(session: Session, publication: Publication, who: str, now: datetime) -> None:
    """Withdraw a publication that was not sent."""
    demand(publication, State.DRAFT, State.SCHEDULED)
    step(session, publication, State.CANCELLED, now=now, who=who, what=Happening.CANCELLED)


def retry(session: Session, publication: Publication, who: str, now: datetime) -> None:
    """Put a failed publication in line again, for a new attempt."""
    demand(publication, State.FAILED)
    step(
        session,
        publication,
        State.SCHEDULED,
        now=now,
        who=who,
        what=Happening.RETRIED,
        **FRESH,
    )


def resolve(
    session: Session, publication: Publication, ending: Ending, who: str, now: datetime
) -> None:
    """A person looked at TikTok and says how a publication ended that nobody else can tell.

    "Not live" takes the photos away first, so that it cannot go live later.
    """
    demand(publication, State.UNCONFIRMED, State.PROCESSING)
    if not publication.needs_word:
        raise NotPossible(
            "still_followed",
            "This publication is still being followed; TikTok's own answer is expected.",
            State(publication.state),
        )
    if ending is Ending.LIVE:
        step(
            session,
            publication,
            State.PUBLISHED,
            now=now,
            who=who,
            what=Happening.SAID_LIVE,
            published_at=now,
            needs_word=False,
            error_code=None,
            who_acts=None,
        )
        return
    session.execute(
        update(Attempt)
        .where(Attempt.id == publication.attempt_id)
        .values(revoked_at=now, state=AttemptState.REVOKED)
    )
    step(
        session,
        publication,
        State.FAILED,
        now=now,
        who=who,
        what=Happening.SAID_NOT_LIVE,
        needs_word=False,
        error_code="not_published",
        error_message="A person looked at TikTok and did not find the post.",
        who_acts="editor",
        retry="needs a person",
    )
