"""What a person may do with a publication: approve, cancel, retry, say how it ended."""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from zharia.accounts import Mode
from zharia.posts import Style
from zharia.publishing.ledger import move
from zharia.publishing.model import Attempt, AttemptState, Publication
from zharia.publishing.modes import Choices, WrongChoice, check
from zharia.publishing.states import State
from zharia.tiktok import PostMode


class NotPossible(Exception):
    """The publication's state does not allow this; the message says what is."""


class Ending(StrEnum):
    #: the person sees the post on TikTok
    LIVE = "live"
    #: the person looked, and it is not there
    NOT_LIVE = "not_live"


def content_hash(publication: Publication) -> str:
    """SHA-256 of everything that TikTok would show: text, choices and photos in order."""
    shown = [
        publication.post_mode,
        publication.title,
        publication.description,
        publication.privacy_level,
        publication.allow_comment,
        publication.brand_organic,
        publication.brand_content,
        publication.is_aigc,
        publication.auto_add_music,
        publication.photo_urls,
        publication.cover_index,
    ]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()


def revise(
    session: Session,
    publication: Publication,
    choices: Choices,
    *,
    limits: Style,
    self_only: bool,
    who: str,
    now: datetime,
    due_at: datetime | None = None,
) -> None:
    """A person changes what a draft will show, or when it is due; None leaves it as it is.

    `self_only` is true in the sandbox and before TikTok's audit.

    Raises:
        WrongChoice: a field that would not be sent, or that TikTok refuses.
    """
    _demand(publication, State.DRAFT)
    direct = publication.post_mode == PostMode.DIRECT_POST
    check(choices, Mode.REVIEW if direct else Mode.INBOX, limits, self_only=self_only)
    if direct:
        stands = Choices(
            privacy_level=publication.privacy_level, brand_content=publication.brand_content
        )
        check(choices.over(stands), Mode.REVIEW, limits, self_only=self_only)
    changes: dict[str, Any] = {
        name: value for name, value in asdict(choices).items() if value is not None
    }
    if due_at is not None:
        changes["due_at"] = due_at
    if changes:
        detail = {"fields": sorted(changes)}
        move(
            session,
            publication,
            State.DRAFT,
            now=now,
            who=who,
            what="revised",
            detail=detail,
            **changes,
        )
        publication.wake_at = None


def approve(session: Session, publication: Publication, who: str, now: datetime) -> None:
    """A person agrees to exactly what stands here; it goes in line.

    Raises:
        WrongChoice: a direct post without a privacy level; nobody but a person chooses that.
    """
    _demand(publication, State.DRAFT)
    if publication.post_mode == PostMode.DIRECT_POST and publication.privacy_level is None:
        raise WrongChoice(
            "privacy_level", "choose who may see the post: TikTok asks for it and has no default."
        )
    move(
        session,
        publication,
        State.SCHEDULED,
        now=now,
        who=who,
        what="approved",
        wake_at=max(now, publication.due_at),
        approved_by=who,
        approved_at=now,
        approved_hash=content_hash(publication),
    )


def cancel(session: Session, publication: Publication, who: str, now: datetime) -> None:
    """Withdraw a publication that was not sent."""
    _demand(publication, State.DRAFT, State.SCHEDULED)
    move(session, publication, State.CANCELLED, now=now, who=who, what="cancelled")


def retry(session: Session, publication: Publication, who: str, now: datetime) -> None:
    """Put a failed publication in line again, for a new attempt."""
    _demand(publication, State.FAILED)
    move(
        session,
        publication,
        State.SCHEDULED,
        now=now,
        who=who,
        what="retried",
        tries=0,
        error_code=None,
        error_message=None,
        who_acts=None,
        retry=None,
    )


def resolve(
    session: Session, publication: Publication, ending: Ending, who: str, now: datetime
) -> None:
    """A person looked at TikTok and says how a publication ended that nobody else can tell.

    "Not live" takes the photos away first, so that it cannot go live later.
    """
    _demand(publication, State.UNCONFIRMED, State.PROCESSING)
    if not publication.needs_word:
        raise NotPossible(
            "This publication is still being followed; TikTok's own answer is expected."
        )
    if ending is Ending.LIVE:
        move(
            session,
            publication,
            State.PUBLISHED,
            now=now,
            who=who,
            what="said to be live",
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
    move(
        session,
        publication,
        State.FAILED,
        now=now,
        who=who,
        what="said not to be live",
        needs_word=False,
        error_code="not_published",
        error_message="A person looked at TikTok and did not find the post.",
        who_acts="editor",
        retry="needs a person",
    )


def _demand(publication: Publication, *states: State) -> None:
    if State(publication.state) not in states:
        allowed = " or ".join(states)
        raise NotPossible(
            f"This publication is {publication.state}; it would have to be {allowed}."
        )
