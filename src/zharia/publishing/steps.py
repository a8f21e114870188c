"""What every action of a person shares: it demands a state, and it may come too late."""

from typing import Any, Final

from sqlalchemy.orm import Session

from zharia.publishing import ledger
from zharia.publishing.model import Publication
from zharia.publishing.modes import Choices
from zharia.publishing.states import State


class NotPossible(Exception):
    """The publication's state does not allow this; the message says what is.

    `code` is stable, for pages to translate: `wrong_state` (then `state` is what it is),
    `just_moved_on`, `changed_meanwhile`, `still_followed`, and those of `recompose`.
    """

    def __init__(self, code: str, message: str, state: State | None = None) -> None:
        super().__init__(message)
        self.code, self.state = code, state


#: as if no machine had tried yet
FRESH: Final[dict[str, Any]] = {
    "tries": 0,
    "error_code": None,
    "error_message": None,
    "who_acts": None,
    "retry": None,
}


def demand(publication: Publication, *states: State) -> None:
    """Raises `NotPossible` in any other state."""
    state = State(publication.state)
    if state not in states:
        allowed = " or ".join(states)
        raise NotPossible(
            "wrong_state", f"This publication is {state}; it would have to be {allowed}.", state
        )


def step(session: Session, publication: Publication, after: State, **more: Any) -> None:
    """`ledger.move` for a person. Raises `NotPossible` if somebody was quicker."""
    try:
        ledger.move(session, publication, after, **more)
    except ledger.LostRace as lost:
        raise NotPossible(
            "just_moved_on", "It has just moved on by itself: look again, then decide."
        ) from lost


def standing(publication: Publication) -> Choices:
    """What a direct post carries now, as far as its values have to go together."""
    return Choices(
        privacy_level=publication.privacy_level,
        brand_organic=publication.brand_organic,
        brand_content=publication.brand_content,
    )
