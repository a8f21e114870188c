"""Reasons of a pause, as the banner says them."""

from collections.abc import Mapping
from typing import Final

from zharia.journal import PauseReason
from zharia.texts.i18n import gettext, noop

_WHY: Final[Mapping[PauseReason, str]] = {
    PauseReason.ASKED: noop("It was started so by %(by)s."),
    PauseReason.OTHER_JOURNAL: noop(
        "This database was last used with another attempt journal: it is a copy of another"
        " installation's, or its own journal was lost."
    ),
    PauseReason.OTHER_HOME: noop(
        "The attempt journal lay elsewhere before: this folder was copied or moved."
    ),
    PauseReason.JOURNAL_CHANGED: noop(
        "The attempt journal is not the one that this database knows: an older copy of it was"
        " put back, or it was changed."
    ),
}


def why(reason: PauseReason, by: str) -> str:
    """In the current language."""
    return gettext(_WHY[reason]) % {"by": by or "?"}
