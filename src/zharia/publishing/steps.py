"""Guarded transitions for actions of a person: the state required, and conflicts."""

from typing import Any

from sqlalchemy.orm import Session

from zharia.errors import ErrorCode
from zharia.publishing import ledger
from zharia.publishing.choices import Choices
from zharia.publishing.model import Publication
from zharia.publishing.states import UNDER_WAY, State
from zharia.publishing.uniqueness import Sibling


class NotPossible(Exception):
    """The publication's state does not allow this; the message says what is.

    `code` is stable, for pages to translate: `wrong_state` (then `state` is what it is),
    `just_moved_on`, `changed_meanwhile`, `still_followed`, `already_live` and `still_under_way`
    (then `other` is the publication in the way), and those of `recompose`.
    """

    def __init__(
        self, code: ErrorCode, message: str, state: State | None = None, *, other: str | None = None
    ) -> None:
        """`code` and what goes with it as the class says."""
        super().__init__(message)
        self.code, self.state, self.other = code, state, other


def require_state(publication: Publication, *states: State) -> None:
    """Raises `NotPossible` in any other state."""
    state = State(publication.state)
    if state not in states:
        allowed = " or ".join(states)
        raise NotPossible(
            ErrorCode.WRONG_STATE,
            f"This publication is {state}; it would have to be {allowed}.",
            state,
        )


def blocked_by(other: Sibling) -> NotPossible:
    """Another publication of the article on this account forbids it."""
    if other.state in UNDER_WAY:
        return NotPossible(
            ErrorCode.STILL_UNDER_WAY,
            f"Another publication of this article on this account is {other.state}: wait for its"
            " end, or withdraw it.",
            other.state,
            other=other.id,
        )
    return NotPossible(
        ErrorCode.ALREADY_LIVE,
        f"This article is {other.state} on this account by now: nothing was done. To publish it"
        " once more, order a repeat.",
        other.state,
        other=other.id,
    )


def transition(
    session: Session, publication: Publication, after: State, *, who: str, **more: Any
) -> None:
    """`ledger.move` for a person. Raises `NotPossible` where the race is lost."""
    try:
        ledger.move(session, publication, after, who=who, **more)
    except ledger.LostRace as lost:
        raise NotPossible(
            ErrorCode.JUST_MOVED_ON, "It has just moved on by itself: look again, then decide."
        ) from lost


def current_choices(publication: Publication) -> Choices:
    """What a direct post carries now, as far as its values have to go together."""
    return Choices(
        privacy_level=publication.privacy_level,
        brand_organic=publication.brand_organic,
        brand_content=publication.brand_content,
    )
